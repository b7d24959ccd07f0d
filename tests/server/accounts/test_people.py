"""The administrator's pages: who works here, what they may, and that nobody is locked out."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.lib.signing_in import sign_in, typed

from titrant.server.accounts import actions, inviting, rules, selectors
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, Invitation
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.sites.models import Clinic
from titrant.server.tasks.models import Task
from titrant.server.tasks.selectors import open_tasks

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Account], Client]
WHY = "left the clinic last week"


@pytest.fixture
def desk(signed_in: SignedIn, admin: Acting) -> Client:
    return signed_in(admin.account)


def invite(desk: Client, **also: str) -> Any:
    said = {"name": "Ines Roth", "email": "ines@clinic.example", "role": "nurse", "key": "k1"}
    return desk.post("/people/invite/", {**said, **also})


def test_the_page_lists_people_and_invitations(desk: Client, nurse: Acting) -> None:
    assert b"Nobody is invited" in desk.get("/people/").content
    assert invite(desk).headers["Location"] == "/people/"
    page = desk.get("/people/").content.decode()
    assert nurse.account.name in page
    assert "Ines Roth" in page
    assert "Take back" in page


def test_the_demonstration_shows_the_link_once(desk: Client) -> None:
    invite(desk)
    page = desk.get("/people/").content.decode()
    link = page.split('href="http://localhost:8000/join/')[1].split('"')[0]
    assert Client().get(f"/join/{link}").status_code == 200
    assert "/join/" not in desk.get("/people/").content.decode()


def test_a_clinic_shows_no_link(desk: Client, settings: Any) -> None:
    settings.DEMONSTRATION = False
    invite(desk)
    page = desk.get("/people/").content.decode()
    assert "Ines Roth" in page
    assert "/join/" not in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "nonsense"}, "This is no email address"),
        ({"email": ""}, 'class="wrong"'),
        ({"name": ""}, 'class="wrong"'),
        ({"role": ""}, "Choose a role."),
        ({"role": "patient"}, "Choose a role."),
        ({"role": "emperor"}, "Choose a role."),
    ],
)
def test_an_invitation_that_cannot_be_read_keeps_what_was_typed(
    desk: Client, wrong: dict[str, str], says: str
) -> None:
    page = invite(desk, **wrong)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert ("ines@clinic.example" in page.content.decode()) == ("email" not in wrong)
    assert not Invitation.objects.exists()


def test_a_second_invitation_of_the_same_kind_says_why_not(desk: Client) -> None:
    invite(desk)
    assert b"waits for this address already" in invite(desk, key="k2").content


def test_an_invitation_is_taken_back_once(desk: Client) -> None:
    invite(desk)
    place = f"/people/invitations/{Invitation.objects.get().pk}/take-back/"
    assert desk.post(place).headers["Location"] == "/people/"
    assert Invitation.objects.get().withdrawn is not None
    assert desk.post(place).status_code == 404


def test_an_invitation_of_another_clinic_is_not_there(
    desk: Client, person: Callable[..., Account], other_clinic: Clinic
) -> None:
    other = selectors.acting(person(Role.ADMINISTRATOR, where=other_clinic), None)
    inviting.invite(email="x@clinic.example", name="X", role=Role.NURSE, by=other)
    place = f"/people/invitations/{Invitation.objects.get().pk}/take-back/"
    assert desk.post(place).status_code == 404
    assert Invitation.objects.get().withdrawn is None


def test_roles_are_given_and_taken(desk: Client, nurse: Acting) -> None:
    place = f"/people/{nurse.account.ref}/"
    desk.post(f"{place}give-role/", {"role": "auditor", "key": "a"})
    assert selectors.roles_of(nurse.account, 1) == [Role.AUDITOR, Role.NURSE]
    desk.post(f"{place}take-role/", {"role": "nurse", "key": "b"})
    assert selectors.roles_of(nurse.account, 1) == [Role.AUDITOR]
    answer = desk.post(f"{place}take-role/", {"role": "auditor", "key": "c"})
    assert answer.headers["Location"] == "/people/"  # they belong to this clinic no more
    assert desk.get(place).status_code == 404
    assert differences() == []


@pytest.mark.parametrize("deed", ["give-role", "take-role"])
def test_a_role_that_is_none_changes_nothing(desk: Client, nurse: Acting, deed: str) -> None:
    place = f"/people/{nurse.account.ref}/"
    page = desk.post(f"{place}{deed}/", {"role": "emperor"}, follow=True)
    assert b"Choose a role." in page.content
    assert desk.post(f"{place}{deed}/", {"role": "patient"}).status_code == 403
    assert selectors.roles_of(nurse.account, 1) == [Role.NURSE]


def test_the_last_administrator_keeps_the_role(desk: Client, admin: Acting) -> None:
    place = f"/people/{admin.account.ref}/"
    assert b"last administrator" in desk.get(place).content
    answer = desk.post(f"{place}take-role/", {"role": "administrator"})
    assert answer.status_code == 403
    assert "clinic’s last" in answer.content.decode().replace("&#x27;", "’")
    assert selectors.roles_of(admin.account, 1) == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("role", rules.STAFF)
def test_nobody_gives_themselves_a_role(desk: Client, admin: Acting, role: Role) -> None:
    """An administrator who could would be medical director, and read every record, alone."""
    place = f"/people/{admin.account.ref}/"
    page = desk.get(place).content.decode()
    assert "Give this role" not in page
    assert "Somebody else gives you a role: ask another administrator." in page
    answer = desk.post(f"{place}give-role/", {"role": role, "key": "a"})
    assert answer.status_code == 403
    assert b"Somebody else gives you a role" in answer.content
    page = invite(desk, email=admin.account.email.upper(), role=role).content.decode()
    assert "Somebody else gives you a role" in page
    assert not Invitation.objects.exists()
    assert selectors.roles_of(admin.account, 1) == [Role.ADMINISTRATOR]
    assert not rules.can_give(admin, admin.account, role)


def test_another_administrator_gives_it(
    desk: Client, admin: Acting, person: Callable[..., Account]
) -> None:
    second = person(Role.ADMINISTRATOR)
    page = desk.get(f"/people/{second.ref}/").content.decode()
    assert "Give this role" in page
    assert "Somebody else gives you a role" not in page
    assert rules.can_give(admin, second, Role.DIRECTOR)


@pytest.mark.parametrize("role", rules.STAFF)
def test_a_clinicians_role_is_looked_at_by_the_medical_director(
    admin: Acting, person: Callable[..., Account], role: Role
) -> None:
    director, theo = person(Role.DIRECTOR), person(Role.AUDITOR, name="Theo Marsh")
    for _ in range(2):
        actions.give_role(account=theo, role=role, by=admin, key="once")
    found = selectors.acting(director, None)
    tasks = list(open_tasks(found, own=True))
    assert [(task.clinic, task.role, task.why) for task in tasks] == [
        (1, "medical director", f"Theo Marsh is {role} now, given by Ada Quill.")
    ] * (role in {Role.PRESCRIBER, Role.NURSE, Role.DIRECTOR})
    given = Entry.objects.get(kind="accounts.role-given", by=admin.account)
    assert all(task.about == given.pk for task in tasks)
    assert differences() == []


def test_a_role_by_invitation_is_no_task(admin: Acting, person: Callable[..., Account]) -> None:
    theo = person(Role.AUDITOR)
    _, secret = inviting.invite(email=theo.email, name="T", role=Role.DIRECTOR, by=admin)
    inviting.join(secret=secret, account=theo)
    assert selectors.roles_of(theo, 1) == [Role.AUDITOR, Role.DIRECTOR]
    assert not Task.objects.exists()


def test_a_disabled_administrator_does_not_count(
    person: Callable[..., Account], admin: Acting
) -> None:
    second = person(Role.ADMINISTRATOR)
    assert rules.can_take(admin, admin.account, Role.ADMINISTRATOR)
    actions.switch(account=second, active=False, why=WHY, by=admin)
    assert not rules.can_take(admin, admin.account, Role.ADMINISTRATOR)


def test_two_administrators_cannot_disable_each_other(
    person: Callable[..., Account], admin: Acting
) -> None:
    """The second of two crossing requests is refused, whoever they think they still are."""
    second = selectors.acting(person(Role.ADMINISTRATOR), None)
    actions.switch(account=second.account, active=False, why=WHY, by=admin)
    with pytest.raises(NotAllowed, match="last administrator"):
        actions.switch(account=admin.account, active=False, why=WHY, by=second)


@pytest.mark.hazard("H51")
def test_disabling_ends_every_sign_in_at_once(desk: Client, nurse: Acting) -> None:
    first, second = sign_in(Client(), nurse.account), sign_in(Client(), nurse.account)
    assert first.get("/patients/").status_code == 200
    assert second.get("/me/").status_code == 200
    place = f"/people/{nurse.account.ref}/"
    answer = desk.post(f"{place}switch/", {"why": WHY, "active": "no", "key": "a"})
    assert answer.headers["Location"] == place
    for client in (first, second):
        assert client.get("/patients/").headers["Location"].startswith("/account/sign-in/")
    assert desk.get("/people/").status_code == 200
    assert typed(Client(), nurse.account).headers["Location"] == "/account/closed/"
    assert b"disabled it" in Client().get("/account/closed/").content
    desk.post(f"{place}switch/", {"why": "came back to the clinic", "active": "yes", "key": "b"})
    assert sign_in(Client(), nurse.account).get("/patients/").status_code == 200
    assert first.get("/patients/").status_code == 302  # an ended sign-in stays ended


@pytest.mark.parametrize("why", ["", "because", "x", "thisisonewordonly"])
@pytest.mark.parametrize("deed", ["switch", "sign-out", "second-factor"])
def test_a_reason_is_a_few_words(desk: Client, nurse: Acting, deed: str, why: str) -> None:
    before = Entry.objects.count()
    said = {"why": why, "active": "no"}
    answer = desk.post(f"/people/{nurse.account.ref}/{deed}/", said)
    assert answer.status_code in {403, 422}
    assert b"Say " in answer.content
    nurse.account.refresh_from_db()
    assert nurse.account.is_active
    assert Entry.objects.count() == before


def test_nobody_disables_themselves(desk: Client, admin: Acting) -> None:
    answer = desk.post(f"/people/{admin.account.ref}/switch/", {"why": WHY, "active": "no"})
    assert answer.status_code == 403
    assert b"another administrator can" in answer.content


def test_somebody_of_two_clinics_is_disabled_by_who_runs_both(
    admin: Acting, other_clinic: Clinic, person: Callable[..., Account], nurse: Acting
) -> None:
    other = selectors.acting(person(Role.ADMINISTRATOR, where=other_clinic), None)
    with pytest.raises(NotAllowed, match="no role in your clinic"):
        actions.give_role(account=nurse.account, role=Role.NURSE, by=other)
    _, secret = inviting.invite(email=nurse.account.email, name="N", role=Role.NURSE, by=other)
    inviting.join(secret=secret, account=nurse.account)
    assert not rules.can_disable(admin, nurse.account)
    with pytest.raises(NotAllowed, match="whose administrator you are not"):
        actions.switch(account=nurse.account, active=False, why=WHY, by=admin)
    actions.take_role(account=nurse.account, role=Role.NURSE, by=admin)
    assert selectors.acting(nurse.account, 1).clinic == 2  # out of this clinic at once
    _, secret = inviting.invite(
        email=admin.account.email, name="A", role=Role.ADMINISTRATOR, by=other
    )
    inviting.join(secret=secret, account=admin.account)
    both = selectors.acting(admin.account, 2)
    actions.switch(account=nurse.account, active=False, why=WHY, by=both)
    nurse.account.refresh_from_db()
    assert not nurse.account.is_active
    assert selectors.clinics_of(admin.account) == [1, 2]


def test_an_administrator_of_elsewhere_changes_nobody_here(
    person: Callable[..., Account], other_clinic: Clinic, nurse: Acting
) -> None:
    other = selectors.acting(person(Role.ADMINISTRATOR, where=other_clinic), None)
    for rule in (rules.can_disable, rules.can_end_sign_ins):
        assert not rule(other, nurse.account)
    assert not rules.can_change_roles(other, nurse.account, Role.NURSE)
    assert not rules.can_take(other, nurse.account, Role.NURSE)


def test_an_administrator_signs_somebody_out_everywhere(desk: Client, nurse: Acting) -> None:
    theirs = sign_in(Client(), nurse.account)
    place = f"/people/{nurse.account.ref}/sign-out/"
    desk.post(place, {"why": "lost her tablet today"})
    assert theirs.get("/patients/").status_code == 302
    assert sign_in(Client(), nurse.account).get("/patients/").status_code == 200


def test_a_lost_second_factor_is_cleared_and_set_anew(desk: Client, nurse: Acting) -> None:
    theirs = sign_in(Client(), nurse.account)
    said = {"why": "she stood at my desk with her badge"}
    desk.post(f"/people/{nurse.account.ref}/second-factor/", said)
    assert theirs.get("/patients/").status_code == 302
    assert not Authenticator.objects.filter(user=nurse.account).exists()
    again = Client()
    assert typed(again, nurse.account).status_code == 302
    assert again.get("/patients/").headers["Location"] == "/second-factor/"
    assert Entry.objects.filter(kind="accounts.factor", body__contains="badge").count() == 1


def test_a_person_of_no_clinic_sees_only_themselves(client: Client, db: None) -> None:
    lone = Account.objects.create(email="lone@clinic.example", name="Lone")
    client.force_login(lone)
    assert b"no role in any clinic" in client.get("/me/").content
    assert client.get("/").headers["Location"] == "/me/"
    assert client.get("/patients/").status_code == 403
    assert selectors.acting(lone, 1).clinic_name == ""


def test_one_acts_in_one_clinic_at_a_time(
    client: Client, nurse: Acting, person: Callable[..., Account], other_clinic: Clinic
) -> None:
    other = selectors.acting(person(Role.ADMINISTRATOR, where=other_clinic), None)
    _, secret = inviting.invite(email=nurse.account.email, name="N", role=Role.AUDITOR, by=other)
    inviting.join(secret=secret, account=nurse.account)
    sign_in(client, nurse.account)
    assert client.get("/patients/").status_code == 200
    assert client.get("/emergencies/").status_code == 403
    page = client.get("/me/").content.decode()
    assert "Harbour Clinic" in page
    assert "Hill Clinic" in page
    assert client.post("/me/clinic/", {"clinic": "2"}).status_code == 302
    assert client.get("/patients/").status_code == 403  # an auditor there
    assert client.get("/emergencies/").status_code == 200
    for wrong in ("3", "x", "", "-1", "²"):
        assert client.post("/me/clinic/", {"clinic": wrong}).status_code == 404


def test_the_program_and_people_have_names(nurse: Acting) -> None:
    assert selectors.name_of(None) == "the program"
    assert selectors.name_of(nurse.account.pk) == nurse.account.name
    assert selectors.with_role(1, Role.NURSE) == [nurse.account]
    assert str(nurse.account) == nurse.account.name
    assert Account.objects.get_by_natural_key(nurse.account.email.upper()) == nurse.account


def test_what_is_printed_of_a_row_names_nobody(nurse: Acting, desk: Client) -> None:
    invite(desk)
    sign_in(Client(), nurse.account)
    row = nurse.account.memberships.get()
    for words in (str(row), str(Invitation.objects.get()), str(nurse.account.sign_ins.get())):
        assert nurse.account.email not in words
        assert "Ines" not in words
