"""The sheet that an order is prepared by, and the label of its syringe."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from titrant.dosing.sheet import Sheet, draw_up_sheet
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.orders.models import Order, State
from titrant.server.orders.resting import Climbed, kept_of
from titrant.server.orders.rules import in_the_way
from titrant.server.orders.shown import typed_words
from titrant.server.orders.standing import Standing, standing_of
from titrant.server.papers import known
from titrant.server.papers.blocks import (
    AnyBlock,
    Boxed,
    Column,
    Facts,
    Heading,
    Items,
    Lines,
    Paper,
    Said,
    Signed,
    Table,
)
from titrant.server.papers.heads import UNSIGNED, head_of, name_of
from titrant.server.web.templatetags.clinic import day, moment
from titrant.server.web.typesetting import pdf
from titrant.units import Count

_LABEL = Path(__file__).with_name("label.typ")
_RUNGS = (
    Column("step", 4, strong=True),
    Column("worked out", 10),
    Column("do", 9, strong=True),
    Column("prepared by", 5),
    Column("checked by", 5),
)
STOPPED = "STOPPED, DO NOT USE"
HELD = "HELD, DO NOT USE"
NEVER = "NEVER, DO NOT USE"  # beyond a limit that nothing lifts
_HANDS = "Each column is filled in by a different person, from what they read on vial and pump."


def banner_of(order: Order, standing: Standing) -> str:
    """Return what stands across a paper of an order; empty where it is signed and holds good."""
    if not order.live:
        return STOPPED
    if not standing.stands or standing.climbed is None:
        return HELD
    if order.state == State.ACTIVE:
        return ""
    never = any(one.never for one in in_the_way(order, standing.climbed))
    return NEVER if never else UNSIGNED


def order_sheet(order: Order, by: Acting) -> Paper:
    """Return the sheet of an order: its ladder, what argues against it, signatures, sources."""
    standing = standing_of(order)
    return Paper(
        head=head_of(order.patient, by),
        title=f"Order for {day(order.planned)}",
        under=typed_words(order),
        banner=banner_of(order, standing),
        blocks=tuple(_blocks(order, standing)),
    )


def _blocks(order: Order, standing: Standing) -> Iterator[AnyBlock]:
    zone, climbed = order.patient.clinic.zone, standing.climbed
    yield from known.allergies(order.patient)
    if order.stopped is not None:
        stopped = f"{moment(order.stopped, zone)}, {order.stopped_by}"
        yield Boxed(f"Stopped: {order.stopped_why} ({stopped})")
    elif not standing.stands:
        yield Boxed(" ".join((*standing.changed, standing.then)))
    elif order.state == State.ON_HOLD:
        yield Boxed("Signed by one prescriber. It waits for the second, and is not given.")
    yield Facts(
        (
            ("ordered as", typed_words(order)),
            ("follows", order.option),
            ("written by", f"{name_of(order.by)}, {moment(order.written, zone)}"),
            *((("reason", order.reason),) if order.reason else ()),
        )
    )
    if climbed is not None and order.live:
        yield Heading(draw_up_sheet(climbed.made).title)
    yield ladder_rows(order, standing)
    yield Said(_HANDS, small=True)
    if climbed is not None and order.live:
        yield from _against(climbed)
    yield from _rescue(order)
    yield from signatures(order)
    if climbed is not None:
        yield from _sources(draw_up_sheet(climbed.made))


def ladder_rows(order: Order, standing: Standing) -> Table:
    """Return the ladder of an order: as of now, or as it was last read where it is stopped."""
    if standing.climbed is None or not order.live:
        kept = kept_of(order).ladder
        return Table(_RUNGS, tuple((*rung, "", "") for rung in kept), tall=True)
    rows = draw_up_sheet(standing.climbed.made).rows
    return Table(
        _RUNGS,
        tuple(
            (row.name, f"{row.worked_out}{_marks(row.marks)}", row.to_do, "", "") for row in rows
        ),
        tall=True,
    )


def _against(climbed: Climbed) -> Iterator[AnyBlock]:
    sheet = draw_up_sheet(climbed.made)
    against = [
        f"{'Said: ' if check.met else ''}{check.text} {check.lifts}".strip()
        for check in sheet.checks
    ]
    against += [f"Held: {hold.says} Lifted by: {hold.lifts}" for hold in climbed.holds]
    if against:
        yield from (Heading("What stands in the way, and what was said"), Items(tuple(against)))
    if sheet.notes:
        yield from (Heading("Notes"), Items(sheet.notes))


def _marks(marks: tuple[int, ...]) -> str:
    return f" [{', '.join(map(str, marks))}]" if marks else ""


def _rescue(order: Order) -> Iterator[AnyBlock]:
    activated = tuple(f"{one.drug.capitalize()}. {one.says}" for one in order.rescue.all())
    if activated:
        yield from (
            Heading("Standing orders that were activated for this person"),
            Items(activated),
        )


def signatures(order: Order) -> Iterator[AnyBlock]:
    """Return who signed an order; lines to sign on where somebody still has to."""
    zone = order.patient.clinic.zone
    for one in order.signatures.all():
        yield Signed(one.name, one.role, moment(one.at, zone), one.meaning)
    if order.state in {State.DRAFT, State.ON_HOLD}:
        yield Said("It is signed in the record, with a second factor: a name written here is none.")
    if order.prepared is not None:
        prepared = f"{name_of(order.prepared_by)}, {moment(order.prepared, zone)}"
        yield Said(f"Prepared by {prepared}: {order.read_back}")
    else:
        yield Lines(("prepared by: name, time", "checked by: name, time"))


def _sources(sheet: Sheet) -> Iterator[AnyBlock]:
    cited = [f"[{one.mark}] {one.value}. {one.source}" for one in sheet.cited]
    limits = [f"{one.value}. {one.source}" for one in sheet.limits]
    for title, lines in (
        ("Where each number comes from", cited),
        ("Limits that it was held against", limits),
    ):
        if lines:
            yield Heading(title)
            yield from (Said(line, small=True) for line in lines)
    yield Said(" ".join(filter(None, (sheet.signers, sheet.footer))), small=True)


class Label(Struct, frozen=True, kw_only=True):
    """What stands on a syringe: whose, what, how much in how much, by which way."""

    name: str
    facts: str
    drug: str
    amount: str
    volume: str
    strength: str
    route: str
    banner: str


def syringe_label(order: Order) -> Label:
    """Return the label of the syringe or bag of an order; raises `NotAllowed` where there is none.

    A stopped or held order has no label: what was drawn up by it is discarded.
    """
    standing = standing_of(order)
    banner, climbed = banner_of(order, standing), standing.climbed
    if banner in {STOPPED, HELD} or climbed is None:
        raise NotAllowed("This order is stopped or held: nothing is labelled by it.")
    made = climbed.made
    chain = made.chain
    if chain is None or isinstance(chain.draw.rounded, Count):
        raise NotAllowed("Nothing is drawn up by this order, so that there is no syringe to label.")
    infusion = chain.infusion
    volume = chain.draw.rounded if infusion is None else infusion.total.rounded
    strength = (
        f"{made.product.name}" if infusion is None else infusion.concentration.rounded.brief()
    )
    patient = order.patient
    return Label(
        name=patient.name,
        facts=f"born {day(patient.born)} · record {patient.pk.hex[:8]}",
        drug=made.product.drug.words,
        amount=chain.dose.rounded.brief(),
        volume=f"in {volume.brief()}",
        strength=strength,
        route="" if made.route is None else made.route.words,
        banner=banner,
    )


def label_pdf(label: Label) -> bytes:
    """Return a label as a PDF of one small page."""
    return pdf(_LABEL, label)
