"""Choosing an option: bound to what was read, with a reason, kept whole, worked out again."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from tests.lib.ready import PROTOCOL, make_ready, signs

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.audit.rebuilding import differences
from titrant.server.courses import actions as courses
from titrant.server.guidance import actions, selectors
from titrant.server.guidance.reasons import OFFERED
from titrant.server.guidance.working import worked_out
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of

pytestmark = pytest.mark.django_db
WHY = "Four trials failed, and nothing speaks against it."


@pytest.fixture
def ready(patient: Patient, nurse: Acting, prescriber: Acting) -> Patient:
    """Return somebody of whom everything is known, in a clinic that has signed."""
    signs(patient.clinic, prescriber)
    make_ready(patient, prescriber, nurse)
    return patient


@pytest.fixture
def course(ready: Patient, prescriber: Acting) -> UUID:
    protocol = knowledge_of(ready.clinic).protocol(PROTOCOL)
    return courses.open_course(patient=ready, protocol=protocol, why=WHY, by=prescriber)


@pytest.fixture
def room(signed_in: Callable[[Account], Client], prescriber: Acting) -> Client:
    """Return a browser in which the prescriber has signed in."""
    return signed_in(prescriber.account)


def choose(patient: Patient, by: Acting, **said: Any) -> UUID:
    known = {"option": "start", "shown": worked_out(patient, PROTOCOL).digest, "reason": OFFERED[0]}
    return actions.choose(patient=patient, protocol=PROTOCOL, by=by, **{**known, **said})


def test_a_choice_is_kept_with_everything_it_was_chosen_from(
    ready: Patient, course: UUID, prescriber: Acting
) -> None:
    worked = worked_out(ready, PROTOCOL)
    made = selectors.choice(choose(ready, prescriber))
    assert made is not None
    assert (made.option, made.reason, made.course_id) == ("start", OFFERED[0], course)
    kept = msgspec.json.decode(bytes(made.file.content))
    assert kept["guidance"] == json.loads(worked.guidance_bytes)
    assert kept["plan"]["protocol"] == PROTOCOL
    assert made.knowledge == worked.kb.hash
    assert selectors.kept_knowledge(made.knowledge) is not None
    assert differences() == []
