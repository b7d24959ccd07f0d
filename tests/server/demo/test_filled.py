"""The demonstration as it stands after `make run`, filled once for all of these tests."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from tests.lib.patients import at, text_of
from tests.server.demo.conftest import Filled, told

from titrant.clinical import FactKind
from titrant.server.accounts.models import Account, Membership
from titrant.server.accounts.roles import Right, Role, rights_of
from titrant.server.audit.models import Entry, Sort
from titrant.server.audit.verifying import verify
from titrant.server.config import demonstration
from titrant.server.demo.awkward import awkward
from titrant.server.demo.clock import MORNING
from titrant.server.demo.filling import fill
from titrant.server.demo.staff import STAFF
from titrant.server.exposures.models import Exposure, PastSession
from titrant.server.intake.models import Intake, Joined, Step
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Medication, Patient, Weight
from titrant.server.patients.recording import recorded_kinds
from titrant.server.patients.section import section_of, sections
from titrant.server.sites import selectors as sites
from titrant.server.sites.models import Clinic
from titrant.server.web import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]
TWICE = True


def named(name: str) -> Patient:
    return Patient.objects.select_related("clinic").get(name=name)


def rows(word: str, name: str) -> list[Any]:
    (model,) = (section.model for section in sections() if section.word == word)
    return list(model._default_manager.filter(patient__name=name).order_by("number"))


def browser(word: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=f"{word}@demo.example"))
    session = client.session
    session["second"] = True
    session.save()
    return client


def test_the_same_clinic_is_made_each_time(filled: Filled) -> None:
    assert told() == filled.before


def test_it_is_as_large_as_a_clinic() -> None:
    assert Patient.objects.count() >= 60
    assert PastSession.objects.count() >= 600
    assert PastSession.objects.values("protocol").distinct().count() == 37


def test_a_second_filling_does_nothing() -> None:
    count, last = Entry.objects.count(), Entry.objects.latest("recorded", "number").digest
    demonstration.fill()
    fill()
    assert Entry.objects.count() == count
    assert Entry.objects.latest("recorded", "number").digest == last


def test_its_record_is_believed() -> None:
    assert verify() == []


def test_it_says_that_it_is_made_up() -> None:
    assert all("made up" in clinic.name for clinic in Clinic.objects.all())
    page = text_of(browser("nurse").get("/patients/"))
    assert "made up" in page or "made-up" in page


def test_nobody_wrote_what_their_role_may_not_write() -> None:
    written = Entry.objects.filter(sort=Sort.WRITE, patient__isnull=False, agent="")
    at_desk = [
        ref
        for rows in Step.objects.values_list("rows", flat=True)
        for _, ref in msgspec.json.decode(rows).values()
    ]
    taken_down = set(written.filter(ref__in=at_desk).values_list("role", flat=True))
    assert taken_down == {"coordinator"}  # who may not write it herself: what a person says
    pairs = set(written.exclude(ref__in=at_desk).values_list("kind", "role"))
    own = {
        "patients.registered": Right.WRITE_CONTACT,
        "intake.joined": Right.JOIN_RECORDS,
        "intake.invited": Right.WRITE_CONTACT,
        "intake.begun": Right.WRITE_CONTACT,
        "intake.import": Right.IMPORT_RECORD,
        "patients.confirmed": Right.CONFIRM,
        "patients.struck": Right.WRITE_RECORD,
        "tasks.opened": Right.WORK_TASKS,
        "tasks.closed": Right.WORK_TASKS,
        "accounts.glass-broken": Right.BREAK_GLASS,
        "accounts.glass-reviewed": Right.REVIEW_BREAK_GLASS,
    }
    for kind, role in pairs:
        if kind in recorded_kinds():
            needed = section_of(kind).writes
        elif kind in own:
            needed = own[kind]
        else:
            continue
        assert needed in rights_of(frozenset({Role(role)})), (kind, role)
    assert own.keys() <= {kind for kind, _ in pairs}


def test_everything_was_written_in_the_order_of_time_and_before_today() -> None:
    for chain in (1, 2):
        entries = Entry.objects.filter(chain=chain).order_by("number")
        moments = list(entries.values_list("recorded", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] <= MORNING


def test_the_policy_is_signed_by_the_director_and_the_chairs_are_open() -> None:
    clinic = Clinic.objects.get(pk=1)
    policy = sites.policy_in_force(clinic)
    assert policy is not None
    assert policy.version == 1
    assert {one["by"] for one in sites.overlay_of(clinic)["signatures"]} == {"Dr Iris Vane"}
    for protocol in sites.unapproved(clinic):
        assert protocol.held  # and nobody can sign what is held for a reason
    assert len(sites.chairs(clinic)) == 4


def test_there_is_somebody_for_each_role_of_the_staff() -> None:
    found = {role for (role,) in Membership.objects.values_list("role")}
    assert found == {role.value for role in Role} - {Role.PATIENT, Role.SITTER}
    assert {one.role for one in demonstration.sign_ins()} == found


def _code(secret: str, counter: int) -> str:
    """Work out RFC 6238 (RFC 4226, 5.3) by itself: SHA-1, 30 seconds, six digits."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1)
    offset = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06d}"


