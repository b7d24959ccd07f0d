"""Plans at their bounds, and of protocols that could be written and that none is."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.lib.dates import EVERY_DAY, course, day, offsets, planned, went_on, windows
from tests.lib.loaded import loaded
from tests.unit.dosing.dates.catalogue import (
    CRPS,
    HOME,
    IV,
    SPRAY,
    TABLE,
    UNSET,
    doctored,
    number,
    span,
    stopped,
)

from titrant.clinical import Course, Route
from titrant.dosing.dates import Phase, Plan, plan
from titrant.dosing.dates.schedule import phase_on

EIGHT = [0, 3, 7, 10, 14, 17, 21, 24]
SC = "sc-depression"


def own(protocol: str, name: str) -> str:
    """Return the id of a protocol's own leaf."""
    return f"protocol.{protocol}.{name}"


def left(made: Plan) -> list[bool]:
    """Return which of the sessions are allowed and not asked for."""
    return [slot.optional for slot in made.slots]


def second(made: Plan) -> list[tuple[int, int]]:
    """Return the windows of the weeks 5 to 8."""
    return windows(slot for slot in made.slots if slot.phase is Phase.WEEKS_5_TO_8)


def reviewed(*days: int) -> Course:
    """Return Spravato with its eight sessions and others, and a review that goes on."""
    return course(SPRAY, [*EIGHT, *days], reviews=(went_on(24),))


# ------------------------------------------------------------------ where a course begins


@pytest.mark.parametrize(("at", "begins"), [(4, 4), (5, 7), (6, 7), (7, 7)])
def test_a_course_begins_on_an_open_day(at: int, begins: int) -> None:
    """Witness: a calendar. Day 4 is a Friday, 5 and 6 are the weekend, day 7 is a Monday."""
    made = planned(SPRAY, at, count=1)
    assert (made.begins, offsets(made.slots)) == (day(begins), [begins])


def test_a_course_does_not_begin_before_today_or_its_start() -> None:
    """Witness: by hand. Asked on day 2 from day 0 on, it begins on day 2; from day 8 on, on 8."""
    assert planned(SPRAY, 2, start=day(0), count=1).begins == day(2)
    assert planned(SPRAY, 2, start=day(8), count=1).begins == day(8)


# ------------------------------------------------------------------ what holds


def test_a_protocol_is_approved_from_the_day_on() -> None:
    """Witness: the demonstration site approved on 2026-11-22, the Sunday before day 0."""
    holds = [[hold.id for hold in planned("sc-older", at).holds] for at in (-2, -1, 0)]
    assert [("protocol-not-approved" in ids) for ids in holds] == [True, False, False]


def test_the_last_review_says_whether_a_course_goes_on() -> None:
    """Witness: by hand, whatever the order in which the reviews are written."""
    for reviews in ((stopped(25), went_on(26)), (went_on(26), stopped(25))):
        goes_on = planned(course(SPRAY, EIGHT, reviews=reviews), 27)
        assert goes_on.slots
        assert goes_on.holds == ()
    for reviews in ((stopped(26), went_on(25)), (went_on(25), stopped(26))):
        over = planned(course(SPRAY, EIGHT, reviews=reviews), 27)
        assert over.slots == ()
        assert [hold.text for hold in over.holds] == [f"The review of {day(26)} decided to stop."]


def test_a_held_protocol_with_a_schedule_has_no_dates() -> None:
    """Witness: the tablets are not marketed; without that they would be one a day for five days."""
    kb = loaded()
    held = planned("oral-er-r107")
    assert (held.slots, held.left_open) == ((), ())
    freed = plan(
        course("oral-er-r107"),
        replace(kb.protocol("oral-er-r107"), held=""),
        kb,
        start=day(0),
        as_of=day(0),
        weekdays=EVERY_DAY,
        count=6,
    )
    assert offsets(freed.slots) == [0, 1, 2, 3, 4, 7]


def test_nothing_is_left_open_where_nothing_is_planned() -> None:
    """Witness: of a dead person's course, whose protocol leaves much open, nothing is said."""
    assert planned(IV).left_open
    assert planned(IV, dead=True).left_open == ()


