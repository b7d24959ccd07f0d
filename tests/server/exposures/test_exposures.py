"""Earlier ketamine and esketamine, from anyone: what is written, and what a screening is told."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import FILLED, at, send, text_of

from titrant.clinical import Course, PastSession, Route, Snapshot
from titrant.server.exposures.models import Exposure
from titrant.server.patients import selectors
from titrant.server.patients.models import Patient
from titrant.units import Dose, Drug

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def add(desk: Client, patient: Patient, **typed: str) -> Any:
    when = {"when": "2026-11-20T09:30"}
    filled = {**FILLED["exposures"][0], **when, **typed}
    return send(desk, at(patient, "exposures", "add"), filled)


def told(patient: Patient, as_of: date = TODAY) -> Snapshot:
    return selectors.snapshot(patient, as_of)


def course(patient: Patient) -> Course:
    (found,) = told(patient).courses
    return found


def test_one_dose_of_a_known_day_is_a_session_elsewhere(desk: Client, patient: Patient) -> None:
    assert add(desk, patient).status_code == 302
    assert course(patient) == Course(
        protocol="another clinic, elsewhere",
        drug=Drug.KETAMINE,
        opened=date(2025, 3, 4),
        ended=date(2025, 3, 4),
        elsewhere=True,
        sessions=(PastSession(on=date(2025, 3, 4), dose=Dose(35, "mg"), route=Route.IV),),
    )


def test_of_many_doses_no_day_is_made_up(desk: Client, patient: Patient) -> None:
    add(desk, patient, ended="2025-06-01", times="6")
    found = course(patient)
    assert (found.sessions, found.opened, found.ended) == (
        *((), date(2025, 3, 4)),
        date(2025, 6, 1),
    )


@pytest.mark.parametrize("typed", [{"times": "6"}, {"began": "2025"}])
def test_a_day_that_is_not_known_is_no_session(
    desk: Client, patient: Patient, typed: dict[str, str]
) -> None:
    add(desk, patient, **typed)
    assert not course(patient).sessions


def test_a_year_ends_with_its_last_day_or_today(desk: Client, patient: Patient) -> None:
    add(desk, patient, began="2024", ended="2025")
    add(desk, patient, began="2026", setting="study")
    assert {one.protocol: one.ended for one in told(patient).courses} == {
        "another clinic, elsewhere": date(2025, 12, 31),
        "study, elsewhere": TODAY,
    }


def test_what_goes_on_is_an_open_course_of_somebody_else(desk: Client, patient: Patient) -> None:
    add(desk, patient, going="yes", drug="unknown", milligrams="", route="")
    found = course(patient)
    assert (found.ended, found.drug, found.elsewhere) == (None, None, True)


@pytest.mark.parametrize(
    ("typed", "ended"),
    [
        ({"going": "yes"}, None),
        ({"going": "no", "ended": "2025-06-01"}, date(2025, 6, 1)),
        ({"going": "no"}, date(2025, 3, 4)),
    ],
)
def test_use_that_nobody_prescribed_is_told_as_such(
    desk: Client, patient: Patient, typed: dict[str, str], ended: date | None
) -> None:
    add(desk, patient, setting="not prescribed", **typed)
    (fact,) = told(patient).facts
    assert (fact.concept, fact.ended) == ("ketamine-misuse", ended)
    assert len(told(patient).courses) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"going": "yes", "ended": "2026"}, "Write one of the two"),
        ({"ended": "2024-01-01"}, "before the first"),
        ({"began": "2025-03-04", "ended": "2024"}, "before the first"),
        ({"began": ""}, "Fill this in."),
        ({"began": "long ago"}, "or a year like 2024"),
        ({"drug": ""}, "Choose one."),
        ({"milligrams": "0"}, "not between 0.1 and 5000"),
        ({"milligrams": "35 mg"}, "not a plain number"),
        ({"times": "0"}, "not between 1 and 9999"),
        ({"route": "iV"}, "Choose one of these"),
        ({"setting": "the moon"}, "Choose one of these"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    desk: Client, patient: Patient, typed: dict[str, str], says: str
) -> None:
    answer = add(desk, patient, **typed)
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert not Exposure.objects.exists()


@pytest.mark.parametrize(("began", "ended"), [("2025", "2025-02-01"), ("2025-06-01", "2025")])
def test_a_year_and_a_day_of_it_fit(desk: Client, patient: Patient, began: str, ended: str) -> None:
    assert add(desk, patient, began=began, ended=ended).status_code == 302


def test_the_page_shows_what_was_written(desk: Client, patient: Patient) -> None:
    add(desk, patient, times="6", ended="2025-06-01", from_whom="Dr. Who", outcome="much better")
    add(desk, patient, going="yes", milligrams="", route="")
    page = text_of(desk.get(at(patient, "exposures")))
    for shown in ("2025-03-04 to 2025-06-01", "2025-03-04 to goes on", "6 ×", "Dr. Who"):
        assert shown in page
    for shown in ("intravenous", "much better", "In another clinic"):
        assert shown in page
    row = Exposure.objects.exclude(dose="").get()
    form = desk.get(at(patient, "exposures", row.pk, "correct")).context["form"]
    assert (form["milligrams"].value(), form["going"].value()) == ("35", "no")
    assert Decimal(row.times or 0) == 6
