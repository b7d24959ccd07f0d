"""The matrix, whole: each page, asked for by nobody and each role, of one's clinic and another's.

What a role may is the table in `accounts/roles.py`; what a page needs is the mark of its view. This
asks the pages themselves, so that a page that forgets to look is found.
"""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.lib.patients import FILLED, at, enrol, send
from tests.lib.permissions import ACROSS, IN_WORDS, OF_NO_CLINIC, World, browser
from tests.lib.server_settings import POSTGRESQL

from titrant.server.accounts.matrix import Page, pages
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Right, Role
from titrant.server.audit.models import Entry
from titrant.server.web.needs import ANYBODY, SIGNED_IN

pytestmark = [
    pytest.mark.django_db,
    # Three thousand pages: in CI on one database, in the run that measures nothing.
    pytest.mark.skipif(
        os.environ.get("CI") == "true" and not POSTGRESQL, reason="asked on PostgreSQL"
    ),
]

ALL = pages()
SIGN_IN = "/account/sign-in/"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all of these tests; each sees it as it was made."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        world = World()
    yield world
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


def asked(client: Client, place: str) -> list[Any]:
    return [client.get(place), client.post(place)]


def test_nothing_in_an_address_identifies_anybody(world: World) -> None:
    """Ids are random; what is in words is the knowledge's, a secret, or the number of a passkey."""
    for page in ALL:
        for name in page.about:
            assert f"<uuid:{name}>" in page.route or name in IN_WORDS, page.route
    said = {"Mara", "Ellison", "Ines", "Harbour", "clinic.example", "+1", "04-23"}
    for page in ALL:
        place = world.address(page, world.own)
        assert not [word for word in said if word in place], place


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_nobody_and_the_disabled_open_only_what_is_open_to_all(page: Page, world: World) -> None:
    gone = browser(world.person(Role.DIRECTOR))
    place = world.address(page, world.own)
    Account.objects.filter(pk=world.person(Role.DIRECTOR).pk).update(is_active=False)
    for client in (browser(None), gone):
        before = Entry.objects.filter(sort="read").count()
        for answer in asked(client, place):
            if page.needs == ANYBODY:
                assert answer.status_code != 403
            elif answer.status_code != 405:
                assert answer.status_code == 302
                assert answer.headers["Location"].startswith(SIGN_IN)
        assert Entry.objects.filter(sort="read").count() == before
    lone = Account.objects.create(email="lone@clinic.example", name="Lone")  # of no clinic
    for answer in asked(browser(lone), place):
        if page.needs in {ANYBODY, SIGNED_IN}:
            assert answer.status_code != 403
        else:
            assert answer.status_code in {403, 405}


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_each_role_opens_what_its_rights_say_and_only_of_its_clinic(
    page: Page, world: World
) -> None:
    own, other = (world.address(page, clinic) for clinic in (world.own, world.other))
    bound = set(page.about) - OF_NO_CLINIC
    for role in Role:
        client = world.browser(role)
        if not page.opens_to(role):
            before = Entry.objects.count()
            seen, sent = client.get(own), client.post(other)
            assert seen.status_code in {403, 405}, (role, page.route)
            assert sent.status_code == 403, (role, page.route)
            assert b"does not allow you to" in sent.content
            assert b"Ellison" not in seen.content + sent.content
            assert Entry.objects.count() == before
            continue
        answer = client.get(own)
        assert answer.status_code != 403, (role, page.route)
        if not bound:
            continue
        assert answer.status_code in {200, 302, 405}, (role, page.route)
        if page.name not in ACROSS:
            seen, sent = asked(client, other)
            assert seen.status_code in {404, 405}, (role, page.route)
            assert sent.status_code in {404, 405}, (role, page.route)
            assert b"Ellison" not in seen.content + sent.content


@pytest.mark.parametrize("page", [page for page in ALL if page.reads], ids=lambda page: page.name)
def test_a_page_that_reads_leaves_one_entry_a_request(page: Page, world: World) -> None:
    role = next(role for role in (Role.NURSE, *Role) if page.opens_to(role))
    place = world.address(page, world.own)
    client = world.browser(role)
    before = Entry.objects.filter(sort="read").count()
    answers = [client.get(place) for _ in range(3)]
    if page.name == "emergency":  # a search is what it reads
        assert Entry.objects.filter(sort="read").count() == before
        return
    assert {answer.status_code for answer in answers} <= {200, 302, 405}
    expected = 0 if {answer.status_code for answer in answers} == {405} else 3
    assert Entry.objects.filter(sort="read").count() == before + expected


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_a_form_without_our_token_changes_nothing(page: Page, world: World) -> None:
    """A page of another site that sends a form with somebody's own cookies is refused."""
    place = world.address(page, world.own)
    for role in (Role.DIRECTOR, Role.ADMINISTRATOR):
        client = browser(world.person(role), checks=True)
        before = Entry.objects.count()
        answer = client.post(place, {"why": "for a good reason", "reason": "for a good reason"})
        assert answer.status_code in {403, 405}, (role, page.route)
        assert Entry.objects.count() == before


# ------------------------------------------------------------------ the front desk


CLINICAL = {
    Right.READ_RECORD,
    Right.WRITE_RECORD,
    Right.READ_NOTES,
    Right.WRITE_NOTES,
    Right.CONFIRM,
    Right.IMPORT_RECORD,
    Right.JOIN_RECORDS,
    Right.PRINT_RECORD,
    Right.BREAK_GLASS,
    Right.READ_AUDIT,
    Right.MANAGE_PEOPLE,
}


def test_the_front_desk_has_no_right_to_the_clinical_record(world: World) -> None:
    assert not world.acting(Role.COORDINATOR).rights & CLINICAL


def test_no_page_shows_the_front_desk_what_is_clinical(world: World) -> None:
    """Every page that a coordinator can open, looked through for one word of each section."""
    person = enrol(world.acting(Role.NURSE), "Ada Quill")
    nurse, desk = world.browser(Role.NURSE), world.browser(Role.COORDINATOR)
    for word, (typed, words) in FILLED.items():
        assert send(nurse, at(person, word, "add"), typed).status_code == 302
        assert words in _words(nurse.get(at(person, word)))  # to whom it is open
    shown = sorted({words for _, words in FILLED.values()})
    for page in ALL:
        if page.opens_to(Role.COORDINATOR) and page.about in {(), ("patient",)}:
            place = reverse(page.name, args=[person.pk] if page.about else [])
            if page.name in {"gallery", "policy", "holding", "keys"}:
                continue  # about no patient: the words stand there as words of the trade
            seen = _words(desk.get(place))
            assert not [word for word in shown if word in seen], place


def _words(answer: Any) -> str:
    """Return a page as it is and as it is read, without ids: a number may have a smaller end."""
    page = re.sub("[0-9a-f-]{32,}", "", answer.content.decode())
    return page + re.sub("<[^>]*>", "", page)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.SITTER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_treats_nobody_reads_no_patient(role: Role, world: World) -> None:
    acting = world.acting(role)
    for right in (Right.FIND_PATIENT, Right.READ_CONTACT, Right.READ_RECORD, Right.READ_NOTES):
        assert not acting.may(right)
