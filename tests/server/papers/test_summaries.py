"""The summary of a course and the transfer to hospital: set from the rows, nothing left out."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.lib.history import result, session
from tests.lib.ordered import choose
from tests.lib.patients import FILLED, at, enrol, send, text_of
from tests.lib.permissions import browser
from tests.lib.printed import pages_of, words_on
from tests.lib.ready import PROTOCOL, write

from titrant.server.accounts.acting import Acting
from titrant.server.courses import actions as courses
from titrant.server.courses.forms import ENDS
from titrant.server.courses.selectors import open_course
from titrant.server.intake import importing
from titrant.server.intake.models import Upload
from titrant.server.papers.heads import UNSIGNED
from titrant.server.papers.printing import paper_pdf
from titrant.server.papers.summaries import course_summary, transfer_summary
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import AllergySaid, ConditionSaid, MedicationSaid

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(nurse: Acting) -> Client:
    return browser(nurse.account)


def course_words(patient: Patient, by: Acting) -> str:
    return words_on(paper_pdf(course_summary(patient, PROTOCOL, by)))


def transfer_words(patient: Patient, by: Acting) -> str:
    return words_on(paper_pdf(transfer_summary(patient, by)))


def test_a_course_summary_has_each_session_as_a_row(
    course: Patient, desk: Client, prescriber: Acting
) -> None:
    session(
        desk,
        course,
        ago=1,
        peak="148/92",
        dissociation="4",
        harm="some",
        event="nausea",
        grade="1",
    )
    text = course_words(course, prescriber)
    for words in (
        "Course summary",
        "IV ketamine for depression",
        "racemic ketamine, intravenous",
        "35 mg over 40 min",
        "70.2 kg",
        "148/92",
        "nausea, grade 1",
        "From anyone so far: 1 session of ketamine",
    ):
        assert words in text, words
    assert text.count(UNSIGNED) >= 3


def test_a_course_summary_tells_what_was_decided_reviewed_and_ended(
    course: Patient, prescriber: Acting
) -> None:
    choose(course, prescriber)
    going = open_course(course)
    assert going is not None
    courses.review(course=going, decision="continue", why="She sleeps again.", by=prescriber)
    text = course_words(course, prescriber)
    assert "What was decided, and why" in text
    assert f"{prescriber.account.name}: Start with" in text
    assert "reviewed: continue. She sleeps again." in text
    courses.end_course(patient=course, protocol=PROTOCOL, why="planned", by=prescriber)
    assert f"{dict(ENDS)['planned']}" in course_words(course, prescriber)


def test_a_course_that_nobody_opened_is_summed_up_from_its_sessions(
    patient: Patient, desk: Client, prescriber: Acting
) -> None:
    result(desk, patient, "phq-9", "21", ago=15)
    session(desk, patient, ago=14)
    session(desk, patient, ago=7, status="not-done", milligrams="", minutes="", harm="unknown")
    text = course_words(patient, prescriber)
    assert "not opened here" in text
    assert "not given" in text
    assert "What holds the next dose" in text
    assert "Lifted by:" in text


def test_forty_sessions_stand_on_pages_that_each_name_the_person(
    patient: Patient, desk: Client, prescriber: Acting
) -> None:
    for ago in range(80, 0, -2):
        session(desk, patient, ago=ago)
    made = paper_pdf(course_summary(patient, PROTOCOL, prescriber))
    assert pages_of(made) > 1
    assert words_on(made).count("Mara Ellison") >= pages_of(made)
    assert words_on(made).count("35 mg over 40 min") == 40


def test_a_transfer_summary_works_with_an_empty_record(nurse: Acting) -> None:
    nobody = enrol(nurse, "Nobody Known")
    text = transfer_words(nobody, nurse)
    for words in (
        "Transfer to hospital",
        "birth date not known",
        "Allergies: nobody wrote down whether there are any.",
        "No dose of ketamine or esketamine is on record.",
        "Nothing was measured here.",
        "Nobody wrote any down; that there are none is not known.",
        "What happened, and what was given today",
        "handed over by: name, time",
        UNSIGNED,
    ):
        assert words in text, words


def test_a_transfer_summary_has_everything_that_a_hospital_asks(
    patient: Patient, desk: Client, prescriber: Acting
) -> None:
    patient.contact_name, patient.contact_phone = "Ada Ellison", "+1 212 555 0188"
    write(patient, prescriber, "patients.allergy", _allergy("penicillin", "active", "rash"))
    write(patient, prescriber, "patients.allergy", _allergy("latex", "suspected"))
    write(patient, prescriber, "patients.allergy", _allergy("nuts", "absent"))
    taken = MedicationSaid("lorazepam", "1 mg", None, "at night", "", False, "", None, "confirmed")
    write(patient, prescriber, "patients.medication", taken)
    write(patient, prescriber, "patients.condition", _condition("asthma", "active"))
    write(patient, prescriber, "patients.condition", _condition("psychosis", "absent"))
    send(desk, at(patient, "vitals", "add"), FILLED["vitals"][0])
    session(desk, patient, ago=3)
    text = transfer_words(patient, prescriber)
    for words in (
        "Ada Ellison, +1 212 555 0188",
        "Allergies: penicillin (rash); latex (suspected)",
        "35 mg racemic ketamine over 40 min",
        "intravenous",
        "lorazepam",
        "1 mg, at night",
        "asthma",
    ):
        assert words in text, words
    assert "psychosis" not in text  # it was asked and denied
    assert "nuts" not in text
    assert "here" in text


def test_that_allergies_were_asked_and_denied_is_said(patient: Patient, nurse: Acting) -> None:
    write(patient, nurse, "patients.allergy", _allergy("penicillin", "absent"))
    assert "Allergies: asked and denied: penicillin" in transfer_words(patient, nurse)


def test_what_a_file_says_is_on_it_with_where_it_stands(patient: Patient, nurse: Acting) -> None:
    person = {"resourceType": "Patient", "name": [{"text": "Mara Ellison"}]}
    person["birthDate"] = "1985-04-23"
    allergy = {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Codeine"},
    }
    medicine = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": "Lithium carbonate 300 MG"},
        "effectiveDateTime": "2026-11-20",
    }
    entries = [{"resource": one} for one in (person, allergy, medicine)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    ref = importing.upload(content=json.dumps(bundle).encode(), by=nurse, patient=patient)
    importing.take_in(upload=Upload.objects.get(pk=ref), patient=patient, by=nurse)
    text = transfer_words(patient, nurse)
    assert "Allergies: Codeine" in text
    assert "(file of" in text
    assert "In files and joined records: " in text
    assert "Lithium carbonate 300 MG" in text


def test_paper_is_letter_in_america_and_a4_elsewhere(patient: Patient, nurse: Acting) -> None:
    assert transfer_summary(patient, nurse).head.size == "us-letter"
    patient.clinic.jurisdiction = "gb"
    assert transfer_summary(patient, nurse).head.size == "a4"


def test_who_died_is_said_to_have(patient: Patient, nurse: Acting) -> None:
    patient.died = date(2026, 11, 1)
    assert "died Sun 1 Nov 2026" in transfer_words(patient, nurse)


def test_a_summary_of_no_protocol_is_no_page(patient: Patient, desk: Client) -> None:
    address = at(patient, "course", "no-such", "summary.pdf").rstrip("/")
    assert desk.get(address).status_code == 404


def test_the_page_of_papers_leads_to_each(
    course: Patient, desk: Client, prescriber: Acting
) -> None:
    page: Any = desk.get(at(course, "papers"))
    text = text_of(page)
    assert "Transfer to hospital" in text
    assert "Course summary" in text
    assert "Read and sign" not in text  # a nurse signs none
    for name in ("papers/transfer.pdf", f"course/{PROTOCOL}/summary.pdf"):
        answer: Any = desk.get(at(course, *name.split("/")).rstrip("/"))
        assert answer.content.startswith(b"%PDF")
        assert "Ellison" not in answer["Content-Disposition"]
    assert "Read and sign" in text_of(browser(prescriber.account).get(at(course, "papers")))


def _allergy(what: str, status: str, reaction: str = "") -> AllergySaid:
    return AllergySaid(what, status, reaction, "", "confirmed")


def _condition(what: str, status: str) -> ConditionSaid:
    return ConditionSaid(what, status, "", "", "", "confirmed")
