"""Times on the clinic's wall across a change of the clocks, and months on a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from titrant.dosing.dates import on_the_wall
from titrant.dosing.dates.months import months_later

NEW_YORK = ZoneInfo("America/New_York")


def moment(day: date, at: time) -> datetime:
    """Return a moment that there is."""
    found = on_the_wall(day, at, NEW_YORK)
    assert isinstance(found, datetime)
    return found


@pytest.mark.hazard("H33")
def test_nine_o_clock_stays_nine_o_clock() -> None:
    """Witness: Uniform Time Act, forward on 2027-03-14 at 2:00, from UTC-5 to UTC-4."""
    before, after = (moment(date(2027, 3, day), time(9)) for day in (13, 14))
    assert (before.hour, after.hour) == (9, 9)
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (14, 13)
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=23)


@pytest.mark.hazard("H33")
def test_a_time_that_the_clock_skips_or_repeats_is_refused() -> None:
    """Witness: as above; clocks back on 2026-11-01 at 2:00."""
    skipped = on_the_wall(date(2027, 3, 14), time(2, 30), NEW_YORK)
    assert skipped == (
        "There is no 02:30 on 2027-03-14 in America/New_York: the clocks are put forward. "
        "Choose another time."
    )
    twice = on_the_wall(date(2026, 11, 1), time(1, 30), NEW_YORK)
    assert twice == (
        "There are two 01:30 on 2026-11-01 in America/New_York: the clocks are put back. "
        "Choose another time."
    )
    assert moment(date(2027, 3, 14), time(3)).utcoffset() == timedelta(hours=-4)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-15", 12, "2027-01-15"),
        ("2026-01-15", 11, "2026-12-15"),
        ("2026-01-15", 0, "2026-01-15"),
    ],
)
def test_months_later(day: str, months: int, later: str) -> None:
    """Witness: a calendar on the wall; 2028 is a leap year."""
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)