# ------------------------------------------------------------------ the review


def test_a_review_after_sessions_is_on_the_day_of_the_session() -> None:
    """Witness: the fourth of six infusions, day 10; where dose-finding comes first, beyond it."""
    made = planned(TABLE)
    assert made.review is not None
    assert (made.review.on, offsets(made.slots)[3]) == (day(10), 10)
    content = doctored({own(HOME, "review.after"): {**UNSET, "needs_site_value": True}})
    later = planned(HOME, kb=content)
    assert later.review is not None
    assert (later.review.after, later.slots[5].number) == ("after 6 to 8 sessions", 8)
    assert later.review.on == later.slots[5].on


@pytest.mark.parametrize(
    ("given", "overdue"), [(5, False), (6, True), (7, True)], ids=["five", "six", "seven"]
)
def test_the_sixth_infusion_makes_a_review_overdue(given: int, overdue: bool) -> None:
    """Witness: section 5.2, after four to six."""
    made = planned(course(IV, range(0, 3 * given, 3)), 30)
    assert [hold.id for hold in made.holds] == ["review-overdue"] * overdue


# ------------------------------------------------------------------ how sessions are spaced


def test_the_least_time_between_two_sessions_is_kept_and_named() -> None:
    """A session that would be too early has no day, and the window names what keeps it.

    Witness: by hand. At least 30 h, or 2 to 4 days, between daily infusions: every other day is
    left, and the day between has no session.
    """
    for least in (
        number("30", like="frequency.home.least-interval"),
        span("2", "4", unit="d", like="frequency.home.least-interval"),
    ):
        kb = doctored({own(CRPS, "interval.least"): least})
        made = planned(CRPS, kb=kb, weekdays=EVERY_DAY, count=3)
        assert offsets(made.slots) == [0, None, 2]
        assert {slot.leaves for slot in made.slots} == {
            tuple(
                own(CRPS, name)
                for name in ("sessions.induction", "sessions.per-day", "interval.least")
            )
        }


def test_the_fewest_dose_finding_sessions_come_first() -> None:
    """Witness: by hand. With one to three of them the course is counted from the second session."""
    kb = doctored({own(HOME, "sessions.dose-finding"): span("1", "3")})
    made = planned(HOME, kb=kb, count=1)
    assert made.slots[0].number == 2
    assert "The protocol has 1 dose-finding session before the course;" in made.left_open[0]
    assert planned(course(HOME, [0, 7]), 8, kb=kb, count=1).begins == day(7)


@pytest.mark.parametrize(
    ("drug_of", "route", "limits"),
    [
        (SPRAY, Route.NASAL, (2, {"frequency.nasal-esketamine.per-week"})),
        (IV, Route.NASAL, (None, set())),
        (SPRAY, Route.ORAL, (None, set())),
        (SPRAY, Route.IV, (3, {"frequency.iv-depression.per-week"})),
        (IV, Route.IV, (3, {"frequency.iv-depression.per-week"})),
    ],
)
def test_the_most_in_a_week_is_by_drug_and_route(
    drug_of: str, route: Route, limits: tuple[int | None, set[str]]
) -> None:
    """Only nasal esketamine has the limit of its label, only infusions that of infusions.

    Witness: R9, twice a week; R53, three infusions. The protocol names nothing of its own.
    """
    kb = loaded()
    drug = kb.protocol(drug_of).drug
    bare = replace(kb.protocol(SPRAY), id="bare", drug=drug, route=route)
    made = plan(course("bare"), bare, kb, start=day(0), as_of=day(0), weekdays=EVERY_DAY)
    used = {leaf.id for leaf in made.used if leaf.id.endswith("per-week")}
    assert (made.most, used) == limits


# ------------------------------------------------------------------ the induction


