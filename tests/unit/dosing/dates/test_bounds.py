"""The day before, the day itself and the day after: where one state of a check meets the next."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.lib.bases import knowledge, shipped
from tests.lib.dates import calendar, course, day, entries, fact, went_on
from tests.lib.loaded import loaded
from tests.unit.dosing.dates.catalogue import (
    CRPS,
    DAYS,
    HOME,
    IV,
    LIVER,
    SPRAY,
    TABLE,
    doctored,
    number,
    on,
    ran,
    span,
)

from titrant.clinical import Course, Fact, Route, Sex, Snapshot, Subject
from titrant.clinical.session import SessionStatus
from titrant.dosing.dates import Due, Entry, due
from titrant.knowledge import Knowledge, Protocol
from titrant.units import Duration

COMING, DUE, LATE, DONE = Due.COMING, Due.DUE, Due.OVERDUE, Due.DONE


def entry(of: Course, at: int, id: str, *facts: Fact, kb: Knowledge | None = None) -> Entry:
    """Return one entry of a woman's calendar."""
    return entries(calendar(of, at, *facts, sex=Sex.FEMALE, kb=kb))[id]


# ------------------------------------------------------------------ Spravato and its forms


@pytest.mark.parametrize(
    "changes",
    [{"route": Route.IV}, {"drug": "ketamine"}, {"setting": "hospital"}, {"jurisdiction": "EU"}],
    ids=str,
)
def test_a_form_is_asked_of_spravato_of_us_outpatients_only(changes: dict[str, str]) -> None:
    """Witness: R27, the form follows each session of an outpatient; any other has none."""
    kb = loaded()
    changed: dict[str, object] = dict(changes)
    if "drug" in changes:
        changed["drug"] = kb.protocol(IV).drug
    assert "rems-form-due" in states(kb.protocol(SPRAY), kb)
    assert not any(
        id.startswith("rems") for id in states(replace(kb.protocol(SPRAY), **changed), kb)
    )


def states(protocol: Protocol, kb: Knowledge) -> dict[str, Due]:
    """Return how the checks of a course stand that has one session, on the day after it."""
    one = course(protocol.id, [0])
    made = due(Snapshot(as_of=day(1), subject=Subject(), courses=(one,)), one, protocol, kb)
    return {entry.id: entry.state for entry in made.entries}


def test_a_form_is_of_a_session_up_to_its_own_day() -> None:
    """Witness: by hand. Sent on the day of the second session, it is that session's form."""
    made = entry(course(SPRAY, [0, 3]), 4, "rems-form-due", fact("rems-form-sent", 3))
    assert (made.what, made.due) == (f"REMS patient monitoring form of {day(0)}", day(0))
    early = entry(course(SPRAY, [0, 3]), 4, "rems-form-due", fact("rems-form-sent", -1))
    assert (early.last_on, early.due) == (None, day(0))


def test_a_form_that_is_told_twice_is_one_form() -> None:
    """What two files tell of one day is one form.

    Witness: by hand. Sessions of days 0 and 3, the form of day 3 in two files: day 0 has none.
    """
    two = (fact("rems-form-sent", 3), fact("rems-form-sent", 3))
    made = entry(course(SPRAY, [0, 3]), 4, "rems-form-due", *two)
    assert (made.what, made.last_on) == (f"REMS patient monitoring form of {day(0)}", day(3))


def test_a_form_is_late_on_the_eighth_day() -> None:
    """Witness: R27, 7 days; R28, calendar days. Monday's form may be sent on the next Monday."""
    ids = [set(entries(calendar(course(SPRAY, [0]), at))) for at in (7, 8)]
    assert ["rems-form-due" in one for one in ids] == [True, False]
    assert ["rems-form-overdue" in one for one in ids] == [False, True]


# ------------------------------------------------------------------ mania


