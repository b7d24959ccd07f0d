"""A record of another clinic that is opened in an emergency: found whole, and shut on the hour."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.lib.patients import at, enrol

from titrant.server.accounts import actions as people
from titrant.server.accounts import emergency
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting, acting_in_emergency
from titrant.server.patients import pages, selectors
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import clock_at, now

pytestmark = pytest.mark.django_db
BORN = date(1985, 4, 23)


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        ("Mara Ellison", BORN, True),
        ("  mara   ELLISON ", BORN, True),
        ("Mara", BORN, False),  # a part of a name finds nobody: this is no search
        ("Mara Ellison", date(1985, 4, 24), False),
    ],
)
def test_only_a_whole_name_and_birth_date_find_a_record(
    nurse: Acting, name: str, born: date, found: bool
) -> None:
    patient = enrol(nurse, born=BORN)
    records = selectors.records_of(name, born)
    assert [(one.patient, one.clinic) for one in records] == (
        [(patient.pk, patient.clinic_id)] if found else []
    )


def test_a_record_shuts_when_the_hour_ends_between_two_questions(
    patient: Patient, person: Callable[..., Account], other_clinic: Clinic,
    browser_of: Callable[[Acting], Client], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    stranger = acting(person(Role.PRESCRIBER, other_clinic), None)
    record = emergency.record_of(patient.pk)
    assert record is not None
    people.break_glass(record=record, reason="Unconscious in our hall.", by=stranger)
    browser = browser_of(stranger)
    assert browser.get(at(patient)).status_code == 200

    def a_day_later(somebody: Acting, record: UUID, clinic: int) -> Acting | None:
        with clock_at(now() + timedelta(days=1)):
            return acting_in_emergency(somebody, record, clinic)

    monkeypatch.setattr(pages, "acting_in_emergency", a_day_later)
    assert browser.get(at(patient)).status_code == 404
