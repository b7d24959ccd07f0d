"""Somebody in the care of the clinic, people of each role, and browsers of theirs."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from tests.lib.patients import enrol

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.patients.models import Patient


@pytest.fixture
def patient(nurse: Acting) -> Patient:
    """Return Mara, who may be written to by text message."""
    return enrol(
        nurse,
        born=date(1985, 4, 23),
        sex="female",
        phone="+1 212 555 0142",
        email="mara@home.example",
        safe_contact="text",
    )


@pytest.fixture
def coordinator(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.COORDINATOR), None)


@pytest.fixture
def browser_of() -> Callable[[Acting], Client]:
    """Return a maker of browsers, each with somebody signed in."""

    def make(somebody: Acting) -> Client:
        client = Client()
        client.force_login(somebody.account)
        session = client.session
        session["second"] = True
        session.save()
        return client

    return make


@pytest.fixture
def at_chair(browser_of: Callable[[Acting], Client], nurse: Acting) -> Client:
    """Return a browser in which the nurse has signed in."""
    return browser_of(nurse)


@pytest.fixture
def at_desk(browser_of: Callable[[Acting], Client], coordinator: Acting) -> Client:
    """Return a browser in which the coordinator has signed in."""
    return browser_of(coordinator)
