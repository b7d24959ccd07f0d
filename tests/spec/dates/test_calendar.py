"""What a course is due for: each check with its rule, the last time and the next."""

import pytest
from msgspec.structs import replace
from tests.lib.bases import knowledge, shipped
from tests.lib.dates import calendar, course, day, entries, fact, went_on

from titrant.clinical import Course, Fact, Sex, Sureness
from titrant.dosing.dates import Due
from titrant.knowledge import load

SPRAY, IV, HOME = "spravato-us-trd", "iv-depression", "sublingual-home"


def state(of: Course, at: int, id: str, *facts: Fact, **known: object) -> Due | None:
    """Return the state of one entry; None where the check is not for this person."""
    made = entries(calendar(of, at, *facts, **known))  # type: ignore[arg-type]
    return made[id].state if id in made else None


@pytest.mark.hazard("H33")
@pytest.mark.parametrize(
    ("at", "expected"),
    [(5, Due.DUE), (7, Due.DUE), (8, Due.OVERDUE)],
)
def test_a_rems_form_is_due_seven_calendar_days_after_its_session(at: int, expected: Due) -> None:
    """A REMS form is due within seven calendar days of its session.

    The monitoring form of a Spravato session in the United States is due from the session and
    overdue after the seventh calendar day.

    Each session has its own form.

    Witness: evidence, section 2.2 (R27, R28).
    """
    assert state(course(SPRAY, [0]), at, f"rems-form-{expected}") is expected


def test_a_form_is_of_the_latest_session_before_it() -> None:
    """A form that was sent counts for one session, the latest before it; older ones stay open."""
    two = course(SPRAY, [0, 3])
    made = entries(calendar(two, 9, fact("rems-form-sent", 4)))
    assert made["rems-form-overdue"].due == day(0)
    assert str(day(3)) not in made["rems-form-overdue"].what
    both = (fact("rems-form-sent", 1), fact("rems-form-sent", 4), fact("rems-form-sent", 5))
    assert state(two, 9, "rems-form-done", *both) is Due.DONE
    assert state(two, 9, "rems-form-overdue", *both) is None


@pytest.mark.parametrize("protocol", [IV, "spravato-eu-trd"])
def test_no_form_is_asked_for_elsewhere(protocol: str) -> None:
    """Racemic ketamine, and Spravato outside the United States, have no such form."""
    made = entries(calendar(course(protocol, [0]), 9))
    assert not [id for id in made if id.startswith("rems")]


@pytest.mark.parametrize(
    ("at", "expected"),
    [(0, Due.COMING), (1, Due.DUE), (2, Due.OVERDUE)],
)
def test_questions_follow_the_first_exposure(at: int, expected: Due) -> None:
    """Psychiatric events are asked about on days 1, 3 and 7.

    On days 1, 3 and 7 after the first exposure, wherever that was, somebody asks about psychiatric
    events.

    A later answer makes good for an earlier day.

    Witness: evidence, section 2a of the safety page (C2).
    """
    assert state(course(IV, [0]), at, "psychiatric-events-first") is expected
    asked = fact("psychiatric-events-asked", 4)
    made = entries(calendar(course(IV, [0]), 4, asked))
    assert made["psychiatric-events-first"].state is Due.DONE
    assert made["psychiatric-events-second"].state is Due.DONE
    assert made["psychiatric-events-third"].state is Due.COMING
    before = course(IV, [-30], elsewhere=True)
    assert state(course(IV, [0]), 0, "psychiatric-events-third", others=(before,)) is Due.OVERDUE


def test_a_no_is_not_done() -> None:
    """“No” says that nobody has asked: it is not a question that was asked."""
    no = fact("psychiatric-events-asked", 4, so=False)
    assert state(course(IV, [0]), 4, "psychiatric-events-first", no) is Due.OVERDUE


@pytest.mark.hazard("H44")
def test_mania_is_asked_about_after_each_session() -> None:
    """Three days after a session somebody asks about mania.

    Witness: hazard H44, 72 hours.
    """
    one, two = course(IV, [0]), course(IV, [0, 4])
    id = "mania-after-session"
    assert [state(one, at, id) for at in (2, 3, 4)] == [Due.COMING, Due.DUE, Due.OVERDUE]
    asked = fact("mania-asked", 3)
    assert state(one, 5, id, asked) is Due.DONE
    made = entries(calendar(two, 5, asked))
    assert (made[id].state, made[id].due) == (Due.COMING, day(7))
    assert state(two, 5, id) is Due.OVERDUE
    assert state(two, 8, id, asked) is Due.OVERDUE
    assert state(course(IV), 0, id) is None


