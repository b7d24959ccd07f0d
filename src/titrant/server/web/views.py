"""Pages that belong to no part of the clinic: the start, the gallery of components, errors."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from titrant import __version__
from titrant.server.web.errors import explained
from titrant.server.web.gallery import shown
from titrant.server.web.needs import open_to_anybody

YEAR = 365 * 24 * 3600


@open_to_anybody
def alive(request: HttpRequest) -> JsonResponse:
    """Answer that the server is there."""
    return JsonResponse({"titrant": __version__})


@open_to_anybody
@require_POST
def mode(request: HttpRequest) -> HttpResponse:
    """Keep how light this browser's pages are, and go back to the page."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = redirect(back)
    _keep(request, response, "titrant-mode", request.POST.get("mode", ""))
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice in this browser; an empty one is forgotten."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )


@open_to_anybody
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, with nobody's facts in it."""
    return render(request, "web/gallery.html", shown(request))


@open_to_anybody
def keys(request: HttpRequest) -> HttpResponse:
    """Show what the keys do; switch single keys off or on for this browser."""
    if request.method != "POST":
        return render(request, "web/keys.html")
    response = redirect("keys")
    _keep(request, response, "titrant-keys", "off" if request.POST.get("keys") == "off" else "")
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read."""
    return explained(
        request,
        "This request could not be read",
        "Nothing was written. Go back, look at what you typed, and send it again.",
        status=400,
    )


def not_yours(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a page is not open to somebody."""
    return explained(
        request,
        "Not open to you",
        "Your role does not open this page. Ask the clinic's administrator if it should.",
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, or none that this person may know of."""
    return explained(
        request,
        "There is no such page",
        "The address is wrong, or it leads to a record of another clinic.",
        status=404,
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the program failed, and that nothing was half written."""
    return explained(
        request,
        "The program failed",
        "Nothing was half written: what you sent was written whole or not at all. "
        "Go back and look; if it is not there, send it again.",
        status=500,
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old, or came from elsewhere."""
    return explained(
        request,
        "This form is too old",
        "Nothing was written. Open the page again and send it once more.",
        status=403,
    )
