"""The demonstration, filled once for all tests of a file, and the same again after each.

A file that says `TWICE = True` has one that was filled before, told of, and taken away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from titrant.server.audit.models import ChainEnd, Entry
from titrant.server.config.installation import Installation
from titrant.server.demo.clock import MORNING
from titrant.server.demo.filling import fill
from titrant.server.intake.models import Intake
from titrant.server.messages.models import Message
from titrant.server.patients.models import Patient
from titrant.server.patients.section import sections
from titrant.server.tasks.models import Task
from titrant.server.web.clock import clock_at

Told = dict[str, list[tuple[Any, ...]]]


def told() -> Told:
    """Return who the people are and what stands about them, without the numbers of accounts.

    Where a second filling numbers the accounts as the first, also where each clinic's chain ends.
    """
    rows: Told = {
        "people": sorted(Patient.objects.values_list()),
        "messages": sorted(Message.objects.values_list()),
        "intakes": sorted(Intake.objects.values_list("pk", "patient", "secret", "known", "over")),
        "tasks": sorted(
            Task.objects.values_list("pk", "what", "due", "role", "closed", "escalated")
        ),
    }
    if connection.vendor == "sqlite":
        rows["chains"] = sorted(ChainEnd.objects.exclude(chain=0).values_list("chain", "digest"))
    for section in sections():
        found = section.model._default_manager.all()
        names = [field.attname for field in section.model._meta.concrete_fields]
        kept = [name for name in names if name not in {"by_id", "confirmed_by_id", "second_by_id"}]
        rows[section.word] = sorted(found.values_list(*kept))
    return rows


@dataclass(frozen=True)
class Filled:
    """What was told of the demonstration filled before this one, and whose keys this one has."""

    before: Told | None
    installation: Installation


def _filled_and_gone() -> Told:
    with transaction.atomic():
        with clock_at(MORNING):
            fill()
        before = told()
        transaction.set_rollback(True)
    return before


@pytest.fixture(scope="module")
def _once(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Filled]:
    """Fill it; where a file wants it twice, fill it, look, and take it all away before."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = _filled_and_gone() if getattr(request.module, "TWICE", False) else None
        assert not Entry.objects.exists()
        with clock_at(MORNING):  # as where it is shown: nothing in it is of a later day
            fill()
        yield Filled(before, settings.INSTALLATION)
        transaction.set_rollback(True)


@pytest.fixture
def filled(_once: Filled) -> Iterator[Filled]:
    """Return the demonstration; what a test writes there is gone after it."""
    with transaction.atomic():
        yield _once
        transaction.set_rollback(True)