@pytest.mark.hazard("H44")
def test_mania_is_asked_about_weekly_in_the_bipolar_spectrum() -> None:
    """In the bipolar spectrum the question comes back each week.

    Where nobody has said whether a person is in it, that is what is missing; only a clinician's
    “no” takes the line away.

    Witness: hazard H44.
    """
    id, one = "mania-weekly", course(IV, [0])
    assert state(one, 1, id) is Due.UNKNOWN
    bipolar = fact("bipolar", 0)
    assert state(course(IV), 0, id, bipolar) is Due.COMING
    assert [state(one, at, id, bipolar) for at in (6, 7, 8)] == [Due.COMING, Due.DUE, Due.OVERDUE]
    asked = fact("mania-asked", 7)
    assert entries(calendar(one, 8, bipolar, asked))[id].due == day(14)
    denied = fact("bipolar", 0, so=False)
    assert state(one, 1, id, denied) is Due.UNKNOWN
    assert state(one, 1, id, replace(denied, sure=Sureness.CONFIRMED)) is None


@pytest.mark.hazard("H30")
def test_calls_follow_the_end_of_a_course() -> None:
    """The end of a course brings four calls.

    However a course ended, the person is called on days 3, 7, 14 and 21; most of the deaths in the
    reports came 4 to 20 days after the last dose.

    Witness: hazard H30 (C20).
    """
    over = course(IV, [0], ended=day(10))
    calls = [f"course-end-call-{one}" for one in ("first", "second", "third", "fourth")]
    made = entries(calendar(over, 17, fact("course-end-call", 13)))
    assert [made[id].state for id in calls] == [Due.DONE, Due.DUE, Due.COMING, Due.COMING]
    assert [made[id].due for id in calls] == [day(13), day(17), day(24), day(31)]
    assert "mood-scales" not in made
    new = course(SPRAY, [20], opened=day(18))
    assert state(new, 31, calls[3], others=(over,)) is Due.DUE
    assert state(new, 32, calls[3], others=(over,)) is None
    elsewhere = replace(over, elsewhere=True)
    assert state(new, 31, calls[3], others=(elsewhere,)) is None


@pytest.mark.hazard("H45")
def test_a_urinalysis_comes_back_by_months_or_sessions() -> None:
    """A urinalysis comes back by months or by sessions.

    A urinalysis is due three months after the last, or from the eighth session after it, and
    overdue beyond the twelfth, whichever comes first.

    Witness: evidence, section 7, bladder. 2026-11-23 and three months is 2027-02-23, day 92.
    """
    id, done = "urinalysis", fact("urinalysis", 0)
    assert state(course(IV), 0, id) is Due.DUE
    assert state(course(IV, [0]), 0, id) is Due.UNKNOWN
    few = course(IV, [7])
    assert [state(few, at, id, done) for at in (91, 92, 93)] == [
        Due.COMING,
        Due.DUE,
        Due.OVERDUE,
    ]
    by_count = [state(course(IV, range(1, count + 1)), 20, id, done) for count in (7, 8, 12, 13)]
    assert by_count == [Due.COMING, Due.DUE, Due.DUE, Due.OVERDUE]


@pytest.mark.hazard("H45")
def test_thinking_is_tested_every_three_to_six_months() -> None:
    """A cognitive test comes back after three to six months.

    A cognitive test is due after three months and overdue after six; before the first session it is
    asked for, and after it nobody knows what it was.

    Witness: evidence, section 7, cognition. Three months are 92 days here, six 181.
    """
    id, done = "cognition", fact("moca", 0)
    assert state(course(IV), 0, id) is Due.DUE
    assert state(course(IV, [0]), 1, id) is Due.UNKNOWN
    states = [state(course(IV, [0]), at, id, done) for at in (91, 92, 181, 182)]
    assert states == [Due.COMING, Due.DUE, Due.DUE, Due.OVERDUE]


@pytest.mark.hazard("H45")
def test_liver_tests_are_as_old_as_the_oldest_of_them() -> None:
    """Three liver tests make one set.

    ALT, GGT and alkaline phosphatase make one set: one of them missing, nobody knows; the oldest of
    them says when the set comes back.

    How often is the site's to set.

    Witness: evidence, section 7, liver (R30); the demonstration clinic sets three months.
    """
    one = course(IV, [0])
    some = (fact("alt", 0), fact("ggt", 0))
    assert state(one, 1, "liver", *some) is Due.UNKNOWN
    made = entries(calendar(one, 30, *some, fact("alkaline-phosphatase", -20)))
    assert made["liver"].last_on == day(-20)
    unset = entries(calendar(one, 30, *some, fact("alkaline-phosphatase", 0), kb=load()))
    assert unset["liver"].state is Due.UNKNOWN
    assert "This site has not set" in " ".join(hold.text for hold in unset["liver"].holds)


