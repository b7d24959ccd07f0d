"""The intake at the desk: the same questions, page by page, kept as reported."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.lib.patients import at, enrol, send

from titrant.clinical import Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.intake import asking, desk_views
from titrant.server.intake.models import Answer, Intake
from titrant.server.intake.steps import next_step, step_named, steps_for
from titrant.server.patients.models import Patient
from titrant.server.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(at_desk: Client, patient: Patient) -> str:
    """Return the address of an intake at the desk that the coordinator has begun."""
    answer = send(at_desk, at(patient, "intake", "desk"), {}, key="begin")
    return str(answer["Location"])


def test_the_page_offers_both_ways(at_desk: Client, patient: Patient) -> None:
    page = at_desk.get(at(patient, "intake")).content.decode()
    assert "Invite to fill in at home" in page
    assert "Ask at the desk" in page
    assert "will stand here" in page
    assert at(patient, "intake") in at_desk.get(at(patient)).content.decode()


def test_an_open_one_is_gone_on_with(at_desk: Client, patient: Patient, begun: str) -> None:
    assert send(at_desk, at(patient, "intake", "desk"), {}, key="begin")["Location"] == begun
    assert send(at_desk, at(patient, "intake", "desk"), {})["Location"] == begun
    assert Intake.objects.count() == 1
    assert at_desk.get(at(patient, "intake", "desk"))["Location"] == at(patient, "intake")
    assert begun in at_desk.get(at(patient, "intake")).content.decode()


def test_every_step_can_be_walked_and_leads_to_the_next(
    at_desk: Client, patient: Patient, begun: str
) -> None:
    steps = steps_for(patient, "desk")
    for step in steps:
        address = f"{begun}steps/{step.word}/"
        assert step.title in at_desk.get(address).content.decode()
        following = next_step(steps, step)
        expected = begun if following is None else f"{begun}steps/{following.word}/"
        assert send(at_desk, address, {})["Location"] == expected
    assert not Answer.objects.exists()


def test_what_is_taken_down_is_reported_by_who_wrote_it(
    at_desk: Client, coordinator: Acting, begun: str
) -> None:
    send(at_desk, f"{begun}steps/mind/", {"bipolar": "yes"})
    row = Answer.objects.get()
    assert (row.sure, row.by_id) == (Sureness.REPORTED, coordinator.account.pk)
    page = at_desk.get(begun).content.decode()
    assert page.count("kept</span>") == 1


def test_how_to_reach_them_counts_at_once_at_the_desk(
    at_desk: Client, patient: Patient, begun: str
) -> None:
    page = at_desk.get(f"{begun}steps/reach/").content.decode()
    assert "+1 212 555 0142" in page
    send(at_desk, f"{begun}steps/reach/", {"phone": "+1 212 555 0177", "email": ""})
    patient.refresh_from_db()
    assert (patient.phone, patient.email) == ("+1 212 555 0177", "mara@home.example")
    before = Entry.objects.filter(kind="patients.changed").count()
    send(at_desk, f"{begun}steps/reach/", {"phone": "+1 212 555 0177"})
    assert Entry.objects.filter(kind="patients.changed").count() == before


def test_what_cannot_be_read_is_asked_again(at_desk: Client, begun: str) -> None:
    answer = send(at_desk, f"{begun}steps/medicines/", {"how-1": "daily"})
    assert answer.status_code == 200
    assert "Write the name" in answer.content.decode()


def test_finishing_asks_a_nurse_and_ends_it(at_desk: Client, patient: Patient, begun: str) -> None:
    assert at_desk.get(f"{begun}send/")["Location"] == begun
    assert send(at_desk, f"{begun}send/", {})["Location"] == at(patient)
    assert Task.objects.get().kind == "intake-to-confirm"
    for address in (begun, f"{begun}steps/heart/"):
        answer = at_desk.get(address)
        assert answer.status_code == 403
        assert "was sent" in answer.content.decode()
    assert differences() == []


def test_a_page_sent_after_somebody_finished_writes_nothing(
    at_desk: Client, patient: Patient, begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk_views._at_desk

    def finished_meanwhile(*args: Any) -> Intake:
        found = whole(*args)
        asking.end(found, asking.SENT, asking.at_home(found))
        return found

    monkeypatch.setattr(desk_views, "_at_desk", finished_meanwhile)
    answer = send(at_desk, f"{begun}steps/heart/", {"aneurysm": "yes"})
    assert answer["Location"] == at(patient, "intake")
    assert not Answer.objects.exists()


def test_finishing_after_somebody_finished_opens_no_second_task(
    at_desk: Client, patient: Patient, begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk_views._at_desk

    def finished_meanwhile(*args: Any) -> Intake:
        found = whole(*args)
        asking.send(intake=found, by=asking.at_home(found))
        return found

    monkeypatch.setattr(desk_views, "_at_desk", finished_meanwhile)
    assert send(at_desk, f"{begun}send/", {})["Location"] == at(patient, "intake")
    assert Task.objects.count() == 1


def test_pages_that_are_not_there(
    at_desk: Client, patient: Patient, coordinator: Acting, begun: str, nurse: Acting
) -> None:
    asking.invite(patient=patient, by=coordinator)
    at_home = Intake.objects.get(place="home")
    for address in (
        at(patient, "intake", "desk", uuid4()),
        at(patient, "intake", "desk", at_home.pk),
        f"{begun}steps/nothing/",
        at(enrol(nurse, "Olga Brandt"), "intake", "desk", begun.split("/")[-2]),
    ):
        assert at_desk.get(address).status_code == 404


def test_a_link_that_was_sent_back_cannot_be_taken_back(
    at_desk: Client, patient: Patient, coordinator: Acting
) -> None:
    asking.invite(patient=patient, by=coordinator)
    intake = Intake.objects.get()
    asking.send(intake=intake, by=asking.at_home(intake))
    answer = send(at_desk, at(patient, "intake", intake.pk, "take-back"), {})
    assert answer.status_code == 403
    assert "over already: sent" in answer.content.decode()


def test_somebody_who_died_is_asked_nothing(at_desk: Client, patient: Patient) -> None:
    Patient.objects.update(died="2026-01-01")
    answer = send(at_desk, at(patient, "intake", "desk"), {})
    assert answer.status_code == 403
    assert "has died" in answer.content.decode()


def test_men_are_not_asked_about_pregnancy(nurse: Acting) -> None:
    him, her = enrol(nurse, "Jon Reyes", sex="male"), enrol(nurse, "Ana Reyes")
    assert step_named(steps_for(him, "desk"), "pregnancy") is None
    assert step_named(steps_for(her, "desk"), "pregnancy") is not None
    assert step_named(steps_for(her, "home"), "brought") is None
