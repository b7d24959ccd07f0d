"""Finding a record in an emergency: the part that knows patients registers itself here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Record:
    """A patient's record that an emergency may open: whose clinic it is, and its page."""

    patient: UUID
    clinic: int
    address: str


@dataclass(frozen=True)
class Finder:
    """How records are found: by id, or by a whole name and a date of birth, in every clinic."""

    by_id: Callable[[UUID], Record | None]
    by_person: Callable[[str, date], list[Record]]


_finders: list[Finder] = []


def found_by(finder: Finder) -> None:
    """Find records with this from now on."""
    _finders.append(finder)


def record_of(patient: UUID) -> Record | None:
    """Return a record by its id."""
    return _finders[-1].by_id(patient)


def records_of(name: str, born: date) -> list[Record]:
    """Return the records of people of this whole name who were born on this day."""
    return _finders[-1].by_person(name, born)
