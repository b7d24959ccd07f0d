"""Before each page: who acts, whether their time is over, whether a second factor is set."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from titrant.server.accounts import reentry, selectors
from titrant.server.accounts.models import Account
from titrant.server.accounts.pages import sent_to
from titrant.server.accounts.roles import SECOND_FACTOR
from titrant.server.web.clock import now

Handler = Callable[[HttpRequest], HttpResponseBase]

# What an idle browser may still ask for: to end the sign-in, and what shows nothing of anybody.
NEVER_ASKED = frozenset({"account_logout", "alive", "mode"})
# What a person without their second factor may open: what sets one up, and the way out.
OPEN_UNTIL_THEN = NEVER_ASKED | {
    "second_factor",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
}


def acting(get_response: Handler) -> Handler:
    """Return a handler that knows who acts: `request.acting`, None where nobody signed in."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        seen: Any = request
        seen.acting = (
            selectors.acting(request.user, request.session.get("clinic"))
            if isinstance(request.user, Account)
            else None
        )
        return get_response(request)

    return handle


def limited_in_time(get_response: Handler) -> Handler:
    """Return a handler that ends an old sign-in, and asks again after a pause; see `reentry`."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not isinstance(request.user, Account) or _name(request) in NEVER_ASKED:
            return get_response(request)
        moment = int(now().timestamp())
        session = request.session
        began = session.setdefault("began", moment)
        if moment - began >= settings.SIGNED_IN_AT_MOST:
            return _over(request)
        if moment - session.get("seen", moment) >= settings.IDLE_AT_MOST:
            answer = reentry.answer(request)
            if answer is not None:
                return answer
        if moment - session.get("seen", 0) >= reentry.NOTED_EVERY:
            session["seen"] = moment
        if "kept" in session and request.POST.get(reentry.FROM_KEPT):
            del session["kept"]
        return get_response(request)

    return handle


def _over(request: HttpRequest) -> HttpResponseBase:
    """End a sign-in; what was typed waits for the same person in the session that follows."""
    kept = reentry.kept_of(request)
    then = request.get_full_path() if request.method == "GET" else reverse("home")
    logout(request)
    if kept:
        request.session["kept"] = kept
        then = reverse("kept")
    return sent_to(request, f"{reverse('account_login')}?{urlencode({'next': then, 'over': 1})}")


def second_factor_required(get_response: Handler) -> Handler:
    """Return a handler that lets staff do nothing before this sign-in has a second factor."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        acting = getattr(request, "acting", None)
        if (
            acting is None
            or not acting.roles & SECOND_FACTOR
            or request.session.get("second")
            or _name(request) in OPEN_UNTIL_THEN
        ):
            return get_response(request)
        if not is_mfa_enabled(acting.account):
            return sent_to(request, reverse("second_factor"))
        # They set it up elsewhere after this browser had signed in with a password alone.
        query = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
        return sent_to(request, f"{reverse('mfa_reauthenticate')}?{query}")

    return handle


def _name(request: HttpRequest) -> str:
    """Return the name of the page that a request asks for; empty where there is none."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
