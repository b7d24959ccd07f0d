"""What holds for every plan of dates, whatever the course."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lib.dates import EVERY_DAY, MONDAY, course
from tests.lib.loaded import loaded

from titrant.clinical import Course, PastSession, Review
from titrant.clinical.session import Decision
from titrant.dosing.dates import Plan, plan

WEEK = timedelta(weeks=1)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Course, Course, dict[str, object]]:
    """A course with sessions before the day, another one elsewhere, and what is asked for."""
    id = draw(st.sampled_from(loaded().ids("protocols")))
    back = draw(st.lists(st.integers(0, 100), max_size=12, unique=True))
    reviews = tuple(
        Review(on=MONDAY - timedelta(days=days), decision=Decision.CONTINUE, why="")
        for days in draw(st.lists(st.integers(0, 60), max_size=1))
    )
    own = course(id, [-days for days in back], reviews=reviews)
    other = course(
        "iv-depression", [-days for days in draw(st.sets(st.integers(0, 9), max_size=3))]
    )
    return (
        own,
        replace(other, ended=MONDAY),
        {
            "start": MONDAY + timedelta(days=draw(st.integers(-10, 30))),
            "weekdays": frozenset(draw(st.sets(st.sampled_from(range(7)), min_size=1))),
            "count": draw(st.sampled_from([None, 1, 5, 30])),
        },
    )


Asked = tuple[Course, Course, dict[str, object]]


def made(of: Asked, as_of: date = MONDAY) -> Plan:
    own, other, options = of
    kb = loaded()
    return plan(own, kb.protocol(own.protocol), kb, as_of=as_of, others=(other,), **options)  # type: ignore[arg-type]


def later(one: Course, by: timedelta) -> Course:
    return replace(
        one,
        sessions=tuple(PastSession(on=session.on + by) for session in one.sessions),
        reviews=tuple(replace(review, on=review.on + by) for review in one.reviews),
        ended=None if one.ended is None else one.ended + by,
    )


@given(asked())
def test_a_planned_day_is_open_inside_its_window_and_not_before_the_day(of: Asked) -> None:
    for slot in made(of).slots:
        assert slot.earliest <= slot.latest
        if slot.on is None:
            assert slot.why
        else:
            assert slot.earliest <= slot.on <= slot.latest
            assert slot.on.weekday() in of[2]["weekdays"]  # type: ignore[operator]
            assert slot.on >= max(MONDAY, of[2]["start"])  # type: ignore[call-overload]


@given(asked())
def test_never_more_in_seven_days_than_the_most_and_never_two_on_a_day(of: Asked) -> None:
    own, other, _ = of
    found = made(of)
    planned = [slot.on for slot in found.slots if slot.on is not None]
    taken = [session.on for one in (own, other) for session in one.sessions]
    assert planned == sorted(set(planned))
    assert not set(planned) & set(taken)
    for day in planned:
        week = sum(1 for one in (*taken, *planned) if timedelta() <= day - one < WEEK)
        assert found.most is None or week <= found.most


@given(asked())
def test_numbers_go_on_without_a_gap_and_a_count_is_kept(of: Asked) -> None:
    found = made(of)
    numbers = [slot.number for slot in found.slots]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    count = of[2]["count"]
    assert count is None or len(numbers) <= count  # type: ignore[operator]
    assert not numbers or numbers[0] > found.given


@given(asked(), st.integers(0, 200))
def test_the_same_course_so_many_weeks_later_has_the_same_dates_so_much_later(
    of: Asked, weeks: int
) -> None:
    _shifted(of, timedelta(weeks=weeks))


@given(asked(), st.integers(0, 1000))
def test_where_every_day_is_open_any_shift_shifts_the_dates_alone(of: Asked, days: int) -> None:
    own, other, options = of
    _shifted((own, other, {**options, "weekdays": EVERY_DAY}), timedelta(days=days))


def _shifted(of: Asked, by: timedelta) -> None:
    own, other, options = of
    start = options["start"]
    assert isinstance(start, date)
    moved = (later(own, by), later(other, by), {**options, "start": start + by})
    one, two = made(of), made(moved, MONDAY + by)
    assert [slot.on for slot in two.slots] == [
        None if slot.on is None else slot.on + by for slot in one.slots
    ]
    assert [(slot.earliest - by, slot.latest - by) for slot in two.slots] == [
        (slot.earliest, slot.latest) for slot in one.slots
    ]
    assert [hold.id for hold in two.holds] == [hold.id for hold in one.holds]
    assert [(slot.number, slot.phase, slot.optional) for slot in two.slots] == [
        (slot.number, slot.phase, slot.optional) for slot in one.slots
    ]
