"""Who may write what about whom. A rule is a pair: a sentence that is raised, and a yes or no."""

from collections.abc import Callable

from titrant.clinical import Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.patients.models import Clinical, Patient, Recorded, Weight
from titrant.server.patients.section import Section
from titrant.server.patients.sections.weights import unseen


def check_can_write(acting: Acting, patient: Patient, right: Right) -> None:
    """Raise a sentence where somebody may not add to a record."""
    check_may(acting, right)
    if patient.clinic_id != acting.clinic:
        raise NotAllowed(
            "This is a record of another clinic. Ask that clinic, or open it in an emergency."
        )


def can_write(acting: Acting, patient: Patient, right: Right) -> bool:
    """Return whether somebody may add to a record."""
    return _holds(lambda: check_can_write(acting, patient, right))


def check_can_correct(acting: Acting, section: Section, row: Recorded) -> None:
    """Raise a sentence where somebody may not correct or strike a row."""
    check_can_write(acting, row.patient, section.writes)
    if section.hidden(row, acting):
        raise NotAllowed(
            "This number waits for a second person, who reads the scale without seeing it. "
            "Until then only whoever wrote it corrects it."
        )


def can_correct(acting: Acting, section: Section, row: Recorded) -> bool:
    """Return whether somebody may correct or strike a row that counts."""
    return row.counts and _holds(lambda: check_can_correct(acting, section, row))


def check_can_confirm(acting: Acting, row: Recorded) -> None:
    """Raise a sentence where somebody may not confirm a row."""
    check_can_write(acting, row.patient, Right.CONFIRM)
    if not isinstance(row, Clinical) or row.sure == Sureness.CONFIRMED:
        raise NotAllowed("This row needs nobody to confirm it.")


def can_confirm(acting: Acting, section: Section, row: Recorded) -> bool:
    """Return whether there is something to confirm in a row, and somebody may."""
    return (
        row.counts
        and not section.hidden(row, acting)
        and _holds(lambda: check_can_confirm(acting, row))
    )


def check_can_say(acting: Acting, said: object) -> None:
    """Raise a sentence where somebody may not stand behind what they write as a clinician."""
    if getattr(said, "sure", "") == Sureness.CONFIRMED:
        check_may(acting, Right.CONFIRM)


def check_can_read_scale(acting: Acting, row: Weight) -> None:
    """Raise a sentence where somebody may not be the second reader of a scale."""
    check_can_write(acting, row.patient, Right.WRITE_RECORD)
    if row.by_id == acting.account.pk:
        raise NotAllowed("The second reading is another person's: they read the scale themselves.")
    if not unseen(row, acting):
        raise NotAllowed("This weight waits for no second reading any more.")


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True
