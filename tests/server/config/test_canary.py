"""Canaries: what identifies somebody is put in through every page, and comes out of no log."""

import logging
import re
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.lib.forms_found import Found, forms_of

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.messages.models import Message
from titrant.server.patients import actions, entries

pytestmark = pytest.mark.django_db
CANARIES = {
    "text": "Zebulon Canarius",
    "search": "Zebulon Canarius",
    "email": "zebulon.canarius@mail.example",
    "tel": "+1 917 555 0188",
    "date": "1931-02-03",
    "datetime-local": "2031-02-03T10:00",
    "number": "71.3",
    "password": "zebulon-canarius-1931",
    "url": "https://zebulon.example/",
}
SECRETS = ("zebulon", "canarius", "555 0188", "1931")
AN_ID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b")
NOT_POSTED = ("sign-out",)  # the rest of the walk goes on


def addresses(patient: UUID) -> Iterator[str]:
    """Yield every address of ours without an argument, or with a patient's id."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for part in patterns:
            route = before + str(part.pattern)
            if isinstance(part, URLResolver):
                yield from walk(part.url_patterns, route)
            else:
                yield route.replace("<uuid:patient>", str(patient))

    for route in walk(get_resolver().url_patterns, "/"):
        if "<" not in route and "^" not in route and "(" not in route:
            yield route


def typed_into(form: Found) -> dict[str, str]:
    return {
        **form.fields,
        **{name: values[-1] for name, values in form.choices.items()},
        **{name: CANARIES.get(kind, CANARIES["text"]) for name, kind in form.typed.items()},
    }


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.ADMINISTRATOR, Role.DIRECTOR])
@pytest.mark.parametrize("demo", [True, False])
def test_no_canary_sings(
    role: Role,
    demo: bool,
    person: Callable[..., Account],
    nurse: Acting,
    signed_in: Callable[[Account], Client],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "DEMONSTRATION", demo)
    caplog.set_level(logging.DEBUG)
    patient = actions.register(said=entries.PatientSaid(name=CANARIES["text"]), by=nurse)
    client = signed_in(person(role))
    client.raise_request_exception = False
    went, posted = [], 0
    for address in addresses(patient):
        page = client.get(address)
        if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
            continue
        for form in forms_of(page.content.decode()):
            to = form.action or address
            if any(word in to for word in NOT_POSTED):
                continue
            answer = client.post(to, typed_into(form))
            went.append(answer.headers.get("Location", ""))
            posted += 1
    assert posted > 1
    logging.getLogger("elsewhere").debug("the walk is over")
    heard = caplog.text + "".join(capsys.readouterr()) + "\n".join(went)
    assert "the walk is over" in heard  # the log is one that is listened to
    heard = AN_ID.sub("", heard)  # by chance, one has the digits of a canary
    for secret in SECRETS:
        assert secret not in heard.lower(), secret
    # What leaves for a person holds their address, and in its text nobody's name.
    for message in Message.objects.all():
        for secret in SECRETS:
            assert secret not in f"{message.subject} {message.text}".lower()


def test_a_page_that_fails_with_what_was_typed_tells_no_log(
    person: Callable[..., Account],
    signed_in: Callable[[Account], Client],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**said: object) -> None:
        raise ValueError(f"cannot write {said}")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("titrant.server.tasks.actions.open_by_hand", fail)
    client = signed_in(person(Role.NURSE))
    client.raise_request_exception = False
    typed = {
        "kind": "by-hand",
        "what": CANARIES["text"],
        "role": "nurse",
        "due": "2099-01-01T10:00",
        "key": uuid4().hex,
    }
    assert client.post("/tasks/new/", typed).status_code == 500
    assert "ValueError at" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text.lower()]
