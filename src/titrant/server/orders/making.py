"""What was typed into an order, and what is known of the person, as the core reads an order."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from titrant.clinical import (
    Order,
    Person,
    PreviousSession,
    ReadBack,
    Retain,
    Sex,
    Snapshot,
    WeighingMethod,
    WeightBasis,
    WeightReading,
)
from titrant.knowledge import Protocol
from titrant.server.patients.models import Height, Patient, Weight
from titrant.units import (
    Concentration,
    Dose,
    DosePerWeight,
    Duration,
    Percentage,
    Rate,
    RatePerWeight,
    UnreadableQuantity,
)
from titrant.units import Height as Tall
from titrant.units import Weight as Heavy
from titrant.units.choice import read_one_of

AMOUNTS = (Dose, DosePerWeight, Rate, RatePerWeight)
UNITS = ("mg/kg", "mg", "mg/kg/h", "mg/h")
_METHODS = {
    "standing scale": WeighingMethod.SCALE,
    "chair scale": WeighingMethod.SCALE,
    "stated": WeighingMethod.STATED,
}


class UnreadableOrder(Exception):
    """Something typed cannot be read; `field` is where, the message how to mend it."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field = field


@dataclass(frozen=True)
class Typed:
    """An order as it was typed, every part a text; empty is what was left open."""

    planned: date
    product: str
    amount: str
    unit: str
    minutes: str = ""
    dilute_to: str = ""
    basis: str = ""
    retain: str = ""
    hold: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Weighed:
    """The weight that an order is scaled to, with its row; and the one before it."""

    row: Weight
    reading: WeightReading
    before: Heavy | None


def order_of(
    typed: Typed,
    patient: Patient,
    protocol: Protocol,
    known: Snapshot,
    *,
    weight: Weighed | None,
    read_back: ReadBack | None = None,
) -> Order:
    """Return an order for the core; raises `UnreadableOrder` for what cannot be read.

    A number is read as strictly as on the command line: no comma, no bare point, no trailing zero.
    """
    tall = _height(patient)
    previous = _previous(known, protocol.id)
    before = previous.weight
    if before is None and weight is not None:
        before = weight.before
    return Order(
        product=typed.product,
        as_of=known.as_of,
        amount=_read("amount", f"{typed.amount} {typed.unit}"),
        drug=protocol.drug,
        over=_duration("minutes", typed.minutes),
        dilute_to=_concentration(typed.dilute_to),
        route=protocol.route,
        protocol=protocol.id,
        weight=None if weight is None else weight.reading,
        basis=WeightBasis(typed.basis) if typed.basis else None,
        person=Person(height=tall, sex=Sex(patient.sex) if patient.sex else None),
        retain=Retain(typed.retain) if typed.retain else None,
        hold=_duration("hold", typed.hold),
        previous=PreviousSession(weight=before, basis=previous.basis),
        read_back=read_back or ReadBack(),
        reason=typed.reason.strip(),
    )


def weighed(patient: Patient) -> Weighed | None:
    """Return the newest weight that counts for a dose; one that waits for its reader does not."""
    rows = _counting(patient)
    return _weighed(rows[0], rows[1] if len(rows) > 1 else None, patient) if rows else None


def weighed_for(patient: Patient, kept: str, most: Percentage | None) -> Weighed | None:
    """Return the weight of a signed order, as long as the newest one confirms it; else the newest.

    `kept` is the row that the order was signed by, `most` how far the newest may be off; None where
    the site has not signed that. The day is that of the newest: it was weighed again, and agrees.
    """
    newest = weighed(patient)
    own = next((row for row in _counting(patient) if str(row.pk) == kept), None)
    if newest is None or own is None or own.pk == newest.row.pk:
        return newest
    signed = _weighed(own, None, patient)
    if most is None or Percentage.apart(newest.reading.weight, signed.reading.weight) > most:
        return newest
    day, how = newest.reading.on, newest.reading.method
    return Weighed(own, replace(signed.reading, on=day, method=how), newest.reading.weight)


def kept_weight(row: str) -> Weight | None:
    """Return the row of the weight that an order was climbed by; None where it had none."""
    return Weight.objects.filter(pk=row).first() if row else None


def _counting(patient: Patient) -> list[Weight]:
    rows = Weight.objects.filter(patient=patient, corrected_by=None, struck=False)
    return [row for row in rows.order_by("-effective", "-number") if not row.waits]


def _weighed(row: Weight, before: Weight | None, patient: Patient) -> Weighed:
    reading = WeightReading(
        weight=Heavy.read_record(row.shown),
        on=row.effective.astimezone(ZoneInfo(patient.clinic.zone)).date(),
        method=_METHODS.get(row.method),
        second=Heavy.read_record(row.second_shown) if row.second_shown else None,
    )
    return Weighed(row, reading, None if before is None else Heavy.read_record(before.shown))


def _height(patient: Patient) -> Tall | None:
    rows = Height.objects.filter(patient=patient, corrected_by=None, struck=False)
    row = rows.order_by("-effective", "-number").first()
    return None if row is None else Tall(row.cm, "cm")


def _previous(known: Snapshot, protocol: str) -> PreviousSession:
    """Return what the last session of this protocol was dosed by."""
    sessions = [
        session
        for course in known.courses
        if course.protocol == protocol and not course.elsewhere
        for session in course.sessions
        if session.given
    ]
    if not sessions:
        return PreviousSession()
    last = max(sessions, key=lambda session: session.on)
    return PreviousSession(weight=last.weight, basis=last.basis)


def _read(field: str, text: str) -> Dose | DosePerWeight | Rate | RatePerWeight:
    try:
        found = read_one_of(text, AMOUNTS, "dose")
    except UnreadableQuantity as error:
        raise UnreadableOrder(field, str(error)) from None
    return found  # type: ignore[return-value]  # one of these four


def _duration(field: str, minutes: str) -> Duration | None:
    if not minutes:
        return None
    try:
        return Duration.read(f"{minutes} min")
    except UnreadableQuantity as error:
        raise UnreadableOrder(field, str(error)) from None


def _concentration(text: str) -> Concentration | None:
    if not text:
        return None
    try:
        return Concentration.read(f"{text} mg/mL")
    except UnreadableQuantity as error:
        raise UnreadableOrder("dilute_to", str(error)) from None
