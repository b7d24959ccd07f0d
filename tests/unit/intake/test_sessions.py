"""The sessions and reviews of a course, as a case file tells them: every field, every bad input.

Expected values are read off the text of each file by hand.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.lib.case_files import read

from titrant.clinical import (
    AdverseEvent,
    BloodPressure,
    Course,
    Decision,
    EventKind,
    PastSession,
    RecordError,
    Review,
    Route,
    SessionStatus,
    WeightBasis,
)
from titrant.intake.session import blood_pressure
from titrant.units import (
    Dose,
    DosePerWeight,
    Drug,
    Duration,
    Pressure,
    QuantityError,
    Rate,
    RatePerWeight,
    Weight,
)

DAY = date(2026, 11, 1)


def course(text: str) -> Course:
    """Return the only course of a file; `text` is what stands in its one line."""
    (made,) = read(f"courses: [{{protocol: iv-depression, {text}}}]").courses
    return made


def session(text: str = "") -> PastSession:
    """Return the only session of the only course of a file."""
    (made,) = course(f"sessions: [{{on: {DAY}, {text}}}]").sessions
    return made


def wrong(text: str) -> str:
    """Return why the session cannot be read."""
    with pytest.raises(RecordError) as caught:
        session(text)
    return caught.value.what.removeprefix("case.yaml: courses 1, sessions 1")


# -- a session -------------------------------------------------------------------------------


def test_a_session_of_which_only_the_day_is_known() -> None:
    made = session()
    assert made == PastSession(on=DAY)
    assert made.given
    assert made.events is None  # nobody said: that is not “none”
    assert made.rescue == ()


def pressure(systolic: int, diastolic: int) -> BloodPressure:
    return BloodPressure(Pressure(systolic, "mmHg"), Pressure(diastolic, "mmHg"))


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("status: completed", "status", SessionStatus.COMPLETED),
        ("status: stopped", "status", SessionStatus.STOPPED),
        ("status: not-done", "status", SessionStatus.NOT_DONE),
        ("why: panic", "why", "panic"),
        ("ordered: 35 mg", "ordered", Dose(35, "mg")),
        ("ordered: 0.5 mg/kg", "ordered", DosePerWeight("0.5", "mg/kg")),
        ("ordered: 25 mg/h", "ordered", Rate(25, "mg/h")),
        ("ordered: 0.35 mg/kg/h", "ordered", RatePerWeight("0.35", "mg/kg/h")),
        ("dose: 35 mg", "dose", Dose(35, "mg")),
        *((f"route: {route}", "route", route) for route in Route),
        ("over: 40 min", "over", Duration(40, "min")),
        ("weight: 70 kg", "weight", Weight(70, "kg")),
        ("weight: 154 lb", "weight", Weight(154, "lb")),
        *((f"basis: {basis}", "basis", basis) for basis in WeightBasis),
        ("before: 128/80", "before", pressure(128, 80)),
        ("before: 128 / 80 mmHg", "before", pressure(128, 80)),
        ("peak: '150/95 mm[Hg]'", "peak", pressure(150, 95)),
        ("dissociation: 0", "dissociation", Decimal(0)),
        ("dissociation: 10", "dissociation", Decimal(10)),
        ("dissociation: 4.5", "dissociation", Decimal("4.5")),
        ("recovered: 90 min", "recovered", Duration(90, "min")),
        ("lasted: 5 d", "lasted", Duration(5, "d")),
        ("asked-earlier: true", "asked_earlier", True),
        ("asked-earlier: false", "asked_earlier", False),
        ("events: []", "events", ()),
        ("rescue: [labetalol, ondansetron]", "rescue", ("labetalol", "ondansetron")),
    ],
)
def test_each_field_of_a_session(text: str, name: str, value: Any) -> None:
    made = session(text)
    assert getattr(made, name) == value
    assert made == PastSession(on=DAY, **{name: value})  # and nothing else is known


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        *((str(kind), kind) for kind in EventKind),
        (" Hypertension ", EventKind.HYPERTENSION),
        ("LOW SATURATION", EventKind.SATURATION),
        ("vomiting", EventKind.OTHER),
    ],
)
@pytest.mark.parametrize("grade", [1, 5])
def test_an_event_has_its_kind_its_words_and_its_grade(
    what: str, kind: EventKind, grade: int
) -> None:
    made = session(f'events: [{{what: "{what}", grade: {grade}}}]')
    assert made.events == (AdverseEvent(kind=kind, what=what, grade=grade),)


@pytest.mark.parametrize(
    ("status", "given"), [("completed", True), ("stopped", True), ("not-done", False)]
)
def test_what_was_not_done_was_not_given(status: str, given: bool) -> None:
    assert session(f"status: {status}").given is given


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("status: over", ", status: the text “over” stands where completed"),
        ("ordered: 35", ", ordered: "),
        ("ordered: 35 mL", ", ordered: "),
        ("dose: 35", ", dose: "),
        ("dose: 0.5 mg/kg", ", dose: "),
        ("route: rectal", ", route: “rectal” is no route. Write one of: iv, im, sc, nasal, "),
        ("route: IV", ", route: “IV” is no route"),
        ("over: 40", ", over: "),
        ("weight: 70", ", weight: "),
        ("basis: lean", ", basis: the text “lean” stands where actual, ideal or adjusted"),
        ("before: 128", ", before: 128 stands where a text belongs"),
        ("before: 80/128", ", before: “80/128” cannot be a blood pressure. Write it like 128/80"),
        ("before: 80/80", ", before: “80/80” cannot be a blood pressure"),
        ("peak: 301/80", ", peak: “301/80” cannot be a blood pressure"),
        ("peak: high", ", peak: “high” is no blood pressure"),
        (
            "dissociation: 10.1",
            ", dissociation: 10.1 stands where a score from 0 to 10 belongs",
        ),
        ("recovered: soon", ", recovered: "),
        ("lasted: 5", ", lasted: "),
        ("asked-earlier: yes", ", asked-earlier: the text “yes” stands where true or false"),
        ("events: [{what: nausea, grade: 0}]", ", events, nausea: 0 stands where a grade from 1"),
        ("events: [{what: nausea, grade: 6}]", ", events, nausea: 6 stands where a grade from 1"),
        ("events: [{what: nausea, grade: 1.5}]", ", events, nausea: 1.5 stands where a grade"),
        ("events: [{what: nausea}]", ", events 1: “grade” is missing"),
        ("events: [nausea]", ", events 1: the text “nausea” stands where a group of keys"),
        ("rescue: labetalol", ", rescue: the text “labetalol” stands where a list belongs"),
        ("status: not-done, dose: 35 mg", ": it was not done, and has a dose"),
        ("given: 35 mg", ": there is no key “given”"),
    ],
)
def test_what_cannot_be_read_names_its_place(text: str, why: str) -> None:
    assert wrong(text).startswith(why)


def test_a_session_without_a_day_is_refused() -> None:
    with pytest.raises(RecordError, match="“on” is missing"):
        course("sessions: [{dose: 35 mg}]")


def test_a_pressure_of_300_is_the_highest() -> None:
    assert blood_pressure("300/299") == pressure(300, 299)
    with pytest.raises(QuantityError):
        blood_pressure("1280/80")


def test_sessions_stand_in_the_order_of_their_days() -> None:
    made = course("sessions: [{on: 2026-11-03}, {on: 2026-11-01}, {on: 2026-11-02}]")
    assert [one.on.day for one in made.sessions] == [1, 2, 3]


def test_a_session_after_the_day_of_reading_is_set_aside() -> None:
    text = "[{on: 2026-11-22}, {on: 2026-11-23, dose: 35 mg}]"
    snapshot = read(f"courses: [{{protocol: a, sessions: {text}}}]")
    assert [one.on.day for one in snapshot.courses[0].sessions] == [22]
    (aside,) = snapshot.set_aside
    assert (aside.what, aside.why) == ("a session", "it is dated 2026-11-23, after 2026-11-22")
    assert aside.origin.place == "courses 1, sessions 2"


# -- the course around them ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('version: "1"', "version", "1"),
        ("version: 2", "version", "2"),
        ("drug: ketamine", "drug", Drug.KETAMINE),
        ("drug: esketamine", "drug", Drug.ESKETAMINE),
        ("opened: 2026-10-01", "opened", date(2026, 10, 1)),
        ("ended: 2026-11-22", "ended", date(2026, 11, 22)),
        ("elsewhere: true", "elsewhere", True),
        ("target: phq-9", "target", "phq-9"),
        ("ends-when: no response at 4 weeks", "ends_when", "no response at 4 weeks"),
    ],
)
def test_each_field_of_a_course(text: str, name: str, value: Any) -> None:
    assert course(text) == Course(protocol="iv-depression", **{name: value})


@pytest.mark.parametrize("decision", [str(one) for one in Decision])
def test_a_review_says_what_was_decided_and_why(decision: str) -> None:
    made = course(f"reviews: [{{on: 2026-11-20, decision: {decision}, why: halved}}]")
    expected = Review(on=date(2026, 11, 20), decision=Decision(decision), why="halved")
    assert made.reviews == (expected,)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{on: 2026-11-20, decision: pause, why: a}", "decision: the text “pause” stands where"),
        ("{decision: stop, why: a}", "“on” is missing"),
        ("{on: 2026-11-20, why: a}", "“decision” is missing"),
        ("{on: 2026-11-20, decision: stop}", "“why” is missing"),
    ],
)
def test_a_review_is_whole_or_refused(text: str, why: str) -> None:
    with pytest.raises(RecordError) as caught:
        course(f"reviews: [{text}]")
    assert why in caught.value.what


def test_a_review_after_the_day_of_reading_is_set_aside() -> None:
    text = "[{on: 2026-11-23, decision: stop, why: a}, {on: 2026-11-22, decision: stop, why: b}]"
    snapshot = read(f"courses: [{{protocol: a, reviews: {text}}}]")
    assert [review.why for review in snapshot.courses[0].reviews] == ["b"]
    (aside,) = snapshot.set_aside
    assert (aside.what, aside.origin.place) == ("a review", "courses 1, reviews 1")


def test_a_course_opened_after_the_day_of_reading_is_set_aside() -> None:
    snapshot = read("courses: [{protocol: a, opened: 2026-11-23}]")
    assert snapshot.courses == ()
    assert snapshot.set_aside[0].what == "the course of a"


def test_an_end_after_the_day_of_reading_is_none_yet() -> None:
    snapshot = read("courses: [{protocol: a, ended: 2026-11-23}]")
    assert snapshot.courses == (Course(protocol="a"),)
    assert snapshot.set_aside[0].what == "the end of a"
