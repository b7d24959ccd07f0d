"""What a prescriber asks to be prepared, and what the hands report back."""

from datetime import date

from msgspec import Struct, field

from titrant.clinical.person import Person, WeightBasis, WeightReading
from titrant.clinical.route import Retain, Route
from titrant.units import (
    Concentration,
    Dose,
    DosePerWeight,
    Drug,
    Duration,
    FlowRate,
    Rate,
    RatePerWeight,
    Volume,
    Weight,
)

Amount = Dose | DosePerWeight | Rate | RatePerWeight
"""A dose as it may be ordered: fixed, per weight, or as a rate over the ordered time."""


class Segment(Struct, frozen=True, kw_only=True):
    """One part of an infusion: an amount, evenly over a time."""

    amount: Amount
    over: Duration


class PreviousSession(Struct, frozen=True, kw_only=True):
    """What the same person had last time, as far as it bears on this preparation."""

    weight: Weight | None = None
    basis: WeightBasis | None = None
    retain: Retain | None = None


class ReadBack(Struct, frozen=True, kw_only=True):
    """What a person reads on the vial, the syringe and the pump, before anything is given."""

    vial: Concentration | Dose | None = None
    syringe: Volume | None = None
    pump: FlowRate | Rate | None = None


class Order(Struct, frozen=True, kw_only=True):
    """One dose to prepare; `as_of` is the day and every age is counted to it.

    Either `amount` (with `over` where it is infused) or `segments`, not both.
    """

    product: str
    as_of: date
    amount: Amount | None = None
    segments: tuple[Segment, ...] = ()
    drug: Drug | None = None
    over: Duration | None = None
    dilute_to: Concentration | None = None
    route: Route | None = None
    protocol: str | None = None
    weight: WeightReading | None = None
    basis: WeightBasis | None = None
    person: Person = field(default_factory=Person)
    retain: Retain | None = None
    hold: Duration | None = None
    previous: PreviousSession = field(default_factory=PreviousSession)
    read_back: ReadBack = field(default_factory=ReadBack)
    line_volume: Volume | None = None
    reason: str = ""
