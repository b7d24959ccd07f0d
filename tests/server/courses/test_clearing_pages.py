"""Clearing a finding, overriding a deferral, and taking that back: by role, with a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.lib.clinics import member
from tests.lib.patients import at, enrol, send, text_of
from tests.lib.permissions import browser
from tests.lib.ready import PROTOCOL, make_ready, signs, write

from titrant.dosing.screening import Finding, screen, treatment_of
from titrant.dosing.screening.clearing import mark_of
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.rebuilding import differences
from titrant.server.courses import actions, rules, selectors
from titrant.server.courses.models import Cleared
from titrant.server.intake import joining
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.sites.selectors import knowledge_of, today

pytestmark = pytest.mark.django_db
IDENTITY, ERGOT = "dissociative-identity-disorder", "ergot"
WHY = "Their psychiatrist examined them, and sees no reason against it."
TYPED = {"why": WHY, "on_word_of": "Dr Osei, letter of last week"}


@pytest.fixture
def found(patient: Patient, nurse: Acting, prescriber: Acting) -> Patient:
    """Return somebody of whom two things are found: one to clear, and a deferral."""
    signs(patient.clinic, prescriber)
    make_ready(patient, prescriber, nurse)
    said = ConditionSaid("dissociative identity disorder", "active", "2019", "", "", "confirmed")
    write(patient, nurse, "patients.condition", said)
    room = browser(nurse.account)
    taken = {"what": "ergotamine", "taking": "yes", "sure": "confirmed"}
    assert send(room, at(patient, "medications", "add"), taken).status_code == 302
    return patient


@pytest.fixture
def director(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.DIRECTOR), None)


def finding(patient: Patient, rule: str) -> Finding:
    kb = knowledge_of(patient.clinic)
    treatment = treatment_of(kb.protocol(PROTOCOL), "us")
    findings = screen(whole(patient, today(patient.clinic), kb), treatment, kb).findings
    return next(one for one in findings if one.rule == rule)


def place(patient: Patient, rule: str) -> str:
    return at(patient, "screening", PROTOCOL, "clear", rule, mark_of(finding(patient, rule)))


def screening(by: Acting, patient: Patient) -> Any:
    return browser(by.account).get(at(patient, "screening", PROTOCOL))


def test_a_finding_is_cleared_from_the_screening(found: Patient, prescriber: Acting) -> None:
    page = screening(prescriber, found)
    assert place(found, IDENTITY) in page.content.decode()
    assert "Clear it, with the clearance in hand" in text_of(page)
    room = browser(prescriber.account)
    form = room.get(place(found, IDENTITY))
    assert "counts for what is found below and nothing else" in text_of(form)
    before = place(found, IDENTITY)
    assert send(room, before, TYPED).status_code == 302
    (row,) = selectors.clearances(found)
    assert (row.rule, row.action, row.why, row.by_id) == (
        IDENTITY,
        "clearance",
        WHY,
        prescriber.account.pk,
    )
    assert not finding(found, IDENTITY).stops
    told = text_of(screening(prescriber, found))
    assert f"By {prescriber.account.name}, prescriber" in told
    assert "On the word of Dr Osei, letter of last week." in told
    assert "Cleared: 1." in told
    assert differences() == []


@pytest.mark.parametrize(
    "typed",
    [{**TYPED, "why": ""}, {**TYPED, "why": "ok"}, {**TYPED, "on_word_of": ""}],
    ids=["no reason", "a word is no reason", "nobody's word"],
)
def test_a_clearance_asks_for_its_reason_and_whose_word(
    found: Patient, prescriber: Acting, typed: dict[str, str]
) -> None:
    answer: Any = send(browser(prescriber.account), place(found, IDENTITY), typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert selectors.clearances(found) == []


def test_a_deferral_is_overridden_by_the_medical_director_alone(
    found: Patient, prescriber: Acting, director: Acting
) -> None:
    there = place(found, ERGOT)
    assert there not in screening(prescriber, found).content.decode()
    refused = browser(prescriber.account).get(there)
    assert refused.status_code == 403
    assert "to override it before then is the medical director’s" in text_of(refused)
    assert "Override this deferral" in text_of(screening(director, found))
    room = browser(director.account)
    assert send(room, there, {"why": WHY}).status_code == 302
    (row,) = selectors.clearances(found, PROTOCOL)
    assert (row.action, row.role) == ("defer", "medical director")
    (known,) = whole(found, today(found.clinic)).clearances
    assert known.by == "medical director"


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.AUDITOR])
def test_others_clear_nothing(found: Patient, role: Role) -> None:
    room = browser(member(found.clinic, role))
    assert room.get(place(found, IDENTITY)).status_code == 403
    assert room.post(place(found, IDENTITY), TYPED).status_code == 403


@pytest.mark.hazard("H9")
def test_what_excludes_is_never_cleared(found: Patient, nurse: Acting, director: Acting) -> None:
    aneurysm = ConditionSaid("aneurysm", "active", "", "", "", "confirmed")
    write(found, nurse, "patients.condition", aneurysm)
    rule = next(one.rule for one in _findings(found) if one.action.value == "exclude")
    assert place(found, rule) not in screening(director, found).content.decode()
    answer = browser(director.account).post(place(found, rule), TYPED)
    assert answer.status_code == 403
    assert rules.NEVER in text_of(answer)


def _findings(patient: Patient) -> tuple[Finding, ...]:
    kb = knowledge_of(patient.clinic)
    treatment = treatment_of(kb.protocol(PROTOCOL), "us")
    return screen(whole(patient, today(patient.clinic), kb), treatment, kb).findings


def test_what_changed_meanwhile_is_looked_at_again(
    found: Patient, nurse: Acting, prescriber: Acting
) -> None:
    before = place(found, IDENTITY)
    earlier = ConditionSaid("dissociative identity disorder", "active", "2011", "", "", "confirmed")
    write(found, nurse, "patients.condition", earlier)
    answer = send(browser(prescriber.account), before, TYPED)
    assert answer.status_code == 409
    assert "the record or the rules changed meanwhile" in text_of(answer)
    assert not Cleared.objects.exists()


@pytest.mark.hazard("H9")
def test_a_new_fact_behind_a_cleared_finding_holds_again(
    found: Patient, nurse: Acting, prescriber: Acting
) -> None:
    assert send(browser(prescriber.account), place(found, IDENTITY), TYPED).status_code == 302
    later = ConditionSaid("dissociative identity disorder", "active", "2024", "", "", "confirmed")
    write(found, nurse, "patients.condition", later)
    assert finding(found, IDENTITY).stops


def test_a_clearance_ends_on_its_day(found: Patient, prescriber: Acting) -> None:
    day = today(found.clinic)
    room = browser(prescriber.account)
    late: Any = send(room, place(found, IDENTITY), {**TYPED, "until": f"{day - timedelta(days=1)}"})
    assert "is over" in text_of(late)
    odd: Any = send(room, place(found, IDENTITY), {**TYPED, "until": "soon"})
    assert "Write the day like 2027-02-21." in text_of(odd)
    assert send(room, place(found, IDENTITY), {**TYPED, "until": f"{day}"}).status_code == 302
    assert not finding(found, IDENTITY).stops
    kb = knowledge_of(found.clinic)
    later = whole(found, day + timedelta(days=1), kb)
    after = screen(later, treatment_of(kb.protocol(PROTOCOL), "us"), kb).findings
    assert next(one for one in after if one.rule == IDENTITY).stops


def test_a_form_that_is_sent_twice_clears_once(found: Patient, prescriber: Acting) -> None:
    room, there = browser(prescriber.account), place(found, IDENTITY)
    for _ in range(2):
        assert room.post(there, {**TYPED, "key": "one"}).status_code == 302
    assert Cleared.objects.count() == 1
    twice = actions.clear(
        patient=found,
        protocol=knowledge_of(found.clinic).protocol(PROTOCOL),
        rule=IDENTITY,
        mark=Cleared.objects.get().mark,
        why=WHY,
        by=prescriber,
        key="one",
    )
    assert str(Cleared.objects.get()) == f"clearance {twice.ref}"
    with pytest.raises(NotAllowed, match="cleared already"):
        actions.clear(
            patient=found,
            protocol=knowledge_of(found.clinic).protocol(PROTOCOL),
            rule=IDENTITY,
            mark=mark_of(finding(found, IDENTITY)),
            why=WHY,
            by=prescriber,
        )


def test_a_clearance_is_withdrawn_with_a_reason(found: Patient, prescriber: Acting) -> None:
    room = browser(prescriber.account)
    assert send(room, place(found, IDENTITY), TYPED).status_code == 302
    (row,) = selectors.clearances(found)
    there = at(found, "clearances", str(row.pk), "withdraw")
    assert there in screening(prescriber, found).content.decode()
    assert WHY in text_of(room.get(there))
    short: Any = send(room, there, {"why": "no"})
    assert short.context["form"].errors
    for _ in range(2):
        assert room.post(there, {"why": WHY, "key": "one"}).status_code == 302
    assert finding(found, IDENTITY).stops
    row.refresh_from_db()
    assert (row.withdrawn_by_id, row.withdrawn_why) == (prescriber.account.pk, WHY)
    again: Any = send(room, there, {"why": WHY})
    assert "withdrawn already" in text_of(again)
    assert room.get(at(found, "clearances", str(found.pk), "withdraw")).status_code == 404
    assert differences() == []


def test_a_clearance_of_a_joined_record_counts_and_is_withdrawn_there(
    found: Patient, patient: Patient, nurse: Acting, prescriber: Acting
) -> None:
    other = enrol(nurse, born=found.born, sex="female")
    joining.join(one=found, other=other, reason="One telephone, one mother.", by=prescriber)
    assert send(browser(prescriber.account), place(found, IDENTITY), TYPED).status_code == 302
    assert not finding(other, IDENTITY).stops
    page = screening(prescriber, other).content.decode()
    assert "/withdraw/" not in page
    assert "By prescriber, on " in page


def test_it_is_not_told_of_the_days_before_it_was_cleared(
    found: Patient, prescriber: Acting
) -> None:
    assert send(browser(prescriber.account), place(found, IDENTITY), TYPED).status_code == 302
    yesterday = today(found.clinic) - timedelta(days=1)
    assert whole(found, yesterday).clearances == ()
