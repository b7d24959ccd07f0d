"""What was typed into a form of ours that could not be written: to be shown, and sent again."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

KEY = "key"
# What proves who somebody is; a field whose name has `password` in it does too.
_SECRET = frozenset(
    {"again", "code", "credential", "factor", "titrant-again", "titrant-passkey"}
    | {"csrfmiddlewaretoken"}
)


def ours(request: HttpRequest) -> bool:
    """Return whether a form came from one of our own pages, as Django's own check says."""
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    return check.process_view(request, lambda _: HttpResponse(), (), {}) is None


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a form of ours, without what proves who somebody is; else nothing."""
    if request.method != "POST" or not ours(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _SECRET and "password" not in name
        for value in values
    ]
