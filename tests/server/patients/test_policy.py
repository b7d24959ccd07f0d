"""What a page asks about is what the record's own clinic has signed, not what is shipped."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import at, enrol, send, text_of

from titrant.intake import read_shape
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.patients import actions, selectors
from titrant.server.patients.models import Patient, Weight
from titrant.server.sites import policy
from titrant.server.sites.actions import propose, sign
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import changes, overlay_of, today

pytestmark = pytest.mark.django_db
SCALE = {"unit": "kg", "method": "standing scale", "sure": "confirmed"}
TALL = {"number": "178", "unit": "cm", "method": "measured", "sure": "confirmed"}

Signing = Callable[..., None]


@pytest.fixture
def signs(person: Callable[..., Account]) -> Signing:
    """Return what signs a stricter limit as the policy of a clinic, the way its director does."""

    def sign_leaf(clinic: Clinic, leaf: str, value: str, unit: str) -> None:
        by = acting(person(Role.DIRECTOR, clinic), None)
        sets = {"value": value, "range": None, "unit": unit}
        change = policy.Change(policy.LEAF, leaf, sets, "We look sooner.")
        propose(clinic=clinic, change=change, by=by)
        before = overlay_of(clinic)
        after = policy.with_changes(
            before,
            changes(clinic),
            by=by.account.name,
            role=Role.DIRECTOR.value,
            on=today(clinic),
        )
        sign(clinic=clinic, shown=policy.digest_of(policy.said(before, after)), by=by)

    return sign_leaf


def weigh(desk: Client, patient: Patient, number: str) -> Any:
    return send(desk, at(patient, "weights", "add"), {**SCALE, "number": number})


def known_weight(patient: Patient, nurse: Acting) -> None:
    actions.record_weight(patient=patient, kg=Decimal(70), shown="70 kg", method="stated", by=nurse)


@pytest.mark.hazard("H34")
@pytest.mark.parametrize(
    ("leaf", "value", "unit", "number", "says"),
    [
        ("limit.weight.change", "5", "%", "74", "this one differs by 5.7 %"),
        ("limit.weight.low", "67", "kg", "66", "66 kg is outside 67 kg to 250 kg"),
        ("limit.weight.high", "73", "kg", "74", "74 kg is outside 30 kg to 73 kg"),
        ("limit.bmi.low", "21", "kg/m2", "66", "body mass index is 20.8… kg/m2, below 21 kg/m2"),
        ("limit.bmi.high", "23", "kg/m2", "74", "body mass index is 23.3… kg/m2, above 23 kg/m2"),
    ],
)
def test_a_weight_is_held_against_the_clinics_own_limit(
    desk: Client, patient: Patient, nurse: Acting, signs: Signing,
    leaf: str, value: str, unit: str, number: str, says: str,
) -> None:  # fmt: skip
    known_weight(patient, nurse)
    assert send(desk, at(patient, "heights", "add"), TALL).status_code == 302
    assert weigh(desk, patient, number).status_code == 302  # within every limit that is shipped
    before = Weight.objects.get(shown=f"{number} kg")
    send(desk, at(patient, "weights", before.pk, "error"), {"why": "read again"})
    signs(patient.clinic, leaf, value, unit)
    answer = weigh(desk, patient, number)
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert not Weight.objects.filter(shown=f"{number} kg", struck=False).exists()


def test_a_height_is_held_against_the_clinics_own_limit(
    desk: Client, patient: Patient, nurse: Acting, signs: Signing
) -> None:
    known_weight(patient, nurse)
    signs(patient.clinic, "limit.bmi.high", "22", "kg/m2")
    answer = send(desk, at(patient, "heights", "add"), TALL)
    assert "body mass index is 22.0… kg/m2, above 22 kg/m2" in text_of(answer)


@pytest.mark.hazard("H34")
def test_two_readings_are_compared_by_the_clinics_own_limit(
    desk: Client, patient: Patient, browser_of: Callable[[Acting], Client], prescriber: Acting,
    signs: Signing,
) -> None:  # fmt: skip
    weigh(desk, patient, "100")
    second = at(patient, "weights", Weight.objects.get().pk, "second")
    send(browser_of(prescriber), second, {"number": "100.8", "unit": "kg"})
    assert "differ" not in text_of(desk.get(at(patient, "weights")))
    signs(patient.clinic, "limit.weight.second", "0.5", "%")
    page = text_of(desk.get(at(patient, "weights")))
    assert "The two readings differ by 0.8 %, more than 0.5 %" in page


def test_what_one_clinic_signs_holds_nobody_of_another(
    desk: Client, patient: Patient, nurse: Acting, signs: Signing, other_clinic: Clinic
) -> None:
    known_weight(patient, nurse)
    signs(other_clinic, "limit.weight.change", "5", "%")
    assert weigh(desk, patient, "74").status_code == 302


def test_a_record_is_read_with_what_its_own_clinic_has_signed(
    patient: Patient, nurse: Acting, signs: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_with = []

    def read(case: Any, name: str, kb: Any, as_of: Any) -> Any:
        read_with.append(kb.leaf("limit.weight.change").shown)
        return read_shape(case, name, kb, as_of)

    monkeypatch.setattr(selectors, "read_shape", read)
    selectors.snapshot(patient, today(patient.clinic))
    signs(patient.clinic, "limit.weight.change", "5", "%")
    selectors.snapshot(patient, today(patient.clinic))
    assert read_with == ["10 %", "5 %"]


def test_names_are_known_wherever_nobody_has_signed(desk: Client, nurse: Acting) -> None:
    other = enrol(nurse, "Bo Tran")
    typed = {"what": "zoloft", "taking": "yes", "sure": "confirmed"}
    assert send(desk, at(other, "medications", "add"), typed).status_code == 302
    assert "sertraline" in text_of(desk.get(at(other, "medications")))