def test_a_question_on_the_day_of_the_first_session_counts() -> None:
    """A question counts from the day of the first session on.

    Witness: hazard H44, weekly. Asked on day 0 and asked on no day, the next is day 7; the first
    is on record as the last time, a question from before the course is not.
    """
    bipolar = fact("bipolar", 0)
    asked = entry(course(IV, [0]), 1, "mania-weekly", bipolar, fact("mania-asked", 0))
    assert (asked.last_on, asked.due) == (day(0), day(7))
    early = entry(course(IV, [0]), 1, "mania-weekly", bipolar, fact("mania-asked", -1))
    assert (early.last_on, early.due) == (None, day(7))


def test_the_end_of_a_course_asks_about_mania_all_the_same() -> None:
    """The question of 72 hours follows a session, whatever comes after it.

    Witness: hazard H44. A session on day 0, the course ended on day 1: due on day 3, late on day 4;
    the weekly question ends with the course.
    """
    over, bipolar = course(IV, [0], ended=day(1)), fact("bipolar", 0)
    id = "mania-after-session"
    made = [entry(over, at, id, bipolar) for at in (1, 3, 4)]
    assert [(one.state, one.due) for one in made] == [(s, day(3)) for s in (COMING, DUE, LATE)]
    assert entry(over, 4, id, fact("mania-asked", 3)).state is DONE
    assert "mania-weekly" not in entries(calendar(over, 9, bipolar))
    never = course(IV, ended=day(1))
    assert id not in entries(calendar(never, 9))


# ------------------------------------------------------------------ what is done before the first


def test_a_pregnancy_test_counts_for_a_week_before_the_first_session() -> None:
    """Witness: table 2a, weekly; a test of day 0 counts for a first session on day 7, not on 8."""
    id, known = "pregnancy-test", on(0, "could-be-pregnant", "pregnancy-test")
    week, late = (entry(course(SPRAY), at, id, *known) for at in (7, 8))
    assert (week.state, week.note) == (DONE, f"It counts for a first session up to {day(7)}.")
    assert (late.state, late.last_on, late.note) == (
        DUE,
        day(0),
        f"The last one was too long before: it counted for a first session up to {day(7)}.",
    )


def test_liver_tests_before_a_pain_course_count_as_long_as_a_set_does() -> None:
    """Liver tests count for a first session as many months as the site sets from set to set.

    Witness: the demonstration clinic sets three months; three after 2026-11-23 are 2027-02-23, day
    92. Of a range of months the first end counts.
    """
    id, done = "liver-pain-before", on(0, *LIVER)
    assert [entry(course(CRPS), at, id, *done).state for at in (92, 93)] == [DONE, DUE]
    assert entry(course(CRPS), 0, id, *on(-900, *LIVER)).state is DUE
    kb = doctored({"calendar.liver.months": span("1", "3")})
    assert [entry(course(CRPS), at, id, *done, kb=kb).state for at in (30, 31)] == [DONE, DUE]


def test_a_first_urine_drug_screen_counts_for_a_year() -> None:
    """A screen of more than a year before the first session is none before it.

    Witness: section 7, misuse, so many a year; by hand. One of 2026-11-23 counts for a first
    session up to 2027-11-23, day 365. Once a screen follows the first session, that one counts.
    """
    id = "urine-drug-screen"
    done = fact(id, 0)
    assert [entry(course(IV), at, id, done).state for at in (365, 366)] == [DONE, DUE]
    begun = [entry(course(IV, [at]), at + 1, id, done) for at in (365, 366)]
    assert [one.state for one in begun] == [COMING, LATE]
    later = entry(course(IV, [366]), 370, id, done, fact(id, 368))
    assert (later.state, later.until) == (COMING, day(366 + 366))  # 2027-11-24, then a leap year


# ------------------------------------------------------------------ bladder


def test_the_session_of_the_day_of_a_urinalysis_is_not_after_it() -> None:
    """A urinalysis of the day of a session does not count that session.

    Witness: section 7, bladder: from the eighth session after it. Eight sessions, the first of
    them on the day of the urinalysis, are seven after it.
    """
    made = entry(course(IV, range(8)), 8, "urinalysis", fact("urinalysis", 0))
    assert (made.state, made.note) == (
        COMING,
        "Sessions since then: 7; due from 8, overdue beyond 12.",
    )
    made = entry(course(IV, range(9)), 9, "urinalysis", fact("urinalysis", 0))
    assert (made.state, made.note) == (
        DUE,
        "Sessions since then: 8; due from 8, overdue beyond 12.",
    )


