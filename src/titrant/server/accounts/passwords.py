"""Words that everybody who knows this clinic would try first: no password is made of them."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from titrant.server.accounts.roles import Role

# The list that docs/safety/sign-in.md documents; the names of roles belong to it.
WORDS = frozenset(
    {
        "titrant",
        "clinic",
        "ketamine",
        "esketamine",
        "spravato",
        "infusion",
        "patient",
        "prescriber",
        "doctor",
        "password",
        "passphrase",
        "welcome",
        "admin",
        *(word for role in Role for word in role.value.split()),
    }
)
LEFT_AT_LEAST = 8  # letters and digits that remain once our own words are taken out


class ClinicWords:
    """Refuses a password that is hardly more than words of the clinic."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise a sentence where little is left without our own words."""
        left = password.lower()
        for word in sorted(WORDS | _names(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(re.sub(r"[\W_]", "", left)) < LEFT_AT_LEAST < len(password):
            raise ValidationError(
                "This is mostly words that everybody here would try first. Take a longer sentence.",
                code="clinic_words",
            )

    def get_help_text(self) -> str:
        """Return what a password must not be."""
        return "Not mostly of words that everybody here would try first, as the clinic's name."


def _names(user: Any) -> frozenset[str]:
    """Return the words of somebody's own name and address that are long enough to count."""
    said = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')}".lower()
    return frozenset(word for word in re.split(r"[^\w]+", said) if len(word) > 3)
