"""The one clock of the server. Tests and the demonstration set it; everything else asks it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_source: list[Callable[[], datetime]] = [lambda: datetime.now(UTC)]


def now() -> datetime:
    """Return this moment, in UTC."""
    return _source[-1]()


def run_from(source: Callable[[], datetime]) -> None:
    """Take the time from `source` from now on, in this whole process: the demonstration's clock."""
    _source.append(source)


def run_ahead(seconds: float) -> None:
    """Run so far ahead of the machine's clock from now on: the demonstration's morning."""
    run_from(lambda: datetime.now(UTC) + timedelta(seconds=seconds))


@contextmanager
def clock_at(source: Callable[[], datetime] | datetime) -> Iterator[None]:
    """Take the time from `source`, or stand still at it, for a while."""
    _source.append(source if callable(source) else lambda: source)
    try:
        yield
    finally:
        _source.pop()
