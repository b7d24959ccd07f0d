"""What a calendar is made of: each check with its rule, the last time, the next, and its state."""

from datetime import date

from msgspec import Struct

from titrant.clinical import Fact
from titrant.dosing.check import Check
from titrant.dosing.course_words import Due
from titrant.knowledge import Leaf, Versions


class Entry(Struct, frozen=True, kw_only=True):
    """One check: whom it is for, when it was last done, and the window of the next time.

    `due` is the first day and `until` the last before it is overdue; None where no day can be told.
    `last` is the fact that says it was done, `last_on` its day, also where it is not a fact.
    `holds` says which of its leaves this site has not signed or set.
    """

    id: str
    what: str
    who: str
    state: Due
    last: Fact | None
    last_on: date | None
    due: date | None
    until: date | None
    note: str
    leaves: tuple[Leaf, ...]
    holds: tuple[Check, ...]


class Calendar(Struct, frozen=True, kw_only=True):
    """Every check of a course on a day, the overdue first. `closed` says why there are none."""

    protocol: str
    version: str
    title: str
    as_of: date
    closed: str
    entries: tuple[Entry, ...]
    versions: Versions

    @property
    def waits(self) -> bool:
        """Whether anything is overdue or not known, or rests on what nobody signed."""
        late = {Due.OVERDUE, Due.UNKNOWN}
        return bool(self.closed) or any(one.state in late or one.holds for one in self.entries)