def test_a_review_before_the_fewest_sessions_ends_no_induction() -> None:
    """Witness: the table of S1, after the fourth infusion, day 10, not the review of day 8."""
    early = planned(course(TABLE, [0, 3, 7, 10], reviews=(went_on(8),)), 10)
    assert [slot.phase for slot in early.slots][:2] == [Phase.INDUCTION] * 2
    fourth = planned(course(TABLE, [0, 3, 7, 10], reviews=(went_on(10),)), 10)
    assert [slot.phase for slot in fourth.slots] == [Phase.MAINTENANCE]
    three = planned(course(TABLE, [0, 3, 7], reviews=(went_on(10),)), 10)
    assert three.slots[0].phase is Phase.INDUCTION


def test_a_course_that_is_whole_missed_nothing() -> None:
    """Witness: by hand. Eight sessions in the first two weeks are eight; no week has too few."""
    made = planned(course(SC, [0, 1, 2, 3, 7, 8, 9, 10]), 27)
    assert (made.slots, made.left_open) == (
        (),
        ("The protocol names no interval for maintenance; the prescriber sets each date.",),
    )


def test_a_week_with_the_fewest_sessions_missed_nothing() -> None:
    """Witness: R9, twice a week. Two of week 1 are enough; one of week 2 is said on day 14."""
    assert planned(course(SPRAY, [0, 3]), 7).left_open == ()
    made = planned(course(SPRAY, [0, 3, 7]), 14)
    assert [text[:45] for text in made.left_open] == [
        "Sessions given in week 2: 1 of 2. Nothing is "
    ]
    enough = planned(course(TABLE, [0, 3, 7, 10]), 21)
    assert not [text for text in enough.left_open if text.startswith("Sessions given")]


def test_a_week_ends_with_its_seventh_day() -> None:
    """A week has seven days.

    Witness: by hand. Weeks from Monday: a session on Sunday, day 6, is of week 1; on day 6 the
    second session of the week may still be given, on day 7 it may not.
    """
    made = planned(course(SPRAY, [0, 6]), 6, weekdays=EVERY_DAY, count=1)
    assert windows(made.slots) == [(7, 13)]
    sunday = planned(course(SPRAY, [0]), 6, weekdays=EVERY_DAY, count=1)
    assert (windows(sunday.slots), offsets(sunday.slots)) == ([(0, 6)], [6])
    monday = planned(course(SPRAY, [0]), 7, weekdays=EVERY_DAY, count=1)
    assert windows(monday.slots) == [(7, 13)]


def test_what_a_range_allows_is_not_asked_for() -> None:
    """Witness: by hand. Beyond the lower end a session is allowed; from 2 to 3 weeks the third."""
    weekly = doctored({own("sc-anxiety", "sessions.induction"): span("3", "5")})
    assert left(planned("sc-anxiety", kb=weekly)) == [False] * 3 + [True] * 2 + [False]
    counted = doctored({own(SC, "sessions.induction"): span("6", "8")})
    assert left(planned(SC, kb=counted)) == [False] * 6 + [True] * 2
    assert left(planned("iv-depression-s1-text")) == [False] * 4 + [True] * 2 + [False]


def test_what_was_given_is_not_planned_again() -> None:
    """Witness: the table of S1, four to six: with two given two are asked for and two allowed."""
    made = planned(course(TABLE, [0, 3]), 4)
    induction = [slot for slot in made.slots if slot.phase is Phase.INDUCTION]
    assert [slot.number for slot in induction] == [3, 4, 5, 6]
    assert left(made) == [False, False, True, True, False]


def test_many_sessions_in_a_short_time_are_a_day_apart() -> None:
    """Witness: by hand. Six infusions in a week: 7 days over 6, in whole days one apart."""
    kb = doctored({own("iv-pain-s4", "window.induction"): number("1")})
    made = planned("iv-pain-s4", kb=kb, weekdays=EVERY_DAY)
    assert offsets(made.slots)[:6] == [0, 1, 2, 3, 4, 5]


def test_one_infusion_has_one_day() -> None:
    """Witness: R71. A single infusion is on the day on which it begins, and on no other."""
    made = planned("iv-pain-trial-80", 4)
    assert windows(made.slots) == [(4, 4)]
    assert planned("iv-pain-trial-80", closed=frozenset({day(0)})).begins == day(1)


# ------------------------------------------------------------------ weeks 5 to 8, and after them


