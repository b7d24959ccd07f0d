"""Who may choose an option, and which: a sentence that is raised, and a yes or no."""

from titrant.clinical import OptionKind
from titrant.dosing.guidance import Option, Stand
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.courses.models import Course
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write

CHANGED = (
    "What the options rest on changed since you were shown them: the record, a rule or the day. "
    "Read them again, then choose."
)
_CHOSEN = frozenset({Stand.OPEN, Stand.ASKS})
_DOSES = frozenset(
    {OptionKind.START, OptionKind.SAME, OptionKind.UP, OptionKind.DOWN}
    | {OptionKind.LONGER, OptionKind.SHORTER, OptionKind.RETURN}
)


def is_dose(option: OptionKind) -> bool:
    """Return whether something is given after this choice: an order may follow it."""
    return option in _DOSES


def check_can_choose(
    acting: Acting, patient: Patient, course: Course | None, option: Option
) -> None:
    """Raise a sentence where somebody may not choose an option for the next session."""
    check_can_write(acting, patient, Right.LEAD_COURSE)
    if course is None or not course.is_open:
        raise NotAllowed("No course of this protocol is open here. Open it, then choose.")
    if option.stand not in _CHOSEN:
        raise NotAllowed(
            "This option is held, or not offered. What stands beside it says what would lift that."
        )


def can_choose(acting: Acting, patient: Patient, course: Course | None, option: Option) -> bool:
    """Return whether somebody may choose an option."""
    try:
        check_can_choose(acting, patient, course, option)
    except NotAllowed:
        return False
    return True


def check_reasons(lines: list[str]) -> None:
    """Raise a sentence for a list of reasons that nobody could choose from."""
    if not lines:
        raise NotAllowed("Write at least one reason, each on a line of its own.")
    if len(set(lines)) < len(lines):
        raise NotAllowed("A reason stands there twice.")
    if any(len(line) > LONGEST_REASON for line in lines):
        raise NotAllowed(f"A reason has {LONGEST_REASON} signs at most.")


LONGEST_REASON = 160
