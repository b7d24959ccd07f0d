"""What a browser sends over HTTP/2 is read as what it sends over HTTP/1: every cookie is seen."""

import io
from collections.abc import Coroutine
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest

from titrant.server.config import asgi

COOKIES = {"titrant": "abc", "titrant-csrf": "def", "titrant-mode": "dim"}


def finish(call: Any) -> None:
    """Run what waits for nothing to its end; an event loop would open a socket."""
    assert isinstance(call, Coroutine)
    with pytest.raises(StopIteration):
        call.send(None)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ([], []),
        ([(b"host", b"a"), (b"cookie", b"a=1; b=2")], [(b"host", b"a"), (b"cookie", b"a=1; b=2")]),
        (
            [(b"cookie", b"a=1"), (b"host", b"a"), (b"cookie", b"b=2")],
            [(b"host", b"a"), (b"cookie", b"a=1; b=2")],
        ),
        ([(b"accept", b"a"), (b"accept", b"b")], [(b"accept", b"a"), (b"accept", b"b")]),
    ],
)
def test_cookies_stand_in_one_line(sent: asgi.Headers, read: asgi.Headers) -> None:
    assert asgi.one_cookie_header(sent) == read


def test_django_reads_every_cookie_of_a_request_over_http_2() -> None:
    """RFC 9113, 8.2.3: a browser may send each cookie in a header of its own; Chromium does."""
    found: dict[str, str] = {}

    async def look(scope: Any, _receive: Any, _send: Any) -> None:
        found.update(ASGIRequest(scope, io.BytesIO()).COOKIES)

    headers = [(b"cookie", f"{name}={value}".encode()) for name, value in COOKIES.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    finish(asgi.with_one_cookie_header(look)(scope, None, None))
    assert found == COOKIES


def test_what_is_no_request_is_passed_on_as_it_is() -> None:
    seen = []

    async def look(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope)

    finish(asgi.with_one_cookie_header(look)({"type": "lifespan"}, None, None))
    assert seen == [{"type": "lifespan"}]


def test_the_served_application_is_wrapped() -> None:
    assert asgi.application.__qualname__.startswith("with_one_cookie_header")
