"""What people are told, and by whom it is sent: the parts above register themselves here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.mail import EmailMessage

from titrant.server.accounts.models import Account, BrokenGlass
from titrant.server.accounts.roles import Role
from titrant.server.audit.models import Entry


@dataclass(frozen=True)
class Letter:
    """A message to somebody's address. Nothing in it says who they are, or about whom it is."""

    clinic: int
    address: str
    subject: str
    text: str


@dataclass(frozen=True)
class RoleGiven:
    """A clinician's role that was given to an account which was there already."""

    entry: Entry
    account: Account
    clinic: int
    role: Role


def by_mail(letter: Letter) -> None:
    """Hand a letter to the mail backend: the outbox, in the transaction of what it tells."""
    EmailMessage(
        letter.subject,
        letter.text,
        to=[letter.address],
        headers={"Titrant-Clinic": str(letter.clinic)},
    ).send()


_letters: list[Callable[[Letter], None]] = [by_mail]
_emergencies: list[Callable[[BrokenGlass], None]] = []
_roles: list[Callable[[RoleGiven], None]] = []


def letters_go(sender: Callable[[Letter], None]) -> None:
    """Send letters another way from now on."""
    _letters.append(sender)


def send(letter: Letter) -> None:
    """Send a letter."""
    _letters[-1](letter)


def after_emergency(told: Callable[[BrokenGlass], None]) -> Callable[[BrokenGlass], None]:
    """Tell somebody of each emergency access, inside its transaction: to open a review task."""
    _emergencies.append(told)
    return told


def tell_emergency(access: BrokenGlass) -> None:
    """Tell everybody who asked to be told."""
    for told in _emergencies:
        told(access)


def after_role_given(told: Callable[[RoleGiven], None]) -> Callable[[RoleGiven], None]:
    """Tell somebody of each clinician's role given to an account, inside its transaction."""
    _roles.append(told)
    return told


def tell_role_given(given: RoleGiven) -> None:
    """Tell everybody who asked to be told."""
    for told in _roles:
        told(given)
