"""What an order rests on: its ladder, the person's weight, allergies, medicines, findings, rules.

It is worked out when somebody looks, and again whenever somebody looks later: what differs then
stops the order, each difference in words of its own.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from titrant.clinical import Fact, FactKind, ReadBack, Snapshot
from titrant.clinical import State as Goes
from titrant.dosing import Kind, Preparation, prepare
from titrant.dosing.guidance import Case, Hold, next_dose
from titrant.dosing.sheet import draw_up_sheet
from titrant.knowledge import Knowledge, Protocol, Standing, UnknownEntry
from titrant.server.courses.models import Course
from titrant.server.courses.selectors import planned as with_its_plan
from titrant.server.courses.working import dosing_case
from titrant.server.orders.making import (
    Typed,
    UnreadableOrder,
    Weighed,
    kept_weight,
    order_of,
    weighed,
    weighed_for,
)
from titrant.server.orders.models import Order
from titrant.server.patients.models import Patient, Weight
from titrant.server.patients.section import section_of
from titrant.server.patients.selectors import newest_of
from titrant.server.sites.selectors import knowledge_of, today
from titrant.units import Percentage
from titrant.units import Weight as Heavy

WEIGHT_OF_THE_DAY = "limit.weight.age.clinic"
WEIGHTS = "patients.weight"
ORDER_WEIGHT = "order.weight.change"


class Rests(Struct, frozen=True):
    """What an order rests on, as values that can be kept and compared."""

    weight: str
    weight_row: str
    allergies: tuple[str, ...]
    medicines: tuple[str, ...]
    findings: dict[str, str]
    leaves: dict[str, str]
    knowledge: str
    ladder: tuple[tuple[str, str, str], ...]
    checks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Climbed:
    """An order climbed as of a day: the preparation, what holds besides, what it rests on."""

    made: Preparation
    holds: tuple[Hold, ...]
    rests: Rests
    known: Snapshot
    kb: Knowledge
    protocol: Protocol

    @property
    def text(self) -> str:
        """What is shown, as one text in one order: what a signature covers."""
        return msgspec.json.encode(self.rests, order="deterministic").decode()


def typed_of(order: Order) -> Typed:
    """Return an order of the record as it was typed."""
    return Typed(
        planned=order.planned,
        product=order.product,
        amount=order.amount,
        unit=order.unit,
        minutes=order.minutes,
        dilute_to=order.dilute_to,
        basis=order.basis,
        retain=order.retain,
        hold=order.hold,
        reason=order.reason,
    )


def climb(
    typed: Typed,
    patient: Patient,
    course: Course,
    *,
    kept: str = "",
    read_back: ReadBack | None = None,
) -> Climbed:
    """Climb an order by what is known today; raises `UnreadableOrder`.

    The limits and the screening are those of the day for which it is planned, where that is later.
    `kept` is the row of the weight that a signed order was signed by.
    """
    day = today(patient.clinic)
    kb = with_its_plan(knowledge_of(patient.clinic), course)
    try:
        protocol, _ = kb.protocol(course.protocol), kb.product(typed.product)
    except UnknownEntry as error:  # it is gone with a newer version
        raise UnreadableOrder("product", str(error)) from None
    case = dosing_case(patient, course.protocol, kb, day)
    weight = weighed_for(patient, kept, _how_far(kb, day)) if kept else weighed(patient)
    order = order_of(typed, patient, protocol, case.snapshot, weight=weight, read_back=read_back)
    made = prepare(order, kb)
    later = replace(case.snapshot, as_of=max(day, typed.planned))
    guidance = next_dose(Case(snapshot=later, treatment=case.treatment), kb)
    findings = {one.rule: one.title for one in guidance.basis.findings if one.stops}
    rests = _rests(made, case.snapshot, weight, findings, kb)
    return Climbed(made, guidance.holds, rests, case.snapshot, kb, protocol)


def _rests(
    made: Preparation,
    known: Snapshot,
    weight: Weighed | None,
    findings: dict[str, str],
    kb: Knowledge,
) -> Rests:
    sheet = draw_up_sheet(made)
    return Rests(
        weight="" if weight is None else str(weight.reading.weight),
        weight_row="" if weight is None else str(weight.row.pk),
        allergies=_going(known, FactKind.ALLERGY),
        medicines=_going(known, FactKind.MEDICATION),
        findings=findings,
        leaves={leaf.id: leaf.shown for leaf in made.used},
        knowledge=kb.hash,
        ladder=tuple((row.name, row.worked_out, row.to_do) for row in sheet.rows),
        checks=tuple((check.id, str(check.kind), check.text) for check in made.checks),
    )


def _going(known: Snapshot, kind: FactKind) -> tuple[str, ...]:
    """Return what goes on of a kind, in the record's words; what no concept covers is there too."""
    going = {one.text for one in known.facts if _goes_on(one, kind)}
    beside = {one.text for one in known.unmapped if one.kind == kind.value}
    return tuple(sorted(going | beside))


