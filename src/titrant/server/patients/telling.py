"""What parts above this one add to the case that is made of a record: courses, decisions."""

from collections.abc import Callable

from titrant.server.patients.case import CaseParts
from titrant.server.patients.models import Patient

Telling = Callable[[CaseParts, Patient], None]
_telling: list[Telling] = []


def tells(telling: Telling) -> Telling:
    """Ask `telling` to add to each case from now on, after every section has told its rows."""
    _telling.append(telling)
    return telling


def tell(parts: CaseParts, patient: Patient) -> None:
    """Let everything that parts above know of a person be told."""
    for telling in _telling:
        telling(parts, patient)
