"""What a plan of dates is: sessions with their windows, the review, and what stays open."""

from datetime import date

from msgspec import Struct

from titrant.dosing.check import Check
from titrant.dosing.course_words import Phase
from titrant.dosing.unsigned import UNSIGNED
from titrant.knowledge import Leaf, Versions


class Slot(Struct, frozen=True, kw_only=True):
    """One session to come: the protocol's window, and a day in it; None where no day fits.

    `optional` marks a session that the protocol allows and does not ask for. `why` says why there
    is no day. `leaves` are the ids of what the window rests on.
    """

    number: int
    phase: Phase
    earliest: date
    latest: date
    on: date | None
    optional: bool
    why: str
    leaves: tuple[str, ...]


class PlannedReview(Struct, frozen=True, kw_only=True):
    """The review of a course: its day where one can be told, and in words what it follows."""

    on: date | None
    after: str
    done: date | None
    overdue: bool
    leaves: tuple[str, ...]


class Plan(Struct, frozen=True, kw_only=True):
    """The dates of a course from a day on. Nothing is booked or ordered.

    `begins` is the day from which the protocol's weeks are counted, `given` the sessions so far,
    `most` the sessions in any seven days, None where no limit is known. `closed` are days on which
    the clinic is closed, `left_open` sentences on what the protocol does not say; `used` every leaf
    that was looked at.
    """

    protocol: str
    version: str
    title: str
    as_of: date
    begins: date
    given: int
    most: int | None
    weekdays: frozenset[int]
    closed: frozenset[date]
    slots: tuple[Slot, ...]
    review: PlannedReview | None
    left_open: tuple[str, ...]
    holds: tuple[Check, ...]
    used: tuple[Leaf, ...]
    versions: Versions

    @property
    def blocking(self) -> tuple[Check, ...]:
        """What stands in the way of the dates themselves: not a leaf that none of them rests on."""
        resting = {id for slot in self.slots for id in slot.leaves}
        return tuple(
            hold for hold in self.holds if not hold.id.startswith(UNSIGNED) or hold.leaf in resting
        )
