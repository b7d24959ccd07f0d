"""The record as a FHIR Bundle: what counts, as sure as it is, and read back as it was."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import FILLED, at, enrol, send

from titrant.fhir import read_fhir, read_patient
from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.intake import joining
from titrant.server.patients.models import Patient, Weight
from titrant.server.sites.selectors import knowledge_of
from titrant.server.web.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(at_chair: Client, patient: Patient) -> Patient:
    """Return Mara with a row in each section that can be written elsewhere."""
    for word in ("weights", "heights", "vitals", "medications", "allergies", "conditions"):
        assert send(at_chair, at(patient, word, "add"), FILLED[word][0]).status_code == 302
    send(at_chair, at(patient, "consents", "add"), FILLED["consents"][0])
    more = {
        "heart_rate": "72",
        "saturation": "97.5",
        "respiratory_rate": "14",
        "degrees": "98.6",
        "scale": "degF",
        "sure": "confirmed",
    }
    send(at_chair, at(patient, "vitals", "add"), more)
    for what, answer in (("aneurysm", "yes"), ("asthma", "no")):
        typed = {"what": what, "answer": answer, "sure": "reported, unconfirmed"}
        send(at_chair, at(patient, "answers", "add"), typed)
    return patient


def exported(client: Client, patient: Patient) -> list[dict[str, Any]]:
    answer = client.get(at(patient, "fhir"))
    assert answer.status_code == 200
    return [entry["resource"] for entry in json.loads(answer.content)["entry"]]


def test_every_sort_of_row_is_a_resource(at_chair: Client, filled: Patient) -> None:
    found = exported(at_chair, filled)
    assert {one["resourceType"] for one in found} == {
        "Patient",
        "Observation",
        "MedicationStatement",
        "AllergyIntolerance",
        "Condition",
        "Consent",
        "QuestionnaireResponse",
    }
    codes = {
        one["code"]["coding"][0]["code"] for one in found if one["resourceType"] == "Observation"
    }
    assert codes == {"29463-7", "8302-2", "85354-9", "8867-4", "9279-1", "2708-6", "8310-5"}
    assert len({one["id"] for one in found}) == len(found)


def one_of(client: Client, patient: Patient, word: str, **typed: str) -> list[dict[str, Any]]:
    """Return the resources that one row of a section is told as."""
    answer: Any = send(client, at(patient, word, "add"), {**FILLED[word][0], **typed})
    assert answer.status_code == 302, answer.context["form"].errors
    return exported(client, patient)[1:]


@pytest.mark.parametrize(
    ("test", "result", "told"),
    [
        ("potassium", "4.1 meq/L", (4.1, "mmol/L")),
        ("glucose", "5 mmol/L", (90.078, "mg/dL")),  # 18.0156 mg/dL a mmol/L of glucose
        ("tsh", "2.1 mIU/L", (2.1, "m[IU]/L")),
        ("moca", "27", (27, "{score}")),
        ("qtc", "0.41 s", (410, "ms")),
        ("pregnancy-test", "negative", "negative"),
        ("urine-drug-screen", "positive for THC", "positive for THC"),
        ("pdmp-checked", "nothing found", "nothing found"),
    ],
)
def test_a_test_is_told_in_the_unit_that_others_read(
    at_chair: Client, patient: Patient, test: str, result: str, told: Any
) -> None:
    asked = "english" if test == "moca" else ""
    (found,) = one_of(at_chair, patient, "results", test=test, result=result, asked=asked)
    if isinstance(told, str):
        assert found["valueString"] == told
    else:
        value = found["valueQuantity"]
        assert (value["value"], value["code"]) == told


def test_a_scale_is_told_as_a_survey_with_the_words_that_it_was_asked_in(
    at_chair: Client, patient: Patient
) -> None:
    typed = {"test": "moca", "result": "27", "asked": "interpreter", "language": "Tagalog"}
    (found,) = one_of(at_chair, patient, "results", **typed)
    assert found["category"][0]["coding"][0]["code"] == "survey"
    assert found["note"] == [{"text": "Asked: through an interpreter, Tagalog."}]


def test_a_test_of_no_list_is_told_in_its_own_words(at_chair: Client, patient: Patient) -> None:
    typed = {"test": "other", "another": "Ferritin", "result": "80 ug/L"}
    (found,) = one_of(at_chair, patient, "results", **typed)
    assert (found["code"], found["valueString"]) == ({"text": "Ferritin"}, "80 ug/L")
    assert "category" not in found


def test_what_was_tried_is_not_told_as_taken_now(at_chair: Client, patient: Patient) -> None:
    (found,) = one_of(at_chair, patient, "trials")
    assert (found["medicationCodeableConcept"]["text"], found["status"]) == (
        "sertraline",
        "unknown",
    )
    (note,) = found["note"]
    assert "For 8 weeks. In this episode: Yes." in note["text"]
    assert "What came of it: No better." in note["text"]


def test_the_last_dose_of_a_medicine_is_told_on_the_clinic_s_clock(
    at_chair: Client, patient: Patient
) -> None:
    (found,) = one_of(at_chair, patient, "medications", last_dose="2026-11-19T21:30")
    assert found["note"][0]["text"].startswith("Last dose: 2026-11-19 21:30.")


def test_earlier_ketamine_is_told_and_what_nobody_prescribed_as_a_condition_too(
    at_chair: Client, patient: Patient
) -> None:
    taken, misuse = one_of(
        at_chair, patient, "exposures", setting="not prescribed", going="yes", drug="unknown"
    )
    assert taken["status"] == "active"
    assert taken["medicationCodeableConcept"]["text"] == "ketamine or esketamine, not known which"
    assert misuse["code"]["text"] == "recreational ketamine use"
    assert misuse["clinicalStatus"]["coding"][0]["code"] == "active"


def test_an_exposure_that_is_over_has_its_end(at_chair: Client, patient: Patient) -> None:
    (taken,) = one_of(at_chair, patient, "exposures", times="1")
    assert (taken["status"], taken["effectivePeriod"]) == (
        "completed",
        {"start": "2025-03-04", "end": "2025-03-04"},
    )
    assert taken["dosage"] == [{"text": "35 mg, intravenous, once"}]


def test_a_session_here_is_told_as_a_dose_that_was_given(
    at_chair: Client, patient: Patient
) -> None:
    (given,) = one_of(at_chair, patient, "sessions", when="2026-11-19T10:00")
    assert (given["resourceType"], given["status"]) == ("MedicationAdministration", "completed")
    assert given["dosage"]["dose"]["value"] == 35
    assert "Over 40 minutes. Weight: 70.2 kg. Harm: none." in given["note"][0]["text"]
    content = at_chair.get(at(patient, "fhir")).content
    read = read_fhir(content, "the export", knowledge_of(patient.clinic), now().date())
    ((session,),) = [course.sessions for course in read.courses]
    assert (str(session.dose), session.on) == ("35 mg", date(2026, 11, 19))


def test_our_own_export_is_read_back(at_chair: Client, filled: Patient) -> None:
    content = at_chair.get(at(filled, "fhir")).content
    named = read_patient(content, "the export")
    assert (named.name, named.birthday, named.sex) == (
        "Mara Ellison",
        date(1985, 4, 23),
        "female",
    )
    read = read_fhir(content, "the export", knowledge_of(filled.clinic), now().date())
    said = {fact.concept: fact for fact in read.facts}
    assert {"epilepsy", "lamotrigine", "aneurysm", "weight", "height", "systolic"} <= said.keys()
    assert said["weight"].value is not None
    assert said["weight"].value.shown == "70.2 kg"
    assert str(said["aneurysm"].sure) == "suspected"  # nobody has confirmed it
    assert not read.contradictions


def test_it_is_audited_and_its_name_says_nothing(at_chair: Client, filled: Patient) -> None:
    before = Entry.objects.filter(sort="read").count()
    answer = at_chair.get(at(filled, "fhir"))
    assert (
        answer["Content-Disposition"] == f'attachment; filename="record-{filled.pk.hex[:8]}.json"'
    )
    assert answer["Content-Type"] == "application/fhir+json"
    assert Entry.objects.filter(sort="read").count() == before + 1


def test_the_desk_exports_nothing(at_desk: Client, filled: Patient) -> None:
    assert at_desk.get(at(filled, "fhir")).status_code == 403


def test_what_was_corrected_or_struck_is_not_told(at_chair: Client, filled: Patient) -> None:
    row = Weight.objects.get()
    typed = {**FILLED["weights"][0], "number": "71.4"}
    send(at_chair, at(filled, "weights", row.pk, "correct"), typed)
    found = [one for one in exported(at_chair, filled) if one.get("valueQuantity")]
    weights = [one for one in found if one["valueQuantity"]["unit"] == "kg"]
    assert [(one["valueQuantity"]["value"], one["status"]) for one in weights] == [
        (71.4, "corrected")
    ]


def test_a_first_weight_waits_for_its_second_reader(at_chair: Client, patient: Patient) -> None:
    typed = {**FILLED["weights"][0], "method": "standing scale"}
    send(at_chair, at(patient, "weights", "add"), typed)
    assert Weight.objects.get().waits
    assert [one["resourceType"] for one in exported(at_chair, patient)] == ["Patient"]


def test_joined_records_are_exported_as_one(
    at_chair: Client, patient: Patient, nurse: Acting, prescriber: Acting
) -> None:
    twin = enrol(nurse, "Mara Elison")
    send(at_chair, at(twin, "conditions", "add"), FILLED["conditions"][0])
    assert len(exported(at_chair, patient)) == 1
    joining.join(one=patient, other=twin, reason="One telephone, one mother.", by=prescriber)
    _, told = exported(at_chair, patient)
    assert told["subject"]["reference"] == f"urn:uuid:{patient.pk}"


def test_the_same_record_gives_the_same_resources(
    at_chair: Client, filled: Patient, browser_of: Callable[[Acting], Client]
) -> None:
    assert exported(at_chair, filled) == exported(at_chair, filled)
