"""Who may be registered already: asked before anybody is registered a second time."""

from datetime import date

import pytest
from django.test import Client
from tests.lib.patients import enrol

from titrant.server.accounts.acting import Acting
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.folding import days_like
from titrant.server.patients.models import Patient
from titrant.server.patients.selectors import perhaps_the_same
from titrant.server.sites.models import Clinic

pytestmark = pytest.mark.django_db
BORN, PHONE = date(1985, 3, 4), "+1 212 555 0777"


@pytest.fixture
def zed(nurse: Acting) -> Patient:
    return enrol(nurse, "Zed Testing", born=BORN, phone=PHONE)


@pytest.mark.hazard("H16")
@pytest.mark.parametrize(
    ("name", "born", "phone", "found"),
    [
        ("Zed Testing", BORN, "", True),
        ("Testing, Zed", BORN, "", True),
        ("Zed Testin", date(1985, 4, 3), "", True),  # day and month exchanged
        ("Zed Testing", date(1986, 3, 4), "", True),  # a slip of a key
        ("Zed Testing", date(1985, 3, 14), "", True),
        ("Zed Testing", None, "", True),  # nobody asked yet
        ("zed", None, "", True),
        ("Zed Testing", date(1990, 11, 20), PHONE, True),
        ("Zed Testing", date(1990, 11, 20), "(212) 555-0777", False),  # without its country
        ("Zed Testing", date(1990, 11, 20), "", False),
        ("Zed Testing", date(1990, 11, 20), "555", False),
        ("Ada Fenn", BORN, PHONE, False),  # of one household
        ("Ada Fenn", None, "", False),
    ],
)
def test_a_name_like_it_and_nothing_that_speaks_against_it(
    zed: Patient, nurse: Acting, name: str, born: date | None, phone: str, found: bool
) -> None:
    said = PatientSaid(name=name, born=born, phone=phone)
    assert perhaps_the_same(nurse, said) == ([zed] if found else [])


def test_who_has_no_birth_date_may_be_anybody_of_the_name(nurse: Acting) -> None:
    zed = enrol(nurse, "Zed Testing")
    assert perhaps_the_same(nurse, PatientSaid(name="Zed Testing", born=BORN)) == [zed]


def test_the_same_birth_date_comes_first(zed: Patient, nurse: Acting) -> None:
    other = enrol(nurse, "Zed A Testing", born=date(1985, 4, 3))
    said = PatientSaid(name="Zed Testing", born=BORN)
    assert perhaps_the_same(nurse, said) == [zed, other]


def test_another_clinics_people_are_not_shown(
    zed: Patient, nurse: Acting, other_clinic: Clinic
) -> None:
    Patient.objects.filter(pk=zed.pk).update(clinic=other_clinic)
    assert perhaps_the_same(nurse, PatientSaid(name="Zed Testing", born=BORN)) == []


def test_it_is_asked_at_the_desk(zed: Patient, desk: Client) -> None:
    typed = {"name": "Zed Testing", "born": "1985-04-03", "phone": PHONE, "safe_contact": "text"}
    page = desk.post("/patients/new/", typed)
    assert page.status_code == 200
    assert b"Is it one of these?" in page.content
    assert Patient.objects.count() == 1


def test_days_that_a_slip_of_a_key_makes() -> None:
    near = days_like(date(2000, 2, 29))
    assert {date(2000, 2, 29), date(2004, 2, 29), date(2000, 2, 28), date(2000, 3, 29)} <= near
    assert date(2001, 2, 28) not in near
    assert all(one.year in range(1, 10000) for one in near)
