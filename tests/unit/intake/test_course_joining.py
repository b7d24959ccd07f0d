"""One course told by several files: sessions add up, what differs is said, order says nothing.

Expected values are put together by hand from what each file says.
"""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import fields

from titrant.clinical import (
    AdverseEvent,
    BloodPressure,
    Contradiction,
    Course,
    Decision,
    EventKind,
    PastSession,
    Review,
    Route,
    SessionStatus,
    WeightBasis,
)
from titrant.intake.course_joining import join_courses
from titrant.units import Dose, Drug, Duration, Pressure, Weight

ON, LATER = date(2026, 11, 1), date(2026, 11, 8)


def course(*sessions: PastSession, **known: Any) -> Course:
    return Course(protocol="iv-depression", sessions=sessions, **known)


def joined(*courses: Course) -> tuple[tuple[Course, ...], list[Contradiction]]:
    """Return what courses come to, and prove that their order says nothing."""
    made = join_courses(courses)
    for other in permutations(courses):
        again = join_courses(other)
        assert {repr(one) for one in again[0]} == {repr(one) for one in made[0]}
        assert {_said(one) for one in again[1]} == {_said(one) for one in made[1]}
    return made


def _said(one: Contradiction) -> tuple[str, frozenset[str], str]:
    return one.about, frozenset(one.says), one.counts


def pressure(systolic: int) -> BloodPressure:
    return BloodPressure(Pressure(systolic, "mmHg"), Pressure(80, "mmHg"))


def test_no_courses_join_to_none() -> None:
    assert joined() == ((), [])


def test_one_course_is_what_it_is() -> None:
    one = course(PastSession(on=ON, dose=Dose(35, "mg")), opened=ON)
    assert joined(one) == ((one,), [])


def test_the_same_course_twice_is_one() -> None:
    one = course(PastSession(on=ON, dose=Dose(35, "mg")), opened=ON, version="1")
    assert joined(one, one) == ((one,), [])


# -- whether two entries are one course --------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"elsewhere": True}, {"elsewhere": False}),
        ({"opened": ON}, {"opened": LATER}),
        ({"version": "1"}, {"version": "2"}),
    ],
)
def test_two_courses_stay_two(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    made, found = joined(course(**mine), course(**theirs))
    assert len(made) == 2
    assert found == []


def test_two_protocols_are_two_courses() -> None:
    made, found = joined(course(), Course(protocol="im-depression"))
    assert [one.protocol for one in made] == ["im-depression", "iv-depression"]
    assert found == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "1"),
        ("drug", Drug.KETAMINE),
        ("opened", ON),
        ("ended", LATER),
        ("target", "phq-9"),
        ("ends_when", "no response"),
    ],
)
def test_what_one_file_knows_of_the_course_is_known(name: str, value: object) -> None:
    known: dict[str, Any] = {name: value}
    assert joined(course(**known), course()) == ((course(**known),), [])


def test_two_ends_of_one_course_are_said_and_the_later_stays() -> None:
    made, found = joined(course(ended=ON), course(ended=LATER))
    assert made == (course(ended=LATER),)
    (one,) = found
    assert one.about == "iv-depression, end of the course"
    assert set(one.says) == {"2026-11-01", "2026-11-08"}


def test_reviews_add_up_in_the_order_of_their_days() -> None:
    first = Review(on=ON, decision=Decision.CONTINUE, why="better")
    second = Review(on=LATER, decision=Decision.STOP, why="harm")
    made, _ = joined(course(reviews=(second,)), course(reviews=(first, second)))
    assert made == (course(reviews=(first, second)),)


# -- sessions --------------------------------------------------------------------------------


def test_sessions_of_different_days_add_up() -> None:
    first, second = PastSession(on=ON), PastSession(on=LATER)
    assert joined(course(second), course(first)) == ((course(first, second),), [])


# Each field with two values that differ from what is not written down.
VALUES: dict[str, tuple[Any, Any]] = {
    "status": (SessionStatus.STOPPED, SessionStatus.NOT_DONE),
    "why": ("panic", "pressure"),
    "ordered": (Dose(35, "mg"), Dose(40, "mg")),
    "dose": (Dose(35, "mg"), Dose(20, "mg")),
    "route": (Route.IV, Route.IM),
    "over": (Duration(40, "min"), Duration(60, "min")),
    "weight": (Weight(70, "kg"), Weight(71, "kg")),
    "basis": (WeightBasis.ACTUAL, WeightBasis.IDEAL),
    "before": (pressure(120), pressure(122)),
    "peak": (pressure(150), pressure(152)),
    "dissociation": (Decimal(4), Decimal(6)),
    "recovered": (Duration(90, "min"), Duration(100, "min")),
    "lasted": (Duration(3, "d"), Duration(5, "d")),
    "events": ((), (AdverseEvent(kind=EventKind.OTHER, what="nausea", grade=1),)),
    "rescue": (("labetalol",), ("ondansetron",)),
}


def test_every_field_of_a_session_is_looked_at_here() -> None:
    names = {field.name for field in fields(PastSession)}
    assert names == {*VALUES, "on", "asked_earlier"}


@pytest.mark.parametrize("name", VALUES)
def test_what_one_file_says_of_a_session_completes_the_other(name: str) -> None:
    other = "dose" if name != "dose" else "why"
    left: dict[str, Any] = {name: VALUES[name][0]}
    right: dict[str, Any] = {other: VALUES[other][0]}
    made, found = joined(course(PastSession(on=ON, **left)), course(PastSession(on=ON, **right)))
    assert made == (course(PastSession(on=ON, **left, **right)),)
    assert found == []


@pytest.mark.parametrize("name", VALUES)
def test_two_files_that_differ_keep_both_sessions_and_say_so(name: str) -> None:
    one, two = (PastSession(on=ON, **{name: value}) for value in VALUES[name])
    made, found = joined(course(one), course(two))
    assert {repr(session) for session in made[0].sessions} == {repr(one), repr(two)}
    assert found == [
        Contradiction(
            about="iv-depression, session of 2026-11-01",
            says=("one file", "another file"),
            counts="both are kept, and both count",
        )
    ]


def test_a_wish_for_an_earlier_session_is_kept_whoever_wrote_it() -> None:
    wished = PastSession(on=ON, asked_earlier=True)
    assert joined(course(wished), course(PastSession(on=ON)))[0] == (course(wished),)


def test_three_files_are_joined_alike_in_any_order() -> None:
    made, found = joined(
        course(PastSession(on=ON, dose=Dose(35, "mg")), opened=ON),
        course(PastSession(on=ON, weight=Weight(70, "kg")), version="1"),
        course(PastSession(on=LATER, dose=Dose(40, "mg"))),
    )
    whole = PastSession(on=ON, dose=Dose(35, "mg"), weight=Weight(70, "kg"))
    assert made == (
        course(whole, PastSession(on=LATER, dose=Dose(40, "mg")), opened=ON, version="1"),
    )
    assert found == []
