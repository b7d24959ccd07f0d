"""The choice that an order follows: guidance, which stands above, says what was chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from titrant.server.patients.models import Patient


@dataclass(frozen=True)
class Chosen:
    """An option that was chosen for a person's course, and whether a dose follows it."""

    id: UUID
    course: UUID
    protocol: str
    title: str
    reason: str
    is_dose: bool


Find = Callable[[Patient, UUID], Chosen | None]
_find: list[Find] = []


def choices_from(find: Find) -> Find:
    """Ask `find` for a choice from now on."""
    _find.append(find)
    return find


def chosen(patient: Patient, id: UUID) -> Chosen | None:
    """Return what was chosen; None where there is no such choice for this person."""
    return next((found for find in _find if (found := find(patient, id)) is not None), None)
