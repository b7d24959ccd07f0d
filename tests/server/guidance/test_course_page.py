"""The course on one page: what happened, what holds, the options side by side, who says so."""

import re
from typing import Any

import pytest
from django.test import Client
from tests.lib.history import result, session
from tests.lib.patients import at, send, text_of

from titrant.clinical import OptionKind
from titrant.dosing.guidance import Case, next_dose
from titrant.dosing.screening import treatment_of
from titrant.server.guidance.shown import page_of
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of, today

pytestmark = pytest.mark.django_db
FIXED = [kind.value for kind in OptionKind]


def course(desk: Client, patient: Patient, protocol: str = "iv-depression") -> Any:
    answer: Any = desk.get(at(patient, "course", protocol))
    assert answer.status_code == 200
    return answer


def test_before_the_first_session_it_says_so(desk: Client, patient: Patient) -> None:
    page = course(desk, patient).context["page"]
    assert page.phase == "before the first session"
    assert page.sofar[0].says == "No session was given yet."
    assert page.weight == "No weight is known."
    assert page.rows == ()
    assert page.holds


def test_each_session_is_a_row_with_what_was_given_and_seen(desk: Client, patient: Patient) -> None:
    result(desk, patient, "phq-9", "21", ago=15)
    session(
        desk,
        patient,
        ago=14,
        peak="148/92",
        dissociation="4",
        harm="some",
        event="nausea",
        grade="1",
    )
    result(desk, patient, "phq-9", "17", ago=11)
    session(desk, patient, ago=10)
    session(desk, patient, ago=7, status="not-done", milligrams="", minutes="", harm="unknown")
    result(desk, patient, "phq-9", "13", ago=1)
    answer = course(desk, patient)
    page = answer.context["page"]
    first, second, third = page.rows
    assert (first.number, first.days, first.score) == (1, "", "21")
    assert (first.dose, first.route) == ("35 mg over 40 min", "intravenous")
    assert first.weight == "70.2 kg"
    assert (first.peak, first.dissociation, first.events) == ("148/92", "4", "nausea, grade 1")
    assert (second.days, second.score, second.peak, second.events) == ("4", "17", "", "none")
    assert (third.dose, third.remark, third.events) == ("", "not given", "")
    assert third.score == "after: 13"
    assert page.sofar[0].says.startswith("2 sessions")
    assert page.scale == "PHQ-9"
    text = text_of(answer)
    for shown in ("148/92", "nausea, grade 1", "after: 13"):
        assert shown in text


def test_the_page_says_what_the_core_says(desk: Client, patient: Patient) -> None:
    session(desk, patient, ago=4)
    kb, as_of = knowledge_of(patient.clinic), today(patient.clinic)
    treatment = treatment_of(kb.protocol("iv-depression"), patient.clinic.jurisdiction)
    told = next_dose(Case(snapshot=whole(patient, as_of, kb), treatment=treatment), kb)
    answer = course(desk, patient)
    page = answer.context["page"]
    assert page == page_of(told, kb)
    text = text_of(answer)
    assert [one.says for one in page.holds] == [hold.says for hold in told.holds]
    for hold in told.holds:
        assert hold.says in text
    for option in told.options:
        assert option.title in text


@pytest.mark.hazard("H47")
def test_options_stand_in_a_fixed_order_and_none_is_marked(desk: Client, patient: Patient) -> None:
    session(desk, patient, ago=4)
    answer = course(desk, patient)
    page = answer.context["page"]
    order = [one.kind for one in page.options]
    assert order == [kind for kind in FIXED if kind in order]
    assert sorted([*order, *(one.kind for one in page.not_offered)]) == sorted(FIXED)
    cards = re.findall(r'<article class="([^"]*)"', answer.content.decode())
    assert cards == ["card option"] * len(page.options)
    assert "<input" not in answer.content.decode().partition('id="next"')[2].partition("<footer")[0]
    assert "recommend" not in text_of(answer).lower()


def test_what_is_against_and_what_is_for_have_their_sources(desk: Client, patient: Patient) -> None:
    for ago in (18, 15, 11, 8, 4):
        session(desk, patient, ago=ago)
    result(desk, patient, "phq-9", "21", ago=19)
    result(desk, patient, "phq-9", "20", ago=1)
    typed = {"number": "70.2", "unit": "kg", "method": "stated", "sure": "confirmed"}
    assert send(desk, at(patient, "weights", "add"), typed).status_code == 302
    kb = knowledge_of(patient.clinic)
    page = course(desk, patient).context["page"]
    marks = [one.source for card in page.options for one in (*card.supports, *card.against)]
    known = {source.mark for source in marks if source is not None}
    assert known
    for mark in known:
        assert kb.source(mark).title
    up = next(one for one in page.options if one.kind == "up")
    assert up.facts[0].endswith("by actual weight, 70.2 kg")
    assert up.limits[0].word in {"Hold", "Reason"}
    assert up.limits[0].source is not None
    assert up.supports
    assert up.against


def test_an_interval_says_its_days(desk: Client, patient: Patient) -> None:
    for ago in (40, 37, 33, 30, 26, 23, 4):
        session(desk, patient, ago=ago, protocol="iv-depression-s1-table")
    cards = course(desk, patient, "iv-depression-s1-table").context["page"].options
    said = [fact for card in cards for fact in card.facts if "after the last" in fact]
    assert said
    assert all(re.search(r"\d+ days after the last, \w{3} \d+ \w{3} 20\d\d", one) for one in said)


def test_where_sources_disagree_every_side_is_shown(desk: Client, patient: Patient) -> None:
    answer = course(desk, patient)
    disputes = answer.context["page"].disputes
    assert disputes
    text = text_of(answer)
    for dispute, sides in disputes:
        assert len(sides) == len(dispute.sides) > 1
        for side in sides:
            assert side.source is not None
            assert side.says in text


def test_what_is_missing_leads_to_the_screening(desk: Client, patient: Patient) -> None:
    page = course(desk, patient).content.decode()
    assert page.count(at(patient, "screening", "iv-depression")) == 2


def test_a_protocol_that_nobody_knows_is_not_found(desk: Client, patient: Patient) -> None:
    assert desk.get(at(patient, "course", "no-such-protocol")).status_code == 404


def test_courses_are_linked_from_the_record_the_newest_first(
    desk: Client, patient: Patient
) -> None:
    assert "Course:" not in text_of(desk.get(at(patient)))
    session(desk, patient, ago=20)
    session(desk, patient, ago=4, protocol="im-depression")
    page = desk.get(at(patient)).content.decode()
    newer = page.index(at(patient, "course", "im-depression"))
    assert newer < page.index(at(patient, "course", "iv-depression"))
