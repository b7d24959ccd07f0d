"""The two time-outs: nothing typed is lost, and nobody else ever sees it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.lib.clinics import PASSWORD
from tests.lib.passkeys import SoftKey
from tests.lib.signing_in import code, hidden_of, sign_in, typed, with_codes

from titrant.server.accounts import reentry
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, Invitation
from titrant.server.accounts.roles import Role

pytestmark = pytest.mark.django_db

PLACE = "/people/invite/"
SAID = {"name": "Ines Roth", "email": "ines@clinic.example", "role": "nurse", "key": "k1"}


@pytest.fixture
def desk(hands: Any, client: Client, admin: Acting) -> Client:
    return sign_in(client, admin.account)


def again(client: Client, page: Any, action: str, **given: str) -> Any:
    """Answer the page that asks again, with what its form carries."""
    return client.post(action, {**hidden_of(page, action), **given})


# ------------------------------------------------------------------ idle


def test_fourteen_minutes_are_no_pause(desk: Client, hands: Any) -> None:
    for _ in range(5):
        hands.go_on(minutes=14, seconds=59)
        assert desk.get("/people/").status_code == 200


@pytest.mark.hazard("H51")
def test_after_a_pause_a_page_asks_who_is_there(desk: Client, hands: Any, admin: Acting) -> None:
    hands.go_on(minutes=15)
    page = desk.get("/people/?x=1")
    assert page.status_code == 403
    assert b"Still you, Ada Quill?" in page.content
    assert b"People of" not in page.content
    sent = again(desk, page, "/people/?x=1", **{reentry.FIELD: PASSWORD})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/people/?x=1")
    assert desk.get("/people/").status_code == 200


def test_what_was_typed_is_sent_on_with_the_factor(desk: Client, hands: Any) -> None:
    hands.go_on(minutes=20)
    page = desk.post(PLACE, SAID)
    assert page.status_code == 403
    assert not Invitation.objects.exists()
    sent = again(desk, page, PLACE, **{reentry.FIELD: PASSWORD})
    assert sent.headers["Location"] == "/people/"
    assert Invitation.objects.get().name == "Ines Roth"
    again(desk, page, PLACE, **{reentry.FIELD: PASSWORD})  # pressed twice: the key is kept too
    assert Invitation.objects.count() == 1


def test_a_code_opens_it_once(hands: Any, client: Client, admin: Acting) -> None:
    secret = with_codes(admin.account)
    client.force_login(admin.account)
    session = client.session
    session["second"] = True
    session.save()
    hands.go_on(minutes=20)
    page = client.get("/people/")
    said = {reentry.FIELD: f"{code(secret)[:3]} {code(secret)[3:]}"}
    assert again(client, page, "/people/", **said).status_code == 302
    hands.go_on(minutes=20)
    page = client.get("/people/")
    assert again(client, page, "/people/", **said).status_code == 403  # the same code once more


def test_a_passkey_opens_it(desk: Client, hands: Any, admin: Acting) -> None:
    key = passkey_of(desk)
    hands.go_on(minutes=20)
    page = desk.post(PLACE, SAID)
    options = json.loads(
        page.content.decode()
        .split('id="passkey-options" type="application/json">')[1]
        .split("<")[0]
    )
    answer = key.used(options["request_options"])
    sent = again(desk, page, PLACE, **{reentry.PASSKEY: answer})
    assert sent.headers["Location"] == "/people/"
    hands.go_on(minutes=20)
    replayed = again(desk, desk.get("/people/"), "/people/", **{reentry.PASSKEY: answer})
    assert replayed.status_code == 403


def passkey_of(client: Client) -> SoftKey:
    """Add a passkey to whoever is signed in."""
    client.post("/account/again/", {"password": PASSWORD})
    key = SoftKey()
    options = client.get("/2fa/passkeys/add/").context["js_data"]["creation_options"]
    said = {"name": "Tablet", "passwordless": "on", "credential": key.made(options)}
    answer = client.post("/2fa/passkeys/add/", said)
    assert answer.status_code == 302, answer.content
    return key


@pytest.mark.parametrize("wrong", ["", "x", "[]", "{}", '{"id": 1}', "null", '"word"'])
def test_what_is_no_passkey_opens_nothing(
    desk: Client, hands: Any, admin: Acting, wrong: str
) -> None:
    passkey_of(desk)
    hands.go_on(minutes=20)
    page = desk.get("/people/")
    assert again(desk, page, "/people/", **{reentry.PASSKEY: wrong}).status_code == 403
    assert desk.get("/people/").status_code == 403


def test_five_wrong_answers_end_the_sign_in(desk: Client, hands: Any) -> None:
    hands.go_on(minutes=20)
    for wrong in ("", "password", "000000", "Correct horse battery staple"):
        page = desk.post(PLACE, {**SAID, reentry.FIELD: wrong})
        assert b"neither your password nor" in page.content
        assert b"Ines Roth" in page.content  # still kept
    page = desk.post(PLACE, {**SAID, reentry.FIELD: "no"})
    assert b"Signed out" in page.content
    assert desk.get("/people/").headers["Location"].startswith("/account/sign-in/")
    assert not Invitation.objects.exists()


def test_the_session_is_another_one_afterwards(desk: Client, hands: Any) -> None:
    before = desk.session.session_key
    hands.go_on(minutes=20)
    again(desk, desk.get("/people/"), "/people/", **{reentry.FIELD: PASSWORD})
    assert desk.session.session_key != before
    old = Client()
    old.cookies["titrant"] = before or ""
    assert old.get("/people/").status_code == 302


def test_no_password_is_ever_kept(desk: Client, hands: Any) -> None:
    hands.go_on(minutes=20)
    said = {"oldpassword": "secret-1", "password1": "secret-2", "password2": "secret-2", "x": "y"}
    page = desk.post("/account/password/", said)
    assert b"secret-" not in page.content
    assert b'name="x" value="y"' in page.content


def test_a_file_is_said_to_be_lost(desk: Client, hands: Any) -> None:
    hands.go_on(minutes=20)
    page = desk.post(PLACE, {**SAID, "scan": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert b"A file cannot be kept" in page.content


def test_several_values_of_one_field_are_kept(desk: Client, hands: Any) -> None:
    hands.go_on(minutes=20)
    page = desk.post(PLACE, {**SAID, "tick": ["a", "b <c>"]})
    assert hidden_of(page, PLACE)["tick"] == ["a", "b <c>"]


def test_signing_out_never_asks(desk: Client, hands: Any) -> None:
    hands.go_on(minutes=20)
    assert desk.post("/account/sign-out/").status_code == 302
    assert desk.get("/alive").status_code == 200
    assert desk.get("/people/").status_code == 302


def test_a_form_from_elsewhere_is_not_made_ours(hands: Any, admin: Acting) -> None:
    """A page of another site cannot have its form sent on with our own token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin.account)
    hands.go_on(minutes=20)
    page = client.post(PLACE, SAID)
    assert page.status_code == 403
    assert b"Ines Roth" not in page.content


