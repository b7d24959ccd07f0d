"""When the sessions of a course can be."""

import pytest
from msgspec.structs import replace
from tests.lib.bases import knowledge, shipped
from tests.lib.dates import (
    EVERY_DAY,
    course,
    day,
    not_done,
    offsets,
    planned,
    went_on,
    windows,
)

from titrant.clinical import Course, PastSession, Review
from titrant.clinical.session import Decision
from titrant.dosing.dates import Phase
from titrant.knowledge import load

SPRAY = "spravato-us-trd"


def test_spravato_follows_the_label() -> None:
    """Spravato follows its label.

    Spravato is planned twice a week for 4 weeks, once a week in weeks 5 to 8, then every one to two
    weeks.

    Each session has the label's window; the day in it is the first open one that keeps the
    times between sessions. At the end of week 4 stands the review.

    Witness: evidence, section 2.1, and the days counted by hand.
    """
    made = planned(SPRAY)
    assert offsets(made.slots) == [0, 3, 7, 10, 14, 17, 21, 24, 31, 38, 45, 52, 59]
    phases = [Phase.INDUCTION] * 8 + [Phase.WEEKS_5_TO_8] * 4 + [Phase.MAINTENANCE]
    assert [slot.phase for slot in made.slots] == phases
    assert offsets(planned(SPRAY, count=15).slots)[12:] == [59, 66, 73]
    assert windows(made.slots)[:2] == [(0, 6), (0, 6)]
    assert windows(made.slots)[8:] == [(31, 34), (38, 41), (45, 48), (52, 55), (59, 66)]
    assert made.review is not None
    assert (made.review.on, made.review.overdue, made.holds) == (day(28), False, ())


def test_a_course_goes_on_from_its_sessions() -> None:
    """A course that has begun is planned from what was given.

    Its weeks stay where its first session put them, the numbers go on, and a visit at which
    nothing was given does not count.

    Witness: by hand. Two sessions in week 1, one in week 2: its second is the fourth of the
    course.
    """
    begun = course(SPRAY, [0, 3, 7])
    begun = replace(begun, sessions=(*begun.sessions, not_done(9)))
    made = planned(begun, 9, count=3)
    assert [slot.number for slot in made.slots] == [4, 5, 6]
    assert offsets(made.slots) == [10, 14, 17]
    assert (made.begins, made.given) == (day(0), 3)


def test_what_was_missed_is_not_caught_up() -> None:
    """What was missed is said, and not squeezed in.

    A week that is over with fewer sessions than the label asks for is said, and nothing is squeezed
    in: what follows a missed session is the prescriber's decision.

    Witness: evidence, section 2.1, missed session.
    """
    made = planned(course(SPRAY, [0]), 7)
    assert offsets(made.slots)[:2] == [7, 10]
    assert made.left_open[0].startswith("Sessions given in week 1: 1 of 2.")


def test_weeks_that_passed_without_a_session_are_the_prescribers_to_decide() -> None:
    """Weeks 5 to 8 without a session are said, and maintenance is not begun by itself.

    Where the label's time since the last session is over before maintenance begins, no date is
    worked out: the prescriber decides how it goes on.

    Witness: evidence, section 2.1. The eighth session on day 24; two weeks later is day 38, and
    maintenance begins with week 9, on day 56.
    """
    eight = course(SPRAY, [0, 3, 7, 10, 14, 17, 21, 24], reviews=(went_on(24),))
    made = planned(eight, 56)
    assert offsets(made.slots) == [None]
    assert [text.partition(".")[0] for text in made.left_open] == [
        f"Sessions given in week {week}: 0 of 1" for week in (5, 6, 7, 8)
    ]
    assert f"ends on {day(38)}, before maintenance begins on {day(56)}." in made.slots[0].why


@pytest.mark.parametrize(
    ("protocol", "spacing"),
    [
        ("iv-depression", "no number of sessions"),
        ("iv-stepped-r54", "6 sessions"),
        ("im-depression", "no number of sessions"),
        ("daily-oral-home-s2", "no number of sessions"),
    ],
)
def test_a_protocol_without_a_schedule_plans_nothing(protocol: str, spacing: str) -> None:
    """No day is made up.

    Where a protocol names no time between sessions, no day is made up: the plan says what is left
    open, and the prescriber sets each date.

    Witness: the protocols' own sources; a single infusion was tried, or no interval is told.
    """
    made = planned(protocol)
    assert made.slots == ()
    assert len(made.left_open) == 2
    assert made.left_open[0] == (
        f"The protocol names {spacing} and no time between them for the induction; "
        "the prescriber sets each date."
    )
    assert made.left_open[1] == (
        "The protocol names no interval for maintenance; the prescriber sets each date."
    )


