"""Somebody in the care of the clinic, and a nurse at the desk."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from tests.lib.patients import enrol

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.patients.models import Patient


@pytest.fixture
def patient(nurse: Acting) -> Patient:
    return enrol(nurse, born=date(1985, 4, 23), sex="female")


@pytest.fixture
def desk(signed_in: Callable[[Account], Client], nurse: Acting) -> Client:
    """Return a browser in which the nurse has signed in."""
    return signed_in(nurse.account)
