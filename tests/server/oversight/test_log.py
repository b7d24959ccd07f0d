"""The log: who did and read what, within one clinic; looking is a line as well."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.audit import kinds
from titrant.server.audit.actor import program
from titrant.server.audit.appending import note_read
from titrant.server.audit.models import Entry, Sort
from titrant.server.oversight import selectors
from titrant.server.patients import actions, entries
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(signed_in: Callable[[Account], Client], person: Callable[..., Account]) -> Client:
    return signed_in(person(Role.AUDITOR, name="Audrey Book"))


@pytest.fixture
def patient(nurse: Acting) -> UUID:
    with clock_at(datetime(2026, 11, 21, 4, 30, tzinfo=UTC)):  # 20 November in New York
        ref = actions.register(said=entries.PatientSaid(name="Mara Ellison"), by=nurse)
        note_read("patient", by=nurse.actor, patient=ref)
        note_read("patients", by=nurse.actor, also=[str(ref), str(uuid4())])
        note_read("outbox", by=program("worker:outbox", 1), also=3)
    return ref


def lines(client: Client, **asked: str | int) -> list[str]:
    text = client.get("/log/", asked).content.decode()
    return text.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def test_the_log_says_who_did_what_and_not_what_was_written(auditor: Client, patient: UUID) -> None:
    page = auditor.get("/log/").content.decode()
    for words in (
        "Nurse of Harbour Clinic",
        "registered a person",
        "worker:outbox",
        "read outbox",
    ):
        assert words in page
    assert "Mara" not in page


def test_every_kind_of_entry_is_told_in_words_of_its_own() -> None:
    told = [kind.told for kind in kinds.all_kinds()]
    assert len(set(told)) == len(told)
    for words in told:
        assert re.fullmatch(r"[a-z][a-z’ -]+", words), words


@pytest.mark.parametrize(
    ("kind", "corrects", "words"),
    [
        ("patients.weight", None, "wrote a weight"),
        ("patients.weight", uuid4(), "corrected a weight"),
        ("patients.registered", None, "registered a person"),
        ("pumps.set", None, "pumps.set"),  # written by a later version
    ],
)
def test_a_line_says_what_was_done(kind: str, corrects: UUID | None, words: str) -> None:
    entry = Entry(kind=kind, corrects=corrects, sort=Sort.WRITE, agent="worker:x", body="{}")
    assert selectors.line(entry).did == words


def test_looking_is_one_line(auditor: Client, patient: UUID) -> None:
    for number in range(1, 4):
        auditor.get("/log/", {"patient": str(patient)})
        seen = Entry.objects.filter(kind="read", by__name="Audrey Book")
        assert seen.count() == number
        assert {entry.patient for entry in seen} == {patient}


def test_it_is_narrowed_by_each_and_by_all(auditor: Client, patient: UUID, nurse: Acting) -> None:
    assert len(lines(auditor, patient=str(patient))) == 2
    assert len(lines(auditor, person=str(nurse.account.ref))) == 3
    assert len(lines(auditor, kind="patients.registered")) == 1
    assert len(lines(auditor, since="2026-11-20", until="2026-11-20")) == 4
    assert not lines(auditor, until="2026-11-19")
    assert not lines(auditor, patient=str(uuid4()))
    assert (
        len(lines(auditor, person=str(nurse.account.ref), kind="read", patient=str(patient))) == 1
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"patient": "Mara"}, "This is no id"),
        ({"person": "00000000-0000-4000-8000-000000000000"}, "Choose one of these"),
        ({"kind": "odd"}, "Choose one of these"),
        ({"since": "2026-11-21", "until": "2026-11-20"}, "before the first one"),
        ({"since": "yesterday"}, "Write the date"),
    ],
)
def test_what_cannot_be_asked_says_so(
    auditor: Client, patient: UUID, asked: dict[str, str], words: str
) -> None:
    page = auditor.get("/log/", asked)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert "<tbody>" not in page.content.decode()


def test_another_clinics_log_is_not_seen(
    auditor: Client, other_clinic: Clinic, person: Callable[..., Account]
) -> None:
    stranger = person(Role.NURSE, other_clinic, name="Nora Far")
    note_read("patients", by=program("worker:far", other_clinic.pk))
    page = auditor.get("/log/").content.decode()
    assert "worker:far" not in page
    assert lines(auditor, person=str(stranger.ref)) == []


def test_the_log_has_pages(auditor: Client, nurse: Acting) -> None:
    for _ in range(101):
        note_read("patients", by=nurse.actor)
    assert "Older" in auditor.get("/log/").content.decode()
    assert "Newer" in auditor.get("/log/?page=2").content.decode()


def test_a_nurse_does_not_read_it(
    signed_in: Callable[[Account], Client], person: Callable[..., Account]
) -> None:
    assert signed_in(person(Role.NURSE)).get("/log/").status_code == 403
