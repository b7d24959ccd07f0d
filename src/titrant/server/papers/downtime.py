"""Sheets for a day without power: one for each person who is expected, to be written on by hand."""

from datetime import date

from titrant.server.accounts.acting import Acting
from titrant.server.courses.working import worked_out
from titrant.server.guidance.rows import rows
from titrant.server.intake.crisis import help_in
from titrant.server.orders.models import Order
from titrant.server.orders.selectors import orders_on
from titrant.server.orders.shown import typed_words
from titrant.server.orders.standing import standing_of
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
    Table,
)
from titrant.server.papers.heads import head_of
from titrant.server.papers.ordered import banner_of, ladder_rows, signatures
from titrant.server.sites.models import Clinic
from titrant.server.web.templatetags.clinic import day

WRITTEN_ROWS = 9
LAST = 3
_CHART = tuple(
    Column(heading, share)
    for heading, share in (
        ("time", 2),
        ("blood pressure", 3),
        ("heart rate", 2),
        ("SpO2", 2),
        ("sedation", 2),
        ("dissociation 0-10", 3),
        ("nausea", 2),
        ("what was done", 6),
        ("by", 2),
    )
)


def downtime_pack(clinic: Clinic, on: date, by: Acting) -> list[Paper]:
    """Return a sheet for each person with an order for a day, by name."""
    return [_sheet(order, by) for order in orders_on(clinic, on)]


def _sheet(order: Order, by: Acting) -> Paper:
    patient, protocol = order.patient, order.course.protocol
    standing, worked = standing_of(order), worked_out(order.patient, protocol)
    banner = banner_of(order, standing)
    before = rows(worked.guidance.basis)[-LAST:]
    call = help_in(patient.clinic.jurisdiction)
    contact = ", ".join(filter(None, (patient.contact_name, patient.contact_phone)))
    blocks: list[AnyBlock] = [
        *known.allergies(patient),
        Facts(
            (
                ("protocol", worked.kb.protocol(protocol).title),
                ("weight", known.newest(worked.case.snapshot, "weight")),
                ("contact person", contact or "not written down"),
            )
        ),
        Heading(f"Order: {typed_words(order)}"),
    ]
    if not standing.stands:
        blocks.append(Boxed(" ".join((*standing.changed, standing.then))))
    elif banner:
        blocks.append(Boxed("Nobody has signed this order: nothing is given by this sheet."))
    else:
        blocks += [ladder_rows(order, standing), *signatures(order)]
    if worked.guidance.holds:
        held = tuple(f"{one.says} Lifted by: {one.lifts}" for one in worked.guidance.holds)
        blocks += [Heading("What holds the dose, as far as is known"), Items(held)]
    if before:
        blocks += [Heading("Last sessions"), known.sessions(before, "score")]
    blocks += [
        Heading("On the day"),
        Lines(("weight, and how", "last food, last drink", "medicines taken today, when")),
        Lines(("going home with: name, telephone", "chair", "clock read from")),
        Table(_CHART, tuple(("",) * len(_CHART) for _ in range(WRITTEN_ROWS)), tall=True),
        Lines(("given in all, read from the pump or the syringe", "left over, discarded with")),
        Lines(("may leave: who decides, time", "left at, with")),
        Said(
            f"Emergency: {call.emergency}. Write everything into the record afterwards, with its "
            "time; this sheet is kept with it.",
            small=True,
        ),
    ]
    return Paper(
        head=head_of(patient, by),
        title=f"Sheet for {day(order.planned)}",
        under="For a day on which the record cannot be opened",
        banner=banner,
        blocks=tuple(blocks),
    )
