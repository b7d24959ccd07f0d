"""Emergency access: a reason, an hour, a banner, a review by somebody else."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from titrant.server.accounts import actions, emergency, notices, rules, selectors
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, BrokenGlass
from titrant.server.accounts.roles import Right, Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.audit.verifying import verify
from titrant.server.patients import actions as patients
from titrant.server.patients.entries import PatientSaid

pytestmark = pytest.mark.django_db

REASON = "She is in our chair with chest pain and cannot speak."
BORN = "1985-04-23"


@pytest.fixture
def patient(nurse: Acting) -> UUID:
    said = PatientSaid(name="Mara Ellison", born=date.fromisoformat(BORN))
    return patients.register(said=said, by=nurse)


@pytest.fixture
def hill(signed_in: Callable[[Account], Client], other_nurse: Acting) -> Client:
    return signed_in(other_nurse.account)


@pytest.fixture
def director(person: Callable[..., Account]) -> Acting:
    return selectors.acting(person(Role.DIRECTOR, name="Dora Finch"), None)


def look_for(client: Client, **also: str) -> Any:
    said = {"name": "mara  ELLISON", "born": BORN, "reason": REASON, "key": "k"}
    return client.post("/emergency/", {**said, **also})


def test_another_clinics_record_opens_for_an_hour_with_a_banner(
    hands: Any, hill: Client, patient: UUID
) -> None:
    place = f"/patients/{patient}/"
    assert hill.get(place).status_code == 404
    assert look_for(hill).headers["Location"] == place
    page = hill.get(place)
    assert page.status_code == 200
    assert b"Emergency access." in page.content
    assert b"Mon 23 Nov 2026, 08:00" in page.content
    assert "1\xa0hour from now" in page.content.decode()
    hands.go_on(minutes=59)
    session = hill.session
    session["seen"] = int(hands.now.timestamp())
    session.save()
    assert "1\xa0minute from now" in hill.get(place).content.decode()
    hands.go_on(minutes=1)
    assert hill.get(place).status_code == 404
    assert b"Emergency access." not in hill.get("/patients/").content


def test_it_opens_one_record_for_one_person(
    hill: Client, patient: UUID, nurse: Acting, person: Callable[..., Account], other_nurse: Acting
) -> None:
    second = patients.register(said=PatientSaid(name="Mara Ellison"), by=nurse)
    look_for(hill)
    assert hill.get(f"/patients/{second}/").status_code == 404
    colleague = Client()
    colleague.force_login(person(Role.NURSE, where=other_nurse.account.memberships.get().clinic))
    session = colleague.session
    session["second"] = True
    session.save()
    assert colleague.get(f"/patients/{patient}/").status_code == 404


def test_what_is_read_and_written_stands_in_the_chain_of_the_records_clinic(
    hill: Client, patient: UUID, other_nurse: Acting
) -> None:
    look_for(hill)
    before = Entry.objects.filter(chain=1).count()
    for _ in range(3):
        hill.get(f"/patients/{patient}/")
    rows = Entry.objects.filter(chain=1).order_by("number")[before:]
    assert [(row.by_id, row.role, row.patient) for row in rows] == [
        (other_nurse.account.pk, "nurse (emergency)", patient)
    ] * 3
    broken = Entry.objects.get(kind="accounts.glass-broken")
    assert (broken.chain, broken.patient) == (1, patient)
    assert verify() == []
    assert differences() == []


def test_an_emergency_opens_less_than_the_role_at_home(
    patient: UUID, person: Callable[..., Account], other_nurse: Acting
) -> None:
    there = other_nurse.account.memberships.get().clinic
    prescriber = selectors.acting(person(Role.PRESCRIBER, where=there), None)
    assert selectors.acting_in_emergency(prescriber, patient, 1) is None
    record = emergency.record_of(patient)
    assert record is not None
    actions.break_glass(record=record, reason=REASON, by=prescriber)
    opened = selectors.acting_in_emergency(prescriber, patient, 1)
    assert opened is not None
    assert (opened.clinic, prescriber.clinic) == (1, 2)
    assert opened.may(Right.WRITE_RECORD)
    assert not opened.may(Right.JOIN_RECORDS)
    with pytest.raises(NotAllowed, match="An emergency does not allow you to join"):
        rules.check_may(opened, Right.JOIN_RECORDS)
    auditor = selectors.acting(person(Role.AUDITOR, where=there), None)
    assert selectors.acting_in_emergency(auditor, patient, 1) is None


def test_every_search_is_written_whether_or_not_it_finds(hill: Client, patient: UUID) -> None:
    page = look_for(hill, name="Mara Elison")
    assert page.status_code == 200
    assert b"Nobody of this whole name" in page.content
    assert REASON in page.content.decode()  # what was typed is kept
    look_for(hill, key="k2")
    rows = Entry.objects.filter(body__contains="emergency search").order_by("number")
    assert ['"found":0' in rows[0].body, '"found":1' in rows[1].body] == [True, True]
    assert len(rows) == 2
    assert BrokenGlass.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reason": ""}, "Say why, in a sentence."),
        ({"reason": "urgent"}, "a word is not enough"),
        ({"reason": "aaaaaaaaaaaaaaaa"}, "Say in a sentence why"),
        ({"reason": "              "}, "Say why, in a sentence."),
        ({"name": ""}, "id_name_error"),
        ({"born": "last spring"}, "This is no date."),
        ({"born": "1985-13-23"}, "This is no date."),
    ],
)
def test_without_a_reason_nothing_is_even_looked_for(
    hill: Client, patient: UUID, wrong: dict[str, str], says: str
) -> None:
    page = look_for(hill, **wrong)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not BrokenGlass.objects.exists()
    assert not Entry.objects.filter(body__contains="emergency search").exists()


def test_two_of_one_name_and_birthday_are_not_guessed(
    hill: Client, patient: UUID, nurse: Acting
) -> None:
    twin = PatientSaid(name="Mara Ellison", born=date.fromisoformat(BORN))
    patients.register(said=twin, by=nurse)
    assert b"Several people have this name" in look_for(hill).content
    assert not BrokenGlass.objects.exists()


def test_a_record_of_ones_own_clinic_needs_no_emergency(
    signed_in: Callable[[Account], Client], nurse: Acting, patient: UUID
) -> None:
    answer = look_for(signed_in(nurse.account))
    assert answer.headers["Location"] == f"/patients/{patient}/"
    assert not BrokenGlass.objects.exists()


def test_a_known_address_opens_with_a_reason(hill: Client, patient: UUID) -> None:
    place = f"/emergency/{patient}/"
    assert b"another clinic" in hill.get(place).content
    assert b"Say why" in hill.post(place, {"reason": ""}).content
    assert b"Say in a sentence" in hill.post(place, {"reason": "x" * 30}).content
    assert not BrokenGlass.objects.exists()
    answer = hill.post(place, {"reason": REASON, "key": "k"})
    assert answer.headers["Location"] == f"/patients/{patient}/"
    assert hill.post(place, {"reason": REASON, "key": "k"}).status_code == 302
    assert BrokenGlass.objects.count() == 1  # a form sent twice
    assert hill.post(f"/emergency/{uuid4()}/", {"reason": REASON}).status_code == 404


def test_who_wants_to_know_is_told_in_the_same_transaction(
    patient: UUID, other_nurse: Acting
) -> None:
    told: list[BrokenGlass] = []
    notices.after_emergency(told.append)
    record = emergency.record_of(patient)
    assert record is not None
    try:
        for _ in range(2):
            actions.break_glass(record=record, reason=REASON, by=other_nurse, key="k")
    finally:
        notices._emergencies.remove(told.append)
    assert [(one.clinic_id, one.patient, one.reviewed) for one in told] == [(1, patient, None)]


def review(client: Client, finding: str = "Called the nurse: the reason held.") -> Any:
    return client.post(f"/emergencies/{BrokenGlass.objects.get().pk}/", {"finding": finding})


def test_the_records_clinic_reviews_it(
    hill: Client, patient: UUID, signed_in: Callable[[Account], Client], director: Acting
) -> None:
    look_for(hill)
    desk = Client()
    desk.force_login(director.account)
    session = desk.session
    session["second"] = True
    session.save()
    page = desk.get("/emergencies/").content.decode()
    assert "Olga Brandt" in page
    assert REASON in page
    assert "Review this access" in page
    place = f"/emergencies/{BrokenGlass.objects.get().pk}/"
    assert f"/patients/{patient}/" in desk.get(place).content.decode()
    assert b"Write what you found." in review(desk, " ").content
    assert review(desk).headers["Location"] == "/emergencies/"
    found = BrokenGlass.objects.get()
    assert (found.reviewer, found.finding) == (
        director.account,
        "Called the nurse: the reason held.",
    )
    assert "reviewed" in desk.get("/emergencies/").content.decode()
    assert b"the reason held" in desk.get(place).content
    assert review(desk, "again").status_code == 403
    assert differences() == []


def test_an_auditor_reviews_without_opening_the_record(
    hill: Client, patient: UUID, person: Callable[..., Account]
) -> None:
    look_for(hill)
    desk = Client()
    desk.force_login(person(Role.AUDITOR))
    session = desk.session
    session["second"] = True
    session.save()
    place = f"/emergencies/{BrokenGlass.objects.get().pk}/"
    assert f'href="/patients/{patient}/"' not in desk.get(place).content.decode()
    assert review(desk).status_code == 302


@pytest.mark.hazard("H51")
def test_nobody_reviews_their_own_access(
    patient: UUID, other_nurse: Acting, director: Acting, nurse: Acting
) -> None:
    """Not even a director who works in both clinics."""
    record = emergency.record_of(patient)
    assert record is not None
    away = Acting(director.account, 2, director.roles)
    entry = actions.break_glass(record=record, reason=REASON, by=away)
    access = BrokenGlass.objects.get(pk=entry.ref)
    assert not rules.can_review(director, access)
    with pytest.raises(NotAllowed, match="Nobody reviews their own"):
        actions.review(access=access, finding="It was fine.", by=director)
    access.account = other_nurse.account
    assert rules.can_review(director, access)
    with pytest.raises(NotAllowed, match="Write what you found"):
        actions.review(access=access, finding="  ", by=director)
    assert not rules.can_review(nurse, access)
    access.clinic_id = 2
    with pytest.raises(NotAllowed, match="another clinic"):
        rules.check_can_review(director, access)


def test_the_opener_is_told_to_wait_for_somebody_else(
    signed_in: Callable[[Account], Client], director: Acting, patient: UUID, other_clinic: object
) -> None:
    record = emergency.record_of(patient)
    assert record is not None
    actions.break_glass(
        record=record, reason=REASON, by=Acting(director.account, 2, director.roles)
    )
    desk = signed_in(director.account)
    assert b"nobody reviews their own" in desk.get("/emergencies/").content
    place = f"/emergencies/{BrokenGlass.objects.get().pk}/"
    assert b"Keep this review" not in desk.get(place).content
    assert review(desk).status_code == 403
    assert str(BrokenGlass.objects.get()).endswith(str(BrokenGlass.objects.get().pk))


def test_an_access_of_another_clinic_is_not_there(
    hill: Client, patient: UUID, person: Callable[..., Account], other_nurse: Acting
) -> None:
    look_for(hill)
    there = other_nurse.account.memberships.get().clinic
    desk = Client()
    desk.force_login(person(Role.AUDITOR, where=there))
    session = desk.session
    session["second"] = True
    session.save()
    assert b"Nobody has opened" in desk.get("/emergencies/").content
    assert desk.get(f"/emergencies/{BrokenGlass.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.PATIENT])
def test_who_treats_nobody_opens_nothing(
    person: Callable[..., Account], patient: UUID, other_nurse: Acting, role: Role
) -> None:
    there = other_nurse.account.memberships.get().clinic
    acting = selectors.acting(person(role, where=there), None)
    record = emergency.record_of(patient)
    assert record is not None
    with pytest.raises(NotAllowed):
        actions.break_glass(record=record, reason=REASON, by=acting)
    with pytest.raises(NotAllowed):
        actions.note_search(words="x", reason=REASON, found=0, by=acting)


def test_reading_the_list_and_one_access_is_read_once_a_request(
    signed_in: Callable[[Account], Client], director: Acting, hill: Client, patient: UUID
) -> None:
    look_for(hill)
    access = BrokenGlass.objects.get()
    desk = Client()
    desk.force_login(director.account)
    session = desk.session
    session["second"] = True
    session.save()
    before = Entry.objects.filter(sort="read").count()
    desk.get("/emergencies/")
    desk.get(f"/emergencies/{access.pk}/")
    assert Entry.objects.filter(sort="read").count() == before + 2
    assert Entry.objects.filter(sort="read", patient=patient).count() >= 1
