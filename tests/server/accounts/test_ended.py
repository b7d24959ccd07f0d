"""A sign-in that somebody ended: its browser is told, and what was typed waits for its person."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.lib.clinics import member
from tests.lib.signing_in import sign_in

from titrant.server.accounts import sign_ins
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Invitation
from titrant.server.accounts.roles import Role
from titrant.server.sites.models import Clinic

pytestmark = pytest.mark.django_db

PLACE = "/people/invite/"
SAID = {"name": "Ines Roth", "email": "ines@clinic.example", "role": "nurse", "key": "k1"}
ENDED = "Your sign-in was ended: by you in another browser, or by an administrator."
NOT_WRITTEN = "What you sent last is not written."


@pytest.fixture
def desk(hands: Any, client: Client, admin: Acting) -> Client:
    return sign_in(client, admin.account)


def test_a_page_that_is_asked_for_afterwards_says_why_it_is_closed(
    desk: Client, admin: Acting
) -> None:
    assert sign_ins.end_all(admin.account) == 1
    page = desk.get("/people/?x=1", follow=True)
    assert page.redirect_chain == [
        ("/account/sign-in/?next=%2Fpeople%2F%3Fx%3D1&ended=seen", 302),
    ]
    assert ENDED in page.content.decode()
    assert NOT_WRITTEN not in page.content.decode()
    assert "ended" not in desk.get("/people/").headers["Location"]  # said once


def test_what_is_sent_afterwards_is_not_written_and_waits_for_who_typed_it(
    desk: Client, admin: Acting, hands: Any
) -> None:
    name = sign_ins.named(desk.session.session_key or "")
    assert sign_ins.end_one(admin.account, name)
    page = desk.post(PLACE, SAID, follow=True)
    assert NOT_WRITTEN in page.content.decode()
    assert not Invitation.objects.exists()
    hands.go_on(minutes=1)
    offered = sign_in(desk, admin.account).get("/me/typed/")
    assert "Ines Roth" in offered.content.decode()


def test_somebody_else_at_that_browser_never_sees_it(
    desk: Client, admin: Acting, clinic: Clinic
) -> None:
    sign_ins.end_all(admin.account)
    desk.post(PLACE, SAID)
    other = member(clinic, Role.ADMINISTRATOR, name="Somebody Else")
    assert sign_in(desk, other).get("/me/typed/").headers["Location"] == "/"


def test_a_browser_that_never_signed_in_is_told_nothing_of_it(client: Client) -> None:
    cache.clear()
    assert "ended" not in client.get("/people/").headers["Location"]
    client.cookies["titrant"] = "there-was-never-such-a-session"
    assert "ended" not in client.get("/people/").headers["Location"]
    assert client.post(PLACE, SAID).headers["Location"] == "/account/sign-in/?next=/"
