"""The sessions of a course one after the other, each with its window and a day in it."""

from collections.abc import Iterator
from datetime import date, timedelta

from titrant.clinical import Course, Decision
from titrant.dosing.course_words import Phase
from titrant.dosing.dates.courses import given
from titrant.dosing.dates.days import Days
from titrant.dosing.dates.plan import Slot
from titrant.dosing.dates.rests import Ends, plus
from titrant.dosing.dates.scheme import SECOND, SPREAD, Scheme, spaced

_WEEK = timedelta(weeks=1)


class Slots:
    """A walk through what is left of a course. `all` is without an end where maintenance is."""

    def __init__(
        self,
        course: Course,
        scheme: Scheme,
        days: Days,
        *,
        begins: date,
        begin: date,
    ) -> None:
        sessions = given([course])
        self._scheme = scheme
        self._days = days
        self._begins = begins
        self._begin = begin
        self._prefix = f"protocol.{course.protocol}."
        self._own = sessions[scheme.leading :]
        self._last = self._own[-1] if self._own else None
        self._number = max(len(sessions), scheme.leading)
        self._goes_on = [one.on for one in course.reviews if one.decision is Decision.CONTINUE]
        self._stopped = False
        self.missed: list[str] = []

    def all(self) -> Iterator[Slot]:
        """Yield the sessions to come: induction, second phase, maintenance."""
        scheme = self._scheme
        if not spaced(scheme):
            if not (self._own and self._went_on(self._own[0])):
                return  # nobody can tell when the induction is over
        elif not self._is_over():
            if scheme.apart is not None:
                yield from self._apart(scheme.apart)
            elif scheme.per_week is not None:
                yield from self._by_week(scheme.per_week)
            else:
                assert scheme.sessions is not None  # or nothing here would be spaced
                yield from self._within(scheme.sessions, (scheme.span or (1, 1))[1])
        if self._stopped:
            return
        if scheme.second is not None and scheme.second_apart is not None:
            yield from self._second(scheme.second, scheme.second_apart)
        if scheme.maintenance is not None:
            yield from self._maintenance(scheme.maintenance)

    # -- the induction -----------------------------------------------------------------------

    def _is_over(self) -> bool:
        """Say whether the sessions of the induction are given, or enough and a review went on."""
        if self._scheme.sessions is None:
            return False
        low, high = self._scheme.sessions
        count = len(self._own)
        return count >= high or (count >= low and self._went_on(self._own[low - 1]))

    def _went_on(self, from_: date) -> bool:
        return any(day >= from_ for day in self._goes_on)

    def _apart(self, apart: Ends) -> Iterator[Slot]:
        """So long from one session to the next."""
        count = len(self._own)
        low, high = self._scheme.sessions or (None, None)
        while (high is None or count < high) and not self._stopped:
            first = self._last is None
            window = (self._begins, self._begins) if first else self._after(apart)
            optional = low is not None and count >= low
            yield self._slot(Phase.INDUCTION, window, optional=optional, chained=True)
            count += 1

    def _by_week(self, per_week: Ends) -> Iterator[Slot]:
        """So many a week for so many weeks, counted from the first session."""
        least, most = per_week
        total = len(self._own)
        low, high = self._scheme.sessions or (None, None)
        weeks_low, weeks = self._weeks(least)
        for week in range(weeks):
            start, end = self._week(week)
            have = sum(1 for day in self._own if start <= day <= end)
            if end < self._begin:
                self._miss(f"week {week + 1}", have, least)
                continue
            for place in range(have, most):
                if high is not None and total >= high:
                    return
                optional = week >= weeks_low or place >= least or (low is not None and total >= low)
                yield self._slot(
                    Phase.INDUCTION, (start, end), gap=_WEEK.days // most, optional=optional
                )
                total += 1

    def _weeks(self, least: int) -> Ends:
        """Return how many whole weeks the induction has; by its sessions where no time is named."""
        if self._scheme.span is not None:
            low, high = (timedelta(days=days) // _WEEK for days in self._scheme.span)
            return low, high
        assert self._scheme.sessions is not None  # or nothing here would be spaced
        low, high = (-(-count // least) for count in self._scheme.sessions)
        return low, high

    def _within(self, sessions: Ends, span: int) -> Iterator[Slot]:
        """So many sessions within a time, counted from the first."""
        low, high = sessions
        end = plus(self._begins, span - 1)
        if end < self._begin:
            self._miss("the induction", len(self._own), low)
            return
        for count in range(len(self._own), high):
            earliest = self._begins
            if self._last is not None:
                earliest = plus(self._last, self._scheme.least)
            window = (min(earliest, end), end)
            yield self._slot(
                Phase.INDUCTION, window, gap=max(span // high, 1), optional=count >= low
            )

    # -- after it ----------------------------------------------------------------------------

    def _second(self, weeks: Ends, apart: Ends) -> Iterator[Slot]:
        """One a week, in the weeks that the label names."""
        first, last = weeks
        for week in range(first - 1, last):
            start, end = self._week(week)
            past = end < self._begin
            since = self._given_by(end) if past else self._last
            earliest = start if since is None else max(start, plus(since, apart[0]))
            taken = any(start <= day <= end for day in self._own)
            if taken or earliest > end:
                continue
            if past:
                self._miss(f"week {week + 1}", 0, 1)
            else:
                yield self._slot(Phase.WEEKS_5_TO_8, (earliest, end))

    def _given_by(self, end: date) -> date | None:
        return max((day for day in self._own if day <= end), default=None)

    def _maintenance(self, apart: Ends) -> Iterator[Slot]:
        """So long from one session to the next, until somebody decides otherwise."""
        second = self._scheme.second
        begins = self._begins if second is None else self._week(second[1])[0]
        while self._last is not None:
            earliest, latest = self._after(apart)
            why = ""
            if latest < begins:
                why = (
                    f"The time since the last session ends on {latest}, before maintenance "
                    f"begins on {begins}. The prescriber sets the next date."
                )
            else:
                earliest = max(earliest, begins)
            slot = self._slot(Phase.MAINTENANCE, (earliest, latest), why=why)
            yield slot
            if slot.on is None:
                return

    def _miss(self, when: str, have: int, least: int) -> None:
        if have < least:
            self.missed.append(
                f"Sessions given in {when}: {have} of {least}. Nothing is caught up here: "
                "the prescriber decides how it goes on."
            )

    # -- one of them -------------------------------------------------------------------------

    def _week(self, number: int) -> tuple[date, date]:
        start = self._begins + number * _WEEK
        return start, plus(start, _WEEK.days - 1)

    def _after(self, apart: Ends) -> tuple[date, date]:
        assert self._last is not None
        low, high = apart
        return plus(self._last, low), plus(self._last, high)

    def _slot(
        self,
        phase: Phase,
        window: tuple[date, date],
        *,
        gap: int = 0,
        optional: bool = False,
        chained: bool = False,
        why: str = "",
    ) -> Slot:
        """Make a session; one that is `chained` is counted from, even where it has no day.

        `why` says why it has none, where that is known before.
        """
        earliest, latest = window
        on, why = (None, why) if why else self._day_in(earliest, latest, gap)
        if on is not None:
            self._last = on
        elif chained:
            self._last = latest
        self._number += 1
        return Slot(
            number=self._number,
            phase=phase,
            earliest=earliest,
            latest=latest,
            on=on,
            optional=optional,
            why=why,
            leaves=self._leaves(phase),
        )

    def _day_in(self, earliest: date, latest: date, gap: int) -> tuple[date | None, str]:
        if latest < self._begin:
            self._stopped = True
            return None, f"This window ended on {latest}. The prescriber sets the next date."
        wanted = plus(self._last, gap) if self._last is not None else earliest
        on = self._days.take(earliest, latest, wanted)
        if on is not None:
            return on, ""
        return None, (
            "No open day in this window keeps the times between sessions. "
            "The prescriber sets this date."
        )

    def _leaves(self, phase: Phase) -> tuple[str, ...]:
        own = {
            Phase.INDUCTION: self._scheme.induction_leaves,
            Phase.WEEKS_5_TO_8: (f"{self._prefix}interval.weeks-5-to-8", *SECOND),
            Phase.MAINTENANCE: (f"{self._prefix}interval.maintenance",),
        }
        spread = (SPREAD,) if self._scheme.is_spread and phase is Phase.INDUCTION else ()
        return (*own[phase], *spread, *self._scheme.common_leaves)