def test_a_pain_course_has_liver_tests_before_in_the_middle_and_after() -> None:
    """Infusions for pain have liver tests before, in the middle and after the course.

    Witness: evidence, section 7, liver; ten infusions have their middle at the fifth.
    """
    liver = [fact(one, -1) for one in ("alt", "ggt", "alkaline-phosphatase")]
    assert state(course("iv-crps"), 0, "liver-pain-before") is Due.DUE
    assert state(course("iv-crps"), 0, "liver-pain-before", *liver) is Due.DONE
    middle, after = "liver-pain-middle", "liver-pain-after"
    assert state(course("iv-crps", range(4)), 4, middle, *liver) is Due.COMING
    assert state(course("iv-crps", range(5)), 4, middle, *liver) is Due.DUE
    assert state(course("iv-crps", range(6)), 5, middle, *liver) is Due.OVERDUE
    again = [fact(one, 5) for one in ("alt", "ggt", "alkaline-phosphatase")]
    assert state(course("iv-crps", range(6)), 5, middle, *again) is Due.DONE
    assert state(course("iv-crps", range(6)), 5, after, *again) is Due.COMING
    assert state(course("iv-crps", range(10)), 9, after, *again) is Due.DUE
    over = course("iv-crps", range(6), ended=day(7))
    assert state(over, 8, after, *again) is Due.DONE
    assert state(over, 8, after, *liver) is Due.DUE
    assert state(course(IV, range(6), ended=day(7)), 8, after) is None
    unnamed = course("iv-spinal-cord-injury-short", [0])
    assert state(unnamed, 1, middle, *liver) is Due.UNKNOWN
    single = course("iv-pain-trial-80", [0])
    assert state(single, 1, middle, *liver) is None


def test_liver_tests_while_an_infusion_of_days_runs() -> None:
    """During an infusion of days liver tests are due after a day and overdue after two.

    Witness: R116; the infusion runs 5 days (R74).
    """
    id, one = "liver-infusing", course("iv-pain-inpatient-r74", [0])
    tests = [fact(name, 1) for name in ("alt", "ggt", "alkaline-phosphatase")]
    assert [state(one, at, id) for at in (0, 1, 2, 3)] == [
        Due.COMING,
        Due.DUE,
        Due.DUE,
        Due.OVERDUE,
    ]
    assert state(one, 3, id, *tests) is Due.DUE
    assert state(one, 6, id) is Due.COMING
    assert state(course("iv-crps", [0]), 0, id) is None


def test_scales_belong_to_each_visit() -> None:
    """PHQ-9 or MADRS, and C-SSRS, are done at each visit: on its day or later, and both.

    Witness: evidence, section 7, mood.
    """
    id, two = "mood-scales", course(IV, [0, 7])
    phq, risk = fact("phq-9", 7), fact("c-ssrs", 7)
    assert state(two, 8, id, phq, risk) is Due.DONE
    assert state(two, 8, id, fact("madrs", 7), risk) is Due.DONE
    assert state(two, 8, id, phq, fact("c-ssrs", 6)) is Due.OVERDUE
    assert state(two, 8, id, phq) is Due.UNKNOWN
    assert state(course(IV), 7, id, phq, risk) is Due.DONE
    assert state(course(IV), 8, id, phq, risk) is Due.DUE
    assert state(two, 8, "bladder-questions", fact("bladder-asked", 8)) is Due.DONE


def test_the_prescription_register_is_checked_at_the_start_and_at_each_fill() -> None:
    """The register is checked at the start and at each fill; no record here holds the fills.

    Witness: evidence, section 7, misuse (R121).
    """
    assert state(course(IV), 0, "pdmp-start") is Due.DUE
    assert state(course(IV, [0]), 0, "pdmp-start") is Due.UNKNOWN
    checked = fact("pdmp-checked", 0)
    assert state(course(IV, [0]), 0, "pdmp-each", checked) is Due.DONE
    assert state(course(IV, [0]), 1, "pdmp-each", checked) is Due.COMING


def test_urine_drug_screens() -> None:
    """Urine drug screens are random, and at home every three months.

    One before the first session, then two a year at the least on days nobody is told; with doses at
    home every three months.

    Witness: evidence, section 7, misuse. Two a year: the day a year after the last but one.
    """
    id, at_home = "urine-drug-screen", "urine-drug-screen-home"
    assert state(course(IV), 0, id) is Due.DUE
    assert state(course(IV), 0, id, fact(id, 0)) is Due.DONE
    one = course(IV, [0])
    made = entries(calendar(one, 10, fact(id, 0), fact(id, 5)))
    assert (made[id].state, made[id].until) == (Due.COMING, day(365))
    assert state(one, 365, id, fact(id, -3)) is Due.COMING
    assert state(one, 366, id, fact(id, -3)) is Due.OVERDUE
    assert state(course(HOME), 0, at_home) is Due.DUE
    assert state(course(HOME), 0, id) is None
    states = [state(course(HOME, [0]), at, at_home, fact(id, 0)) for at in (91, 92, 93)]
    assert states == [Due.COMING, Due.DUE, Due.OVERDUE]


