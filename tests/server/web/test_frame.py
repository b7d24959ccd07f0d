"""The frame of every page: modes, keys, the state line, the main places, what went wrong."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.messages import get_messages, success, warning
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from titrant.server.accounts.acting import Acting
from titrant.server.web import context, errors, views
from titrant.server.web.clock import clock_at, now
from titrant.server.web.navigation import Place, keys_of


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("mode", ["light", "dark", "dim"])
def test_a_browser_keeps_how_light_its_pages_are(client: Client, mode: str) -> None:
    answer = client.post("/mode", {"mode": mode, "back": "/gallery?a=b"})
    assert answer["Location"] == "/gallery?a=b"
    page = client.get("/gallery").content.decode()
    assert f'data-mode="{mode}"' in page
    assert f'value="{mode}" aria-pressed="true"' in page
    client.post("/mode", {"mode": ""})
    assert '<html lang="en">' in client.get("/gallery").content.decode()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1", ""]
)
def test_the_way_back_never_leads_elsewhere(client: Client, back: str) -> None:
    assert client.post("/mode", {"mode": "dim", "back": back})["Location"] == "/"


def test_a_mode_that_nobody_offered_changes_nothing(client: Client) -> None:
    client.post("/mode", {"mode": '"><script>'})
    assert '<html lang="en">' in client.get("/gallery").content.decode()


def test_a_mode_is_not_changed_by_a_link(client: Client) -> None:
    assert client.get("/mode").status_code == 405


def test_single_keys_can_be_switched_off_and_on(client: Client) -> None:
    assert 'data-keys="off"' not in client.get("/keys").content.decode()
    assert client.post("/keys", {"keys": "off"})["Location"] == "/keys"
    assert 'data-keys="off"' in client.get("/keys").content.decode()
    client.post("/keys", {"keys": "on"})
    assert 'data-keys="off"' not in client.get("/gallery").content.decode()


def test_places_and_their_keys_stand_in_the_frame(client: Client, signed_in, nurse: Acting) -> None:  # type: ignore[no-untyped-def]
    page = signed_in(nurse.account).get("/patients/").content.decode()
    assert '<a href="/patients/" aria-current="page" data-key="p">Patients</a>' in page
    assert nurse.account.name in page


def test_each_place_has_a_letter_of_its_own_while_there_are_letters() -> None:
    words = ("Patients", "People", "Policy", "Oo", "OOO")
    places = [Place(word, word, "", at) for at, word in enumerate(words)]
    assert list(keys_of(places).values()) == ["p", "e", "o", "", ""]


def test_the_state_line_says_when_the_page_was_read(request_: HttpRequest) -> None:
    with clock_at(now().replace(year=2026, month=11, day=21, hour=19, minute=5)):
        state = context.state_of(request_, "America/New_York")
    assert state == {"name": "read", "says": "As of Sat 21 Nov 2026, 14:05"}


def test_the_state_line_says_saved_where_something_was(request_: HttpRequest) -> None:
    warning(request_, "Two readings differ.")
    assert context.state_of(request_, "UTC")["name"] == "read"
    success(request_, "The weight was written.")
    state = context.state_of(request_, "UTC")
    assert state["name"] == "saved"
    assert state["says"].startswith("Saved · ")


def test_a_page_without_a_frame_keeps_the_messages(request_: HttpRequest) -> None:
    success(request_, "The weight was written.")
    context.page(request_)
    assert [str(message) for message in get_messages(request_)] == ["The weight was written."]


@pytest.fixture
def zone() -> Iterator[None]:
    context.zones_from(lambda _: "America/New_York")
    yield
    context._zone.pop()


def test_a_page_names_its_zone_once(client: Client, zone: None) -> None:
    page = client.get("/gallery").content.decode()
    assert page.count("Times: New York") == 1


def test_the_gallery_needs_nobody_and_holds_every_part(client: Client) -> None:
    page = client.get("/gallery").content.decode()
    for part in (
        "person",
        "sections",
        "findings",
        "facts",
        "timeline",
        "versions",
        "pages",
        "source",
    ):
        assert f'class="{part}"' in page
    assert 'class="struck"' in page
    assert 'class="corrected"' in page


def test_no_page_has_a_style_or_a_script_of_its_own(client: Client) -> None:
    page = client.get("/gallery").content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page
    assert page.count("<script") == 1


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (views.bad_request, 400, "could not be read"),
        (views.not_yours, 403, "Not open to you"),
        (views.not_found, 404, "There is no such page"),
        (views.failed, 500, "Nothing was half written"),
        (views.stale_form, 403, "This form is too old"),
    ],
)
def test_what_went_wrong_is_said_in_words(
    view: Callable[[HttpRequest], HttpResponse], status: int, says: str, request_: HttpRequest
) -> None:
    answer = view(request_)
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_a_refusal_says_who_may(request_: HttpRequest) -> None:
    answer = errors.refusal(request_, "Ask the clinic's administrator.")
    assert answer.status_code == 403
    assert "Ask the clinic&#x27;s administrator." in answer.content.decode()


def test_the_server_says_that_it_is_there(client: Client) -> None:
    assert client.get("/alive").json().keys() == {"titrant"}


def test_no_browser_keeps_a_page(client: Client) -> None:
    answer = client.get("/gallery")
    assert answer["Cache-Control"] == "no-store"
    assert "camera=()" in answer["Permissions-Policy"]
