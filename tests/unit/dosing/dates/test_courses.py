"""Which course is meant."""

import pytest
from tests.lib.dates import course, day

from titrant.clinical import Course, Snapshot
from titrant.dosing.dates import Chosen, choose

SPRAY, IV = "spravato-us-trd", "iv-depression"
ACTIVE, ENDED = course(SPRAY, [0]), course(IV, [0], ended=day(3))
EARLIER = course(IV, [-9], ended=day(-8))
ELSEWHERE = course(IV, [0], elsewhere=True)


def chosen(*courses: Course, protocol: str | None = None, ended: bool = False) -> Chosen | str:
    return choose(Snapshot(as_of=day(5), courses=courses), protocol, ended=ended)


def test_the_active_course_of_this_clinic_is_meant() -> None:
    found = chosen(ENDED, ELSEWHERE, ACTIVE)
    assert found == Chosen(course=ACTIVE, others=(ENDED, ELSEWHERE))
    assert chosen(ACTIVE, protocol=SPRAY) == Chosen(course=ACTIVE, others=())


def test_a_course_that_ended_is_meant_where_none_is_active() -> None:
    found = chosen(ENDED, EARLIER, ended=True)
    assert found == Chosen(course=ENDED, others=(EARLIER,))
    assert chosen(ENDED, ACTIVE, ended=True) == Chosen(course=ACTIVE, others=(ENDED,))


def test_a_named_protocol_without_a_course_is_a_new_one() -> None:
    new = Chosen(course=Course(protocol=IV), others=(ACTIVE,), opened=False)
    assert chosen(ACTIVE, protocol=IV) == new
    assert chosen(ELSEWHERE, protocol=IV) == Chosen(
        course=Course(protocol=IV), others=(ELSEWHERE,), opened=False
    )


@pytest.mark.parametrize(
    ("courses", "says"),
    [
        ((), "no active course"),
        ((ENDED, ELSEWHERE), "no active course"),
        ((ACTIVE, course(IV)), "several active courses: spravato-us-trd, iv-depression"),
    ],
)
def test_a_sentence_where_nobody_can_tell(courses: tuple[Course, ...], says: str) -> None:
    found = chosen(*courses)
    assert isinstance(found, str)
    assert says in found


def test_of_several_courses_that_ended_the_latest_is_meant() -> None:
    """Witness: by hand; whatever the order in which they are written."""
    oldest = course(SPRAY, [-60], ended=day(-50))
    assert chosen(oldest, ended=True) == Chosen(course=oldest, others=())
    for courses in ((oldest, EARLIER, ENDED), (ENDED, oldest, EARLIER)):
        found = chosen(*courses, ended=True)
        assert isinstance(found, Chosen)
        assert found.course is ENDED


def test_a_course_that_ended_is_meant_only_where_it_is_asked_for() -> None:
    """Witness: by hand. Whoever plans sessions means an active course, and is told so."""
    found = choose(Snapshot(as_of=day(5), courses=(ENDED,)), None)
    assert found == (
        "The record has no active course of this clinic. Name a protocol with --protocol."
    )
    new = choose(Snapshot(as_of=day(5), courses=(ENDED,)), IV)
    assert new == Chosen(course=Course(protocol=IV), others=(ENDED,), opened=False)
