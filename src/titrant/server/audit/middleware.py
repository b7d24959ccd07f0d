"""Makes pages in words of what the record and its database refuse."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from titrant.server.audit.appending import AlreadyCorrected, KeyReused
from titrant.server.web.errors import explained
from titrant.server.web.failures import database_failure

_NOT_SHOWN = frozenset({"csrfmiddlewaretoken", "key", "password"})


class Refused:
    """Answers what a view let pass: a row corrected meanwhile, a form sent twice, no database."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the page."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for what was raised; None where it is the program's own failure."""
        if isinstance(error, AlreadyCorrected):
            words = {"by_now": error.by_now, "typed": typed(request)}
            return render(request, "audit/already_corrected.html", words, status=409)
        if isinstance(error, KeyReused):
            return explained(
                request,
                "This form was sent before",
                "It was written then, and says something else now. Nothing was written this time. "
                "Open the page again, look at what is there, and write a correction if it is "
                "wrong.",
                status=409,
            )
        return database_failure(error, request)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed into a form, as its fields are called, to be shown again."""
    return [
        (name.replace("_", " "), value)
        for name, values in request.POST.lists()
        if name not in _NOT_SHOWN
        for value in values
        if value
    ]
