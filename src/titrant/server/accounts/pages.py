"""What a page needs and what it reads, said once at its view; the tested matrix is made of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from titrant.server.accounts import reentry, sign_ins
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.web.errors import refusal
from titrant.server.web.needs import ANYBODY, SIGNED_IN

__all__ = ["ANYBODY", "SIGNED_IN", "Needs", "acting_in", "acting_of", "page", "sent_to"]

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Needs = Right | str


def page(needs: Needs, reads: str = "") -> Callable[[View[P]], View[P]]:
    """Return a decorator for a view: who may see it. A refusal is a page with a sentence.

    `reads` is what the view's own entry in the record says that it reads of patients, if it does.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def seen(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if needs != ANYBODY:
                acting = acting_of(request)
                if acting is None:
                    return _to_sign_in(request)
                if isinstance(needs, Right):
                    try:
                        check_may(acting, needs)
                    except NotAllowed as error:
                        return refusal(request, str(error))
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as error:
                return refusal(request, str(error))

        marked: Any = seen
        marked.needs = needs
        if reads:
            marked.reads = reads
        return cast("View[P]", seen)

    return decorate


def acting_of(request: HttpRequest) -> Acting | None:
    """Return who acts in a request; None where nobody signed in."""
    found: Acting | None = getattr(request, "acting", None)
    return found


def acting_in(request: HttpRequest) -> Acting:
    """Return who acts in a request whose page lets nobody in who did not sign in."""
    found = acting_of(request)
    assert found is not None
    return found


def sent_to(request: HttpRequest, address: str) -> HttpResponseBase:
    """Send a browser to another whole page, even where it asked for a part of one."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send nobody to the sign-in page, and back to the page they asked for."""
    whose = sign_ins.ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    if whose is not None:
        return _was_ended(request, whose)
    back = request.get_full_path() if request.method == "GET" else "/"
    htmx: Any = getattr(request, "htmx", None)
    if htmx:
        back = htmx.current_url_abs_path or "/"
    return sent_to(request, redirect_to_login(back).url)


def _was_ended(request: HttpRequest, whose: int) -> HttpResponseBase:
    """Tell somebody whose sign-in was ended elsewhere; what they typed waits for them alone."""
    kept = reentry.kept_of(request, whose)
    then = request.get_full_path() if request.method == "GET" else reverse("home")
    if kept:
        request.session["kept"] = kept
        then = reverse("kept")
    query = urlencode({"next": then, "ended": "typed" if kept else "seen"})
    return sent_to(request, f"{reverse('account_login')}?{query}")
