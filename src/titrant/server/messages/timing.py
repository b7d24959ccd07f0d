"""When a message reaches somebody: at a decent hour where they are, whatever clocks did there."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = time(9), time(20)
LAST_CALL = time(18)  # what cannot be said in the night is said then, with time left to act


def decent(moment: datetime, zone: str) -> datetime:
    """Return the moment, or the next one between nine and twenty o'clock where somebody lives."""
    there = moment.astimezone(ZoneInfo(zone))
    if there.time() < EARLIEST:
        return _at(there, EARLIEST)
    if there.time() >= LATEST:
        return _at(there + timedelta(days=1), EARLIEST)
    return moment


def decent_before(moment: datetime, zone: str) -> datetime:
    """Return the moment, or the evening before where it is night then: a warning comes in time."""
    there = moment.astimezone(ZoneInfo(zone))
    if there.time() < EARLIEST:
        return _at(there - timedelta(days=1), LAST_CALL)
    if there.time() >= LATEST:
        return _at(there, LAST_CALL)
    return moment


def days_before(moment: datetime, zone: str, days: int, at: time = EARLIEST) -> datetime:
    """Return a time of day so many days before a moment, by the calendar where somebody lives.

    By the calendar: the day before is not 24 hours before where the clocks were changed.
    """
    there = moment.astimezone(ZoneInfo(zone))
    return _at(there - timedelta(days=days), at)


def _at(there: datetime, at: time) -> datetime:
    """Return a time of day on the day of a local moment, as a moment that exists."""
    local = datetime.combine(there.date(), at, tzinfo=there.tzinfo)
    return local.astimezone(ZoneInfo("UTC"))
