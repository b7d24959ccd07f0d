"""What went out by message, what waits, and what was given up, as the worker would have left it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from titrant.server.demo.cast import Cast, local
from titrant.server.demo.writing import Event, Record
from titrant.server.intake.rules import address_of, channel_of
from titrant.server.intake.unanswered import unanswered
from titrant.server.messages import actions as messages
from titrant.server.messages.models import Message
from titrant.server.messages.senders import Sender
from titrant.server.messages.sending import TRIES, deliver, wait_after
from titrant.server.tasks import actions as tasks
from titrant.server.tasks.recurring import given_up
from titrant.server.tasks.reminding import remind

ROUNDS = (local(3, 19, 45), local(1, 17, 45), local(0, 8, 20))


def outbox(cast: Cast) -> Iterator[Event]:
    """Return messages about visits, one to a telephone that takes none, and who sent them."""
    reached = [one for one in cast.records if one.person.safe_contact in {"mail", "text"}]
    coming = [one for one in reached if one.person.phase == "early"]
    for number, one in enumerate(coming[:8]):
        if number < 5:
            yield Event(local(1, 17, 30), partial(_visit, one, cast, local(0, 9 + number)))
        else:
            tomorrow = local(-1, 4 + number)
            yield Event(local(0, 8), partial(_visit, one, cast, tomorrow, after=local(0, 9)))
    lost, moment = cast.marked("no-messages"), local(1, 16)
    yield Event(moment, partial(_visit, lost, cast, local(0, 15)))
    for tried in range(1, TRIES + 1):
        yield Event(moment, partial(send_what_waits, refused=lost.person.phone))
        moment += wait_after(tried)
    for moment in ROUNDS:
        yield Event(moment, _work)


def send_what_waits(refused: str = "") -> None:
    """Send what waits, to nobody; what goes to the number that is refused fails."""

    def sender(_: str) -> Sender:
        return partial(_send, refused)

    deliver(given_up, via=sender)


def _send(refused: str, message: Message) -> None:
    if message.address == refused:
        raise ConnectionRefusedError


def _visit(one: Record, cast: Cast, when: datetime, after: datetime | None = None) -> None:
    patient = one.patient
    messages.send(
        "appointment",
        to=address_of(patient),
        channel=channel_of(patient),
        by=cast.hands.coordinator.actor,
        when=when,
        zone=patient.clinic.zone,
        phone=patient.clinic.phone,
        patient=patient.pk,
        after=after,
    )


def _work() -> None:
    """Do what the background worker does again and again: hand on, ask after, remind, send."""
    tasks.escalate_late()
    unanswered({})
    remind()
    send_what_waits()
