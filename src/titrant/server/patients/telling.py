"""What parts above this one add to the case that is made of a record: courses, decisions."""

from collections.abc import Callable, Sequence

from titrant.server.patients.case import CaseParts
from titrant.server.patients.models import Patient

Telling = Callable[[CaseParts, Patient], None]
Asking = Callable[[Sequence[Patient]], Telling]
_asking: list[Asking] = []


def tells(asking: Asking) -> Asking:
    """Let `asking` add to each case from now on, after every section has told its rows.

    It is asked once for all the people whose cases are made, and returns what tells of each.
    """
    _asking.append(asking)
    return asking


def tellings(people: Sequence[Patient]) -> list[Telling]:
    """Return what tells everything that parts above know of some people."""
    return [asking(people) for asking in _asking]
