"""Somebody in the care of the clinic, and a nurse at the desk."""

from collections.abc import Callable

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
    return enrol(nurse)


@pytest.fixture
def desk(signed_in: Callable[[Account], Client], nurse: Acting) -> Client:
    """Return a browser in which the nurse has signed in."""
    return signed_in(nurse.account)


@pytest.fixture
def browser_of() -> Callable[[Acting], Client]:
    """Return a maker of further browsers, each with somebody signed in."""

    def make(somebody: Acting) -> Client:
        client = Client()
        client.force_login(somebody.account)
        session = client.session
        session["second"] = True
        session.save()
        return client

    return make


@pytest.fixture
def coordinator(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.COORDINATOR), None)
