"""What this part puts on a person's pages: the way to their orders."""

from django.urls import reverse

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.patients.beside import Beside, told_by
from titrant.server.patients.models import Patient


@told_by
def links(acting: Acting, patient: Patient) -> list[Beside]:
    """Return the page of orders, to who may read the record."""
    if not acting.may(Right.READ_RECORD):
        return []
    return [Beside("Orders", reverse("patient_orders", args=[patient.pk]))]
