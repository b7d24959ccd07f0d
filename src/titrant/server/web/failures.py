"""What a person is told when the program, or the database under it, fails."""

import sys
from typing import Any

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from titrant.server.web.logs import failure_id
from titrant.server.web.typed import KEY, fields_of

_FULL = ("is full", "no space left", "could not extend file")
_READ_ONLY = ("readonly", "read-only")


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the program failed, in a page that asks the database nothing."""
    error = sys.exc_info()[1]
    answer = database_failure(error, request)
    if answer is not None:
        return answer
    return _page(
        request,
        "The program failed",
        "Nothing was half written: what you sent was written whole or not at all. "
        "Go back and look; if it is not there, send it again. If it fails again, tell whoever "
        f"looks after the program this number: {failure_id(request)}.",
        500,
    )


def database_failure(error: BaseException | None, request: HttpRequest) -> HttpResponse | None:
    """Return the page for a database that cannot be reached or written; None for another error.

    What was typed stands on it, to be sent again under the key that it had: it is written once.
    """
    if not isinstance(error, OperationalError | InterfaceError) and not _out_of_pool(error):
        return None
    words = str(error).lower()
    if any(part in words for part in _FULL):
        return _page(
            request,
            "The disk is full",
            "Nothing of what you sent was written. Keep it on paper, and tell whoever looks after "
            "the machine: it needs free space before anything can be written.",
            507,
        )
    if any(part in words for part in _READ_ONLY):
        return _page(
            request,
            "Nothing can be written now",
            "Nothing of what you sent was written, and no record opens, because each reading is "
            "written down. Tell whoever looks after the machine, and work on paper meanwhile.",
            503,
        )
    return _page(
        request,
        "The record cannot be reached",
        "Nothing was half written. Wait a moment, go back, look whether it is there, and send it "
        "again if it is not. Work on paper while this lasts.",
        503,
    )


def _out_of_pool(error: BaseException | None) -> bool:
    return type(error).__name__ in {"PoolTimeout", "PoolClosed"}


def _page(request: HttpRequest, title: str, says: str, status: int) -> HttpResponse:
    fields = fields_of(request)
    words: dict[str, Any] = {
        "title": title,
        "says": says,
        "demonstration": settings.DEMONSTRATION,
        # Without a key nobody knows whether it was written: such a form is opened again.
        "fields": fields if any(name == KEY for name, _ in fields) else [],
        "shown": [(name.replace("_", " "), value) for name, value in fields if name != KEY],
        "target": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    if fields:
        words["files"] = bool(request.FILES)
    return HttpResponse(render_to_string("web/failed.html", words), status=status)