def test_of_two_rules_the_graver_says_how_it_stands() -> None:
    """Witness: section 7, bladder, whichever comes first: after 13 sessions it is overdue."""
    made = entry(course(IV, range(1, 14)), 20, "urinalysis", fact("urinalysis", 0))
    assert made.state is LATE
    made = entry(course(IV, range(1, 9)), 93, "urinalysis", fact("urinalysis", 0))
    assert made.state is LATE  # by the months, though the eighth session makes it only due


# ------------------------------------------------------------------ liver


def pain(sessions: int) -> Knowledge:
    """Return knowledge in which the infusions for pain are so many."""
    return doctored({f"protocol.{CRPS}.sessions.induction": number(str(sessions))})


@pytest.mark.parametrize(("whole", "middle"), [(2, 1), (3, 2), (4, 2), (5, 3), (9, 5)])
def test_the_middle_is_the_session_that_makes_the_half(whole: int, middle: int) -> None:
    """Witness: section 7, liver; by hand, of an odd number the session in the middle of it."""
    kb, id = pain(whole), "liver-pain-middle"
    at = entry(course(CRPS, range(middle)), whole, id, kb=kb)
    assert (at.state, at.due) == (DUE, day(middle - 1))
    for fewer in range(1, middle):
        early = entry(course(CRPS, range(fewer)), whole, id, kb=kb)
        assert (early.state, early.due) == (COMING, None)


def test_tests_after_a_course_are_after_its_last_infusion() -> None:
    """What was tested before the last infusion is no test after the course.

    Witness: section 7, liver. Ten infusions on ten days: a test of the ninth day is too early,
    one of the tenth is not.
    """
    ten = course(CRPS, range(10))
    early = entry(ten, 10, "liver-pain-after", *on(8, *LIVER))
    assert (early.state, early.due) == (DUE, day(9))
    assert entry(ten, 10, "liver-pain-after", *on(9, *LIVER)).state is DONE
    assert entry(course(CRPS, range(9)), 9, "liver-pain-after").due is None


def test_after_an_infusion_of_days_is_after_its_end() -> None:
    """Where a session says how long it ran, “after the course” counts from its end.

    Witness: R74, five days: from Monday, day 0, to Saturday, day 5. R73, 100 hours: four days and
    four hours, to Friday, day 4. Four hours end on their day; a course that ended asks the same.
    """
    id = "liver-pain-after"
    for over, unit, end in (("5", "d", 5), ("100", "h", 4), ("24", "h", 1), ("4", "h", 0)):
        for ended in (None, day(end)):
            one = ran(DAYS, 0, over, unit, ended=ended)
            made = entry(one, end, id, *on(end - 1, *LIVER))
            assert (made.state, made.due) == (DUE, day(end))
            assert entry(one, end, id, *on(end, *LIVER)).state is DONE
            assert entry(one, end + 3, id).state is DUE
    runs = entry(ran(DAYS, 0, "5", "d"), 2, id, *on(2, *LIVER))
    assert (runs.state, runs.due) == (COMING, day(5))
    assert entry(ran(DAYS, 0, "5", "d"), 4, id).state is COMING
    assert entry(course(DAYS, [0]), 2, id, *on(2, *LIVER)).state is DONE


def test_the_end_of_another_session_is_not_the_end_of_the_last() -> None:
    """Witness: by hand. The first of two ran for five days, the second for a day, to day 11.

    One on the day of the second at which nothing was given says nothing of it.
    """
    first, second = (ran(DAYS, at, days, "d").sessions[0] for at, days in ((0, "5"), (10, "1")))
    none = replace(first, on=day(10), status=SessionStatus.NOT_DONE)
    over = Course(protocol=DAYS, sessions=(first, second, none), ended=day(12))
    assert entry(over, 12, "liver-pain-after").due == day(11)
    twice = replace(over, sessions=(first, second, replace(second, over=Duration("2", "d"))))
    assert entry(twice, 12, "liver-pain-after").due == day(12)


