"""Why an option is chosen: the reasons that are offered until a clinic writes its own."""

from titrant.server.guidance.models import Reasons
from titrant.server.sites.models import Clinic

OFFERED = (
    "The protocol’s next step",
    "Response goes on, nothing speaks for a change",
    "Too little response so far, and well borne",
    "Not well borne at this dose",
    "The effect lasts longer than the interval",
    "The effect ends before the next session",
    "Something in the record has to be settled first",
    "The person’s own wish, talked through",
    "Follows a review of the course",
)


def reasons_of(clinic: Clinic) -> list[str]:
    """Return the reasons that a clinic offers, in its order."""
    own = Reasons.objects.filter(clinic=clinic).first()
    return own.lines.splitlines() if own is not None else list(OFFERED)
