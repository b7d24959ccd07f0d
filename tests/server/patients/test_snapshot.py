"""What the record tells a screening is what a case file with the same words tells it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import FILLED, at, enrol, send

from titrant.clinical import Snapshot, State, Sureness
from titrant.dosing.screening import screen, treatment_of
from titrant.intake import join, read_case
from titrant.server.accounts.acting import Acting
from titrant.server.patients import selectors
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Patient
from titrant.server.patients.section import sections

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
CLINIC = {"sure": "confirmed", "when": "2026-11-20T09:30"}


@pytest.fixture
def mara(nurse: Acting) -> Patient:
    return enrol(nurse, born=date(1985, 2, 3), sex="female")


def write(desk: Client, patient: Patient, word: str, **typed: str) -> None:
    answer: Any = send(desk, at(patient, word, "add"), {**CLINIC, **typed})
    assert answer.status_code == 302, answer.context["form"].errors


def taken(patient: Patient) -> Snapshot:
    return selectors.snapshot(patient, TODAY)


def case(text: str, name: str = "the record") -> Snapshot:
    return read_case(text, name, knowledge(), TODAY)


def test_a_record_tells_what_the_same_case_file_tells(desk: Client, mara: Patient) -> None:
    weight = {"unit": "kg", "method": "stated"}
    write(desk, mara, "weights", number="70.2", **weight)
    write(desk, mara, "heights", number="5", inches="10", unit="ft", method="measured")
    write(
        desk, mara, "vitals", systolic="128", diastolic="80", heart_rate="72", saturation="97.5",
        respiratory_rate="14", degrees="37.1", scale="Cel", sure="recorded",
    )  # fmt: skip
    write(
        desk, mara, "medications", what="lamotrigine", amount="25", unit="mg", times_a_day="2",
        since="2019", taking="yes", sure="reported, unconfirmed",
    )  # fmt: skip
    write(desk, mara, "medications", what="lithium", taking="no", stopped_on="2024-05-01")
    write(desk, mara, "medications", what="sertraline", taking="no")
    write(desk, mara, "allergies", what="ketamine", status="absent")
    write(desk, mara, "conditions", what="epilepsy", status="suspected", since="2020-03-01")
    write(
        desk, mara, "conditions", what="hypertension", status="resolved", since="2010", until="2015"
    )
    write(desk, mara, "results", test="pregnancy-test", result="negative", sure="recorded")
    write(desk, mara, "results", test="tsh", result="2.1 mIU/L", when="2026-11-19T23:59")
    assert taken(mara) == join([case("""
person: {born: 1985-02-03, sex: female}
measurements:
  - {what: weight, value: 70.2 kg, on: 2026-11-20, by: clinician}
  - {what: height, value: 177.8 cm, on: 2026-11-20, by: clinician}
  - {what: systolic, value: 128 mmHg, on: 2026-11-20, by: record}
  - {what: diastolic, value: 80 mmHg, on: 2026-11-20, by: record}
  - {what: heart-rate, value: 72 /min, on: 2026-11-20, by: record}
  - {what: oxygen-saturation, value: 97.5 %, on: 2026-11-20, by: record}
  - {what: respiratory-rate, value: 14 /min, on: 2026-11-20, by: record}
  - {what: temperature, value: 37.1 Cel, on: 2026-11-20, by: record}
  - {what: tsh, value: 2.1 mIU/L, on: 2026-11-19, by: clinician}
  - {what: pregnancy-test, value: negative, on: 2026-11-20, by: record}
medications:
  - {what: lamotrigine, dose: 25 mg, times-a-day: 2, since: 2019, by: patient}
  - {what: lithium, stopped: 2024-05-01, by: clinician}
  - {what: sertraline, stopped: true, by: clinician}
allergies:
  - {what: ketamine, status: absent, by: clinician}
conditions:
  - {what: epilepsy, status: suspected, since: 2020-03-01, by: clinician}
  - {what: hypertension, status: resolved, since: 2010, until: 2015, by: clinician}
