"""A course as JSON values: each field under its own name, and what nobody said as null."""

from datetime import date
from decimal import Decimal

from titrant.clinical import (
    AdverseEvent,
    BloodPressure,
    Course,
    Decision,
    EventKind,
    PastSession,
    Review,
    Route,
    SessionStatus,
    WeightBasis,
)
from titrant.dosing.course_record import course_record, session_record
from titrant.units import Dose, DosePerWeight, Drug, Duration, Pressure, Weight

DAY = date(2026, 11, 2)


def pressure(systolic: int, diastolic: int) -> BloodPressure:
    return BloodPressure(Pressure(systolic, "mmHg"), Pressure(diastolic, "mmHg"))


FULL = PastSession(
    on=DAY,
    status=SessionStatus.STOPPED,
    why="distress",
    ordered=DosePerWeight("0.5", "mg/kg", Drug.KETAMINE),
    dose=Dose(20, "mg", Drug.KETAMINE),
    route=Route.IV,
    over=Duration(25, "min"),
    weight=Weight(70, "kg"),
    basis=WeightBasis.ACTUAL,
    before=pressure(122, 78),
    peak=pressure(150, 92),
    dissociation=Decimal(7),
    recovered=Duration(50, "min"),
    lasted=Duration(5, "d"),
    asked_earlier=True,
    events=(AdverseEvent(kind=EventKind.OTHER, what="distress", grade=2),),
    rescue=("midazolam",),
)


def test_a_session_with_everything() -> None:
    """Every value of the session above under the name that the reference page gives it.

    Witness: docs/reference/next-session.md, the table of a session.
    """
    assert session_record(FULL) == {
        "on": "2026-11-02",
        "status": "stopped",
        "why": "distress",
        "ordered": "0.5 mg/kg",
        "dose": "20 mg",
        "route": "iv",
        "over": "25 min",
        "weight": "70 kg",
        "basis": "actual",
        "before": "122/78 mmHg",
        "peak": "150/92 mmHg",
        "dissociation": 7,
        "recovered": "50 min",
        "lasted": "5 d",
        "asked_earlier": True,
        "events": [{"kind": "other", "what": "distress", "grade": 2}],
        "rescue": ["midazolam"],
    }


def test_a_session_of_which_nothing_is_known() -> None:
    """What nobody said is null: no events is an empty list, and unknown ones are none."""
    bare = session_record(PastSession(on=DAY))
    assert bare.pop("on") == "2026-11-02"
    assert bare.pop("status") == "completed"
    assert (bare.pop("why"), bare.pop("rescue"), bare.pop("asked_earlier")) == ("", [], False)
    assert set(bare.values()) == {None}
    assert session_record(PastSession(on=DAY, events=()))["events"] == []


def test_a_course_with_everything() -> None:
    """Every value of a course under the name that the reference page gives it."""
    course = Course(
        protocol="iv-depression",
        version="1",
        drug=Drug.KETAMINE,
        opened=date(2026, 11, 1),
        ended=date(2026, 11, 20),
        elsewhere=True,
        target="phq-9",
        ends_when="eight infusions",
        reviews=(Review(on=date(2026, 11, 19), decision=Decision.STOP, why="no response"),),
        sessions=(FULL,),
    )
    assert course_record(course) == {
        "protocol": "iv-depression",
        "version": "1",
        "drug": "ketamine",
        "opened": "2026-11-01",
        "ended": "2026-11-20",
        "elsewhere": True,
        "target": "phq-9",
        "ends_when": "eight infusions",
        "reviews": [{"on": "2026-11-19", "decision": "stop", "why": "no response"}],
        "sessions": [session_record(FULL)],
    }