def test_an_empty_interval_holds_and_plans_nothing() -> None:
    """Some programmes name maintenance and no interval.

    Until the site sets one it holds, the sessions before it are planned all the same, and no
    maintenance is.

    Witness: evidence, section 1.3 (S2): usually six doses over two to three weeks.
    """
    made = planned("intensive-clinic-s2")
    assert len(made.slots) == 6
    assert [hold.text[:22] for hold in made.holds] == ["This site has not set "]
    assert "names no interval for maintenance" in made.left_open[-1]
    assert made.blocking == ()


def test_a_range_stays_a_range() -> None:
    """A range of the protocol stays a range.

    Four to six infusions in two to three weeks are six, of which two are marked as allowed and not
    asked for.

    Maintenance every three to six weeks is a window of three weeks: nothing is averaged.

    Witness: evidence, section 1.2 (S1, phase table); windows by hand.
    """
    made = planned("iv-depression-s1-table")
    assert [slot.optional for slot in made.slots] == [False] * 4 + [True] * 2 + [False]
    assert offsets(made.slots) == [0, 3, 7, 10, 14, 17, 38]
    assert windows(made.slots)[-1] == (17 + 21, 17 + 42)
    assert {window[1] for window in windows(made.slots)[:6]} == {20}


def test_a_review_that_goes_on_ends_an_induction_early() -> None:
    """A review can end an induction before its last session.

    After the fewest sessions of the range, a review on record that decides to go on ends the
    induction; maintenance is then counted from the last session given.

    Witness: by hand, three to six weeks after day 10.
    """
    begun = course("iv-depression-s1-table", [0, 3, 7, 10])
    assert planned(begun, 11).slots[0].phase is Phase.INDUCTION
    made = planned(replace(begun, reviews=(went_on(10),)), 11)
    assert windows(made.slots) == [(31, 52)]
    full = planned(course("iv-depression-s1-table", [0, 3, 7, 10, 14, 17]), 18)
    assert windows(full.slots) == [(38, 59)]


def test_a_closed_day_is_never_used() -> None:
    """Days fall on open weekdays.

    Where the protocol leaves one day only and that is closed, there is no day, and the
    prescriber sets it.

    Witness: an infusion a day for ten days from a Monday: the sixth and the seventh fall on the
    weekend.
    """
    made = planned("iv-crps")
    assert offsets(made.slots) == [0, 1, 2, 3, 4, None, None, 7, 8, 9]
    assert made.slots[5].why.startswith("No open day in this window")
    assert offsets(planned("iv-crps", weekdays=EVERY_DAY).slots) == list(range(10))


def test_sessions_elsewhere_count_towards_the_most_in_a_week() -> None:
    """Two Spravato sessions in any seven days are the most, whoever gave them.

    A second active course holds the plan.

    Witness: R9, twice a week; days by hand: after sessions on day 0 and 3 the next is day 7.
    """
    other = course("iv-depression", [0, 3], elsewhere=True)
    made = planned(SPRAY, 4, others=(other,), count=2)
    assert offsets(made.slots) == [7, 10]
    assert [hold.id for hold in made.holds] == ["active-course"]
    assert "iv-depression elsewhere" in made.holds[0].text
    ended = replace(other, ended=day(4))
    assert planned(SPRAY, 4, others=(ended,)).holds == ()


def test_a_window_that_is_over_stops_the_plan() -> None:
    """A window that is over stops the plan.

    Where the last session is longer ago than the interval allows, no later date is worked out.

    Witness: Spravato maintenance every one to two weeks, the last session four weeks ago.
    """
    given = course(SPRAY, [*range(0, 28, 7), 28, 35, 42, 49, 56], reviews=(went_on(28),))
    made = planned(given, 84)
    assert offsets(made.slots) == [None]
    assert made.slots[0].why == (
        f"This window ended on {day(70)}. The prescriber sets the next date."
    )


def test_the_review_holds_when_it_is_overdue() -> None:
    """The end of week 4 asks whether there is a benefit.

    Without a review on record the plan holds from the next day on; a review that stops the
    course ends the plan.

    Witness: R9, evidence of benefit at the end of induction.
    """
    eight = course(SPRAY, [0, 3, 7, 10, 14, 17, 21, 24])
    assert planned(eight, 28).holds == ()
    assert [hold.id for hold in planned(eight, 29).holds] == ["review-overdue"]
    held = planned(replace(eight, reviews=(went_on(24),)), 29)
    assert held.review is not None
    assert (held.review.done, held.holds) == (day(24), ())
    stop = Review(on=day(25), decision=Decision.STOP, why="no benefit")
    stopped = planned(replace(eight, reviews=(stop,)), 26)
    assert (stopped.slots, stopped.left_open) == ((), ())
    assert [hold.id for hold in stopped.holds] == ["review-stop"]


