"""What every page's template knows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from titrant.server.web.clock import now
from titrant.server.web.navigation import links_for
from titrant.server.web.templatetags.clinic import moment

_SHEETS = (
    *(
        "tokens",
        "elements",
        "frame",
        "parts",
        "rows",
        "forms",
        "record",
        "courses",
        "asked",
        "orders",
    ),
    "print",
)
SHEETS = tuple(f"titrant/{name}.css" for name in _SHEETS)
MODES = (("System", ""), ("Light", "light"), ("Dark", "dark"), ("Dim", "dim"))

_zone: list[Callable[[HttpRequest], str]] = [lambda _: "UTC"]


def zones_from(find: Callable[[HttpRequest], str]) -> None:
    """Take the zone whose times a page shows from `find`: the part that knows clinics says it."""
    _zone.append(find)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return who acts, where they can go, the time and its zone, the mode, what is demonstrated."""
    acting = getattr(request, "acting", None)
    zone = _zone[-1](request)
    return {
        "acting": acting,
        "navigation": links_for(acting.rights, request.path) if acting else (),
        "demonstration": settings.DEMONSTRATION,
        "mode": mode_of(request),
        "modes": MODES,
        "keys": request.COOKIES.get("titrant-keys") != "off",
        "now": now(),
        "sheets": SHEETS,
        "state": SimpleLazyObject(
            lambda: state_of(request, zone)
        ),  # asks the messages: once, in a frame
        "zone": zone,
        "zone_words": zone.rpartition("/")[2].replace("_", " "),
    }


def mode_of(request: HttpRequest) -> str:
    """Return light, dark or dim, as this browser chose; empty where the system decides."""
    mode = request.COOKIES.get("titrant-mode", "")
    return mode if mode in {"light", "dark", "dim"} else ""


def state_of(request: HttpRequest, zone: str) -> dict[str, str]:
    """Return the word for how this page stands: saved just now, or as the record was when."""
    shown = moment(now(), zone)
    if any(message.level_tag == "success" for message in get_messages(request)):
        return {"name": "saved", "says": f"Saved · {shown}"}
    return {"name": "read", "says": f"As of {shown}"}
