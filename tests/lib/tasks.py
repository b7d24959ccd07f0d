"""Tasks for tests of them, and one patient whom they may be about."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from titrant.server.audit.actor import program
from titrant.server.tasks import actions, kinds
from titrant.server.tasks.models import Task

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
PATIENT = UUID("11111111-1111-4111-8111-111111111111")


def opened(kind: kinds.TaskKind = kinds.BY_HAND, clinic: int = 1, **more: Any) -> Task:
    """Return a new task that the program opened."""
    ref = actions.open_task(kind, clinic=clinic, by=program("tests", clinic), **more)
    return Task.objects.get(pk=ref)
