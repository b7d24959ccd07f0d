"""Browsers of tests: forms sent as a page holds them, sign-ins as people do them, codes."""

import time
from html.parser import HTMLParser
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client
from tests.lib.clinics import PASSWORD

from titrant.server.accounts.models import Account

SIGN_IN = "/account/sign-in/"


class Fields(HTMLParser):
    """The hidden fields of a page, by form: what a browser would send beside what is typed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.actions: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, and their hidden fields."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.actions.append(said.get("action", ""))
        elif tag == "input" and said.get("type") == "hidden" and self.forms:
            self.forms[-1].setdefault(said["name"], []).append(said.get("value", ""))


def hidden_of(response: Any, action: str) -> dict[str, list[str]]:
    """Return the hidden fields of the first form of a page that is sent to this address."""
    found = Fields(response.content.decode())
    return found.forms[found.actions.index(action)]


def with_codes(account: Account) -> str:
    """Give somebody an authenticator app; return the secret that its codes come from."""
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(account, secret)
    return secret


def code(secret: str, steps: int = 0, *, counts_for: float = 3) -> str:
    """Return the code that the app shows now, or `steps` half-minutes from now.

    It counts for so many more seconds: where it would not, the next is waited for, as people do.
    """
    left = app_settings.TOTP_PERIOD - time.time() % app_settings.TOTP_PERIOD
    if left < counts_for:
        time.sleep(left)
    step = next(iter(totp.yield_hotp_counters_from_time()))
    shown: str = totp.format_hotp_value(totp.hotp_value(secret, step + steps))
    return shown


def typed(client: Client, account: Account, password: str = PASSWORD, **also: str) -> Any:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": account.email, "password": password, **also})


def sign_in(client: Client, account: Account) -> Client:
    """Sign somebody in as they do it: password, then code, which they have waited for."""
    found = Authenticator.objects.filter(user=account, type="totp").first()
    secret = decrypt(found.data["secret"]) if found else with_codes(account)
    cache.clear()
    assert typed(client, account).status_code == 302
    answer = client.post("/2fa/sign-in/", {"code": code(secret)})
    assert answer.status_code == 302, answer.content
    return client
