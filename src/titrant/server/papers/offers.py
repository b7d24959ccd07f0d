"""What this part puts on a person's pages: the way to what is printed of them."""

from django.urls import reverse

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.patients.beside import Beside, told_by
from titrant.server.patients.models import Patient


@told_by
def links(acting: Acting, patient: Patient) -> list[Beside]:
    """Return the page of papers, to who may print the record."""
    if not acting.may(Right.PRINT_RECORD):
        return []
    return [Beside("Papers", reverse("patient_papers", args=[patient.pk]))]