def test_a_part_of_a_page_becomes_a_whole_one(desk: Client, hands: Any) -> None:
    hands.go_on(minutes=20)
    part = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=1"}
    assert desk.get("/people/", headers=part).headers["HX-Redirect"] == "/people/?q=1"
    part.pop("HX-Current-URL")
    assert desk.get("/people/", headers=part).headers["HX-Redirect"] == "/"
    assert desk.post(PLACE, SAID, headers=part).headers["HX-Redirect"] == "/me/typed/"
    page = desk.get("/me/typed/")
    assert page.status_code == 403  # who is there?
    assert again(desk, page, "/me/typed/", **{reentry.FIELD: PASSWORD}).status_code == 302
    page = desk.get("/me/typed/")
    assert again(desk, page, PLACE).headers["Location"] == "/people/"
    assert Invitation.objects.count() == 1


# ------------------------------------------------------------------ the longest time


def until_it_is_over(client: Client, hands: Any) -> None:
    for _ in range(51):
        hands.go_on(minutes=14)
        assert client.get("/people/").status_code == 200
    hands.go_on(minutes=6)


def test_a_sign_in_ends_after_twelve_hours_however_busy(desk: Client, hands: Any) -> None:
    until_it_is_over(desk, hands)
    sent = desk.get("/people/?x=1")
    assert sent.headers["Location"] == "/account/sign-in/?next=%2Fpeople%2F%3Fx%3D1&over=1"
    page = desk.get(sent.headers["Location"])
    assert b"lasted its longest time" in page.content
    assert desk.get("/people/").headers["Location"] == "/account/sign-in/?next=/people/"


