"""What this part puts on a person's pages: the way to each of their courses here."""

from django.urls import reverse

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.exposures.selectors import protocols_followed
from titrant.server.patients.beside import Beside, told_by
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Patient


@told_by
def courses(acting: Acting, patient: Patient) -> list[Beside]:
    """Return the courses of a person, the newest first, to who may read the record."""
    if not acting.may(Right.READ_RECORD):
        return []
    return [
        Beside(
            f"Course: {knowledge().protocol(protocol).title}",
            reverse("patient_course", args=[patient.pk, protocol]),
        )
        for protocol in protocols_followed(patient)
    ]
