"""Sessions of this clinic that are written down afterwards: the form, the page, what is told."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import FILLED, at, send, text_of

from titrant.clinical import BloodPressure, Course, EventKind, Route, Snapshot
from titrant.clinical import PastSession as ToldSession
from titrant.clinical.session import AdverseEvent, SessionStatus
from titrant.server.exposures.models import Exposure, PastSession
from titrant.server.patients import selectors
from titrant.server.patients.models import Patient
from titrant.units import Dose, Drug, Duration, Pressure, Weight

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def add(desk: Client, patient: Patient, when: str = "2026-11-20T09:30", **typed: str) -> Any:
    filled = {**FILLED["sessions"][0], "when": when, **typed}
    return send(desk, at(patient, "sessions", "add"), filled)


def told(patient: Patient) -> Snapshot:
    return selectors.snapshot(patient, TODAY)


def mmhg(systolic: int, diastolic: int) -> BloodPressure:
    return BloodPressure(Pressure(systolic, "mmHg"), Pressure(diastolic, "mmHg"))


def test_a_session_is_told_with_everything_that_was_seen(desk: Client, patient: Patient) -> None:
    seen = {"before": "122/78", "peak": "148/92", "dissociation": "4"}
    add(desk, patient, **seen, harm="some", event="nausea", grade="1")
    (course,) = told(patient).courses
    assert course == Course(
        protocol="iv-depression",
        drug=Drug.KETAMINE,
        opened=date(2026, 11, 20),
        sessions=(
            ToldSession(
                on=date(2026, 11, 20),
                dose=Dose(35, "mg"),
                route=Route.IV,
                over=Duration(40, "min"),
                weight=Weight(Decimal("70.2"), "kg"),
                before=mmhg(122, 78),
                peak=mmhg(148, 92),
                dissociation=Decimal(4),
                events=(AdverseEvent(kind=EventKind.OTHER, what="nausea", grade=1),),
            ),
        ),
    )


def test_what_nobody_wrote_down_is_unknown_and_not_none(desk: Client, patient: Patient) -> None:
    nothing = dict.fromkeys(("milligrams", "minutes", "number", "unit"), "")
    add(desk, patient, **nothing, harm="unknown")
    add(desk, patient, **nothing, when="2026-11-21T09:30")
    unknown, none = told(patient).courses[0].sessions
    assert unknown == ToldSession(on=date(2026, 11, 20), route=Route.IV, events=None)
    assert none.events == ()


def test_sessions_of_one_protocol_are_one_course_the_oldest_first(
    desk: Client, patient: Patient
) -> None:
    for day in (20, 14, 17):
        add(desk, patient, when=f"2026-11-{day}T09:30")
    add(desk, patient, when="2026-11-10T09:30", protocol="spravato-us-trd", milligrams="56")
    found = {one.protocol: one for one in told(patient).courses}
    assert [one.on.day for one in found["iv-depression"].sessions] == [14, 17, 20]
    assert found["iv-depression"].opened == date(2026, 11, 14)
    spray = found["spravato-us-trd"]
    assert (spray.drug, spray.sessions[0].route) == (Drug.ESKETAMINE, Route.NASAL)


def test_the_second_day_of_a_series_is_the_clinics_and_not_that_of_utc(
    desk: Client, patient: Patient
) -> None:
    add(desk, patient, when="2026-11-20T20:30")  # 01:30 in UTC, the day after
    assert told(patient).courses[0].sessions[0].on == date(2026, 11, 20)


def test_one_that_was_not_given_has_no_dose(desk: Client, patient: Patient) -> None:
    assert "Write one of the two." in text_of(add(desk, patient, status="not-done"))
    assert add(desk, patient, status="not-done", milligrams="").status_code == 302
    (session,) = told(patient).courses[0].sessions
    assert (session.status, session.dose) == (SessionStatus.NOT_DONE, None)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"unit": ""}, "Press the unit that the weight was read in."),
        ({"before": "78/122"}, "the higher one first"),
        ({"before": "122/122"}, "the higher one first"),
        ({"peak": "148"}, "like 122/78"),
        ({"peak": "a/b"}, "like 122/78"),
        ({"peak": "148/92/1"}, "like 122/78"),
        ({"harm": "some"}, "Say which harm it was, and its grade."),
        ({"harm": "some", "event": "nausea"}, "Say which harm it was, and its grade."),
        ({"harm": "some", "grade": "2"}, "Say which harm it was, and its grade."),
        ({"harm": "some", "event": "nausea", "grade": "6"}, "not between 1 and 5"),
        ({"harm": "unknown", "event": "dizziness"}, "“There was one” is not pressed."),
        ({"harm": "none", "grade": "1"}, "“There was one” is not pressed."),
        ({"harm": ""}, "Choose one."),
        ({"dissociation": "11"}, "not between 0 and 10"),
        ({"minutes": "40.5"}, "Write no digits after the point."),
        ({"milligrams": "0.05"}, "not between 0.1 and 5000"),
        ({"milligrams": "35 mg"}, "not a plain number"),
        ({"number": "7"}, "not between 20 and 600"),
        ({"protocol": "no-such"}, "Choose one of these"),
        ({"protocol": ""}, "Choose one."),
        ({"status": "finished"}, "Choose one of these"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    desk: Client, patient: Patient, typed: dict[str, str], says: str
) -> None:
    answer = add(desk, patient, **typed)
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert not PastSession.objects.exists()


def test_the_page_shows_what_was_written(desk: Client, patient: Patient) -> None:
    seen = {"before": "122/78", "peak": "148/92", "dissociation": "4"}
    add(desk, patient, **seen, harm="some", event="nausea", grade="1")
    add(desk, patient, minutes="", harm="unknown")
    page = text_of(desk.get(at(patient, "sessions")))
    for shown in ("Given whole", "122/78", "148/92", "nausea, grade 1", "40 min", "intravenous"):
        assert shown in page


def test_a_correction_begins_with_what_was_written(desk: Client, patient: Patient) -> None:
    add(desk, patient)
    add(desk, patient, harm="some", event="nausea", grade="1", number="154.5", unit="lb")
    add(desk, patient, harm="unknown", number="", unit="")
    found = []
    for row in PastSession.objects.order_by("number"):
        form = desk.get(at(patient, "sessions", row.pk, "correct")).context["form"]
        found.append([form[name].value() for name in ("milligrams", "number", "unit", "harm")])
    assert found == [
        ["35", "70.2", "kg", "none"],
        ["35", "154.5", "lb", "some"],
        ["35", "", "", "unknown"],
    ]


def test_rows_name_nobody_in_a_log(desk: Client, patient: Patient) -> None:
    add(desk, patient)
    send(
        desk,
        at(patient, "exposures", "add"),
        {**FILLED["exposures"][0], "when": "2026-11-20T09:30"},
    )
    session, exposure = PastSession.objects.get(), Exposure.objects.get()
    assert str(session) == f"past session {session.pk}"
    assert str(exposure) == f"exposure {exposure.pk}"