def test_the_second_phase_is_of_four_weeks() -> None:
    """Witness: R9, weeks 5 to 8, which begin on days 28, 35, 42 and 49, open or not."""
    made = planned(SPRAY, weekdays=frozenset())
    assert second(made) == [(28, 34), (35, 41), (42, 48), (49, 55)]
    assert len(made.slots) == 12


def test_the_weeks_of_the_second_phase_come_with_the_knowledge() -> None:
    """The weeks of the second phase are leaves.

    Witness: without a first or a last week nobody can date the phase; of a range of weeks the
    first of each counts.
    """
    for id in ("frequency.second-phase.first", "frequency.second-phase.last"):
        unknown = planned(reviewed(), 28, kb=doctored({id: UNSET}))
        assert second(unknown) == []
    ranges = {
        "frequency.second-phase.first": span("5", "6"),
        "frequency.second-phase.last": span("6", "8"),
    }
    made = planned(reviewed(), 25, kb=doctored(ranges), weekdays=EVERY_DAY)
    assert second(made) == [(31, 34), (38, 41)]


def test_a_week_of_the_second_phase_keeps_the_time_since_the_last() -> None:
    """A week that leaves no day after the last session has none.

    Witness: by hand. A week apart: after day 27 week 5 has its last day. Two to three weeks
    apart: after day 24 week 5 has none, week 6 begins on day 38.
    """
    last = course(SPRAY, [*EIGHT[:-1], 27], reviews=(went_on(27),))
    assert second(planned(last, 28, weekdays=EVERY_DAY))[0] == (34, 34)
    kb = doctored({own(SPRAY, "interval.weeks-5-to-8"): span("2", "3")})
    assert second(planned(reviewed(), 28, kb=kb, weekdays=EVERY_DAY)) == [(38, 41), (52, 55)]


@pytest.mark.parametrize("given", [28, 29, 31])
def test_once_a_week_is_once_where_sessions_are_closer(given: int) -> None:
    """Witness: by hand. Three days apart, week 5 has had its session; the next is of week 6."""
    kb = doctored({own(SPRAY, "interval.weeks-5-to-8"): number("3", unit="d")})
    made = planned(reviewed(given), given + 1, kb=kb, weekdays=EVERY_DAY)
    assert second(made)[0] == (35, 41)


def test_a_week_of_the_second_phase_that_is_over_is_gone() -> None:
    """Witness: by hand. Week 5 ends on day 34: that day is its own, day 35 is of week 6."""
    at = (34, 35, 41, 42)
    first = [second(planned(reviewed(), one, weekdays=EVERY_DAY))[0] for one in at]
    assert first == [(31, 34), (35, 41), (35, 41), (42, 48)]


def missed(made: Plan) -> list[str]:
    """Return how many sessions were given in each time that had too few."""
    start = "Sessions given in "
    return [
        text.removeprefix(start).partition(".")[0]
        for text in made.left_open
        if text.startswith(start)
    ]


def test_a_week_of_the_second_phase_without_its_session_is_said() -> None:
    """A week of the second phase is missed when it is over without a session that it had room for.

    Witness: R9, once a week; by hand. Week 5 ends on day 34, week 8 on day 55. A session of day 38
    is of week 6, and takes nothing from week 5, which is missed. After a session on day 27 week 5
    has day 34 alone, and one day of room is room.
    """
    at = (34, 35, 42, 55, 56)
    weeks = [missed(planned(reviewed(), one, weekdays=EVERY_DAY)) for one in at]
    said = [f"week {week}: 0 of 1" for week in (5, 6, 7, 8)]
    assert weeks == [[], said[:1], said[:2], said[:3], said]
    assert missed(planned(reviewed(38), 41)) == said[:1]
    assert missed(planned(reviewed(34, 38, 45, 52), 56)) == []
    assert missed(planned(reviewed(28, 38, 45, 52), 56)) == []
    late = course(SPRAY, [*EIGHT[:-1], 27], reviews=(went_on(27),))
    assert missed(planned(late, 35)) == said[:1]


