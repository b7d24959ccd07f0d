"""The page of one screening, and the page of protocols side by side."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from msgspec.structs import replace
from tests.lib.patients import at, send, text_of

from titrant.clinical import Snapshot
from titrant.dosing.screening import screen, treatment_of
from titrant.dosing.screening.fit import SAME_DAY
from titrant.server.accounts.acting import Acting
from titrant.server.courses.entering import entered_at
from titrant.server.courses.screened import shown
from titrant.server.courses.sourced import sourced
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of, today

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a href="([^"]+)"')


def ask(desk: Client, patient: Patient, what: str, answer: str, *which: str) -> None:
    typed = {"what": what, "answer": answer, "which": which, "sure": "confirmed"}
    assert send(desk, at(patient, "asked", "add"), typed).status_code == 302


def screening(desk: Client, patient: Patient, protocol: str = "iv-depression") -> Any:
    answer: Any = desk.get(at(patient, "screening", protocol))
    assert answer.status_code == 200
    return answer


# ------------------------------------------------------------------ one screening


def test_an_empty_record_holds_and_says_what_nobody_has_said(
    desk: Client, patient: Patient
) -> None:
    page = screening(desk, patient)
    found = page.context["page"]
    assert (found.holds, found.first, found.folded) == (True, (), {})
    assert found.questions > 50
    assert re.fullmatch(r"Treatment waits for \d+ answers\.", found.verdict)
    assert "Unknown is not “no”." in text_of(page)


@pytest.mark.hazard("H48")
def test_every_question_of_every_protocol_leads_to_where_it_is_entered(
    desk: Client, patient: Patient
) -> None:
    kb = knowledge_of(patient.clinic)
    asked = {
        entered_at(missing, patient): missing
        for id in kb.ids("protocols")
        for missing in screen(
            Snapshot(as_of=today(patient.clinic)), treatment_of(kb.protocol(id), "us"), kb
        ).missing
    }
    assert len(asked) > 60
    for address, missing in asked.items():
        answer: Any = desk.get(address)
        assert answer.status_code == 200, (missing.question, address)
        assert "form" in answer.context, missing.question
        name = resolve(urlsplit(address).path).view_name
        if name == "patient_asked_add":
            assert missing.question in text_of(answer)
        elif name == "patient_results_add":  # the test is on the form's list, and chosen already
            test = answer.context["form"]["test"]
            assert test.value() in missing.concepts, missing.question
            assert test.value() in dict(test.field.choices), missing.question


def test_an_answer_takes_its_question_away(desk: Client, patient: Patient) -> None:
    words = "Which responsible adult is coming for the way home?"
    assert words in text_of(screening(desk, patient))
    ask(desk, patient, "no-escort", "yes")
    assert words not in text_of(screening(desk, patient))


@pytest.mark.hazard("H9")
def test_what_excludes_comes_first_with_its_source_and_what_lifts_it(
    desk: Client, patient: Patient
) -> None:
    ask(desk, patient, "drug-allergy", "yes", "ketamine-allergy")
    page = screening(desk, patient)
    (finding,) = page.context["page"].first
    assert (finding.meaning, finding.word) == ("held", "Excluded")
    assert finding.title == "Allergy to ketamine or esketamine"
    assert finding.basis[0].words.startswith("Allergy to ketamine, ")
    assert finding.basis[0].words.endswith(", confirmed")
    assert finding.lifts.startswith("Nothing lifts this")
    assert finding.source.mark == "R10"
    assert finding.source.strength == "a label; read in the source itself"
    assert "Excluded: 1." in page.context["page"].verdict


@pytest.mark.hazard("H47")
def test_three_come_first_and_the_rest_is_folded_by_class(desk: Client, patient: Patient) -> None:
    ask(desk, patient, "drug-allergy", "yes", "ketamine-allergy")
    ask(desk, patient, "intracerebral-haemorrhage", "yes")
    ask(desk, patient, "aneurysm-or-malformation", "yes", "aneurysm")
    ask(desk, patient, "porphyria", "yes")
    ask(desk, patient, "eye-pressure", "yes", "glaucoma")
    page = screening(desk, patient)
    found = page.context["page"]
    assert len(found.first) == 3
    folded = {one.title for of_it in found.folded.values() for one in of_it}
    assert any("porphyria" in title.lower() for title in folded)
    assert found.first[0].word == "Excluded"
    assert page.content.decode().count("<details><summary>") >= len(found.folded)
    first, _, rest = text_of(page).partition("Further, by class")
    assert all(one.title in first for one in found.first)
    assert all(title in rest for title in folded)


def test_an_unsigned_finding_holds_and_says_so(desk: Client, patient: Patient) -> None:
    ask(desk, patient, "porphyria", "yes")
    (finding,) = screening(desk, patient).context["page"].first
    assert finding.meaning == "held"
    assert any("has not signed" in sentence for sentence in finding.says)


def test_what_would_tell_two_answers_apart_is_said_with_the_finding(
    desk: Client, patient: Patient
) -> None:
    ask(desk, patient, "cognitive-impairment", "yes", "dementia")
    (finding, *_) = screening(desk, patient).context["page"].first
    assert finding.says[-1] == (
        "It would help to know what a cognitive test and a specialist say. "
        "“clearance” may then be enough."
    )


def test_many_entries_behind_one_finding_are_counted(desk: Client, patient: Patient) -> None:
    hearts = ("coronary-disease", "heart-failure", "cardiomyopathy", "cardiac-arrest")
    ask(desk, patient, "arrhythmia", "yes", *hearts, "myocardial-infarction", "cardiac-procedure")
    typed = {"what": "angina", "status": "active", "sure": "recorded"}
    send(desk, at(patient, "conditions", "add"), typed)
    found = screening(desk, patient).context["page"]
    every = (*found.first, *(one for of_it in found.folded.values() for one in of_it))
    heart = max(every, key=lambda one: len(one.basis))
    assert len(heart.basis) == 6
    assert heart.more == 1


def test_an_entry_says_its_value_and_that_it_is_over(desk: Client, patient: Patient) -> None:
    typed = {"systolic": "170", "diastolic": "104", "arm": "left", "sure": "confirmed"}
    doubted: Any = send(desk, at(patient, "vitals", "add"), typed)
    if doubted.status_code == 200:
        typed["looked_again"] = doubted.context["form"].doubt_key
        send(desk, at(patient, "vitals", "add"), typed)
    test = {"test": "urine-drug-screen", "result": "positive", "sure": "confirmed"}
    send(desk, at(patient, "results", "add"), test)
    over = {"what": "psychosis", "status": "resolved", "sure": "recorded"}
    send(desk, at(patient, "conditions", "add"), {**over, "until": "2024-03-05"})
    send(desk, at(patient, "conditions", "add"), {**over, "what": "mania"})
    found = screening(desk, patient).context["page"]
    every = (*found.first, *(one for of_it in found.folded.values() for one in of_it))
    said = [fact.words for one in every for fact in one.basis]
    assert any(fact.startswith("systolic blood pressure, 170 mmHg, ") for fact in said), said
    assert any("“positive”" in fact for fact in said), said
    assert any(fact.endswith(", ended Tue 5 Mar 2024") for fact in said), said
    assert any(fact.endswith(", ended") for fact in said), said


def test_nothing_found_and_nothing_open_is_said_in_words(patient: Patient, nurse: Acting) -> None:
    kb = knowledge_of(patient.clinic)
    treatment = treatment_of(kb.protocol("iv-depression"), "us")
    empty = screen(Snapshot(as_of=today(patient.clinic)), treatment, kb)
    page = shown(replace(empty, missing=()), patient, kb, nurse, [])
    assert (page.holds, page.questions) == (False, 0)
    assert page.verdict == "Nothing was found, and nothing is open."


def test_what_contradicts_itself_and_what_is_not_understood_is_said(
    desk: Client, patient: Patient
) -> None:
    typed = {"status": "active", "sure": "recorded"}
    odd = {**typed, "what": "Zzyzx"}
    doubted: Any = send(desk, at(patient, "conditions", "add"), odd)
    odd["looked_again"] = doubted.context["form"].doubt_key
    assert send(desk, at(patient, "conditions", "add"), odd).status_code == 302
    send(desk, at(patient, "conditions", "add"), {**typed, "what": "epilepsy"})
    send(
        desk,
        at(patient, "conditions", "add"),
        {"what": "epilepsy", "status": "absent", "sure": "recorded"},
    )
    page = screening(desk, patient)
    assert page.context["page"].not_understood == 1
    assert "What cannot both be right" in text_of(page)
    assert any("pilepsy" in one for one in page.context["page"].contradictions)


def test_a_protocol_that_nobody_knows_is_not_found(desk: Client, patient: Patient) -> None:
    assert desk.get(at(patient, "screening", "no-such-protocol")).status_code == 404


# ------------------------------------------------------------------ protocols side by side


def test_every_protocol_of_the_place_stands_once_and_none_is_ranked(
    desk: Client, patient: Patient
) -> None:
    answer: Any = desk.get(at(patient, "protocols"))
    found = answer.context["found"]
    kb = knowledge_of(patient.clinic)
    shown = [card.protocol for _, cards in found.groups for card in cards]
    assert found.elsewhere == len(kb.ids("protocols")) - len(shown)
    assert {one.jurisdiction.lower() for one in shown} <= {"any", patient.clinic.jurisdiction}
    for _, cards in found.groups:
        assert [card.protocol.id for card in cards] == sorted(card.protocol.id for card in cards)
    assert [words for words, _ in found.groups] == ["fits", "fits if", "does not fit"]
    links = LINK.findall(answer.content.decode())
    assert all(at(patient, "screening", one.id) in links for one in shown)


def test_what_decides_everywhere_is_said_once(desk: Client, patient: Patient) -> None:
    ask(desk, patient, "drug-allergy", "yes", "ketamine-allergy")
    found = desk.get(at(patient, "protocols")).context["found"]
    (shared, *_) = found.shared
    assert shared.says == "Allergy to ketamine or esketamine: exclude."
    own = [reason for _, cards in found.groups for card in cards for reason in card.first]
    assert shared.says not in [reason.says for reason in own]


def test_acute_risk_comes_before_every_protocol(desk: Client, patient: Patient) -> None:
    page = text_of(desk.get(at(patient, "protocols")))
    assert SAME_DAY not in page
    typed = {"test": "c-ssrs", "result": "5", "asked": "english", "sure": "confirmed"}
    assert send(desk, at(patient, "results", "add"), typed).status_code == 302
    found = desk.get(at(patient, "protocols"))
    assert found.context["found"].acute == SAME_DAY
    assert SAME_DAY in text_of(found)


def test_the_way_there_is_on_the_patients_page_for_who_may_read(
    desk: Client, patient: Patient
) -> None:
    assert at(patient, "protocols") in desk.get(at(patient)).content.decode()


# ------------------------------------------------------------------ who says so


def test_a_mark_names_the_source_its_place_and_how_it_was_read(patient: Patient) -> None:
    kb = knowledge_of(patient.clinic)
    for leaf in kb.leaves():
        mark = sourced(leaf, kb)
        assert mark.says.startswith(kb.source(leaf.source).title)
        assert leaf.locator in mark.says
        assert "; " in mark.strength
        assert mark.address in {"", kb.source(leaf.source).address}
