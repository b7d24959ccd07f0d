"""After a pause a page asks for one factor again, and sends on what was typed in the meantime."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth as passkeys
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from titrant.server.accounts.models import Account
from titrant.server.web.clock import now
from titrant.server.web.typed import ours

FIELD = "titrant-again"
PASSKEY = "titrant-passkey"
THEN = "titrant-then"  # "see" after a page was asked for; else what was typed is sent on
FROM_KEPT = "titrant-kept"  # sent from the page that offers what was typed
NOTED_EVERY = 30  # seconds between two notes that somebody is there
TRIES = 5
KEPT_FOR = 3600  # seconds that what was typed waits for its person
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", FIELD, PASSKEY, THEN, FROM_KEPT})


def kept_of(request: HttpRequest, account: int | None = None) -> dict[str, Any]:
    """Return what was typed into this request's form, to be offered again; empty for a page.

    `account` is whose it is, where their sign-in was ended already.

    A form that did not come from one of our own pages is not kept: it would come back as ours.
    """
    if request.method != "POST" or not ours(request) or request.POST.get(THEN) == "see":
        return {}
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT and "password" not in name
        for value in values
    ]
    return {
        "account": account or request.user.pk,
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "at": int(now().timestamp()),
    }


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Return what the person who signed in had typed before their time was over, if anything."""
    kept: dict[str, Any] = request.session.get("kept", {})
    old = int(now().timestamp()) - kept.get("at", 0) >= KEPT_FOR
    if kept and (old or kept.get("account") != request.user.pk):
        del request.session["kept"]
        return {}
    return kept


def answer(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks again, or None where the right factor came with the request."""
    session = request.session
    account = request.user
    assert isinstance(account, Account)
    if getattr(request, "htmx", False):
        return _whole_page(request)
    says = ""
    if FIELD in request.POST or PASSKEY in request.POST:
        if right_factor(account, request.POST):
            session["seen"] = int(now().timestamp())
            session["tries"] = 0
            session.cycle_key()
            again = request.POST.get(THEN) == "see"
            return HttpResponseRedirect(request.get_full_path()) if again else None
        session["tries"] = session.get("tries", 0) + 1
        if session["tries"] >= TRIES:
            session.flush()
            return render(request, "accounts/too_many_tries.html", status=403)
        says = "That is neither your password nor your current code."
    return render(
        request,
        "accounts/again.html",
        {
            "kept": kept_of(request),
            "says": says,
            "field": FIELD,
            "passkey": PASSKEY,
            "then": THEN,
            "target": request.get_full_path(),
            "js_data": passkey_options(account),
        },
        status=403,
    )


def _whole_page(request: HttpRequest) -> HttpResponse:
    """Send a part of a page that somebody left to a whole page, which asks and then offers."""
    kept = kept_of(request)
    if kept:
        request.session["kept"] = kept
        return HttpResponseClientRedirect(reverse("kept"))
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(htmx.current_url_abs_path or "/")


def right_factor(account: Account, given: Any) -> bool:
    """Return whether somebody gave their password, their authenticator's code, or their passkey."""
    if given.get(PASSKEY):
        return right_passkey(account, given[PASSKEY])
    typed = given.get(FIELD, "")
    if not typed:
        return False
    return account.check_password(typed) or right_code(account, typed)


def right_code(account: Account, typed: str) -> bool:
    """Return whether this is the code that somebody's authenticator shows now; it counts once."""
    totp = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    return totp is not None and bool(TOTP(totp).validate_code(typed.strip().replace(" ", "")))


def right_passkey(account: Account, said: str) -> bool:
    """Return whether one of somebody's passkeys answered what this session asked it."""
    try:
        credential = json.loads(said)
        passkeys.parse_authentication_response(credential)
        passkeys.complete_authentication(account, credential)
    except (ValidationError, ValueError, KeyError, AttributeError):
        return False
    return True


def passkey_options(account: Account) -> dict[str, Any] | None:
    """Return what a browser asks a passkey; None for somebody who has none."""
    there = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    if not there.exists():
        return None
    return {"request_options": passkeys.begin_authentication(account)}
