"""Whether a file is about the person whose record it is to join: both said side by side."""

from collections.abc import Callable
from dataclasses import dataclass

from titrant.fhir import Named
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.folding import alike
from titrant.server.patients.models import Patient
from titrant.server.web.templatetags.clinic import day

BORN = "Born"


@dataclass(frozen=True)
class Side:
    """One line of the comparison. `differs` is None where one of the two says nothing."""

    word: str
    record: str
    file: str
    differs: bool | None


def compared(patient: Patient | PatientSaid, named: Named) -> list[Side]:
    """Return name, birth date, sex and telephone of both."""
    return [
        Side("Name", patient.name, named.name, _unless(patient.name, named.name, alike)),
        Side(BORN, _born(patient), _born_of(named), _born_apart(patient, named)),
        Side("Sex", patient.sex, named.sex, _unless(patient.sex, named.sex, _equal)),
        Side("Telephone", patient.phone, named.phone, None),
    ]


def differing(said: PatientSaid, named: Named) -> list[Side]:
    """Return the lines in which what was typed is not what a file says; none where it fits.

    A birth date that the file has and nobody typed was taken out of the form.
    """
    dropped = said.born is None and named.birthday is not None
    sides = compared(said, named)
    return [side for side in sides if side.differs or (dropped and side.word == BORN)]


def doubts(patient: Patient, named: Named) -> list[str]:
    """Return a sentence for each sign that a file may be somebody else's; none where it fits."""
    found = []
    name, born, sex, _ = compared(patient, named)
    if name.differs:
        found.append("The file has another name.")
    if born.differs:
        found.append("The file has another birth date.")
    if sex.differs:
        found.append("The file has another sex.")
    if name.differs is None and born.differs is None:
        found.append("The file names nobody: neither a name nor a birth date.")
    elif name.differs is None:
        found.append("Only the birth date can be compared: one of the two has no name.")
    elif born.differs is None:
        found.append("Only the name can be compared: one of the two has no birth date.")
    return found


def _unless(one: str, other: str, same: Callable[[str, str], bool]) -> bool | None:
    if not one or not other:
        return None
    return not same(one, other)


def _born(patient: Patient | PatientSaid) -> str:
    return "" if patient.born is None else day(patient.born)


def _born_of(named: Named) -> str:
    if named.born is None:
        return ""
    first, last = named.born
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def _born_apart(patient: Patient | PatientSaid, named: Named) -> bool | None:
    if patient.born is None or named.born is None:
        return None
    return not named.born.first <= patient.born <= named.born.last


def _equal(one: str, other: str) -> bool:
    return one == other