def test_infusions_for_depression_are_reviewed_after_four_to_six() -> None:
    """Infusions for depression are reviewed after the fourth to the sixth.

    Where a protocol of infusions for depression names no review, one is due after the fourth
    infusion and overdue after the sixth.

    Witness: evidence, section 5.2, no response.
    """
    five, seven = (course("iv-depression", range(0, 3 * n, 3)) for n in (5, 7))
    made = planned(five, 20)
    assert made.review is not None
    assert (made.review.on, made.review.overdue) == (day(9), False)
    assert [hold.id for hold in planned(seven, 20).holds] == ["review-overdue"]


def test_nobody_signed_it_so_it_holds() -> None:
    """Without a site nothing is approved or signed: the days are shown, and the plan holds."""
    made = planned("oral-weekly", kb=load())
    texts = " ".join(hold.text for hold in made.holds)
    assert "This site has not approved oral-weekly version 1." in texts
    assert "This site has not signed “time between doses”" in texts
    assert made.slots
    assert made.blocking == made.holds


def test_dose_finding_comes_before_the_course() -> None:
    """Dose-finding comes before the course.

    Two dose-finding sessions come first, on days that the prescriber sets; the course is counted
    from the third session.

    Witness: evidence, section 1.1 (S0, personalised dosing).
    """
    made = planned("sublingual-home")
    assert made.slots[0].number == 3
    assert "2 dose-finding sessions" in made.left_open[0]
    begun = planned(course("sublingual-home", [0, 7, 14]), 15)
    assert begun.begins == day(14)
    assert begun.slots[0].number == 4
    assert windows(begun.slots)[0] == (15, 41)


def test_an_induction_without_a_number_plans_the_next_session() -> None:
    """An induction without a number is planned one session ahead.

    A weekly protocol that names no number of sessions is planned one session ahead, or as many as
    are asked for.

    Witness: R57, weekly.
    """
    assert offsets(planned("sc-older").slots) == [0]
    assert offsets(planned("sc-older", count=4).slots) == [0, 7, 14, 21]
    assert "names no number of sessions" in planned("sc-older").left_open[0]


def test_time_that_is_over_ends_an_induction() -> None:
    """Time ends an induction too.

    When the longest time of an induction is over with too few sessions, that is said, and
    maintenance is counted from the last one.

    Witness: four to six infusions in two to three weeks; day 21 is after them.
    """
    made = planned(course("iv-depression-s1-table", [0, 7]), 21)
    assert made.left_open[0].startswith("Sessions given in the induction: 2 of 4.")
    assert windows(made.slots) == [(28, 49)]


def test_a_protocol_that_is_held_has_no_dates() -> None:
    """Where nothing may be given, nothing is planned.

    A protocol that nobody may use is not planned, and neither is a course of a person whose record
    says that they died.
    """
    held = planned("daily-nasal-home-s2")
    assert held.slots == ()
    assert "protocol-held" in [hold.id for hold in held.holds]
    dead = planned(SPRAY, dead=True)
    assert dead.slots == ()
    assert [hold.id for hold in dead.holds] == ["deceased"]


def test_a_course_of_another_version_holds() -> None:
    """A course follows one version of its protocol; the dates of another hold."""
    made = planned(Course(protocol=SPRAY, version="0"))
    assert [hold.id for hold in made.holds] == ["protocol-version"]


def test_one_infusion_is_planned_and_no_more() -> None:
    """A trial infusion is one session, then the result is looked at.

    Witness: R71, outpatient infusions, reassess.
    """
    assert offsets(planned("iv-pain-trial-80").slots) == [0]
    assert planned(course("iv-pain-trial-80", [0]), 1).slots == ()


def test_few_open_days_take_the_next_one() -> None:
    """Few open days make sessions closer, never more.

    Where open days leave no room between two sessions of a week, the next open day is used; a week
    without room says so.

    Witness: by hand, open on Monday and Tuesday, and on Monday only.
    """
    assert offsets(planned(SPRAY, weekdays=frozenset({0, 1}), count=4).slots) == [0, 1, 7, 8]
    alone = planned(SPRAY, weekdays=frozenset({0}), count=4)
    assert offsets(alone.slots) == [0, None, 7, None]


