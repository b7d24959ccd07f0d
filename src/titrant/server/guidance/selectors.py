"""Questions about choices, the knowledge they rest on, and what was found since."""

from uuid import UUID

from titrant.server.guidance.models import Choice, KeptKnowledge, Rerun
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic


def choices_of(patient: Patient, protocol: str) -> list[Choice]:
    """Return what was chosen for a person's courses of a protocol, the newest first."""
    rows = Choice.objects.filter(patient=patient, protocol=protocol).select_related("by")
    return list(rows.order_by("-at", "-number"))


def choice_for(patient: Patient, choice: UUID) -> Choice | None:
    """Return one choice of a record."""
    return Choice.objects.filter(pk=choice, patient=patient).select_related("by", "course").first()


def choice(id: UUID) -> Choice | None:
    """Return a choice of any clinic: for whoever runs the program."""
    rows = Choice.objects.filter(pk=id).select_related("file", "patient__clinic", "course")
    return rows.first()


def kept_knowledge(hash: str) -> KeptKnowledge | None:
    """Return a compiled knowledge base that the record keeps; None where it does not."""
    return KeptKnowledge.objects.filter(hash=hash).select_related("file").first()


def reruns(clinic: Clinic, most: int = 10) -> list[Rerun]:
    """Return the last times that the guidance of every course was worked out anew."""
    return list(Rerun.objects.filter(clinic=clinic)[:most])