@pytest.fixture
def ended(desk: Client, hands: Any) -> Client:
    """A browser whose person typed an invitation after the longest time."""
    hands.go_on(hours=12)
    sent = desk.post(PLACE, {**SAID, "note": "two\nlines <b>"})
    assert sent.headers["Location"] == "/account/sign-in/?next=%2Fme%2Ftyped%2F&over=1"
    assert not Invitation.objects.exists()
    return desk


def test_the_same_person_is_offered_what_they_typed(
    ended: Client, hands: Any, admin: Acting
) -> None:
    sign_in(ended, admin.account)
    page = ended.get("/me/typed/")
    for words in (b"Ines Roth", b"two<br>lines &lt;b&gt;", b"Nothing of it is written yet"):
        assert words in page.content
    assert again(ended, page, PLACE).headers["Location"] == "/people/"
    assert Invitation.objects.get().name == "Ines Roth"
    assert ended.get("/me/typed/").headers["Location"] == "/"
    assert "kept" not in ended.session


def test_it_can_be_thrown_away(ended: Client, admin: Acting) -> None:
    sign_in(ended, admin.account)
    page = ended.post("/me/typed/", follow=True)
    assert b"thrown away" in page.content
    assert ended.get("/me/typed/").status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.hazard("H51")
def test_another_person_never_sees_it(
    ended: Client, admin: Acting, person: Callable[..., Account]
) -> None:
    other = person(Role.ADMINISTRATOR, name="Bo Lind")
    sign_in(ended, other)
    assert ended.get("/me/typed/").headers["Location"] == "/"
    assert "kept" not in ended.session
    ended.post("/account/sign-out/")
    sign_in(ended, admin.account)
    assert ended.get("/me/typed/").headers["Location"] == "/"  # gone for good


def test_nobody_sees_it_before_the_second_factor(ended: Client, admin: Acting) -> None:
    assert typed(ended, admin.account).headers["Location"] == "/2fa/sign-in/"
    assert ended.get("/me/typed/").headers["Location"].startswith("/account/sign-in/")


def test_it_waits_for_an_hour(ended: Client, hands: Any, admin: Acting) -> None:
    hands.go_on(minutes=60)
    sign_in(ended, admin.account)
    assert ended.get("/me/typed/").headers["Location"] == "/"


def test_another_form_sent_meanwhile_leaves_it_waiting(ended: Client, admin: Acting) -> None:
    sign_in(ended, admin.account)
    ended.post("/me/clinic/", {"clinic": "1"})
    assert ended.get("/me/typed/").status_code == 200


def test_a_part_of_a_page_is_sent_to_sign_in(desk: Client, hands: Any) -> None:
    hands.go_on(hours=12)
    answer = desk.get("/people/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/account/sign-in/?next=")
    part = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=1"}
    assert (
        desk.get("/people/", headers=part).headers["HX-Redirect"].endswith("next=/people/%3Fq%3D1")
    )
    elsewhere = {**part, "HX-Current-URL": "http://elsewhere.example/x"}
    assert desk.get("/people/", headers=elsewhere).headers["HX-Redirect"].endswith("next=/")


def test_a_form_of_nobody_goes_to_the_start(client: Client, db: None) -> None:
    assert client.post(PLACE, SAID).headers["Location"] == "/account/sign-in/?next=/"


def test_a_session_of_before_its_clocks_starts_them(client: Client, admin: Acting) -> None:
    client.force_login(admin.account)
    session = client.session
    for name in ("began", "seen"):
        del session[name]
    session["second"] = True
    session.save()
    assert client.get("/people/").status_code == 200
    assert {"began", "seen"} <= set(client.session.keys())
