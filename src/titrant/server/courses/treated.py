"""The treatment that a page is asked about, by the protocol in its address."""

from django.http import Http404

from titrant.dosing.screening import Treatment, treatment_of
from titrant.knowledge import Knowledge, Protocol, UnknownEntry
from titrant.server.patients.models import Patient


def treated(patient: Patient, protocol: str, kb: Knowledge) -> tuple[Protocol, Treatment]:
    """Return a protocol, and what it is where the patient's clinic is; raise the page of none."""
    try:
        found = kb.protocol(protocol)
    except UnknownEntry:
        raise Http404 from None
    return found, treatment_of(found, patient.clinic.jurisdiction)
