"""Put a message into the outbox: in the transaction of what it tells of, and never words typed."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import append, new_ref
from titrant.server.messages import entries
from titrant.server.messages.models import Message
from titrant.server.messages.templates import Channel, Filling, filled
from titrant.server.web.clock import now


class NoWay(Exception):
    """There is no address to send to; the sentence says what is missing."""


@transaction.atomic
def send(
    template: str,
    *,
    to: str,
    channel: Channel,
    by: Actor,
    link: str = "",
    when: datetime | None = None,
    zone: str = "UTC",
    phone: str = "",
    patient: UUID | None = None,
    after: datetime | None = None,
    key: str = "",
) -> UUID:
    """Put a message into the outbox; return its id. It goes out once, `after` then.

    `template` is one of the closed list; only a link of ours, a time and a telephone number are
    filled in. The caller gives the channel that the person said is safe for them.
    """
    if not to.strip():
        raise NoWay("There is no address to write to: note one, or call.")
    if link and not link.startswith(settings.ORIGIN + "/"):
        raise ValueError("A link in a message leads to this program.")
    subject, text = filled(template, Filling(link, when, zone, phone))
    ref = new_ref()
    said = entries.Asked(template, channel)
    asked = append(entries.asked, said, by=by, patient=patient, key=key, ref=ref)
    if asked.ref == ref:
        put(
            Message(
                id=ref,
                clinic=by.clinic,
                template=template,
                channel=channel,
                address=to.strip(),
                subject=subject,
                text=text,
            ),
            after,
        )
    return asked.ref


def put(message: Message, after: datetime | None = None) -> None:
    """Store a message that waits from now on."""
    message.queued = now()
    message.after = message.queued if after is None else after
    message.save(force_insert=True)