def test_a_week_without_room_was_not_missed() -> None:
    """Witness: by hand. Two weeks apart: after day 24 week 5 has no day, week 6 begins on day 38.

    A session on day 38 leaves no day of week 7 either; of week 8 there is day 52.
    """
    kb = doctored({own(SPRAY, "interval.weeks-5-to-8"): number("2")})
    assert missed(planned(reviewed(), 56, kb=kb)) == [f"week {week}: 0 of 1" for week in (6, 7, 8)]
    assert missed(planned(reviewed(38), 56, kb=kb)) == ["week 8: 0 of 1"]


@pytest.mark.parametrize("at", [56, 57, 63])
def test_maintenance_has_no_day_that_the_label_does_not_allow(at: int) -> None:
    """Where the label's time is over before maintenance begins, the prescriber sets the next date.

    Witness: R9, a session every one to two weeks from week 9 on, day 56. After day 24 two weeks
    end on day 38, after day 41 on day 55; after day 42 they end on day 56, the one day left.
    """
    for last, ends in ((24, 38), (41, 55)):
        made = planned(course(SPRAY, [*EIGHT, last], reviews=(went_on(24),)), at)
        assert offsets(made.slots) == [None]
        assert windows(made.slots) == [(last + 7, ends)]
        assert made.slots[0].why == (
            f"The time since the last session ends on {day(ends)}, before maintenance begins on "
            f"{day(56)}. The prescriber sets the next date."
        )
    just = planned(reviewed(42), at)
    assert (windows(just.slots), offsets(just.slots)) == ([(56, 56)], [56 if at == 56 else None])


def test_no_day_of_maintenance_stands_in_the_second_phase() -> None:
    """A clinic that is closed for weeks 5 to 8 has no maintenance in them.

    Witness: by hand. Closed from day 28 to day 55; two weeks after day 24 are day 38.
    """
    shut = frozenset(day(number) for number in range(28, 56))
    made = planned(reviewed(), 25, closed=shut)
    assert offsets(made.slots) == [None] * 5
    assert made.slots[-1].why.startswith(f"The time since the last session ends on {day(38)},")


def test_maintenance_comes_after_the_weeks_of_the_second_phase() -> None:
    """Witness: R9, from week 9 on: day 56, however early the last session was."""
    early = planned(reviewed(31, 38, 45), 56, weekdays=EVERY_DAY)
    assert windows(early.slots) == [(56, 59)]
    late = planned(reviewed(31, 38, 45, 52), 53, weekdays=EVERY_DAY)
    assert windows(late.slots) == [(59, 66)]
    alone = planned(reviewed(31, 38, 45, 49), 50, weekdays=EVERY_DAY)
    assert windows(alone.slots) == [(56, 63)]


def test_a_plan_of_maintenance_ends_with_the_day_that_it_lacks() -> None:
    """Witness: by hand. A day that is not open ends the plan, however many were asked for."""
    made = planned(reviewed(31, 38, 45, 52), 53, weekdays=frozenset(), count=5)
    assert offsets(made.slots) == [None]


# ------------------------------------------------------------------ the phase of a day


@pytest.mark.parametrize(
    ("of", "at", "phase"),
    [
        (course(SPRAY), 0, Phase.INDUCTION),
        (course(SPRAY, EIGHT), 25, Phase.WEEKS_5_TO_8),
        (reviewed(31, 38, 45, 52), 53, Phase.MAINTENANCE),
        (course(IV, [0]), 1, Phase.INDUCTION),
    ],
    ids=["new", "week 5", "week 9", "nobody can tell"],
)
def test_the_phase_of_a_day(of: Course, at: int, phase: Phase) -> None:
    """Witness: R9; a protocol without a schedule is in its induction."""
    kb = loaded()
    assert phase_on(of, kb.protocol(of.protocol), kb, day(at)) is phase


def test_a_weekend_is_a_day_like_any_other_for_the_phase() -> None:
    """Witness: by hand. On Saturday, day 54, the last of week 8 may be given on the Sunday."""
    kb = loaded()
    of = reviewed(31, 38, 48)
    assert phase_on(of, kb.protocol(SPRAY), kb, day(54)) is Phase.WEEKS_5_TO_8
    assert day(54).weekday() == timedelta(days=5).days
