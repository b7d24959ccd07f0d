"""A clinic: its name, zone and chairs, changed by its administrator and by nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.test import Client, RequestFactory
from tests.lib.clinics import open_clinic

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.models import Entry
from titrant.server.sites import actions, entries
from titrant.server.sites.models import Chair, Clinic
from titrant.server.sites.selectors import today
from titrant.server.sites.views import clinic_in
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db

SAID = {
    "name": "Harbour Clinic",
    "phone": "+1 212 555 0111",
    "zone": "America/Chicago",
    "units": "us",
    "jurisdiction": "us",
}


@pytest.fixture
def desk(signed_in: Callable[[Account], Client], person: Callable[..., Account]) -> Client:
    return signed_in(person(Role.ADMINISTRATOR))


def test_a_clinic_is_changed(desk: Client, clinic: Clinic) -> None:
    page = desk.post("/clinic/", {**SAID, "key": "k1"}, follow=True)
    assert "Saved." in page.content.decode()
    clinic.refresh_from_db()
    assert (clinic.zone, clinic.units, clinic.phone) == ("America/Chicago", "us", SAID["phone"])


def test_a_zone_that_is_none_is_refused(desk: Client, clinic: Clinic) -> None:
    page = desk.post("/clinic/", {**SAID, "zone": "Mars/Olympus"})
    assert "Choose one of these." in page.content.decode()
    with pytest.raises(NotAllowed, match="is no time zone"):
        actions.change_clinic(
            said=entries.ClinicSaid(clinic.pk, "X", "Mars/Olympus"),
            by=Acting(Account.objects.get(), clinic.pk, frozenset({Role.ADMINISTRATOR})),
        )


def test_another_clinic_is_not_changed(clinic: Clinic, person: Callable[..., Account]) -> None:
    other = open_clinic(7, "Hill Clinic")
    by = Acting(person(Role.ADMINISTRATOR), clinic.pk, frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(NotAllowed, match="another clinic"):
        actions.change_clinic(said=entries.ClinicSaid(other.pk, "X", "Europe/Paris"), by=by)


def test_a_chair_is_added_closed_and_opened(desk: Client) -> None:
    desk.post("/clinic/chairs/", {"name": "Chair 1", "key": "k1"})
    chair = Chair.objects.get()
    page = desk.post(f"/clinic/chairs/{chair.pk}/", {"key": "k2"}, follow=True).content.decode()
    assert "closed" in page
    assert "Open Chair 1" in page
    desk.post(f"/clinic/chairs/{chair.pk}/", {"key": "k3"})
    chair.refresh_from_db()
    assert chair.open


def test_two_chairs_do_not_share_a_name(desk: Client) -> None:
    desk.post("/clinic/chairs/", {"name": "Chair 1", "key": "k1"})
    page = desk.post("/clinic/chairs/", {"name": " chair 1 ", "key": "k2"}, follow=True)
    assert "There is a chair called chair 1 already." in page.content.decode()
    assert Chair.objects.count() == 1


def test_a_form_that_is_sent_twice_counts_once(desk: Client) -> None:
    before = Entry.objects.count()
    desk.post("/clinic/", {**SAID, "key": "k1"})
    desk.post("/clinic/", {**SAID, "key": "k1"})
    assert Entry.objects.count() == before + 1


def test_a_chair_needs_a_name(desk: Client) -> None:
    page = desk.post("/clinic/chairs/", {"name": " "}, follow=True)
    assert "A chair needs a name of at most 40 characters." in page.content.decode()


def test_a_chair_of_another_clinic_is_not_found(desk: Client, other_clinic: Clinic) -> None:
    foreign = Chair.objects.create(id=UUID(int=5), clinic=other_clinic, name="Far")
    assert desk.post(f"/clinic/chairs/{foreign.pk}/").status_code == 404


def test_a_nurse_changes_no_clinic(
    signed_in: Callable[[Account], Client], person: Callable[..., Account]
) -> None:
    assert signed_in(person(Role.NURSE)).post("/clinic/", SAID).status_code == 403


def test_somebody_without_a_clinic_is_told(
    signed_in: Callable[[Account], Client], clinic: Clinic
) -> None:
    lost = Account.objects.create(email="lost@clinic.example", name="Lost", password="!")
    page = signed_in(lost).get("/policy/")
    assert page.status_code == 403
    request = RequestFactory().get("/policy/")
    request.acting = Acting(lost, None, frozenset())  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed, match="You belong to no clinic yet"):
        clinic_in(request)


def test_the_day_is_the_clinics_own(clinic: Clinic) -> None:
    # 03:30 in UTC is still the evening before in New York (UTC-5 in November).
    with clock_at(datetime(2026, 11, 23, 3, 30, tzinfo=UTC)):
        assert today(clinic) == date(2026, 11, 22)
