"""Invitations: the only way an account begins."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.lib.clinics import PASSWORD
from tests.lib.signing_in import SIGN_IN, sign_in, typed

from titrant.server.accounts import actions, entries, inviting, notices, selectors
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.inviting import LinkOver
from titrant.server.accounts.models import Account, Invitation, Membership
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import INVITATION_LASTS, NotAllowed, can_invite
from titrant.server.audit.appending import append
from titrant.server.audit.rebuilding import differences
from titrant.server.messages.models import Message
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import clock_at, now

pytestmark = pytest.mark.django_db

NEW = "otter river lamp seven"


@pytest.fixture
def secret(admin: Acting) -> str:
    return inviting.invite(
        email="Ines@Clinic.example ", name="Ines Roth", role=Role.NURSE, by=admin
    )[1]


def join(client: Client, secret: str, password: str = NEW, again: str = "") -> Any:
    return client.post(f"/join/{secret}/", {"password": password, "again": again or password})


def test_an_invited_person_sets_a_password_and_then_a_second_factor(
    client: Client, secret: str
) -> None:
    page = client.get(f"/join/{secret}/")
    assert b"Harbour Clinic invites you as nurse" in page.content
    assert join(client, secret).status_code == 302
    account = Account.objects.get(email="ines@clinic.example")
    assert account.name == "Ines Roth"
    assert selectors.roles_of(account, 1) == [Role.NURSE]
    assert client.get("/patients/").headers["Location"] == "/second-factor/"
    assert client.get("/2fa/codes/").status_code == 200  # the password was given a moment ago
    assert differences() == []


def test_the_message_names_nobody_and_says_nothing_of_the_clinic(secret: str) -> None:
    message = Message.objects.get()
    assert message.address == "ines@clinic.example"
    assert f"/join/{secret}/" in message.text
    for word in ("Ines", "Roth", "Harbour", "nurse", "etamine"):
        assert word not in message.subject + message.text.replace(secret, "")


def test_a_link_works_once(client: Client, secret: str) -> None:
    join(client, secret)
    page = Client().get(f"/join/{secret}/")
    assert page.status_code == 410
    assert b"used already" in page.content
    assert join(Client(), secret).status_code == 410


def test_an_old_link_is_over(client: Client, secret: str) -> None:
    with clock_at(now() + INVITATION_LASTS):
        page = client.get(f"/join/{secret}/")
    assert page.status_code == 410
    assert b"was good until" in page.content
    with clock_at(now() + INVITATION_LASTS - timedelta(minutes=1)):
        assert client.get(f"/join/{secret}/").status_code == 200


def test_a_link_that_was_taken_back_is_over(client: Client, secret: str, admin: Acting) -> None:
    inviting.withdraw(invitation=Invitation.objects.get().pk, by=admin)
    page = client.get(f"/join/{secret}/")
    assert page.status_code == 410
    assert b"taken back" in page.content


@pytest.mark.parametrize("wrong", ["x", "A" * 43, "%00", "a-b_c"])
def test_a_wrong_link_is_not_ours(client: Client, secret: str, wrong: str) -> None:
    page = client.get(f"/join/{wrong}/")
    assert page.status_code == 410
    assert b"not one of ours" in page.content


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short words", b"too short"),
        ("password1234", b"too common"),
        ("ines@clinic.example", b"too similar"),
        ("ketamine-clinic-nurse", b"everybody here would try first"),
        ("Ines-Roth-Titrant-1", b"everybody here would try first"),
    ],
)
def test_a_weak_password_is_refused_in_words(
    client: Client, secret: str, password: str, says: bytes
) -> None:
    page = join(client, secret, password)
    assert page.status_code == 200
    assert says in page.content
    assert not Account.objects.filter(email="ines@clinic.example").exists()


def test_two_passwords_that_differ_are_refused(client: Client, secret: str) -> None:
    page = join(client, secret, NEW, "otter river lamp eight")
    assert b"not the same" in page.content
    once = client.post(f"/join/{secret}/", {"password": NEW})
    assert b'id="id_again_error"' in once.content


@pytest.mark.parametrize(
    "password",
    ["  spaces that count  ", "ÄÖ ü 中文 и мир 🌊🌊", "x9!" * 100, "nur kleine worte hier"],
)
def test_any_letters_and_any_length_make_a_password(
    client: Client, secret: str, password: str
) -> None:
    assert join(client, secret, password).status_code == 302
    account = Account.objects.get(email="ines@clinic.example")
    assert account.check_password(password)
    assert not account.check_password(password.strip() + " ")
    assert not account.check_password(password.swapcase().rstrip() + ".")
    assert typed(Client(), account, password).status_code == 302


def test_somebody_who_has_an_account_signs_in_and_then_joins(
    client: Client, other_nurse: Acting, admin: Acting
) -> None:
    account = other_nurse.account
    _, secret = inviting.invite(email=account.email, name="O.", role=Role.AUDITOR, by=admin)
    sent = client.get(f"/join/{secret}/")
    assert sent.headers["Location"] == f"{SIGN_IN}?next=/join/{secret}/"
    with pytest.raises(LinkOver, match="account already"):
        inviting.accept(secret=secret, password=NEW)
    sign_in(client, account)
    assert b"Join Harbour Clinic" in client.get(f"/join/{secret}/").content
    assert selectors.roles_of(account, 1) == []  # looking is not joining
    client.post(f"/join/{secret}/")
    assert selectors.roles_of(account, 1) == [Role.AUDITOR]
    assert selectors.roles_of(account, 2) == [Role.NURSE]
    account.refresh_from_db()
    assert account.name == "Olga Brandt"
    assert account.check_password(PASSWORD)
    assert client.session["clinic"] == 1
    assert client.get(f"/join/{secret}/").status_code == 410


def test_a_link_is_for_the_person_it_was_sent_to(
    client: Client, secret: str, nurse: Acting
) -> None:
    sign_in(client, nurse.account)
    for answer in (client.get(f"/join/{secret}/"), client.post(f"/join/{secret}/")):
        assert answer.status_code == 410
        assert b"for somebody else" in answer.content
    assert Invitation.objects.get().accepted is None


def test_a_form_sent_twice_invites_once(admin: Acting) -> None:
    said = {"email": "a@clinic.example", "name": "A", "role": Role.NURSE, "by": admin, "key": "k"}
    first, secret = inviting.invite(**said)  # type: ignore[arg-type]
    second, nothing = inviting.invite(**said)  # type: ignore[arg-type]
    assert first.ref == second.ref
    assert secret
    assert nothing == ""
    assert Message.objects.count() == 1


def test_an_invitation_that_waits_is_not_sent_again(admin: Acting, secret: str) -> None:
    with pytest.raises(NotAllowed, match="waits for this address"):
        inviting.invite(email="ines@clinic.example", name="I", role=Role.NURSE, by=admin)
    inviting.invite(email="ines@clinic.example", name="I", role=Role.AUDITOR, by=admin)
    inviting.accept(secret=secret, password=NEW)
    with pytest.raises(NotAllowed, match="nurse here already"):
        inviting.invite(email="ines@clinic.example", name="I", role=Role.NURSE, by=admin)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.SITTER])
def test_patients_are_invited_elsewhere(admin: Acting, role: Role) -> None:
    assert not can_invite(admin, role)
    with pytest.raises(NotAllowed, match="patient's page"):
        inviting.invite(email="p@clinic.example", name="P", role=role, by=admin)


def test_only_an_administrator_invites(nurse: Acting) -> None:
    with pytest.raises(NotAllowed):
        inviting.invite(email="p@clinic.example", name="P", role=Role.NURSE, by=nurse)
    with pytest.raises(NotAllowed):
        inviting.withdraw(invitation=nurse.account.ref, by=nurse)


def test_another_clinics_invitation_stays(
    secret: str, person: Callable[..., Account], other_clinic: Clinic
) -> None:
    other = selectors.acting(person(Role.ADMINISTRATOR, where=other_clinic), None)
    inviting.withdraw(invitation=Invitation.objects.get().pk, by=other)
    assert Invitation.objects.get().withdrawn is None


def test_the_secret_itself_is_kept_nowhere(secret: str, client: Client) -> None:
    from titrant.server.audit.models import Entry

    assert not Entry.objects.filter(body__contains=secret).exists()
    assert Invitation.objects.get().secret != secret
    assert len(secret) >= 43  # 256 bits


def test_another_way_to_send_letters_replaces_the_mail(admin: Acting) -> None:
    sent: list[notices.Letter] = []
    notices.letters_go(sent.append)
    try:
        inviting.invite(email="x@clinic.example", name="X", role=Role.NURSE, by=admin)
    finally:
        notices._letters.pop()
    assert [(one.clinic, one.address) for one in sent] == [(1, "x@clinic.example")]
    assert Message.objects.count() == 0


def test_an_account_that_is_refused_leaves_nothing(secret: str) -> None:
    with pytest.raises(ValidationError):
        inviting.accept(secret=secret, password="short")
    assert Invitation.objects.get().accepted is None
    assert not Membership.objects.filter(role=Role.NURSE).exists()


def test_nobody_signs_up(client: Client) -> None:
    page = client.get("/account/sign-up/")
    assert b"By invitation only" in page.content
    said = {"email": "new@clinic.example", "password1": NEW}
    client.post("/account/sign-up/", said)
    assert not Account.objects.filter(email="new@clinic.example").exists()


def test_who_was_given_a_role_twice_has_it_once(admin: Acting, nurse: Acting) -> None:
    actions.give_role(account=nurse.account, role=Role.NURSE, by=admin)
    body = entries.RoleSaid(nurse.account.pk, 1, Role.NURSE)
    append(entries.role_given, body, by=admin.actor)
    assert selectors.roles_of(nurse.account, 1) == [Role.NURSE]