def test_an_infusion_of_two_days_is_one_of_days() -> None:
    """Witness: R116, liver tests while an infusion of days runs; one day is no infusion of days."""
    usual = f"protocol.{DAYS}.duration.usual"
    one, two = (doctored({usual: number(days)}) for days in ("1", "2"))
    assert "liver-infusing" not in entries(calendar(course(DAYS, [0]), 1, kb=one))
    assert entry(course(DAYS, [0]), 1, "liver-infusing", kb=two).state is DUE


def test_the_last_day_of_an_infusion_is_one_of_its_days() -> None:
    """Witness: R74, five days; from Monday it runs up to Saturday, day 5, and not beyond."""
    last, beyond = (entry(course(DAYS, [0]), at, "liver-infusing") for at in (5, 6))
    assert (last.state, last.until) == (LATE, day(2))
    assert (beyond.state, beyond.until) == (COMING, None)
    assert entry(course(DAYS, [0]), 3, "liver-infusing", *on(2, *LIVER)).due == day(3)


# ------------------------------------------------------------------ misuse, pregnancy


def test_two_screens_a_year() -> None:
    """Witness: section 7, misuse, two a year: from the last but one to a year later.

    2026-11-23 and ten days are 2026-12-03; a screen from before the first session counts for none.
    """
    id, one = "urine-drug-screen", course(IV, [0])
    two = (fact(id, 10), fact(id, 100))
    until = date(2027, 12, 3)
    last = (until - day(0)).days
    made = [entry(one, at, id, *two) for at in (last, last + 1)]
    assert [(each.state, each.until) for each in made] == [(COMING, until), (LATE, until)]
    assert entry(one, 20, id, fact(id, -5), fact(id, 10)).until == date(2027, 11, 23)
    assert entry(one, 200, id, *two, fact(id, 50)).until == day(50).replace(year=2028)


def test_pregnancy_tests_at_their_days() -> None:
    """Witness: table 2a, weekly in induction and monthly in maintenance; 2026-12-23 is day 30."""
    id, known = "pregnancy-test", on(0, "could-be-pregnant", "pregnancy-test")
    begun = course(SPRAY, [0])
    assert [entry(begun, at, id, *known).state for at in (6, 7, 8)] == [COMING, DUE, LATE]
    later = course(SPRAY, [-60, -10], reviews=(went_on(-40),))
    assert [entry(later, at, id, *known).state for at in (29, 30, 31)] == [COMING, DUE, LATE]


def test_of_a_range_the_strict_end_counts_where_one_day_is_asked_for() -> None:
    """Witness: none ships; a site that knows a range gets the first of its days, never a later."""
    kb = doctored(
        {
            "calendar.bladder.urinalysis.months": span("1", "3"),
            "pregnancy-test.induction": span("1", "2"),
        }
    )
    one = course(IV, [0])
    known = on(0, "could-be-pregnant", "pregnancy-test", "urinalysis")
    assert entry(one, 1, "urinalysis", *known, kb=kb).due == date(2026, 12, 23)
    assert entry(one, 1, "pregnancy-test", *known, kb=kb).due == day(7)


# ------------------------------------------------------------------ the review


def test_a_session_on_the_day_of_the_review_is_looked_back_on() -> None:
    """Witness: R9, end of week 4, day 28. A review of day 25 has not seen the session of day 28."""
    seen = course(SPRAY, [0, 24, 28], reviews=(went_on(28),))
    unseen = course(SPRAY, [0, 24, 28], reviews=(went_on(25),))
    assert entry(seen, 28, "review").state is DONE
    assert entry(unseen, 28, "review").state is DUE
    after = course(SPRAY, [0, 24, 29], reviews=(went_on(25),))
    assert entry(after, 29, "review").state is DONE


