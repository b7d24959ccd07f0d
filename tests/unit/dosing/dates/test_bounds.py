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
    span,
)

from titrant.clinical import Course, Fact, Route, Sex, Snapshot, Subject
from titrant.dosing.dates import Due, Entry, due
from titrant.knowledge import Knowledge, Protocol

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
