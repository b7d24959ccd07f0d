"""Somebody with an open course, of whom everything is known, and papers about them."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.lib.led import led
from tests.lib.patients import enrol

from titrant.server.accounts import signing
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.patients.models import Patient


@pytest.fixture
def patient(nurse: Acting) -> Patient:
    return enrol(nurse, born=date(1985, 4, 23), sex="female")


@pytest.fixture
def course(patient: Patient, nurse: Acting, prescriber: Acting) -> Patient:
    led(patient, prescriber, nurse)
    return patient


@pytest.fixture
def second(person: Callable[..., Account]) -> Acting:
    """Return another prescriber."""
    return acting(person(Role.PRESCRIBER), None)


@pytest.fixture
def factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every second factor be the right one: the factors have tests of their own."""
    monkeypatch.setattr(signing, "why_not_signed", lambda *_: "")
