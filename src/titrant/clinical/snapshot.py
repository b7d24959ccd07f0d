"""A person's record as it is known on a day, and the course they are in."""

from datetime import date

from msgspec import Struct

from titrant.clinical.clearance import Clearance
from titrant.clinical.fact import Contradiction, Fact, SetAside, Unmapped
from titrant.clinical.person import Sex
from titrant.clinical.session import Course
from titrant.clinical.visit import Visit


class Born(Struct, frozen=True):
    """A date of birth, as exactly as it is known: the first and the last day that it can be."""

    first: date
    last: date

    def youngest(self, as_of: date) -> int:
        """Return the age in years that the person has reached at least."""
        return _years(self.last, as_of)

    def oldest(self, as_of: date) -> int:
        """Return the age in years that the person may have reached."""
        return _years(self.first, as_of)


def _years(born: date, as_of: date) -> int:
    before_birthday = (as_of.month, as_of.day) < (born.month, born.day)
    return as_of.year - born.year - before_birthday


class Subject(Struct, frozen=True, kw_only=True):
    """Who the record is about, as far as screening asks. No name: a fact leads to its file."""

    born: Born | None = None
    sex: Sex | None = None
    dead: bool = False
    died_on: date | None = None


class FileRead(Struct, frozen=True, kw_only=True):
    """A file that went into a snapshot: what it is, and how much of it was understood.

    `entries` counts what could bear on care, `mapped` how many of those met a concept, `beside` the
    entries of sorts that nothing here reads, by their sort. `people` are the ids by which the file
    knows its patient: they tell two people apart, and are printed nowhere.
    """

    name: str
    form: str
    entries: int
    mapped: int
    beside: dict[str, int]
    people: tuple[str, ...] = ()


class Snapshot(Struct, frozen=True, kw_only=True):
    """Everything that is known about one person on a day, and everything that was not understood.

    Facts stand in the order of their files. Nothing that a file holds is missing here: it is a
    fact, or it is in `unmapped`, `set_aside` or among a file's `beside`.
    """

    as_of: date
    subject: Subject = Subject()
    facts: tuple[Fact, ...] = ()
    courses: tuple[Course, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    files: tuple[FileRead, ...] = ()
    visit: Visit | None = None
