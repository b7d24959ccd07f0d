"""A score says in which words it was asked; one's own translation cannot be chosen (H52)."""

from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import at, send, text_of

from titrant.server.patients.models import Patient, Result
from titrant.server.patients.sections.scale_words import WORDS, is_asked

pytestmark = pytest.mark.django_db


def add(client: Client, patient: Patient, **typed: str) -> Any:
    written = {"test": "phq-9", "result": "14", "sure": "confirmed", **typed}
    return send(client, at(patient, "results", "add"), written)


@pytest.mark.hazard("H52")
def test_only_official_translations_can_be_chosen(desk: Client, patient: Patient) -> None:
    assert {word for word, _ in WORDS} == {"english", "official", "interpreter"}
    refused = add(desk, patient, asked="own translation", language="Spanish")
    assert "Choose one of these." in refused.content.decode()
    assert not Result.objects.exists()


@pytest.mark.hazard("H52")
def test_a_score_without_its_words_is_not_written(desk: Client, patient: Patient) -> None:
    refused = add(desk, patient)
    assert "Press in which words it was asked." in refused.content.decode()
    assert not Result.objects.exists()


@pytest.mark.hazard("H52")
@pytest.mark.parametrize(
    ("asked", "language", "shown"),
    [
        ("english", "", "English, as published"),
        ("official", "Spanish", "official translation, Spanish"),
        ("interpreter", "Dari", "through an interpreter, Dari"),
    ],
)
def test_the_words_stand_with_the_score(
    desk: Client, patient: Patient, asked: str, language: str, shown: str
) -> None:
    assert add(desk, patient, asked=asked, language=language).status_code == 302
    page = text_of(desk.get(at(patient, "results")))
    assert shown in page
    assert "PHQ-9" in page
    row = Result.objects.get()
    form = desk.get(at(patient, "results", row.pk, "correct")).context["form"]
    assert [form[name].value() for name in ("test", "asked", "language")] == [
        "phq-9",
        asked,
        language,
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"asked": "official"}, "Write which language."),
        ({"asked": "interpreter"}, "Write which language."),
        ({"asked": "english", "language": "Spanish"}, "press in which other words"),
        ({"test": "alt", "result": "24 U/L", "asked": "english"}, "Nobody is asked for this one"),
        ({"test": "aldrete", "result": "9", "language": "Dari"}, "Nobody is asked for this one"),
    ],
)
def test_words_that_do_not_fit_say_how_to_mend_them(
    desk: Client, patient: Patient, typed: dict[str, str], says: str
) -> None:
    page = add(desk, patient, **typed)
    assert says in page.content.decode()
    assert not Result.objects.exists()


def test_what_somebody_sees_is_asked_in_no_words(desk: Client, patient: Patient) -> None:
    assert not is_asked("aldrete")
    assert is_asked("c-ssrs")
    assert add(desk, patient, test="aldrete", result="9").status_code == 302
