"""Heights and vital signs: both systems of units in, one stored; nothing that nobody has."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import at, send, text_of

from titrant.server.patients.models import Height, Patient, Vitals

pytestmark = pytest.mark.django_db
TALL = {"method": "measured", "sure": "confirmed"}


def measure(client: Client, patient: Patient, word: str, **typed: str) -> Any:
    return send(client, at(patient, word, "add"), {**TALL, **typed})


@pytest.mark.parametrize(
    ("typed", "cm", "shown"),
    [
        ({"number": "178", "unit": "cm"}, "178", "178 cm"),
        ({"number": "70", "unit": "in"}, "177.8", "70 in"),
        ({"number": "5", "unit": "ft", "inches": "10"}, "177.8", "5 ft 10 in"),
        ({"number": "5", "unit": "ft", "inches": "0"}, "152.4", "5 ft"),
        ({"number": "6", "unit": "ft"}, "182.88", "6 ft"),
    ],
)
def test_a_height_is_kept_in_centimetres_and_as_it_was_read(
    desk: Client, patient: Patient, typed: dict[str, str], cm: str, shown: str
) -> None:
    assert measure(desk, patient, "heights", **typed).status_code == 302
    row = Height.objects.get()
    assert (row.cm, row.shown) == (Decimal(cm), shown)
    form = desk.get(at(patient, "heights", row.pk, "correct")).context["form"]
    assert form["number"].value() == typed["number"]
    assert (form["inches"].value() or "0") == typed.get("inches", "0")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"number": "178", "unit": "in"}, "Nobody is 178 in tall"),
        ({"number": "5", "unit": "cm"}, "Nobody is 5 cm tall"),
        ({"number": "178", "unit": "cm", "inches": "2"}, "Inches belong beside feet"),
        ({"number": "5", "unit": "ft", "inches": "12"}, "not between 0 and 11.99"),
        ({"number": "5", "inches": "3"}, "Choose one."),
        ({"unit": "cm"}, "Fill this in."),
        ({"number": "300", "unit": "cm"}, "not between 1 and 272"),
    ],
)
def test_a_height_that_nobody_has_is_refused(
    desk: Client, patient: Patient, typed: dict[str, str], says: str
) -> None:
    answer = measure(desk, patient, "heights", **typed)
    assert says in text_of(answer)
    assert not Height.objects.exists()


@pytest.mark.parametrize(
    ("degrees", "scale", "kept", "shown"),
    [("37.2", "Cel", "98.96", "37.2 °C"), ("98.6", "degF", "98.6", "98.6 °F")],
)
def test_a_temperature_is_kept_on_one_scale_and_as_it_was_read(
    desk: Client, patient: Patient, degrees: str, scale: str, kept: str, shown: str
) -> None:
    assert measure(desk, patient, "vitals", degrees=degrees, scale=scale).status_code == 302
    row = Vitals.objects.get()
    assert row.temperature == Decimal(kept)
    assert shown in text_of(desk.get(at(patient, "vitals")))
    form = desk.get(at(patient, "vitals", row.pk, "correct")).context["form"]
    assert (form["degrees"].value(), form["scale"].value()) == (degrees, scale)


def test_each_reading_may_stand_alone(desk: Client, patient: Patient) -> None:
    for typed in (
        {"systolic": "128", "diastolic": "80", "arm": "left", "position": "sitting"},
        {"heart_rate": "72"},
        {"saturation": "97.5"},
        {"respiratory_rate": "14"},
    ):
        assert measure(desk, patient, "vitals", **typed).status_code == 302
    page = text_of(desk.get(at(patient, "vitals")))
    for shown in ("128/80", "mmHg", "left, sitting", "72", "97.5", "14"):
        assert shown in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"saturation": "50"}, "Oxygen saturation, %: 50 is not between 85 and 100."),
        ({"heart_rate": "22"}, "Heart rate, /min: 22 is not between 40 and 150."),
        ({"systolic": "240", "diastolic": "90"}, "Systolic, mmHg: 240 is not between 80 and 220."),
        ({"respiratory_rate": "6"}, "Breaths, /min: 6 is not between 8 and 30."),
        ({"systolic": "120", "diastolic": "118"}, "The two pressures are 2 mmHg apart."),
        ({"systolic": "200", "diastolic": "41"}, "The two pressures are 159 mmHg apart."),
        ({"degrees": "33.5", "scale": "Cel"}, "Temperature: 33.5 °C."),
        ({"degrees": "104.9", "scale": "degF"}, "Temperature: 104.9 °F."),
    ],
)
def test_what_is_seldom_read_is_looked_at_again_and_then_written(
    desk: Client, patient: Patient, typed: dict[str, str], says: str
) -> None:
    asked = measure(desk, patient, "vitals", **typed)
    assert asked.status_code == 200
    assert says in text_of(asked)
    assert not Vitals.objects.exists()
    again = asked.context["form"].doubt_key
    assert measure(desk, patient, "vitals", **typed, looked_again=again).status_code == 302
    assert Vitals.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Nothing is written yet"),
        ({"arm": "left"}, "Nothing is written yet"),
        ({"systolic": "128"}, "has two numbers"),
        ({"diastolic": "80"}, "has two numbers"),
        ({"systolic": "80", "diastolic": "128"}, "not below the upper one"),
        ({"systolic": "80", "diastolic": "80"}, "not below the upper one"),
        ({"systolic": "301", "diastolic": "80"}, "not between 30 and 300"),
        ({"systolic": "128.5", "diastolic": "80"}, "Write no digits after the point"),
        ({"heart_rate": "401"}, "not between 10 and 400"),
        ({"saturation": "101"}, "not between 20 and 100"),
        ({"respiratory_rate": "0"}, "not between 1 and 120"),
        ({"degrees": "37"}, "Press °C or °F"),
        ({"degrees": "98.6", "scale": "Cel"}, "Nobody has 98.6 °C"),
        ({"degrees": "37", "scale": "degF"}, "Nobody has 37 °F"),
        ({"arm": "middle", "heart_rate": "72"}, "Choose one of these"),
    ],
)
def test_what_cannot_be_a_reading_is_refused(
    desk: Client, patient: Patient, typed: dict[str, str], says: str
) -> None:
    answer = measure(desk, patient, "vitals", **typed)
    assert says in text_of(answer)
    assert not Vitals.objects.exists()
