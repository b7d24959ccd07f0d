"""Where sessions are kept: in our own table, beside the account they belong to."""

import hashlib
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.cache import cache

from titrant.server.accounts.models import Account, SignIn

REMEMBERED_FOR = 24 * 3600  # seconds in which a browser is told that its sign-in was ended


class SessionStore(db.SessionStore):
    """Django's own store of sessions, which also notes whose a session is."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table."""
        return SignIn

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row of a session, with the account that is signed in, if one is."""
        row = cast("SignIn", super().create_model_instance(data))
        row.account_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        return row


def end_all(account: Account, *, but: str | None = None) -> int:
    """End everything that somebody is signed in with, but one session; return how many."""
    rows = SignIn.objects.filter(account=account).exclude(pk=but or "")
    _remember(account, *rows.values_list("pk", flat=True))
    return rows.delete()[0]


def end_one(account: Account, name: str) -> bool:
    """End the sign-in that a page called by this name; return whether it was there."""
    for row in SignIn.objects.filter(account=account):
        if named(row.session_key) == name:
            _remember(account, row.session_key)
            row.delete()
            return True
    return False


def ended(session_key: str) -> int | None:
    """Return whose sign-in this was that somebody ended lately; None for any other."""
    found: int | None = cache.get(_mark(session_key))
    return found


def _remember(account: Account, *session_keys: str) -> None:
    """Keep whose sign-ins these were: their browsers are told, and what was typed waits."""
    cache.set_many({_mark(key): account.pk for key in session_keys}, REMEMBERED_FOR)


def _mark(session_key: str) -> str:
    return f"ended:{named(session_key)}"


def named(session_key: str) -> str:
    """Return what a page calls a session: never its key, which would open it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]
