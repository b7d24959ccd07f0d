"""What the record says about messages: that one was asked for, never where it went."""

from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry


class Asked(Struct, frozen=True):
    """A message was put into the outbox; the entry's id is the message's.

    Its address and text are in the outbox alone.
    """

    template: str
    channel: str


@entry_kind("messages.asked", "asked for a message to be sent", Asked)
def asked(_: Entry, __: Asked) -> None:
    """Nothing follows: the outbox is no projection, because sending changes it."""
