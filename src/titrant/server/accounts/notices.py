"""What people are told, and by whom it is sent: the parts above register themselves here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.mail import EmailMessage

from titrant.server.accounts.models import BrokenGlass


@dataclass(frozen=True)
class Letter:
    """A message to somebody's address. Nothing in it says who they are, or about whom it is."""

    clinic: int
    address: str
    subject: str
    text: str


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
