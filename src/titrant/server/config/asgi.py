"""What the HTTP server calls."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

import django

from titrant.server.config.turns import TakingTurns
from titrant.server.config.warming import warm_up

Headers = list[tuple[bytes, bytes]]
Application = Callable[[Any, Any, Any], Awaitable[None]]


def one_cookie_header(headers: Headers) -> Headers:
    """Return headers whose cookies stand in one line.

    Over HTTP/2 a browser sends each cookie as a header of its own, and whoever passes them on has
    to join them with `; ` (RFC 9113, 8.2.3). Django joins repeated headers with a comma: nobody
    would stay signed in under TLS.
    """
    cookies = [value for name, value in headers if name == b"cookie"]
    if len(cookies) < 2:
        return headers
    others = [(name, value) for name, value in headers if name != b"cookie"]
    return [*others, (b"cookie", b"; ".join(cookies))]


def with_one_cookie_header(inner: Application) -> Application:
    """Return an application that calls another with the cookies of a request in one header."""

    async def call(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "headers": one_cookie_header(list(scope["headers"]))}
        await inner(scope, receive, send)

    return call


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "titrant.server.config.settings")
django.setup(set_prefix=False)
application = with_one_cookie_header(TakingTurns())
warm_up()
