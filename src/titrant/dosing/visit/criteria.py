"""One criterion of readiness, and the visit as the criteria look at it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from titrant.clinical import Judged, Judgement, Rescue, Role, Snapshot, Visit, VitalRow
from titrant.dosing.screening import Treatment
from titrant.dosing.visit.standing import unsigned
from titrant.knowledge import Knowledge, Leaf, Standing
from titrant.units import Duration

T = TypeVar("T")

_MINUTE = timedelta(minutes=1)
_ONE_MINUTE = Duration(1, "min")
_ONE_SECOND = Duration(1, "s")
_MAY_ANSWER = frozenset({Role.PRESCRIBER, Role.PSYCHIATRIC})


class CriterionState(StrEnum):
    """Where a criterion stands; whatever is not met keeps the person."""

    MET = "met"
    NOT_MET = "not met"
    NOT_JUDGED = "nobody has judged"
    NOT_YET = "not yet"  # a clock runs


class Criterion(Struct, frozen=True, kw_only=True):
    """One thing that is looked at before a person leaves: who judged it, and when.

    `minutes_left` is what a clock still has to run. `unsigned` says why it holds all the same where
    the site has not signed what it rests on.
    """

    id: str
    title: str
    state: CriterionState
    says: str
    leaf: Leaf
    lifts: str = ""
    by: Role | None = None
    at: datetime | None = None
    minutes_left: int | None = None
    unsigned: str = ""

    @property
    def holds(self) -> bool:
        """Whether the person stays for it."""
        return self.state is not CriterionState.MET or bool(self.unsigned)


class Watch:
    """One visit up to a time: what comes after that time is not known yet."""

    def __init__(
        self, snapshot: Snapshot, treatment: Treatment, at: datetime, kb: Knowledge
    ) -> None:
        self.subject = snapshot.subject
        self.treatment = treatment
        self.at = at
        self.kb = kb
        self.age = kb.leaf("readiness.reading.age")
        self.standings: Mapping[str, Standing] = kb.standings(at.date())
        visit = snapshot.visit or Visit(on=at.date())
        self.started = visit.started if visit.started and visit.started <= at else None
        self.devices = tuple(one for one in visit.devices if one <= at)
        self.ended = self._end(visit)
        self.rescue_said = visit.rescue is not None
        self.rescue: tuple[Rescue, ...] = tuple(r for r in visit.rescue or () if r.at <= at)
        self._judged = tuple(one for one in visit.judged if one.at <= at)
        self.rows = tuple(sorted((row for row in visit.vitals if row.at <= at), key=_at))

    def _end(self, visit: Visit) -> datetime | None:
        """Return the end of the dose; None where it is not written, or is still to come."""
        ends = [*visit.devices, *([visit.ended] if visit.ended is not None else [])]
        last = max(ends, default=None)
        return last if last is not None and last <= self.at else None

    @property
    def since(self) -> datetime | None:
        """From when the clock runs: the end of the dose, or any rescue drug after it."""
        if self.ended is None:
            return None
        return max((self.ended, *(one.at for one in self.rescue)))

    def judgement(self, what: Judged, *, any_time: bool = False) -> Judgement | None:
        """Return the last judgement since the clock began; of two at one time the graver."""
        since = self.since
        counting = [
            one
            for one in self._judged
            if one.what is what and (any_time or (since is not None and one.at >= since))
        ]
        return max(counting, key=_graver, default=None)

    def new_thought(self) -> Judgement | None:
        """Return the last new suicidal thought of the visit that no later judgement answers.

        Only a prescriber or a psychiatric clinician answers one.
        """
        asked = [one for one in self._judged if one.what is Judged.SUICIDE]
        thoughts = [one for one in asked if one.new_thought]
        last = max(thoughts, key=_graver, default=None)
        if last is None:
            return None
        later = [one for one in asked if one.at > last.at and one.new_thought is False]
        return None if any(one.by in _MAY_ANSWER for one in later) else last

    def before(self, read: Callable[[VitalRow], T | None]) -> T | None:
        """Return the last value that was measured before the dose began."""
        if self.started is None:
            return None
        started = self.started
        found = _last((row.at, read(row)) for row in self.rows if row.at <= started)
        return None if found is None else found[1]

    def latest(self, read: Callable[[VitalRow], T | None]) -> T | None:
        """Return the last value since the clock began, where it counts as of now."""
        found = self._last_since(read)
        return found[1] if found is not None and self._counts_now(found[0]) else None

    def aged(self, read: Callable[[VitalRow], T | None]) -> tuple[datetime, T] | None:
        """Return the last value since the clock began, and when, where it is too old for now."""
        found = self._last_since(read)
        return None if found is None or self._counts_now(found[0]) else found

    def _last_since(self, read: Callable[[VitalRow], T | None]) -> tuple[datetime, T] | None:
        since = self.since
        if since is None:
            return None
        return _last((row.at, read(row)) for row in self.rows if row.at >= since)

    def _counts_now(self, at: datetime) -> bool:
        """Whether a reading of a time counts as of now: one of just the signed age does."""
        seconds = int(self.age.quantity(Duration).ratio(_ONE_SECOND))
        return self.at - at <= timedelta(seconds=seconds)

    def minutes_from(self, start: datetime) -> int:
        """Return the whole minutes that have gone by since a time."""
        return (self.at - start) // _MINUTE

    def minutes_ago(self, at: datetime) -> int:
        """Return how many minutes ago a time was, the last one begun counted whole."""
        return -((at - self.at) // _MINUTE)

    def minutes_left(self, start: datetime, leaf: Leaf) -> int:
        """Return the minutes that a clock has to run yet, the last one begun counted whole."""
        needed = _MINUTE * int(leaf.quantity(Duration).ratio(_ONE_MINUTE))
        return max(-((self.at - start - needed) // _MINUTE), 0)

    def guarded(self, criterion: Criterion, leaves: Iterable[Leaf] = ()) -> Criterion:
        """Return a criterion that says so where a leaf that it rests on is not in force."""
        says, lifts = unsigned((criterion.leaf, *leaves), self.standings)
        if not says:
            return criterion
        both = f"{criterion.lifts} {lifts}".strip()
        return replace(criterion, unsigned=says, lifts=both)


def _at(row: VitalRow) -> datetime:
    return row.at


def _graver(one: Judgement) -> tuple[datetime, bool, bool, bool, str]:
    """Order judgements: the later counts, and of one time the one that keeps the person."""
    thought, unanswered = one.new_thought is True, one.new_thought is None
    return (one.at, not one.met, thought, unanswered, str(one.by))


def _last(readings: Iterable[tuple[datetime, T | None]]) -> tuple[datetime, T] | None:
    found = [(at, value) for at, value in readings if value is not None]
    return found[-1] if found else None
