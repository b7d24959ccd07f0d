"""A web process makes a few pages at a time; whoever comes meanwhile waits, and is answered."""

import asyncio

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from titrant.server.config.turns import AT_ONCE, TakingTurns

PEOPLE = 5 * AT_ONCE


class Desk:
    """Counts the pages that are being made; each takes a few turns of the loop."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def page(self, request: HttpRequest) -> HttpResponse:
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(3):
            await asyncio.sleep(0)
        self.now -= 1
        if request.path == "/fails/":
            raise ValueError(request.path)
        return HttpResponse(request.path)


def asked_for(*paths: str) -> list[HttpResponseBase | BaseException]:
    """Return the answers to requests that all came at once."""

    async def all_of_them() -> list[HttpResponseBase | BaseException]:
        handler = TakingTurns()
        requests = []
        for path in paths:
            request = HttpRequest()
            request.path = path
            requests.append(handler.get_response_async(request))
        return list(await asyncio.gather(*requests, return_exceptions=True))

    return asyncio.run(all_of_them())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(ASGIHandler, "get_response_async", lambda _, asked: made.page(asked))
    monkeypatch.setattr(ASGIHandler, "load_middleware", lambda *_, **__: None)
    return made


@pytest.mark.enable_socket  # the loop wakes itself through a pair of its own
def test_few_pages_are_made_at_once_and_everybody_gets_their_own(desk: Desk) -> None:
    paths = [f"/{number}/" for number in range(PEOPLE)]
    answers = asked_for(*paths)
    assert desk.most == AT_ONCE
    assert [one.content.decode() for one in answers if isinstance(one, HttpResponse)] == paths


@pytest.mark.enable_socket
def test_a_page_that_fails_gives_its_turn_back(desk: Desk) -> None:
    answers = asked_for(*["/fails/"] * PEOPLE, "/after/")
    assert [type(one) for one in answers] == [ValueError] * PEOPLE + [HttpResponse]