@pytest.mark.parametrize(
    ("given", "state", "due_on"),
    [(3, COMING, None), (4, DUE, 9), (5, DUE, 9), (6, LATE, 9), (7, LATE, 9)],
)
def test_a_review_after_four_to_six_infusions(given: int, state: Due, due_on: int | None) -> None:
    """Witness: section 5.2: due with the fourth, day 9 here, overdue with the sixth."""
    made = entry(course(IV, range(0, 3 * given, 3)), 30, "review")
    assert (made.state, made.due) == (state, None if due_on is None else day(due_on))


def test_the_first_review_that_looked_back_is_the_one() -> None:
    """Witness: by hand. Reviews of days 8, 12 and 10; the fourth infusion is of day 9."""
    reviews = (went_on(8), went_on(12), went_on(10))
    made = entry(course(IV, [0, 3, 6, 9], reviews=reviews), 13, "review")
    assert (made.state, made.last_on) == (DONE, day(10))
    early = entry(course(IV, [0, 3, 6, 9], reviews=(went_on(8),)), 13, "review")
    assert (early.state, early.last_on) == (DUE, None)


def test_a_review_after_dose_finding_says_from_which_session_it_counts() -> None:
    """Witness: by hand. Doses of days 0 and 7 find the dose, the course is counted from day 14."""
    begun = entry(course(HOME, [0, 7, 14]), 20, "review")
    assert begun.note.endswith(" days after the first session that follows dose-finding.")
    assert entry(course(SPRAY, [0]), 1, "review").note == "Due 28 days after the first session."


# ------------------------------------------------------------------ the order


def test_within_a_state_the_earlier_day_stands_first() -> None:
    """Witness: the reference, “the gravest state first, then by day”.

    The review has a first day and no last (28), the random screens a last and no first (365); the
    questions about mania are of day 7, the cognitive test is of day 92, the register has no day.
    """
    known = on(0, "moca", "urine-drug-screen", "pdmp-checked", "urinalysis", "bipolar")
    made = calendar(course(SPRAY, [0]), 1, *known)
    coming = [one.id for one in made.entries if one.state is COMING]
    assert coming == [
        "psychiatric-events-second",
        "mania-after-session",
        "psychiatric-events-third",
        "mania-weekly",
        "review",
        "urinalysis",
        "cognition",
        "urine-drug-screen",
        "pdmp-each",
    ]


# ------------------------------------------------------------------ which phase it is


def test_the_phase_is_the_one_of_the_next_session() -> None:
    """Witness: the table of S1: after six infusions maintenance, in which tests are monthly."""
    id, known = "pregnancy-test", on(20, "could-be-pregnant", "pregnancy-test")
    five, six = (course(TABLE, range(0, 3 * n, 3)) for n in (5, 6))
    assert entry(five, 20, id, *known).due == day(27)
    assert entry(six, 20, id, *known).due == date(2027, 1, 13)  # a month after 2026-12-13
    home = course(HOME, [0])
    assert entry(home, 20, id, *known).due == day(27)  # its first dose is dose-finding


def test_no_call_before_the_third_day() -> None:
    """Witness: hazard H30. A call on the day of the end, or the day after, is none of the four."""
    over = course(IV, [0], ended=day(10))
    for at in (10, 12):
        made = entry(over, 13, "course-end-call-first", fact("course-end-call", at))
        assert made.state is DUE
    made = entry(over, 13, "course-end-call-first", fact("course-end-call", 13))
    assert (made.state, made.last_on) == (DONE, day(13))


def test_a_leaf_in_hours_is_a_whole_day() -> None:
    """Witness: 72 h are three days and 73 h four: a part of a day is waited for."""
    content = shipped()
    content["leaves"]["calendar.mania.first"]["value"] = "73"
    kb = knowledge(content)
    assert entry(course(IV, [0]), 1, "mania-after-session", kb=kb).due == day(4)
    assert entry(course(IV, [0]), 1, "mania-after-session").due == day(0) + timedelta(hours=72)