def test_pregnancy_tests() -> None:
    """Pregnancy tests follow the phase of the course.

    Where pregnancy is possible, or nobody has said, a test stands before the first session; it
    comes back weekly in induction and monthly in maintenance.

    Witness: evidence, section 2a of the safety page (C17). A month after 2026-11-23 is day 30.
    """
    id, could = "pregnancy-test", fact("could-be-pregnant", 0)
    woman = {"sex": Sex.FEMALE}
    assert state(course(SPRAY), 0, id) is None
    assert state(course(SPRAY), 0, id, **woman) is Due.DUE
    assert state(course(SPRAY), 0, id, sex=None) is Due.DUE
    assert state(course(SPRAY), 0, id, could, fact(id, 0), **woman) is Due.DONE
    assert state(course(SPRAY, [0]), 0, id, could, **woman) is Due.UNKNOWN
    weekly = [state(course(SPRAY, [0]), at, id, could, fact(id, 0)) for at in (6, 7, 8)]
    assert weekly == [Due.COMING, Due.DUE, Due.OVERDUE]
    no = fact("could-be-pregnant", 0, so=False, sure=Sureness.CONFIRMED)
    assert state(course(SPRAY), 0, id, no, **woman) is None
    late = course(SPRAY, [-60, -10], reviews=(went_on(-40),))
    monthly = [state(late, at, id, could, fact(id, 0)) for at in (1, 4)]
    assert monthly == [Due.COMING, Due.COMING]
    assert entries(calendar(late, 1, could, fact(id, 0)))[id].due == day(30)


def test_a_review_and_an_end_are_asked_for() -> None:
    """A course states at its start what ends it, and is reviewed when its protocol says.

    Witness: R48; R9, end of week 4.
    """
    begun = course(SPRAY, [0, 3])
    assert [state(begun, at, "review") for at in (27, 28, 29)] == [
        Due.COMING,
        Due.DUE,
        Due.OVERDUE,
    ]
    assert state(course(SPRAY, [0, 3], reviews=(went_on(3),)), 29, "review") is Due.DONE
    assert state(course(SPRAY), 0, "review") is None
    assert state(course(SPRAY), 0, "endpoint") is Due.DUE
    assert state(begun, 4, "endpoint") is Due.OVERDUE
    stated = replace(begun, ends_when="remission, or no response by week 4")
    assert state(stated, 4, "endpoint") is Due.DONE
    assert state(course(IV, [0, 3]), 4, "review") is Due.COMING


def test_what_this_site_has_not_signed_holds() -> None:
    """Without a site every check is shown at its default, and says that nobody has signed it."""
    made = calendar(course(IV, [0]), 1, kb=load())
    mood = entries(made)["mood-scales"]
    assert mood.holds[0].text.startswith("This site has not signed")
    assert made.waits


def test_an_interval_that_nobody_set_is_not_known() -> None:
    """What nobody set is not known.

    Without an interval nobody can say when a check comes back: it is not known, never “later”.

    Witness: an empty leaf, made for this test.
    """
    content = shipped()
    for id in ("calendar.bladder.urinalysis.months", "calendar.misuse.urine-screen.per-year"):
        content["leaves"][id] |= {"value": None, "needs_site_value": True}
    kb = knowledge(content)
    done = (fact("urinalysis", 0), fact("urine-drug-screen", 0))
    made = entries(calendar(course(IV, [0]), 1, *done, kb=kb))
    assert made["urinalysis"].state is Due.UNKNOWN
    assert made["urine-drug-screen"].state is Due.UNKNOWN


def test_the_overdue_stands_first() -> None:
    """The calendar begins with what is overdue, then due, not known, coming and done."""
    made = calendar(course(SPRAY, [0, 3]), 9, fact("urinalysis", 0))
    places = [list(Due).index(entry.state) for entry in made.entries]
    assert places == sorted(places)
    assert made.waits


def test_of_the_dead_nothing_is_asked() -> None:
    """Where the record says that the person died, nothing is due, and the record is checked."""
    made = calendar(course(SPRAY, [0]), 9, dead=True)
    assert (made.entries, made.waits) == ((), True)
    assert made.closed.startswith("The record says that this person died.")
