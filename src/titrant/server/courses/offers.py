"""What this part puts on a person's pages: the way to screening and protocols."""

from django.urls import reverse

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.patients.beside import Beside, told_by
from titrant.server.patients.models import Patient


@told_by
def links(acting: Acting, patient: Patient) -> list[Beside]:
    """Return the pages of this part that somebody may open."""
    if not acting.may(Right.READ_RECORD):
        return []
    return [Beside("Screening and protocols", reverse("patient_protocols", args=[patient.pk]))]
