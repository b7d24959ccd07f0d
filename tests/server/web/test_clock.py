"""The one clock: tests and the demonstration set it, and nothing else is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from titrant.server.web import clock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def put_back() -> Iterator[None]:
    sources = list(clock._source)
    yield
    clock._source[:] = sources


def test_the_clock_runs_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_the_clock_can_stand_still_or_run_from_elsewhere_for_a_while() -> None:
    with clock.clock_at(NOON):
        assert clock.now() == clock.now() == NOON
        with clock.clock_at(lambda: NOON + timedelta(hours=1)):
            assert clock.now() == NOON + timedelta(hours=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_demonstration_has_a_clock_of_its_own(put_back: None) -> None:
    clock.run_from(lambda: NOON)
    assert clock.now() == NOON
