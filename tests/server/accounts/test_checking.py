"""Accounts that were changed in the database are named: what somebody wrote stays theirs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from titrant.cli.main import main
from titrant.server.accounts import actions, inviting, selectors
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.entries import Switched, switched
from titrant.server.accounts.models import Account, Membership
from titrant.server.accounts.roles import Role
from titrant.server.audit.appending import append
from titrant.server.audit.verifying import not_compared, verify
from titrant.server.sites.models import Clinic
from titrant.server.sites.opening import open_clinic
from titrant.server.web.clock import clock_at, now

pytestmark = pytest.mark.django_db

WHY = "left the clinic last week"
NEW = "otter river lamp seven"


@pytest.fixture
def ines(admin: Acting) -> Account:
    _, secret = inviting.invite(
        email="ines@clinic.example", name="Ines Roth", role=Role.NURSE, by=admin
    )
    return inviting.accept(secret=secret, password=NEW)


def faults() -> list[str]:
    return [str(fault) for fault in verify()]


def set_column(account: Account, column: str, value: str | bool) -> None:
    """Change an account as somebody would who has the database."""
    sets = {"name": "name = %s", "email": "email = %s", "is_active": "is_active = %s"}[column]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_account SET {sets} WHERE id = %s", [value, account.pk])


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("name", "Olga Brandt", ": the name is not the one that its invitation says."),
        ("name", "", ": the name is not the one that its invitation says."),
        (
            "email",
            "o@clinic.example",
            ": the mail address is not the one that its invitation says.",
        ),
        ("is_active", False, " is disabled, and no entry says so."),
    ],
)
def test_an_account_that_was_changed_is_named(
    ines: Account, column: str, value: str | bool, says: str
) -> None:
    assert faults() == []
    set_column(ines, column, value)
    assert faults() == [f"Account {ines.pk}{says}"]


def test_a_disabled_account_that_was_enabled_in_the_database_is_named(
    ines: Account, admin: Acting
) -> None:
    actions.switch(account=ines, active=False, why=WHY, by=admin)
    assert faults() == []
    set_column(ines, "is_active", True)
    assert faults() == [f"Account {ines.pk} is active, and the record says that it was disabled."]
    set_column(ines, "is_active", False)
    actions.switch(account=ines, active=True, why="came back to us", by=admin)
    assert faults() == []


def test_what_was_switched_last_counts_whatever_the_clock_said(
    ines: Account, admin: Acting
) -> None:
    actions.switch(account=ines, active=False, why=WHY, by=admin)
    with clock_at(now() - timedelta(hours=1)):
        actions.switch(account=ines, active=True, why="came back to us", by=admin)
    assert faults() == []


def test_what_was_switched_last_counts_in_whichever_clinic(
    ines: Account, admin: Acting, other_clinic: Clinic, person: Callable[..., Account]
) -> None:
    other = selectors.acting(person(Role.ADMINISTRATOR, where=other_clinic), None)
    with clock_at(now() + timedelta(hours=1)):
        append(switched, Switched(ines.pk, False, WHY), by=other.actor)
    with clock_at(now() + timedelta(hours=2)):
        append(switched, Switched(ines.pk, True, WHY), by=admin.actor)
    assert faults() == []


def test_a_later_invitation_names_nobody_anew(
    ines: Account, nurse: Acting, other_clinic: Clinic, person: Callable[..., Account]
) -> None:
    """Another clinic calls them something else: their name stays what it was."""
    other = selectors.acting(person(Role.ADMINISTRATOR, where=other_clinic), None)
    for account in (ines, nurse.account):
        _, secret = inviting.invite(
            email=account.email, name="Somebody", role=Role.AUDITOR, by=other
        )
        inviting.join(secret=secret, account=account)
    assert faults() == []
    set_column(ines, "name", "Somebody")
    assert faults() == [f"Account {ines.pk}: the name is not the one that its invitation says."]


def test_an_account_that_is_gone_is_named(ines: Account, admin: Acting) -> None:
    lone = Account.objects.create(email="lone@clinic.example", name="Lone")
    append(switched, Switched(lone.pk, False, WHY), by=admin.actor)
    Account.objects.filter(pk=lone.pk)._raw_delete("default")
    assert faults() == [f"Account {lone.pk} is gone, and the record names it."]


def test_an_account_that_no_entry_names_is_active(ines: Account) -> None:
    lone = Account.objects.create(email="lone@clinic.example", name="Lone", is_active=False)
    assert faults() == [f"Account {lone.pk} is disabled, and no entry says so."]


def test_accounts_and_tables_are_both_named(ines: Account) -> None:
    set_column(ines, "name", "Olga Brandt")
    row = Membership.objects.get(account=ines)
    Membership.objects.filter(pk=row.pk).update(role=Role.AUDITOR)
    first, second = faults()
    assert first.startswith(f"Account {ines.pk}: ")
    assert second.startswith("Not what the record says: accounts_membership")


def test_what_cannot_be_compared_is_said(
    ines: Account, admin: Acting, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    lone = Account.objects.create(email="lone@clinic.example", name="Lone")
    says = (
        "Names and addresses not compared, because no invitation says them: "
        f"account {admin.account.pk}, {lone.pk}."
    )
    assert not_compared() == [says]
    monkeypatch.setattr("titrant.cli.record_commands.prepare_what_is_there", lambda: None)
    assert main(["verify"]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first == says
    assert last.endswith("the record can be believed.")
    assert main(["verify", "--json"]) == 0
    assert f'"not_compared": [\n    "{says}"' in capsys.readouterr().out


def test_a_clinic_has_no_account_that_is_not_compared(db: None) -> None:
    link = open_clinic(name="Bay Clinic", zone="UTC", admin_email="ruiz@clinic.example")
    inviting.accept(secret=link.rstrip("/").rpartition("/")[2], password=NEW)
    assert not_compared() == []
    assert faults() == []
