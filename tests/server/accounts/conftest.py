"""What tests of people share: nothing is remembered between them, time stands still if asked."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import clock_at

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget who tried how often."""
    cache.clear()


@pytest.fixture(autouse=True)
def mail_goes_to_the_outbox(settings: Any) -> None:
    """Undo what test runners do to mail: here it goes where it goes in a clinic."""
    settings.EMAIL_BACKEND = "titrant.server.messages.backend.OutboxBackend"


@pytest.fixture(autouse=True)
def codes_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every code come from one half-minute: no test straddles two."""
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([58_000_000]))


@pytest.fixture
def admin(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.ADMINISTRATOR, name="Ada Quill"), None)


@pytest.fixture
def other_nurse(person: Callable[..., Account], other_clinic: Clinic) -> Acting:
    return acting(person(Role.NURSE, where=other_clinic, name="Olga Brandt"), None)


class Hands:
    """The hands of a clock that tests move."""

    def __init__(self) -> None:
        self.now = NOON

    def go_on(self, **by: float) -> None:
        """Let time go by."""
        self.now += timedelta(**by)


@pytest.fixture
def hands() -> Iterator[Hands]:
    """Return the clock's hands; it stands still until they are moved."""
    found = Hands()
    with clock_at(lambda: found.now):
        yield found
