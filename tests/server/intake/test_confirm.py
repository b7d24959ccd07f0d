"""Confirming what a person said: each thing by itself, by a clinician, and never all at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import strip_tags
from tests.lib.patients import at, send

from titrant.clinical import Sureness
from titrant.dosing.screening.findings import Why
from titrant.dosing.screening.known import Known
from titrant.server.accounts.acting import Acting
from titrant.server.audit.rebuilding import differences
from titrant.server.intake import asking, confirming, saying, selectors
from titrant.server.intake.models import Answer, Intake
from titrant.server.intake.questions import QUESTIONS
from titrant.server.intake.steps import step_named, steps_for
from titrant.server.patients.models import Allergy, Medication, Patient
from titrant.server.sites.selectors import knowledge_of
from titrant.server.web.clock import clock_at, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(patient: Patient, coordinator: Acting) -> Callable[..., None]:
    """Return a function that takes down a step at the desk."""
    ref = asking.begin_at_desk(patient=patient, by=coordinator)
    intake = Intake.objects.get(pk=ref)

    def say(word: str, **typed: Any) -> None:
        step = step_named(steps_for(patient, "desk"), word)
        assert step is not None
        data = QueryDict(mutable=True)
        for name, value in typed.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        form = step.form(data, patient=patient)
        assert form.is_valid(), form.errors
        saying.save_step(intake=intake, word=word, form=form, by=coordinator.actor)

    return say


def confirm_at(patient: Patient, row: Any, section: str = "answers") -> str:
    return at(patient, "intake", "confirm", section, row.pk)


def concluded(patient: Patient, concept: str) -> Why | bool | None:
    """Return what the record says of a concept: so, cleared by a clinician, or nothing."""
    kb = knowledge_of(patient.clinic)
    known = Known(selectors.whole(patient, now().date()), kb, "")
    if known.so(concept):
        return True
    return False if known.cleared([concept]) else None


@pytest.mark.hazard("H48")
def test_everything_reported_stands_there_with_buttons_of_its_own(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("heart", aneurysm="yes", hypertension="no")
    said("medicines", **{"any": "yes", "what-1": "Zoloft"})
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    assert "A bulge or a tear in an artery" in page
    assert "Zoloft" in page
    for row in (*Answer.objects.all(), *Medication.objects.all()):
        assert str(row.pk) in page
    for word in ("Confirm all", "confirm all", "all as said"):
        assert word not in page


@pytest.mark.hazard("H48")
def test_no_address_confirms_more_than_one_thing() -> None:
    from titrant.server.intake.urls import urlpatterns

    confirming = [one for one in urlpatterns if "confirm" in (one.name or "")]
    posts = [one for one in confirming if "<uuid:row>" in str(one.pattern)]
    assert {one.name for one in confirming} == {
        "patient_intake_confirm",
        "patient_intake_confirm_one",
    }
    assert [one.name for one in posts] == ["patient_intake_confirm_one"]


@pytest.mark.hazard("H48")
def test_a_reported_no_clears_nothing_until_it_is_confirmed(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("heart", aneurysm="no")
    assert concluded(patient, "aneurysm") is None
    row = Answer.objects.get()
    send(at_chair, confirm_at(patient, row), {"stands": "no"})
    row.refresh_from_db()
    assert (row.sure, row.confirmed_by is not None) == (Sureness.CONFIRMED, True)
    assert concluded(patient, "aneurysm") is False
    assert concluded(patient, "arteriovenous-malformation") is False


def test_a_reported_yes_counts_at_once(said: Callable[..., None], patient: Patient) -> None:
    said("heart", aneurysm="yes")
    assert concluded(patient, "aneurysm") is True


def test_i_do_not_know_is_neither(said: Callable[..., None], patient: Patient) -> None:
    said("heart", aneurysm="unknown")
    assert concluded(patient, "aneurysm") is None
    aside = selectors.whole(patient, now().date()).set_aside
    assert any("unknown" in one.why for one in aside)


def test_of_two_answers_of_one_day_that_it_is_so_counts(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("heart", aneurysm="yes")
    for answer in ("no", "unknown"):
        send(
            at_chair,
            at(patient, "answers", "add"),
            {"what": "aneurysm", "answer": answer, "sure": "reported, unconfirmed"},
        )
    assert Answer.objects.count() == 3
    assert concluded(patient, "aneurysm") is True


def test_another_answer_is_a_correction_by_who_asked(
    said: Callable[..., None], nurse: Acting
) -> None:
    said("heart", aneurysm="yes")
    row = Answer.objects.get()
    with clock_at(now() + timedelta(days=3)):
        for _ in range(2):
            confirming.answered(row=row, answer="no", by=nurse, key="once")
    old, new = Answer.objects.order_by("number")
    assert (old.counts, new.corrects) == (False, old.pk)
    assert (new.answer, new.sure, new.by_id) == ("no", Sureness.CONFIRMED, nurse.account.pk)
    assert new.effective.date() == (now() + timedelta(days=3)).date()
    assert differences() == []


def test_what_a_clinician_changed_stands_among_the_confirmed_under_its_question(
    at_chair: Client, patient: Patient, said: Callable[..., None]
) -> None:
    said("heart", **{"cardiac-arrest": "no", "hypertension": "yes"})
    said("allergies", any="yes", **{"what-1": "Penicillin"})
    for what, pressed in (("cardiac-arrest", "yes"), ("hypertension", "yes")):
        row = Answer.objects.get(what=what)
        send(at_chair, confirm_at(patient, row), {"stands": pressed})
    send(at_chair, confirm_at(patient, Allergy.objects.get(), "allergies"), {"stands": "not so"})
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    done = " ".join(strip_tags(page.partition('id="done"')[2]).split())
    arrest, pressure = QUESTIONS["cardiac-arrest"].words, QUESTIONS["hypertension"].words
    assert f"{arrest}Yes · otherwise than they had said" in done
    assert f"{pressure}Yes Nurse of Harbour Clinic" in done
    assert "Answers of the intake" not in done
    assert "Penicillin" in done
    assert done.index("Penicillin") < done.index(pressure) < done.index(arrest)  # the newest first


@pytest.mark.parametrize("pressed", ["", "all", "weekly"])
def test_what_is_no_answer_writes_nothing(
    said: Callable[..., None], at_chair: Client, patient: Patient, pressed: str
) -> None:
    said("heart", aneurysm="yes")
    row = Answer.objects.get()
    send(at_chair, confirm_at(patient, row), {"stands": pressed})
    assert Answer.objects.get().sure == Sureness.REPORTED


def test_a_question_of_how_often_has_its_own_answers(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("use", **{"alcohol-now": "weekly"})
    row = Answer.objects.get()
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    assert "As said: Some days of the week" in page
    send(at_chair, confirm_at(patient, row), {"stands": "daily"})
    assert Answer.objects.get(corrected_by=None).answer == "daily"
    form = at_chair.get(at(patient, "answers", row.pk, "correct"))
    assert form.status_code == 409  # it was corrected: both versions are shown


def test_an_answer_is_corrected_within_its_own_question(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("use", **{"alcohol-now": "weekly"})
    row = Answer.objects.get()
    page = at_chair.get(at(patient, "answers", row.pk, "correct")).content.decode()
    assert "How often do you drink alcohol?" in page
    assert "High blood pressure?" not in page
    assert "Never" in page


def test_a_medicine_is_confirmed_or_struck(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("medicines", **{"any": "yes", "what-1": "Zoloft", "what-2": "Ambien"})
    first, second = Medication.objects.order_by("number")
    send(at_chair, confirm_at(patient, first, "medications"), {"stands": "as said"})
    send(at_chair, confirm_at(patient, second, "medications"), {"stands": "not so"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.sure == Sureness.CONFIRMED
    assert (second.struck, "not so" in second.why) == (True, True)
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    assert "Zoloft" in page.partition("Who stands behind it")[2]


def test_an_allergy_that_is_not_so_is_denied_by_a_clinician(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("allergies", **{"any": "yes", "what-1": "latex", "reaction-1": "rash"})
    row = Allergy.objects.get()
    send(at_chair, confirm_at(patient, row, "allergies"), {"stands": "not so"})
    new = Allergy.objects.get(corrected_by=None)
    assert (new.status, new.reaction, new.sure) == ("absent", "rash", Sureness.CONFIRMED)


def test_the_desk_cannot_confirm(
    said: Callable[..., None], at_desk: Client, patient: Patient
) -> None:
    said("heart", aneurysm="no")
    row = Answer.objects.get()
    assert at_desk.get(at(patient, "intake", "confirm")).status_code == 403
    assert send(at_desk, confirm_at(patient, row), {"stands": "no"}).status_code == 403
    row.refresh_from_db()
    assert row.sure == Sureness.REPORTED


@pytest.mark.hazard("H48")
def test_opening_the_address_confirms_nothing(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("heart", aneurysm="no")
    row = Answer.objects.get()
    assert at_chair.get(confirm_at(patient, row)).status_code == 302
    row.refresh_from_db()
    assert row.sure == Sureness.REPORTED


def test_rows_and_sections_that_are_not_there(at_chair: Client, patient: Patient) -> None:
    for word in ("answers", "notes", "nothing"):
        address = at(patient, "intake", "confirm", word, uuid4())
        assert send(at_chair, address, {"stands": "yes"}).status_code == 404
    address = at(patient, "intake", uuid4(), "reach")
    assert send(at_chair, address, {}).status_code == 404


def test_what_became_no_row_is_shown_too(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("brought", brought=["identity", "referral"], remark="Two letters")
    said("allergies", any="no")
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    assert "A document that shows who they are, A letter of referral" in page
    assert "Two letters" in page
    assert "Are you allergic to anything" in page


def test_how_to_reach_them_is_taken_over_by_somebody(
    patient: Patient, coordinator: Acting, at_chair: Client
) -> None:
    asking.invite(patient=patient, by=coordinator)
    intake = Intake.objects.get()
    step = step_named(steps_for(patient, "home"), "reach")
    assert step is not None
    form = step.form(QueryDict("phone=%2B1+212+555+0199&safe_contact=phone"), patient=patient)
    assert form.is_valid()
    saying.save_step(intake=intake, word="reach", form=form, by=asking.at_home(intake))
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    assert "+1 212 555 0199" in page
    address = at(patient, "intake", intake.pk, "reach")
    at_chair.get(address)
    patient.refresh_from_db()
    assert patient.phone == "+1 212 555 0142"
    send(at_chair, address, {})
    send(at_chair, address, {})
    patient.refresh_from_db()
    assert (patient.phone, patient.safe_contact, patient.name) == (
        "+1 212 555 0199",
        "phone",
        "Mara Ellison",
    )
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    assert "Change it to what they wrote" not in page


def test_questions_that_nobody_answered_are_listed(
    said: Callable[..., None], at_chair: Client, patient: Patient
) -> None:
    said("heart", aneurysm="no")
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    open_ones = page.partition("Nobody has answered")[2]
    assert "High blood pressure?" in open_ones
    assert "A bulge or a tear" not in open_ones
    assert "Are you pregnant?" in open_ones
    Patient.objects.update(sex="male")
    page = at_chair.get(at(patient, "intake", "confirm")).content.decode()
    assert "Are you pregnant?" not in page


def test_an_answer_can_be_written_by_a_clinician(at_chair: Client, patient: Patient) -> None:
    add = at(patient, "answers", "add")
    assert "Choose the question" in at_chair.get(add).content.decode()
    send(at_chair, add, {"what": "aneurysm", "answer": "no", "sure": "confirmed"})
    assert concluded(patient, "aneurysm") is False
    assert "A bulge or a tear" in at_chair.get(at(patient, "answers")).content.decode()


def test_a_person_born_on_no_known_day_can_still_be_asked(
    coordinator: Acting, patient: Patient
) -> None:
    Patient.objects.update(born=None)
    fresh = Patient.objects.get()
    assert not asking.is_them(fresh, "ME", "1985")
    assert date(1985, 4, 23) == patient.born
