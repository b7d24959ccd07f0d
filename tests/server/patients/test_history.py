"""Medicines, allergies, conditions, trials, results: what is written in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import FILLED, at, enrol, send, text_of

from titrant.server.accounts.acting import Acting
from titrant.server.patients import selectors as patients
from titrant.server.patients.fields import day_or_year
from titrant.server.patients.models import Condition, Medication, Patient, Result, Trial
from titrant.server.web.clock import now

pytestmark = pytest.mark.django_db


def add(client: Client, patient: Patient, word: str, **typed: str) -> Any:
    return send(client, at(patient, word, "add"), {**FILLED[word][0], **typed})


def test_a_medicine_is_written_whole_and_corrected_from_what_it_was(
    desk: Client, patient: Patient
) -> None:
    typed = {
        "amount": "25",
        "unit": "mg",
        "times_a_day": "2",
        "directions": "with food",
        "since": "2019",
        "last_dose": "2026-11-20T08:00",
    }
    assert add(desk, patient, "medications", **typed).status_code == 302
    row = Medication.objects.get()
    assert (row.dose, row.times_a_day, row.since) == ("25 mg", Decimal(2), "2019")
    page = desk.get(at(patient, "medications")).content.decode()
    for shown in ("25 mg, 2 × a day, with food", "since 2019, taken now", "Fri 20 Nov 2026, 08:00"):
        assert shown in page
    form = desk.get(at(patient, "medications", row.pk, "correct")).context["form"]
    assert {name: form[name].value() for name in typed} == typed


def test_micrograms_are_written_out(desk: Client, patient: Patient) -> None:
    add(desk, patient, "medications", amount="75", unit="ug", times_a_day="1")
    page = desk.get(at(patient, "medications")).content.decode()
    assert "75 micrograms, 1 × a day" in page
    assert "ug," not in page
    (fact,) = patients.snapshot(patient, now().date()).facts
    assert str(fact.daily) == "0.075 mg"


def test_a_medicine_that_was_stopped_says_when(desk: Client, patient: Patient) -> None:
    add(desk, patient, "medications", taking="no", since="2019-02-01", stopped_on="2024")
    add(desk, patient, "medications", taking="no")
    page = desk.get(at(patient, "medications")).content.decode()
    assert "since 2019-02-01, stopped 2024" in page
    row = Medication.objects.filter(stopped_on="2024").get()
    form = desk.get(at(patient, "medications", row.pk, "correct")).context["form"]
    assert form["taking"].value() == "no"


@pytest.mark.parametrize(
    ("word", "typed", "says"),
    [
        ("medications", {"amount": "25"}, "Write both, or neither"),
        ("medications", {"unit": "mg"}, "Write both, or neither"),
        ("medications", {"amount": "2.5555", "unit": "mg"}, "at most 3 digits"),
        ("medications", {"stopped_on": "2024"}, "Write one of the two"),
        (
            "medications",
            {"taking": "no", "since": "2024", "stopped_on": "2023"},
            "stopped before it began",
        ),
        (
            "medications",
            {"taking": "no", "stopped_on": "2026-11-18", "last_dose": "2026-11-19T08:00"},
            "after it was stopped",
        ),
        (
            "medications",
            {"taking": "no", "stopped_on": "2025", "last_dose": "2026-01-01T08:00"},
            "after it was stopped",
        ),
        ("medications", {"since": "spring"}, "or a year like 2024"),
        ("medications", {"since": "2024-02-30"}, "or a year like 2024"),
        ("medications", {"since": "2999"}, "later than today"),
        ("medications", {"since": "2999-01-01"}, "later than today"),
        ("medications", {"last_dose": "2999-01-01T10:00"}, "later than now"),
        ("medications", {"what": "x" * 161}, "160"),
        ("conditions", {"until": "2024", "since": "2025", "status": "resolved"}, "ended before"),
        ("conditions", {"until": "2024"}, "Only what is over has an end"),
        ("conditions", {"status": "perhaps"}, "Choose one of these"),
        ("results", {"test": "alt", "result": "high"}, "Write it like 24 U/L"),
        ("results", {"test": "alt", "result": "24 mmHg"}, "Write it like 24 U/L"),
        ("results", {"test": "alt", "result": "24"}, "Write it like 24 U/L"),
        ("results", {"test": "moca", "result": "good"}, "Write the score alone"),
        ("results", {"test": "moca", "result": "31"}, "highest MoCA score is 30"),
        ("results", {"test": "other"}, "Write which test"),
        ("results", {"test": ""}, "Choose one."),
        ("results", {"test": "horoscope"}, "Choose one of these"),
        ("trials", {"weeks": "2.5"}, "no digits after the point"),
        ("trials", {"adequate": ""}, "Choose one."),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    desk: Client, patient: Patient, word: str, typed: dict[str, str], says: str
) -> None:
    answer = add(desk, patient, word, **typed)
    assert answer.status_code == 200
    assert says in text_of(answer)
    for model in (Medication, Condition, Result, Trial):
        assert not model.objects.exists()


@pytest.mark.parametrize("word", ["medications", "conditions", "trials"])
def test_words_that_nothing_is_known_by_are_asked_about_and_kept(
    desk: Client, patient: Patient, word: str
) -> None:
    answer = add(desk, patient, word, what="moonwort drops")
    page = answer.content.decode()
    assert "Nothing known here is called “moonwort drops”" in page
    box = {"looked_again": answer.context["form"].doubt_key}
    assert add(desk, patient, word, what="moonwort drops", **box).status_code == 302
    assert "not understood" in desk.get(at(patient, word)).content.decode()


@pytest.mark.parametrize(
    ("word", "typed", "says"),
    [
        ("medications", {"amount": "5000", "unit": "mg"}, "5000 mg at a time is more than 2000 mg"),
        ("medications", {"amount": "2.5", "unit": "g"}, "2500 mg at a time is more than 2000 mg"),
        ("medications", {"times_a_day": "40"}, "Times a day: 40 is more than 6."),
        ("allergies", {"what": "ketamien"}, "“ketamien” is almost “ketamine”, which would exclude"),
        ("allergies", {"what": "Sprovato"}, "“Sprovato” is almost “spravato”"),
    ],
)
def test_what_is_seldom_so_is_looked_at_again_and_then_written(
    desk: Client, patient: Patient, word: str, typed: dict[str, str], says: str
) -> None:
    asked = add(desk, patient, word, **typed)
    assert says in text_of(asked)
    again = {"looked_again": asked.context["form"].doubt_key}
    assert add(desk, patient, word, **typed, **again).status_code == 302


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("medications", {"amount": "2000", "unit": "mg", "times_a_day": "6"}),
        ("allergies", {"what": "ketamine"}),
        ("allergies", {"what": "Ketamine hydrochloride"}),
        ("allergies", {"what": "latex"}),
    ],
)
def test_what_is_often_so_is_written_at_once(
    desk: Client, patient: Patient, word: str, typed: dict[str, str]
) -> None:
    assert add(desk, patient, word, **typed).status_code == 302


def test_words_that_name_two_things_are_asked_about(desk: Client, patient: Patient) -> None:
    page = add(desk, patient, "medications", what="lithium and lamotrigine").content.decode()
    assert "names 2 things" in page


def test_what_is_known_is_offered_while_somebody_types(desk: Client, patient: Patient) -> None:
    page = desk.get(at(patient, "medications", "add")).content.decode()
    assert '<datalist id="known-medication">' in page
    assert '<option value="lamotrigine">' in page
    assert 'list="known-medication"' in page


def test_what_somebody_types_is_never_markup(desk: Client, patient: Patient) -> None:
    said = "<script>alert(1)</script>"
    add(desk, patient, "notes", text=said)
    page = desk.get(at(patient, "notes")).content.decode()
    assert said not in page
    assert "&lt;script&gt;" in page


def test_a_result_of_another_test_stands_under_its_own_words(
    desk: Client, patient: Patient
) -> None:
    add(desk, patient, "results", test="other", another="Vitamin D", result="31 ng/mL")
    add(desk, patient, "results", test="alt", result="24 U/L")
    add(desk, patient, "results", test="moca", result="27", asked="english")
    add(desk, patient, "results", test="pdmp-checked", result="nothing found")
    row = Result.objects.get(what="Vitamin D")
    form = desk.get(at(patient, "results", row.pk, "correct")).context["form"]
    assert (form["test"].value(), form["another"].value()) == ("other", "Vitamin D")
    page = desk.get(at(patient, "results")).content.decode()
    for shown in ("Vitamin D", "ALT", "MoCA, total score", "Prescription register"):
        assert shown in page


def test_a_trial_of_unknown_length_shows_no_length(desk: Client, patient: Patient) -> None:
    add(desk, patient, "trials", weeks="")
    assert "weeks" not in desk.get(at(patient, "trials")).content.decode().split("<tbody>")[1]
    add(desk, patient, "trials", weeks="8")
    assert "8 weeks" in text_of(desk.get(at(patient, "trials")))


@pytest.mark.parametrize(
    "text", ["", "20245", "0999", "\uff12\uff10\uff12\uff14", "2024-13-01", "2024-1", "abcd"]
)
def test_what_is_no_day_and_no_year(text: str) -> None:
    assert day_or_year(text) is None


@pytest.mark.parametrize(
    ("word", "typed", "refused"),
    [
        ("medications", {"since": "1984"}, True),
        ("medications", {"since": "1985"}, False),
        ("conditions", {"since": "1985-02-02"}, True),
        ("conditions", {"since": "1985-02-03"}, False),
    ],
)
def test_nothing_began_before_the_birth(
    desk: Client, nurse: Acting, word: str, typed: dict[str, str], refused: bool
) -> None:
    answer = add(desk, enrol(nurse, born=date(1985, 2, 3)), word, **typed)
    assert ("before the person was born" in text_of(answer)) == refused
    assert answer.status_code == (200 if refused else 302)