""")])  # fmt: skip


def test_trials_consents_and_the_register_answer_questions(desk: Client, mara: Patient) -> None:
    trial = FILLED["trials"][0]
    write(desk, mara, "trials", **trial)
    write(desk, mara, "trials", **{**trial, "what": "zoloft"})  # the same medicine, another name
    write(desk, mara, "trials", **{**trial, "what": "venlafaxine", "outcome": "not borne"})
    write(desk, mara, "trials", **{**trial, "what": "bupropion", "adequate": "no"})
    write(desk, mara, "trials", **{**trial, "what": "lithium", "this_episode": "no"})
    write(desk, mara, "consents", **FILLED["consents"][0])
    write(desk, mara, "consents", **{**FILLED["consents"][0], "what": "touch"})
    write(desk, mara, "results", test="pdmp-checked", result="nothing found")
    assert taken(mara) == join([case("person: {born: 1985-02-03, sex: female}"), case("""
by: clinician
on: 2026-11-20
answers:
  pdmp-checked: yes
  adequate-antidepressant-trials: 2
  prior-antidepressant-trials-failed: yes
  consent-signed: yes
""", "the answers of 2026-11-20, clinician")])  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"taking": "no", "last_dose": "2026-11-18T22:30"}, "2026-11-18"),
        (
            {"taking": "no", "last_dose": "2026-11-17T08:00", "stopped_on": "2026-11-18"},
            "2026-11-18",
        ),
        ({"taking": "no"}, "true"),
    ],
)
def test_a_medicine_was_taken_until_its_last_dose(
    desk: Client, mara: Patient, typed: dict[str, str], told: str
) -> None:
    """A wash-out is counted from a day: 22:30 in New York is the next day in Greenwich."""
    write(desk, mara, "medications", what="phenelzine", **typed)
    assert taken(mara) == join([case(f"""
person: {{born: 1985-02-03, sex: female}}
medications:
  - {{what: phenelzine, stopped: {told}, by: clinician}}
