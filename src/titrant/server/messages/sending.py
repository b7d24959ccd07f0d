"""Send what waits in the outbox: at least once, later again after a failure, and not for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from titrant.server.messages.models import Message
from titrant.server.messages.senders import NotSet, Sender, sender_for
from titrant.server.messages.templates import without_links
from titrant.server.web.clock import now

LEASE = timedelta(minutes=2)  # a worker that died has a message no longer than that
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
TRIES = 8  # over some nine hours; then somebody calls


@dataclass(frozen=True)
class Undelivered:
    """A message that nobody will try to send again, for the task that it becomes."""

    message: UUID
    clinic: int
    template: str
    why: str


def deliver(
    tell: Callable[[Undelivered], object],
    most: int = 50,
    via: Callable[[str], Sender] | None = None,
) -> int:
    """Send what waits; return how many were tried. `via` gives the sender of a channel.

    What is given up is told to `tell` in the transaction that gives it up: a worker that dies in
    between leaves neither.
    """
    for tried in range(most):
        message = _claim()
        if message is None:
            return tried
        _deliver(message, tell, via or sender_for)
    return most


def _claim() -> Message | None:
    """Take the next message, for a while: no other worker sends it meanwhile."""
    moment = now()
    waiting = Message.objects.filter(sent=None, gave_up=None, after__lte=moment)
    waiting = waiting.exclude(taken__gt=moment).order_by("after", "queued", "id")
    if not waiting.exists():
        return None  # asked without the right to write, which others may need
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        message = waiting.first()
        if message is not None:
            message.taken = moment + LEASE
            message.tries += 1
            message.save(update_fields=["taken", "tries"])
    return message


def _deliver(
    message: Message, tell: Callable[[Undelivered], object], via: Callable[[str], Sender]
) -> None:
    """Hand a message over, outside of any transaction: a slow mail server holds up nobody."""
    final = False
    try:
        via(message.channel)(message)
    except NotSet as error:
        final, message.failed = True, type(error).__name__
    except Exception as error:  # noqa: BLE001 - whatever a mail server or a plug does, it is tried again
        message.failed = type(error).__name__
    else:
        message.sent, message.failed, message.taken = now(), "", None
        _forget_links(message)
        message.save(update_fields=["sent", "failed", "taken", "text"])
        return
    message.taken = None
    message.after = now() + wait_after(message.tries)
    lost = final or message.tries >= TRIES
    with transaction.atomic():
        if lost:
            message.gave_up = now()
            _forget_links(message)
            tell(Undelivered(message.pk, message.clinic, message.template, message.failed))
        message.save(update_fields=["failed", "taken", "after", "gave_up", "text"])


def _forget_links(message: Message) -> None:
    """Take out what opens something, of a message that waits no more; the other words stay.

    A link works for days, and the table is in every backup. A demonstration sends nothing: there
    people press the link on the page of the outbox.
    """
    if not settings.DEMONSTRATION:
        message.text = without_links(message.text)


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many failed tries: twice as long each time."""
    return min(FIRST_WAIT * (1 << (tries - 1)), LONGEST_WAIT)
