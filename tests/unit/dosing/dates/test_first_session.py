"""What was done before the first session counts up to a day, whenever it is looked at."""

import pytest
from tests.lib.dates import course, day, fact
from tests.lib.loaded import loaded
from tests.unit.dosing.dates.catalogue import IV

from titrant.clinical import Snapshot, Subject
from titrant.dosing.dates import Due
from titrant.dosing.dates.desk import Desk


@pytest.mark.parametrize(
    ("sessions", "state", "note"),
    [
        ([2], Due.DONE, "It counts for a first session up to {}."),
        ([3, 8], Due.DONE, "It counts for a first session up to {}."),
        (
            [4],
            Due.OVERDUE,
            "The last one was too long before: it counted for a first session up to {}.",
        ),
        (
            [],
            Due.DUE,
            "The last one was too long before: it counted for a first session up to {}.",
        ),
    ],
)
def test_a_check_is_held_against_the_first_session_and_not_against_today(
    sessions: list[int], state: Due, note: str
) -> None:
    """Witness: by hand. It counts up to day 3, and today is day 10."""
    kb = loaded()
    one = course(IV, sessions)
    done = fact("moca", -20)
    known = Snapshot(as_of=day(10), subject=Subject(), facts=(done,), courses=(one,))
    desk = Desk(known, one, kb.protocol(IV), kb)
    desk.before_first("cognition", "A test of thinking", (), (day(-20), done), day(3))
    (entry,) = desk.entries
    assert (entry.state, entry.note) == (state, note.format(day(3)))
