"""What an order is told of the choice that it follows."""

from uuid import UUID

from titrant.clinical import OptionKind
from titrant.server.guidance import rules, selectors
from titrant.server.orders.chosen import Chosen, choices_from
from titrant.server.patients.models import Patient


@choices_from
def choice(patient: Patient, id: UUID) -> Chosen | None:
    """Return a recorded choice as an order reads it."""
    made = selectors.choice_for(patient, id)
    if made is None:
        return None
    return Chosen(
        id=made.pk,
        course=made.course_id,
        protocol=made.protocol,
        title=made.title,
        reason=made.why or made.reason,
        is_dose=rules.is_dose(OptionKind(made.option)),
    )
