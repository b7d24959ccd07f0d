"""Questions about papers that were signed."""

from uuid import UUID

from titrant.server.papers.models import SignedPaper
from titrant.server.patients.models import Patient


def papers_of(patient: Patient) -> list[SignedPaper]:
    """Return the signed papers of a record, the newest first."""
    return list(SignedPaper.objects.filter(patient=patient))


def paper_for(patient: Patient, paper: UUID) -> SignedPaper | None:
    """Return one signed paper of a record, with its file."""
    return SignedPaper.objects.filter(pk=paper, patient=patient).select_related("file").first()