""")])  # fmt: skip


def test_a_last_dose_ends_nothing_that_is_taken_now(desk: Client, mara: Patient) -> None:
    write(desk, mara, "medications", what="phenelzine", taking="yes", last_dose="2026-11-18T22:30")
    (fact,) = taken(mara).facts
    assert (fact.state, fact.ended) == (State.ACTIVE, None)


@pytest.mark.parametrize("unsure", ["adequate", "this_episode"])
def test_a_trial_that_nobody_is_sure_of_leaves_the_question_open(
    desk: Client, mara: Patient, unsure: str
) -> None:
    trial = {**FILLED["trials"][0], "outcome": "well"}
    write(desk, mara, "trials", **trial)
    write(desk, mara, "trials", **{**trial, "what": "venlafaxine", unsure: "unknown"})
    assert not taken(mara).facts


@pytest.mark.parametrize(
    ("sure", "told"),
    [
        ("confirmed", Sureness.CONFIRMED),
        ("recorded", Sureness.RECORDED),
        ("reported, unconfirmed", Sureness.REPORTED),
    ],
)
def test_a_count_is_as_sure_as_the_least_sure_trial(
    desk: Client, mara: Patient, sure: str, told: Sureness
) -> None:
    trial = {**FILLED["trials"][0], "outcome": "well"}
    write(desk, mara, "trials", **trial)
    write(desk, mara, "trials", **{**trial, "what": "venlafaxine", "sure": sure})
    (fact,) = taken(mara).facts
    assert (fact.concept, fact.sure) == ("adequate-antidepressant-trials", told)
    assert fact.value is not None
    assert fact.value.number == 2


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
def test_a_consent_that_was_taken_back_is_none(desk: Client, mara: Patient, answer: str) -> None:
    consent = {**FILLED["consents"][0], "what": "off-label"}
    write(desk, mara, "consents", **consent)
    write(desk, mara, "consents", **{**consent, "answer": answer, "when": "2026-11-21T09:00"})
    (fact,) = taken(mara).facts
    assert (fact.concept, fact.so, fact.on) == ("off-label-consent", False, date(2026, 11, 21))


def test_what_was_corrected_or_struck_is_told_by_nobody(desk: Client, mara: Patient) -> None:
    write(desk, mara, "conditions", what="epilepsy", status="active")
    write(desk, mara, "conditions", what="schizophrenia", status="active")
    epilepsy, other = selectors.rows_of(_section("conditions"), mara).order_by("number")
    send(
        desk,
        at(mara, "conditions", epilepsy.pk, "correct"),
        {**CLINIC, "what": "epilepsy", "status": "absent"},
    )
    send(desk, at(mara, "conditions", other.pk, "error"), {"why": "another person"})
    (fact,) = taken(mara).facts
    assert (fact.concept, fact.so, fact.state) == ("epilepsy", False, State.UNSTATED)


def _section(word: str) -> Any:
    return next(one for one in sections() if one.word == word)


@pytest.mark.hazard("H48")
def test_what_the_person_said_is_unconfirmed_until_a_clinician_confirms_it(
    desk: Client, mara: Patient
) -> None:
    write(desk, mara, "conditions", what="epilepsy", status="absent", sure="reported, unconfirmed")
    (fact,) = taken(mara).facts
    assert fact.sure is Sureness.REPORTED
    (row,) = selectors.rows_of(_section("conditions"), mara)
    send(desk, at(mara, "conditions", row.pk, "confirm"), {})
    (fact,) = taken(mara).facts
    assert fact.sure is Sureness.CONFIRMED


def test_a_day_in_the_past_knows_nothing_of_later(desk: Client, mara: Patient) -> None:
    write(desk, mara, "conditions", what="epilepsy", status="active")
    assert not selectors.snapshot(mara, date(2026, 11, 19)).facts
    assert selectors.snapshot(mara, date(2026, 11, 20)).facts


def test_a_day_is_the_clinic_s_not_that_of_greenwich(desk: Client, mara: Patient) -> None:
    write(desk, mara, "results", test="tsh", result="2.1 mIU/L", when="2026-11-20T22:30")
    (fact,) = taken(mara).facts
    assert fact.on == date(2026, 11, 20)


def test_what_is_not_understood_is_listed(desk: Client, mara: Patient) -> None:
    write(desk, mara, "allergies", what="moonwort", status="active")
    assert [one.text for one in taken(mara).unmapped] == ["moonwort"]


def test_a_record_can_be_screened(desk: Client, mara: Patient) -> None:
    write(desk, mara, "conditions", what="schizophrenia", status="active")
    kb = knowledge()
    found = screen(taken(mara), treatment_of(kb.protocol("iv-depression")), kb).findings
    assert "schizophrenia-spectrum" in {fact.concept for one in found for fact in one.basis}


@pytest.mark.hazard("H49")
@pytest.mark.parametrize("what", ["intracranial hemorrhage", "schizophrenia", "ketamine cystitis"])
def test_marking_a_condition_for_life_as_resolved_changes_no_finding(
    desk: Client, mara: Patient, what: str
) -> None:
    kb = knowledge()
    typed = {"what": what, "since": "2010", "sure": "confirmed"}
    write(desk, mara, "conditions", status="active", **typed)

    def found() -> set[str]:
        findings = screen(taken(mara), treatment_of(kb.protocol("iv-depression")), kb).findings
        return {one.rule for one in findings if one.basis}

    before = found()
    (row,) = selectors.rows_of(_section("conditions"), mara)
    resolved = {**CLINIC, **typed, "status": "resolved", "until": "2012"}
    assert send(desk, at(mara, "conditions", row.pk, "correct"), resolved).status_code == 302
    assert before
    assert found() == before


def test_a_row_of_vital_signs_tells_only_what_was_measured(desk: Client, mara: Patient) -> None:
    write(desk, mara, "vitals", systolic="128", diastolic="80")
    assert [fact.concept for fact in taken(mara).facts] == ["systolic", "diastolic"]
