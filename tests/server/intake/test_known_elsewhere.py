"""What files and joined records say stands on the pages of the record, and beside the name."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import at, enrol, send, text_of
from tests.server.intake.test_import import bundle, condition

from titrant.server.accounts.acting import Acting
from titrant.server.intake import importing, joining
from titrant.server.intake.models import Import, Upload
from titrant.server.patients.beyond import Beyond, beyond
from titrant.server.patients.models import Patient

pytestmark = pytest.mark.django_db


def allergy(words: str, status: str = "active") -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance",
        "id": words.replace(" ", "-"),
        "patient": {"reference": "Patient/p"},
        "clinicalStatus": {"coding": [{"code": status}]},
        "code": {"text": words},
        "recordedDate": "2026-01-05",
    }


def medication(words: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": words,
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"text": words},
        "authoredOn": "2026-01-05",
    }


@pytest.fixture
def take_in(nurse: Acting) -> Callable[..., Import]:
    """Return a function that makes a file part of a record."""

    def take(patient: Patient, *resources: dict[str, Any]) -> Import:
        ref = importing.upload(content=bundle(*resources), by=nurse, patient=patient)
        waiting = Upload.objects.get(pk=ref)
        entry = importing.take_in(upload=waiting, patient=patient, by=nurse)
        return Import.objects.get(pk=entry.ref)

    return take


def write(client: Client, patient: Patient, word: str, what: str, **typed: str) -> None:
    filled = {"what": what, "status": "active", "sure": "confirmed", **typed}
    assert send(client, at(patient, word, "add"), filled).status_code == 302


@pytest.mark.hazard("H9")
def test_an_allergy_in_a_file_stands_where_allergies_are_read(
    at_chair: Client, patient: Patient, take_in: Callable[..., Import]
) -> None:
    empty = "That there are none is not known."
    assert empty in text_of(at_chair.get(at(patient, "allergies")))
    take_in(patient, allergy("Ketamine"), medication("tranylcypromine"), condition("Epilepsy"))
    record = text_of(at_chair.get(at(patient)))
    for word, says in (
        ("allergies", "Ketamine, Mon 5 Jan 2026"),
        ("medications", "tranylcypromine, Mon 5 Jan 2026"),
        ("conditions", "Epilepsy, Mon 5 Jan 2026"),
    ):
        page = at_chair.get(at(patient, word))
        assert says in text_of(page), word
        assert "From files and other records" in text_of(page)
        assert "will stand here" not in text_of(page)
        assert at(patient, "imports") in page.content.decode()
        assert says in record
    assert "allergy: Ketamine" in record  # beside the name
    assert "allergy: Ketamine" in text_of(at_chair.get(at(patient, "weights")))


def test_what_the_program_does_not_know_stands_there_too(
    at_chair: Client, patient: Patient, take_in: Callable[..., Import]
) -> None:
    take_in(
        patient, allergy("Zzyzx pollen"), medication("Frobnicol"), condition("Frobnication"),
        {
            "resourceType": "Procedure", "id": "pr", "status": "completed",
            "subject": {"reference": "Patient/p"}, "code": {"text": "Frobnectomy"},
        },
        {
            "resourceType": "Observation", "id": "ob", "status": "final",
            "subject": {"reference": "Patient/p"}, "code": {"text": "Frobs in the blood"},
            "valueQuantity": {"value": 3, "unit": "frob/L"},
        },
    )  # fmt: skip
    for word, says in (
        ("allergies", "Zzyzx pollen, not understood"),
        ("medications", "Frobnicol, not understood"),
        ("conditions", "Frobnication, not understood"),
        ("conditions", "Frobnectomy, not understood"),
    ):
        assert says in text_of(at_chair.get(at(patient, word))), says


def test_numbers_stand_with_the_numbers(
    at_chair: Client, patient: Patient, take_in: Callable[..., Import]
) -> None:
    def observation(code: str, value: float, unit: str) -> dict[str, Any]:
        return {
            "resourceType": "Observation",
            "id": code,
            "status": "final",
            "subject": {"reference": "Patient/p"},
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "effectiveDateTime": "2026-01-05",
            "valueQuantity": {"value": value, "unit": unit, "code": unit},
        }

    take_in(patient, observation("29463-7", 70.2, "kg"), observation("8302-2", 178, "cm"))
    take_in(patient, observation("1742-6", 24, "U/L"))
    known = beyond(patient)
    assert "70.2 kg" in known["weights"][0].says
    assert "178 cm" in known["heights"][0].says
    assert "24 U/L" in known["results"][0].says


def test_a_file_that_counts_for_nothing_says_nothing(
    at_chair: Client, patient: Patient, nurse: Acting, take_in: Callable[..., Import]
) -> None:
    row = take_in(patient, allergy("Ketamine"))
    importing.strike(row=row, why="It is another person's file.", by=nurse)
    assert beyond(patient) == {}
    assert "allergy:" not in text_of(at_chair.get(at(patient)))


@pytest.mark.hazard("H9")
def test_of_two_joined_records_each_says_what_the_other_knows(
    at_chair: Client,
    patient: Patient,
    nurse: Acting,
    prescriber: Acting,
    take_in: Callable[..., Import],
) -> None:
    twin = enrol(nurse, "Mara Elison", born=date(1985, 4, 23), phone="+1 212 555 0142")
    write(at_chair, twin, "allergies", "ketamine")
    escort = {"what": "no-escort", "answer": "yes", "sure": "confirmed"}  # of a day, no entry
    send(at_chair, at(twin, "asked", "add"), escort)
    take_in(twin, condition("Epilepsy"))
    assert beyond(patient) == {}
    joining.join(one=patient, other=twin, reason="The same telephone and mother.", by=prescriber)
    page = at_chair.get(at(patient, "allergies"))
    assert "will stand here" not in text_of(page)
    assert f'href="{at(twin)}">other record' in page.content.decode()
    assert "allergy: ketamine" in text_of(at_chair.get(at(patient)))
    (epilepsy,) = beyond(patient)["conditions"]
    assert epilepsy.whence.endswith("of the other record")
    assert beyond(twin) != {}


def test_what_is_over_or_denied_is_no_flag(
    at_chair: Client, patient: Patient, take_in: Callable[..., Import]
) -> None:
    take_in(patient, allergy("Ketamine", status="resolved"))
    (one,) = beyond(patient)["allergies"]
    assert one.over
    assert "allergy: " not in text_of(at_chair.get(at(patient)))


def test_what_stops_comes_first_and_a_long_list_leads_on(
    at_chair: Client, patient: Patient, take_in: Callable[..., Import]
) -> None:
    many = ("penicillin", "latex", "peanut", "codeine", "aspirin", "sulfonamide", "shellfish")
    take_in(patient, *(allergy(one) for one in many), allergy("Ketamine"))
    known = beyond(patient)["allergies"]
    assert known[0].stops
    assert len(known) == 8
    page = at_chair.get(at(patient))
    assert "2 more" in text_of(page)
    assert all(one in text_of(at_chair.get(at(patient, "allergies"))) for one in many)


def test_the_front_desk_reads_none_of_it(
    at_desk: Client, patient: Patient, take_in: Callable[..., Import]
) -> None:
    take_in(patient, allergy("Ketamine"))
    assert "etamine," not in text_of(at_desk.get(at(patient)))
    assert "allergy:" not in text_of(at_desk.get(at(patient)))


def test_the_page_of_confirming_says_what_nobody_has_confirmed(
    at_chair: Client, patient: Patient, take_in: Callable[..., Import]
) -> None:
    assert "Nothing waits to be confirmed." in text_of(at_chair.get(at(patient, "intake/confirm")))
    take_in(patient, allergy("Ketamine"))
    page = text_of(at_chair.get(at(patient, "intake/confirm")))
    assert "Nothing waits to be confirmed." not in page
    assert "Nobody here has confirmed it." in page
    assert "Allergies: 1" in page


def test_an_entry_is_a_value() -> None:
    one = Beyond("allergies", "Ketamine", "file", "/x/")
    assert json.dumps([one.over, one.stops]) == "[false, false]"