def test_everybody_signs_in_with_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, filled: Filled
) -> None:
    monkeypatch.setattr(settings, "INSTALLATION", filled.installation)
    monkeypatch.setattr(time, "time", lambda: 1_795_440_600.0)
    assert _code(base64.b32encode(b"12345678901234567890").decode(), 1) == "287082"  # RFC 4226, D
    for sign_in, worker in zip(demonstration.sign_ins(), STAFF, strict=True):
        account = Account.objects.get(email=sign_in.email)
        assert account.name == worker.name
        assert account.check_password(sign_in.password)
        held = Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP)
        code = demonstration.code_of(worker.word)
        assert code == _code(worker.secret, 1_795_440_600 // 30)
        assert held.wrap().validate_code(code)
        assert not held.wrap().validate_code(_code(worker.secret, 7))
    with pytest.raises(KeyError):
        demonstration.code_of("nobody")


# ---------------------------------------------------------------- people, by name


def test_everybody_awkward_is_there_with_what_is_awkward_in_a_note() -> None:
    for one in awkward():
        notes = [row.text for row in rows("notes", one.name)]
        assert notes == ([] if "empty" in one.marks else [f"First visit. {one.awkward}"])


def test_every_awkward_record_opens() -> None:
    client = browser("prescriber")
    for one in awkward():
        answer: Any = client.get(at(named(one.name)))
        assert (answer.status_code, one.name in text_of(answer)) == (200, True), one.name


def test_everybodys_record_is_read_whole() -> None:
    """One dose in a unit that the reader refuses would close the screening and every export."""
    for person in Patient.objects.select_related("clinic"):
        found = whole(person, sites.today(person.clinic))
        rows = Medication.objects.filter(patient=person, struck=False, corrected_by=None)
        assert len([one for one in found.facts if one.kind is FactKind.MEDICATION]) >= len(rows)


def test_pounds_were_taken_for_kilograms_and_corrected() -> None:
    _, wrong, right = rows("weights", "Wanda Pounds")
    assert (wrong.kg, wrong.counts, wrong.corrected_by) == (Decimal(154), False, right.pk)
    assert (right.kg, right.shown) == (Decimal("69.853"), "154 lb")  # 154 × 0.45359237, by hand


def test_a_second_reading_differs_by_a_slip_of_a_key() -> None:
    (weight,) = rows("weights", "Sven Second")
    assert (weight.kg, weight.second_kg) == (Decimal("70.2"), Decimal("80.2"))
    assert weight.second_by != weight.by
    assert not Weight.objects.filter(first=True, second_kg=None).exists()


def test_one_person_was_registered_twice_and_joined() -> None:
    (link,) = Joined.objects.select_related("one", "other")
    assert (link.one.name, link.other.name) == ("Pat Double", "Patricia Double")
    assert link.undone_at is None


def test_a_row_was_struck_and_another_corrected_twice() -> None:
    (row,) = rows("medications", "Stella Struck")
    assert (row.what, row.struck, row.counts) == ("lithium", True, False)
    assert [one.systolic for one in rows("vitals", "Cora Corrected")] == [122, 218, 128, 118]
    assert [one.counts for one in rows("vitals", "Cora Corrected")] == [True, False, False, True]


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("Nora Nothing", lambda one: Entry.objects.filter(patient=one.pk).count() == 1),
        ("Dora Deceased", lambda one: one.died is not None),
        ("Selma Silent", lambda one: one.safe_contact == "none"),
        ("Nadia Unborn", lambda one: one.born is None),
        ("Vera Everywhere", lambda one: Exposure.objects.filter(patient=one).count() == 3),
    ],
)
def test_what_their_name_says_is_so(name: str, is_so: Callable[[Patient], bool]) -> None:
    assert is_so(named(name))


def test_what_would_hold_a_session_is_there_to_be_seen() -> None:
    (test,) = rows("results", "Petra Positive")
    assert (test.what, test.result) == ("pregnancy-test", "positive")
    (allergy,) = rows("allergies", "Alma Allergy")
    assert allergy.what == "ketamine"
    assert [one.answer for one in rows("consents", "Wes Withdrawn")] == ["given", "withdrawn"]


def test_nothing_is_confirmed_of_whom_nobody_has_asked() -> None:
    assert {one.sure for one in rows("conditions", "Ulla Unsure")} == {"reported, unconfirmed"}
    new = Intake.objects.select_related("patient")
    assert len(new) >= 5
    assert not PastSession.objects.filter(patient__in=[one.patient for one in new]).exists()


# ---------------------------------------------------------------- the clock


@pytest.fixture
def _own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_source", [*clock._source])
    monkeypatch.setenv("TITRANT_CLOCK_AHEAD", "")


@pytest.mark.usefixtures("_own_clock")
def test_the_clock_begins_on_one_morning() -> None:
    demonstration.set_clock()
    shown = clock.now()
    assert abs(shown - MORNING).total_seconds() < 600  # as long as this test may take
    assert f"{shown:%a %d %b %Y}" == "Mon 23 Nov 2026"
