"""Who may sign a paper about a person: sentences, and yes or no."""

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write

CHANGED = (
    "The record changed since this was shown. Read it as it is now, then sign. Nothing was signed."
)


def check_can_sign(acting: Acting, patient: Patient) -> None:
    """Raise a sentence where somebody cannot sign a paper about a person."""
    check_can_write(acting, patient, Right.SIGN_LETTER)


def can_sign(acting: Acting, patient: Patient) -> bool:
    """Return whether somebody may sign a paper about a person."""
    try:
        check_can_sign(acting, patient)
    except NotAllowed:
        return False
    return True
