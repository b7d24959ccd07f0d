"""Questions about the outbox."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from titrant.server.audit.models import Entry
from titrant.server.messages.models import Message
from titrant.server.messages.templates import about


@dataclass(frozen=True)
class Shown:
    """A message as the outbox page shows it; address and text only where everybody is made up."""

    about: str
    channel: str
    queued: datetime
    state: str
    address: str
    subject: str
    text: str


def outbox(clinic: int | None) -> QuerySet[Message]:
    """Return the messages of a clinic, the newest first; a demonstration shows sign-in mails too.

    Mails about signing in belong to people, not to a clinic: in a clinic nobody else sees them.
    """
    clinics = [clinic or 0, 0] if settings.DEMONSTRATION else [clinic or 0]
    return Message.objects.filter(clinic__in=clinics).order_by("-queued", "-id")


def counted(clinic: int | None) -> dict[str, int]:
    """Return how many messages wait, went out and were given up."""
    rows = outbox(clinic)
    return {
        "waiting": rows.filter(sent=None, gave_up=None).count(),
        "sent": rows.exclude(sent=None).count(),
        "given up": rows.exclude(gave_up=None).count(),
    }


def shown(message: Message) -> Shown:
    """Return what the outbox page may show of a message."""
    open_ = bool(settings.DEMONSTRATION)
    return Shown(
        about(message.template),
        message.channel,
        message.queued,
        state(message),
        message.address if open_ else "",
        message.subject if open_ else "",
        message.text if open_ else "",
    )


def state(message: Message) -> str:
    """Return what became of a message, in words."""
    if message.sent is not None:
        return "went out"
    if message.gave_up is not None:
        return "given up: a task says so"
    return "waits" if not message.tries else f"failed {message.tries} times, tried again"


def patient_of(message: UUID) -> UUID | None:
    """Return the patient that a message was for; None where it was for somebody else."""
    return Entry.objects.filter(pk=message).values_list("patient", flat=True).first()
