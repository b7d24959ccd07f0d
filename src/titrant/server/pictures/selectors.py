"""Questions about pictures."""

from uuid import UUID

from titrant.server.pictures.models import Picture


def picture_of(patient: UUID, what: str, picture: UUID) -> Picture | None:
    """Return a picture of this patient, of these rows; None for any other."""
    found = Picture.objects.filter(pk=picture, patient=patient, what=what)
    return found.defer("specification").first()
