"""Opening a course: one a person, in one version, from what fits."""

import pytest
from tests.lib.ready import make_ready, signs

from titrant.dosing.screening import screen, treatment_of
from titrant.server.accounts.acting import Acting
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of, today

pytestmark = pytest.mark.django_db


def test_somebody_who_was_asked_everything_is_not_held(
    patient: Patient, nurse: Acting, prescriber: Acting
) -> None:
    signs(patient.clinic, prescriber)
    make_ready(patient, prescriber, nurse)
    kb = knowledge_of(patient.clinic)
    treatment = treatment_of(kb.protocol("iv-depression"), "us")
    found = screen(whole(patient, today(patient.clinic), kb), treatment, kb)
    assert not found.holds
