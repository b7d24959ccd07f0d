"""What the background worker does for this part."""

from datetime import timedelta

from titrant.server.intake.importing import forget_old
from titrant.server.tasks.jobs import Payload, job


@job("uploads", every=timedelta(hours=1))
def uploads(_: Payload) -> None:
    """Forget files that waited for somebody to look at them, and waited too long."""
    forget_old()
