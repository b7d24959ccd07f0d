"""A form that is sent twice counts once; a key never covers something else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client

from titrant.server.accounts import inviting
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.audit.appending import AlreadyCorrected, KeyReused, append, keep
from titrant.server.audit.models import Entry
from titrant.server.patients import actions, entries
from titrant.server.patients.models import Patient, Weight
from titrant.server.patients.sections import weights

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(nurse: Acting) -> Patient:
    ref = actions.register(said=entries.PatientSaid(name="Mara Ellison"), by=nurse)
    return Patient.objects.get(pk=ref)


def weigh(patient: Patient, by: Acting, key: str, kg: str = "70.2", method: str = "scale") -> Entry:
    said = weights.WeightSaid(Decimal(kg), f"{kg} kg", method)
    return append(weights.weight, said, by=by.actor, patient=patient.pk, key=key)


def test_the_same_form_twice_is_one_row(patient: Patient, nurse: Acting) -> None:
    assert weigh(patient, nurse, "k1") == weigh(patient, nurse, "k1")
    assert Weight.objects.count() == 1


def test_what_an_action_makes_anew_does_not_make_it_another_form(nurse: Acting) -> None:
    said = entries.PatientSaid(name="Jo March")
    first = actions.register(said=said, by=nurse, key="k1")
    assert actions.register(said=said, by=nurse, key="k1") == first


def test_a_key_of_somebody_else_is_another_key(
    patient: Patient, nurse: Acting, prescriber: Acting
) -> None:
    assert weigh(patient, nurse, "k1") != weigh(patient, prescriber, "k1")


def test_forms_without_a_key_are_all_written(patient: Patient, nurse: Acting) -> None:
    assert weigh(patient, nurse, "") != weigh(patient, nurse, "")


def test_a_key_that_covered_something_else_is_refused(patient: Patient, nurse: Acting) -> None:
    first = weigh(patient, nurse, "k1")
    with pytest.raises(KeyReused) as refused:
        weigh(patient, nurse, "k1", kg="71")
    assert refused.value.earlier == first
    other = Patient.objects.get(
        pk=actions.register(said=entries.PatientSaid(name="Jo March"), by=nurse)
    )
    with pytest.raises(KeyReused):
        weigh(other, nurse, "k1")
    with pytest.raises(KeyReused):
        actions.register(said=entries.PatientSaid(name="Jo March"), by=nurse, key="k1")
    with pytest.raises(KeyReused):
        append(
            weights.weight,
            weights.WeightSaid(Decimal("70.2"), "70.2 kg", "scale"),
            by=nurse.actor,
            patient=patient.pk,
            corrects=first.ref,
            key="k1",
        )
    assert Weight.objects.count() == 1


def test_another_time_or_file_under_one_key_is_refused(patient: Patient, nurse: Acting) -> None:
    said = weights.WeightSaid(Decimal("70.2"), "70.2 kg", "scale")
    friday, file = datetime(2026, 11, 20, 9, tzinfo=UTC), keep(b"a letter", "text/plain")
    to: dict[str, Any] = {"by": nurse.actor, "patient": patient.pk}
    first = append(weights.weight, said, **to, key="k1", effective=friday, attachment=file)
    again = append(weights.weight, said, **to, key="k1", effective=friday, attachment=file)
    assert again == first
    saturday, other = friday + timedelta(days=1), keep(b"another letter", "text/plain")
    for when, what in ((saturday, file), (None, file), (friday, other), (friday, None)):
        with pytest.raises(KeyReused):
            append(weights.weight, said, **to, key="k1", effective=when, attachment=what)
    weigh(patient, nurse, "k2")
    with pytest.raises(KeyReused):
        append(weights.weight, said, **to, key="k2", effective=friday)
    assert Weight.objects.count() == 2


def test_a_row_is_corrected_once(patient: Patient, nurse: Acting, prescriber: Acting) -> None:
    first = weigh(patient, nurse, "")
    said = weights.WeightSaid(Decimal("70.4"), "70.4 kg", "scale")
    now = append(weights.weight, said, by=nurse.actor, patient=patient.pk, corrects=first.ref)
    with pytest.raises(AlreadyCorrected) as refused:
        append(weights.weight, said, by=prescriber.actor, patient=patient.pk, corrects=first.ref)
    assert refused.value.by_now == now


def test_the_database_itself_refuses_a_second_correction(patient: Patient, nurse: Acting) -> None:
    """Two clinics that write at once lock two chains: what is left is the constraint."""
    first = weigh(patient, nurse, "")
    said = weights.WeightSaid(Decimal("70.4"), "70.4 kg", "scale")
    now = append(weights.weight, said, by=nurse.actor, patient=patient.pk, corrects=first.ref)
    now.pk, now.number = uuid4(), now.number + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        now.save(force_insert=True)
    before = Entry.objects.count()
    elsewhere = replace(nurse.actor, clinic=2)
    with pytest.raises(AlreadyCorrected):
        append(weights.weight, said, by=elsewhere, patient=patient.pk, corrects=first.ref)
    assert Entry.objects.count() == before


def test_another_refusal_of_the_database_is_not_called_a_correction(
    patient: Patient, nurse: Acting
) -> None:
    first = weigh(patient, nurse, "")
    said = weights.WeightSaid(Decimal("70.4"), "70.4 kg", "scale")
    with pytest.raises(IntegrityError), transaction.atomic():
        append(
            weights.weight,
            said,
            by=nurse.actor,
            patient=patient.pk,
            corrects=first.ref,
            ref=first.ref,  # which is taken
        )


def test_an_invitation_that_two_requests_sent_at_once_goes_out_once(
    person: Callable[..., Account], monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    """Both looked before either had written: the second has no secret that opens anything."""
    by = acting(person(Role.ADMINISTRATOR), None)
    typed: Any = {"email": "ines@clinic.example", "name": "Ines Roth", "role": Role.NURSE}
    first, secret = inviting.invite(**typed, by=by, key="k1")
    monkeypatch.setattr(inviting, "sent_before", lambda *_: None)
    monkeypatch.setattr(inviting, "_check_new", lambda *_: None)
    assert inviting.invite(**typed, by=by, key="k1") == (first, "")
    assert len(mailoutbox) == 1
    assert inviting.invitation_of(secret).pk == first.ref


@pytest.mark.parametrize(
    ("error", "words", "status"),
    [
        (KeyReused, "This form was sent before", 409),
        (AlreadyCorrected, "Somebody corrected this meanwhile", 409),
    ],
)
def test_a_refusal_is_a_page_that_keeps_what_was_typed(
    signed_in: Callable[[Account], Client],
    person: Callable[..., Account],
    nurse: Acting,
    patient: Patient,
    monkeypatch: pytest.MonkeyPatch,
    error: type[KeyReused] | type[AlreadyCorrected],
    words: str,
    status: int,
) -> None:
    entry = weigh(patient, nurse, "")

    def refuse(**_: object) -> None:
        raise error(entry)

    monkeypatch.setattr("titrant.server.tasks.actions.open_by_hand", refuse)
    client = signed_in(person(Role.NURSE))
    typed = {
        "kind": "by-hand",
        "what": "order forms",
        "why": "",
        "role": "nurse",
        "due": "2099-01-01T10:00",
        "key": "secret-key",
    }
    page = client.post("/tasks/new/", typed)
    assert page.status_code == status
    text = page.content.decode()
    assert words in text
    assert "secret-key" not in text
    if error is AlreadyCorrected:
        assert "order forms" in text
