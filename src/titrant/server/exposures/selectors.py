"""Questions about what a person had."""

from titrant.server.exposures.models import PastSession
from titrant.server.patients.models import Patient


def protocols_followed(patient: Patient) -> list[str]:
    """Return the protocols of a person's sessions here, the one of the newest session first."""
    rows = PastSession.objects.filter(patient=patient, corrected_by=None, struck=False)
    found = rows.order_by("-effective", "-number").values_list("protocol", flat=True)
    return list(dict.fromkeys(found))