def _goes_on(fact: Fact, kind: FactKind) -> bool:
    return fact.kind is kind and fact.so and fact.state is not Goes.ENDED


def kept_of(order: Order) -> Rests:
    """Return what an order rested on when it was signed, or last looked at."""
    last = order.signatures.last()
    return msgspec.json.decode(order.rests_on if last is None else last.shown, type=Rests)


def digest_of(text: str, order: Order) -> str:
    """Return what a signature is bound to: the order as it was typed, and what was shown."""
    said: Any = {"order": str(order.pk), "typed": typed_of(order), "shown": text}
    return sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()


# -- what differs ---------------------------------------------------------------------------------


def changes(order: Order, then: Rests, now: Climbed) -> list[str]:
    """Return what changed since an order was signed or looked at, a sentence each."""
    return [
        *_weight(order, then, now),
        *_new("allergy", then.allergies, now.rests.allergies),
        *_new("medicine", then.medicines, now.rests.medicines),
        *(
            f"Found since then: {title}."
            for rule, title in now.rests.findings.items()
            if rule not in then.findings
        ),
        *_rules(then, now.rests),
        *_course(order, today(order.patient.clinic)),
    ]


def _new(what: str, before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    return [f"A new {what} is on record: {one}." for one in after if one not in before]


def _weight(order: Order, then: Rests, now: Climbed) -> list[str]:
    if then.weight_row == now.rests.weight_row:
        return []
    own = kept_weight(then.weight_row)
    if own is not None and not own.counts:
        return [_became(own, then)]
    row = weighed(order.patient)
    if row is None or not then.weight:
        return [f"A weight is on record now: {now.rests.weight}."]
    apart = Percentage.apart(row.reading.weight, Heavy.read_record(then.weight))
    off = (
        f"The weight is {now.rests.weight} now, {apart.brief()} off the {then.weight} of this order"
    )
    if not order.signed:
        return [f"{off}."]
    most = _how_far(now.kb, today(order.patient.clinic))
    bound = "this site has not signed how far it may be" if most is None else f"{most} is the most"
    return [f"{off}; {bound}, and it is signed again."]


def _became(own: Weight, then: Rests) -> str:
    """Return what became of the weight of an order that counts no more."""
    last = newest_of(section_of(WEIGHTS), own)
    if last.struck:
        return f"The weight of {then.weight} was entered in error: it counts no more."
    said = str(Heavy.read_record(last.shown))
    return f"The weight of {then.weight} was corrected to {said}."


def _how_far(kb: Knowledge, day: date) -> Percentage | None:
    """Return how far the weight may be off that of a signed order; None where nobody signed it."""
    leaf = kb.leaf(ORDER_WEIGHT)
    return leaf.quantity(Percentage) if leaf.standing(day) is Standing.IN_FORCE else None


def _rules(then: Rests, now: Rests) -> list[str]:
    """Return which limits say something else, and what stops now that did not."""
    said = [
        f"A rule changed: {id} was {shown}, and is {now.leaves[id]}."
        for id, shown in then.leaves.items()
        if id in now.leaves and now.leaves[id] != shown
    ]
    before = {id for id, *_ in then.checks}
    stops = {str(Kind.HARD), str(Kind.FIRM), str(Kind.HOLD), str(Kind.SOFT)}
    said += [
        f"A rule stops it now: {text}"
        for id, kind, text in now.checks
        if id not in before and kind in stops
    ]
    return said


def _course(order: Order, day: date) -> list[str]:
    said = []
    if not order.course.is_open:
        said.append("The course was ended.")
    if order.planned < day:
        said.append(f"It was planned for {order.planned:%d %b %Y}, and that day is over.")
    return said
