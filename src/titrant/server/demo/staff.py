"""Who works in the demonstration: people of each role, with a password and codes that are known."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import make_password

from titrant.server.accounts.entries import RoleSaid, role_given
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import append

PASSWORD = "made-up people only"  # nosec B105: printed at every start of a demonstration
CLINIC, OTHER = 1, 2


@dataclass(frozen=True)
class Worker:
    """Somebody made up, and the word by which a command asks for their code."""

    word: str
    role: Role
    name: str
    clinics: tuple[int, ...] = (CLINIC,)

    @property
    def email(self) -> str:
        """Where they sign in."""
        return f"{self.word}@demo.example"

    @property
    def secret(self) -> str:
        """What their authenticator would hold; known, as everything here is."""
        return b32encode(
            hashlib.sha256(f"demonstration/{self.word}".encode()).digest()[:20]
        ).decode()

    def code(self) -> str:
        """Return the code that their authenticator shows now."""
        counters = list(yield_hotp_counters_from_time())
        return f"{hotp_value(self.secret, counters[len(counters) // 2]):06d}"


STAFF = (
    Worker("prescriber", Role.PRESCRIBER, "Dr Paula Reyes"),
    Worker("second", Role.PRESCRIBER, "Dr Simon Adler", (CLINIC, OTHER)),
    Worker("nurse", Role.NURSE, "Nadia Cole"),
    Worker("second-nurse", Role.NURSE, "Theo Marsh"),
    Worker("coordinator", Role.COORDINATOR, "Carla Benes"),
    Worker("director", Role.DIRECTOR, "Dr Iris Vane"),
    Worker("auditor", Role.AUDITOR, "August Lind"),
    Worker("administrator", Role.ADMINISTRATOR, "Alba Ruiz"),
    Worker("visitor", Role.NURSE, "Rosa Imani", (OTHER,)),
)


def hire() -> dict[str, Account]:
    """Make the accounts, their roles and their authenticators; return them by their word."""
    made = {}
    hashed = make_password(PASSWORD)  # once: it is one and the same
    for worker in STAFF:
        account = Account(email=worker.email, name=worker.name, password=hashed)
        account.save()
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        TOTP.activate(account, worker.secret)
        for clinic in worker.clinics:
            body = RoleSaid(account.pk, clinic, worker.role)
            append(role_given, body, by=Actor(agent="demonstration", clinic=clinic))
        made[worker.word] = account
    return made


def worker_called(word: str) -> Worker | None:
    """Return the person that a word means, or None."""
    return next((worker for worker in STAFF if worker.word == word), None)