def test_a_session_today_is_not_repeated_today() -> None:
    """The next session is a day later at the least; where a protocol asks for 18 hours, too.

    Witness: correction 1.25.
    """
    made = planned(course("iv-crps", [0]), 0, count=1)
    assert offsets(made.slots) == [1]


def test_maintenance_without_a_dated_induction_waits_for_a_review() -> None:
    """Maintenance waits until somebody says that the induction is over.

    A site that sets an interval for maintenance, where the protocol dates no induction, gets dates
    from the first review that goes on.

    Witness: by hand, four weeks after the last session.
    """
    content = shipped()
    leaf = content["leaves"]["protocol.iv-s3.interval.maintenance"]
    leaf |= {"value": "4", "needs_site_value": False}
    kb = knowledge(content)
    begun = course("iv-s3", [0, 7])
    assert planned(begun, 8, kb=kb).slots == ()
    made = planned(replace(begun, reviews=(went_on(7),)), 8, kb=kb)
    assert offsets(made.slots) == [35]


def test_a_count_of_sessions_a_week_needs_no_time() -> None:
    """So many sessions, so many a week: the weeks follow from both.

    Witness: eight sessions, two a week, are four weeks.
    """
    content = shipped()
    del content["leaves"]["protocol.sc-depression.window.induction"]
    made = planned("sc-depression", kb=knowledge(content))
    assert offsets(made.slots) == [0, 3, 7, 10, 14, 17, 21, 24]
    seven = [0, 3, 7, 10, 14, 17, 21]
    assert offsets(planned(course("sc-depression", seven), 22).slots) == [24]


def test_the_trial_with_two_or_three_infusions_a_week() -> None:
    """Two or three infusions a week: the third of each week is allowed and not asked for.

    Witness: R53, abstract.
    """
    made = planned("iv-repeat-r53")
    assert offsets(made.slots) == [0, 2, 4, 7, 9, 11]
    assert [slot.optional for slot in made.slots] == [False, False, True] * 2


def test_a_week_of_the_second_phase_that_has_its_session_is_done() -> None:
    """Once a week means once: a week that has its session gets no other.

    Witness: R9; a session on day 30 of weeks that begin on day 28.
    """
    sessions = [0, 3, 7, 10, 14, 17, 21, 24, 30]
    made = planned(course(SPRAY, sessions, reviews=(went_on(24),)), 31)
    assert windows(made.slots)[0] == (37, 41)


def test_a_past_session_of_the_record_is_kept_as_it_is() -> None:
    """What was given stands, also where it was more than the protocol says: the next is later."""
    crowded = Course(protocol=SPRAY, sessions=tuple(PastSession(on=day(one)) for one in (0, 1, 2)))
    assert offsets(planned(crowded, 3, count=1).slots) == [8]


def test_an_induction_that_was_broken_off_is_not_taken_up_by_itself() -> None:
    """A weekly course that has paused for longer than a week has no next date here.

    Witness: R57, weekly; the last session three weeks ago.
    """
    made = planned(course("sc-older", [0, 7]), 28, count=3)
    assert offsets(made.slots) == [None]
    assert "The prescriber sets the next date." in made.slots[0].why


def test_more_sessions_in_a_week_end_the_course_sooner() -> None:
    """The number of sessions of a course is kept, also where one week had more of them.

    Witness: eight sessions (R55), four of them on days 0 to 3. By hand: two in any seven days leave
    day 9, then 10, since 12 is a Saturday; day 16, then 17; with the eighth the course is whole.
    """
    made = planned(course("sc-depression", [0, 1, 2, 3]), 4)
    assert offsets(made.slots) == [9, 10, 16, 17]


def test_maintenance_on_a_closed_day_ends_the_plan() -> None:
    """Where one day only is left for maintenance and it is closed, nothing is planned beyond it.

    Witness: four weeks after a Monday is a Monday; the clinic opens on Tuesdays.
    """
    content = shipped()
    leaf = content["leaves"]["protocol.iv-s3.interval.maintenance"]
    leaf |= {"value": "4", "needs_site_value": False}
    begun = replace(course("iv-s3", [0, 7]), reviews=(went_on(7),))
    made = planned(begun, 8, kb=knowledge(content), weekdays=frozenset({1}), count=3)
    assert offsets(made.slots) == [None]


def test_a_clinic_that_never_opens_has_no_dates() -> None:
    """Without an open day no session has a day, and no maintenance is counted from nothing."""
    made = planned("iv-depression-s1-table", weekdays=frozenset())
    assert offsets(made.slots) == [None] * 6
    assert {slot.phase for slot in made.slots} == {Phase.INDUCTION}
