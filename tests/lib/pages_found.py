"""Which pages there are: a walk from page to page, by each role, as far as links lead."""

import html
import re
from collections import deque
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver
from tests.lib.live_intake import AT_HOME
from tests.lib.live_server import LiveServer

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
NOBODY = ""


@dataclass(frozen=True)
class Found:
    """One page, seen by one role: `name` is its name among the addresses."""

    name: str
    role: str
    path: str
    status: int
    html: str
    bytes: int


def with_intakes(server: LiveServer) -> LiveServer:
    """Return a server whose clinic has intakes, files, joined records, courses and orders too."""
    brought = server.tells("tests.lib.live_intake")
    brought["led"] = server.tells("tests.lib.live_led")["places"]
    sessions = server.facts["sessions"] | {AT_HOME: brought["session"]}
    return replace(server, facts={**server.facts, "sessions": sessions, "brought": brought})


def pages_found(server: LiveServer) -> dict[str, Found]:
    """Return each page once, as the first role saw it whom it was open to."""
    found: dict[str, Found] = {}
    for role in (NOBODY, *server.facts["sessions"]):
        for page in walk(server, role):
            if page.name not in found or found[page.name].status >= 400:
                found[page.name] = page
    missing = server.get("/there/is/no/such/page")
    return found | {
        "404": Found("404", NOBODY, "/there/is/no/such/page", missing[0], missing[2].decode(), 0)
    }


def walk(server: LiveServer, role: str) -> list[Found]:
    """Return each page that links lead to from the start, the gallery and the keys."""
    session = server.facts["sessions"].get(role, "")
    ahead, seen, found = deque(_begin(server, role)), set[str](), []
    while ahead:
        path = ahead.popleft()
        name = name_of(path)
        if not name or name in seen:
            continue
        status, headers, body = server.get(path, session)
        if status in {301, 302}:
            ahead.append(urlsplit(urljoin(path, headers.get("location", "/"))).path)
            seen.add(name)
            continue
        seen.add(name)
        if not headers.get("content-type", "").startswith("text/html"):
            continue
        text = body.decode()
        found.append(Found(name, role, path, status, text, len(body)))
        for href in _LINK.findall(text):
            there = urlsplit(urljoin(path, html.unescape(href)))
            if not there.netloc:
                ahead.append(there.path + (f"?{there.query}" if there.query else ""))
    return found


def _begin(server: LiveServer, role: str) -> tuple[str, ...]:
    brought = server.facts.get("brought", {})  # what `live_intake` says
    if role in (NOBODY, AT_HOME):
        link = brought.get("link", "")
        steps = (f"{link}steps/", f"{link}steps/heart/") if role else ("/account/sign-in/", link)
        return (*steps, "/gallery", "/keys")
    filled = f"/patients/{server.facts['patient']}/"
    begins = brought.get("begins", ())
    return ("/", filled, "/gallery", "/keys", "/account/again/", *begins, *brought.get("led", ()))


def name_of(path: str) -> str:
    """Return the name of an address, or "" for one that is none of ours."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def named_addresses() -> set[str]:
    """Return the names of all addresses that answer a link, and not a form alone."""
    names: set[str] = set()
    ahead: deque[URLPattern | URLResolver] = deque(get_resolver().url_patterns)
    while ahead:
        one = ahead.popleft()
        if isinstance(one, URLResolver):
            ahead.extend(one.url_patterns)
        elif one.name and not takes_forms_only(one.callback):
            names.add(one.name)
    return names


def takes_forms_only(view: Any) -> bool:
    """Return whether Django's `require_POST` stands somewhere in front of a view."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if cell.cell_contents == ["POST"]:
                return True
        view = getattr(view, "__wrapped__", None)
    return False
