"""The days of a course: which are taken, and which one may take a session more."""

from collections.abc import Iterator
from datetime import date, timedelta

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_YEAR = timedelta(weeks=52)


class Days:
    """Days on which a session was given or is planned, and the rules for one more.

    A session falls on an open weekday that is not `closed`, not before a day, `least` days after
    the one before, whose course it may not be, and never as one too many in any seven days.
    """

    def __init__(
        self,
        *,
        taken: list[date],
        weekdays: frozenset[int],
        closed: frozenset[date],
        begin: date,
        most: int | None,
        least: int,
    ) -> None:
        self._taken = sorted(taken)
        self._weekdays = weekdays
        self._closed = closed
        self._begin = begin
        self._most = most
        self._least = timedelta(days=least)

    def open_from(self, day: date) -> date:
        """Return the first open day from a day on; that day where none of a year is open."""
        return next(filter(self._open, _each(day, day + _YEAR)), day)

    def take(self, earliest: date, latest: date, wanted: date) -> date | None:
        """Return the first day that may take a session, from `wanted` on where there is one."""
        first = max(earliest, self._begin)
        for begin in (max(first, wanted), first):
            for day in _each(begin, latest):
                if self._may(day):
                    self._taken.append(day)
                    return day
        return None

    def _open(self, day: date) -> bool:
        return day.weekday() in self._weekdays and day not in self._closed

    def _may(self, day: date) -> bool:
        if not self._open(day):
            return False
        if self._taken and day - self._taken[-1] < self._least:
            return False
        week = sum(1 for one in self._taken if day - one < _WEEK)
        return self._most is None or week < self._most


def _each(first: date, last: date) -> Iterator[date]:
    return (first + count * _DAY for count in range((last - first).days + 1))
