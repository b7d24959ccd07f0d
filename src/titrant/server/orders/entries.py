"""What the record says about orders: written, looked at again, signed, prepared, stopped."""

from datetime import date
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import asdict

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.orders.models import Activated, Order, Signature, State


class OrderSaid(Struct, frozen=True):
    """An order as it was typed; `rests_on` is what its ladder was climbed from, JSON."""

    course: UUID
    choice: UUID
    option: str
    planned: date
    product: str
    amount: str
    unit: str
    minutes: str
    dilute_to: str
    basis: str
    retain: str
    hold: str
    reason: str
    rests_on: str


class LookedAgain(Struct, frozen=True):
    """The ladder was looked at as it is now."""

    order: UUID
    rests_on: str


class Signed(Struct, frozen=True):
    """A signature: `shown` is the text that was read, `digest` what it hashes to.

    `complete` says that nobody else has to sign. `rescue` are the standing orders that it
    activates, each with its words.
    """

    order: UUID
    complete: bool
    name: str
    role: str
    meaning: str
    digest: str
    shown: str
    rescue: dict[str, str]


class Prepared(Struct, frozen=True):
    """What was read on the vial, the syringe and the pump agrees with the order."""

    order: UUID
    read_back: str


class Stopped(Struct, frozen=True):
    """An order counts no more, and why; one that nobody had signed is cancelled."""

    order: UUID
    why: str
    who: str


@entry_kind("orders.written", "wrote an order", OrderSaid, Order)
def written(entry: Entry, body: OrderSaid) -> None:
    """Write a draft."""
    said = asdict(body)
    Order.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        course_id=said.pop("course"),
        number=entry.number,
        written=entry.recorded,
        by_id=entry.by_id,
        **said,
    )


@entry_kind("orders.looked-again", "looked at an order’s ladder again", LookedAgain, Order)
def looked_again(_: Entry, body: LookedAgain) -> None:
    """Note what a draft rests on now."""
    Order.objects.filter(pk=body.order).update(rests_on=body.rests_on)


@entry_kind("orders.signed", "signed an order", Signed, Order, Signature, Activated)
def signed(entry: Entry, body: Signed) -> None:
    """Write a signature, and what follows from it."""
    Signature.objects.create(
        id=entry.ref,
        order_id=body.order,
        at=entry.recorded,
        by_id=entry.person,
        name=body.name,
        role=body.role,
        meaning=body.meaning,
        digest=body.digest,
        shown=body.shown,
    )
    state = State.ACTIVE if body.complete else State.ON_HOLD
    Order.objects.filter(pk=body.order).update(state=state)
    Activated.objects.bulk_create(
        [
            Activated(id=uuid5(entry.ref, drug), order_id=body.order, drug=drug, says=says)
            for drug, says in sorted(body.rescue.items())
        ]
    )


@entry_kind("orders.prepared", "prepared an order", Prepared, Order)
def prepared(entry: Entry, body: Prepared) -> None:
    """Note that an order was drawn up."""
    Order.objects.filter(pk=body.order).update(
        prepared=entry.effective, prepared_by_id=entry.by_id, read_back=body.read_back
    )


@entry_kind("orders.stopped", "stopped an order", Stopped, Order)
def stopped(entry: Entry, body: Stopped) -> None:
    """Stop an order; a draft is cancelled."""
    row = Order.objects.filter(pk=body.order)
    draft = row.filter(state=State.DRAFT).exists()
    row.update(
        state=State.CANCELLED if draft else State.STOPPED,
        stopped=entry.recorded,
        stopped_by=body.who,
        stopped_why=body.why,
    )
