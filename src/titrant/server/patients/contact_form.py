"""The form of who a patient is and how to reach them; one page, for registering and changing."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from msgspec.structs import asdict

from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.fields import DayField, choices, on_the_clock, pressed, words
from titrant.server.patients.folding import digits
from titrant.server.patients.models import Patient

EARLIEST = date(1900, 1, 1)
FEWEST_DIGITS = 5
SEXES = (("female", "Female"), ("male", "Male"), ("other", "Other"), ("", "Not asked"))
UNSEEN = frozenset({"Cc", "Cf"})  # control signs, and those that turn the direction of writing
JOINERS = "\u200c\u200d"  # which Persian and Indian names need
SAFE = {
    "phone": "By telephone",
    "text": "By text message",
    "mail": "By email",
    "letter": "By letter, to the postal address",
    "none": "Not at all: only when they come or call",
}


class ContactForm(forms.Form):
    """Who somebody is and how to reach them."""

    name = words("Name", 160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    called = words("Called", 80, required=False, help_text="As they want to be spoken to.")
    born = DayField(label="Born", required=False)
    sex = pressed("Sex", *SEXES, required=False)
    phone = words("Telephone", 40, required=False)
    email = forms.EmailField(label="Email", required=False)
    address = words("Postal address", 240, required=False)
    safe_contact = forms.ChoiceField(
        label="How may we reach them",
        required=False,
        choices=choices(*SAFE.items(), empty="Not asked yet"),
        help_text="Others may see their telephone or their letters. What we write is neutral.",
    )
    contact_name = words("Contact person", 160, required=False)
    contact_phone = words("Telephone of the contact person", 40, required=False)

    def __init__(self, *args: Any, zone: str, **known: Any) -> None:
        super().__init__(*args, **known)
        on_the_clock(self, zone)

    def clean_name(self) -> str:
        """Return a name with one space between its words."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(c.isalpha() for c in name):
            raise forms.ValidationError("Write the name in letters.")
        if any(unicodedata.category(c) in UNSEEN for c in name if c not in JOINERS):
            raise forms.ValidationError(
                "A sign that nobody sees stands in the name. Type the name anew, without copying."
            )
        return name

    def clean_born(self) -> date | None:
        """Refuse a birth date that nobody alive has."""
        born: date | None = self.cleaned_data["born"]
        if born is not None and born < EARLIEST:
            raise forms.ValidationError("Look at the year: nobody alive was born then.")
        return born

    def clean_phone(self) -> str:
        """Refuse a telephone number without enough digits."""
        return self._number("phone")

    def clean_contact_phone(self) -> str:
        """Refuse a telephone number without enough digits."""
        return self._number("contact_phone")

    def _number(self, name: str) -> str:
        number: str = self.cleaned_data[name]
        if number and len(digits(number)) < FEWEST_DIGITS:
            raise forms.ValidationError("Write the whole number, in digits.")
        return number

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way of reaching somebody needs."""
        cleaned = super().clean() or self.cleaned_data
        way = cleaned.get("safe_contact")
        for ways, field, what in (
            ({"phone", "text"}, "phone", "a telephone number"),
            ({"mail"}, "email", "an email address"),
            ({"letter"}, "address", "an address"),
        ):
            if way in ways and field not in self.errors and not cleaned.get(field):
                self.add_error(field, f"This way needs {what}. Write it, or choose another way.")
        return cleaned

    def said(self) -> PatientSaid:
        """Return what will be written."""
        return PatientSaid(**self.cleaned_data)


class ChangeForm(ContactForm):
    """The same, of somebody who is registered already."""

    died = DayField(label="Died", required=False)

    @classmethod
    def of(cls, patient: Patient) -> dict[str, Any]:
        """Return what the form starts from: what is held to be so now."""
        return {name: getattr(patient, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any]:
        """Refuse a death before the birth."""
        cleaned = super().clean()
        born, died = cleaned.get("born"), cleaned.get("died")
        if born is not None and died is not None and died < born:
            self.add_error("died", "This is before the birth. Look at both days.")
        return cleaned


LABELS = {name: str(field.label) for name, field in ChangeForm.base_fields.items()}


def differences(before: PatientSaid, after: PatientSaid) -> list[dict[str, object]]:
    """Return the fields in which two versions differ: the label, and what stands in each."""
    old, new = asdict(before), asdict(after)
    return [
        {"label": LABELS[name], "before": old[name], "after": new[name]}
        for name in LABELS
        if old[name] != new[name]
    ]
