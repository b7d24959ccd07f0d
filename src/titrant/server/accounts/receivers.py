"""What follows when somebody signs in, fails to, or changes how they sign in."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from titrant.server.accounts import entries, selectors
from titrant.server.accounts.models import Account
from titrant.server.audit.actor import Actor, program
from titrant.server.audit.appending import append
from titrant.server.web.clock import now

SHOWN = 60  # characters of what a browser says that we have no word for
# Browsers and systems by what they say, the more particular first: each says that it is others too.
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


@receiver(user_logged_in)
def begun(request: HttpRequest, user: Account, **_: Any) -> None:
    """Start both clocks of a sign-in, and drop what somebody else had typed here."""
    moment = int(now().timestamp())
    session = request.session
    session["began"] = session["seen"] = moment
    session["browser"] = browser_of(request.headers.get("User-Agent", ""))
    if session.get("kept", {}).get("account") != user.pk:
        session.pop("kept", None)


def browser_of(says: str) -> str:
    """Return `Firefox on Windows` of what a browser says that it is; else the start of it."""
    browser = next((word for sign, word in BROWSERS if sign in says), "")
    system = next((word for sign, word in SYSTEMS if sign in says), "")
    return f"{browser} on {system}" if browser and system else says[:SHOWN]


@receiver(account.user_logged_in)
def signed_in(user: Account, **_: Any) -> None:
    """Write that somebody signed in."""
    append(entries.signed_in, entries.SignedIn(user.pk), by=Actor(account=user.pk))


@receiver(user_login_failed)
def password_wrong(credentials: dict[str, Any], **_: Any) -> None:
    """Write that a sign-in failed, and for which account if it is one of ours."""
    found = selectors.account_for(str(credentials.get("email", "")))
    _failed(found, "password")


@receiver(mfa.authentication_failed)
def code_wrong(user: Account, **_: Any) -> None:
    """Write that a second factor was wrong."""
    _failed(user, "second factor")


def _failed(found: Account | None, factor: str) -> None:
    body = entries.SignInFailed(found.pk if found else None, factor)
    append(entries.sign_in_failed, body, by=program("sign-in"))


@receiver(account.authentication_step_completed)
def proven(request: HttpRequest, method: str, **said: Any) -> None:
    """Note that this session has a second factor; a proof in mid-session gets a new session key."""
    if method == "mfa":
        request.session["second"] = True
    if said.get("reauthenticated"):
        request.session.cycle_key()


@receiver(mfa.authenticator_added)
def factor_added(request: HttpRequest, user: Account, authenticator: Any, **_: Any) -> None:
    """Write that a factor was set up; the session that set it up has it."""
    request.session["second"] = True
    request.session.save()  # this may run after the answer has been written
    _said(user, authenticator.type, "added")


@receiver(mfa.authenticator_removed)
def factor_removed(user: Account, authenticator: Any, **_: Any) -> None:
    """Write that a factor was taken away."""
    _said(user, authenticator.type, "removed")


@receiver(mfa.authenticator_reset)
def factor_reset(user: Account, authenticator: Any, **_: Any) -> None:
    """Write that new recovery codes replaced the old."""
    _said(user, authenticator.type, "replaced")


@receiver(account.password_changed)
@receiver(account.password_reset)
def password_new(user: Account, **_: Any) -> None:
    """Write that a password was changed; Django ends every other sign-in by itself."""
    _said(user, "password", "changed")


def _said(user: Account, factor: str, deed: str) -> None:
    body = entries.FactorSaid(user.pk, factor, deed)
    append(entries.factor_said, body, by=Actor(account=user.pk))
