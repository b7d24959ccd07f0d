"""What `prepare` returns: a draw-up sheet as a value."""

from typing import Generic, TypeVar, assert_never

from msgspec import Struct

from titrant.clinical import Order, Retain, Route, WeightBasis
from titrant.dosing.bench import Scope
from titrant.dosing.check import Check, Status
from titrant.dosing.words import Words
from titrant.knowledge import Leaf, Product, Protocol, Source, Syringe, Versions
from titrant.units import (
    Concentration,
    Count,
    Dose,
    Duration,
    FlowRate,
    Quantity,
    Rate,
    Volume,
    Weight,
)

Q_co = TypeVar("Q_co", bound=Quantity, covariant=True)


class Rung(Struct, Generic[Q_co], frozen=True):
    """One step of the dose chain: as calculated, as the hand can do it, and how each came about.

    `done` is how the rounded value follows from the rounded one before it; empty where it is plain.
    """

    exact: Q_co
    rounded: Q_co
    how: Words
    done: Words = ""


class Run(Struct, frozen=True, kw_only=True):
    """One part of an infusion at one pump rate."""

    dose: Rung[Dose]
    volume: Rung[Volume]
    rate: Rung[FlowRate]
    drug_rate: Rate
    duration: Duration


class Weights(Struct, frozen=True, kw_only=True):
    """The weights a dose may be scaled to, as far as they are known.

    `used` is the one of the ordered basis, None where that cannot be worked out.
    """

    actual: Weight
    ideal: Weight | None
    adjusted: Weight | None
    basis: WeightBasis
    used: Weight | None

    def of(self, basis: WeightBasis) -> Weight | None:
        """Return the weight of a basis, or None where height or sex are missing."""
        match basis:
            case WeightBasis.ACTUAL:
                return self.actual
            case WeightBasis.IDEAL:
                return self.ideal
            case WeightBasis.ADJUSTED:
                return self.adjusted
            case _:
                assert_never(basis)


class Infusion(Struct, frozen=True, kw_only=True):
    """What goes into a vein: the bag or syringe, and how the pump runs.

    `diluent` is None where the product goes in undiluted, `rate` where the parts of the infusion
    run at rates of their own (see `runs`), `left_in_line` where the line's volume is not known.
    """

    diluent: Rung[Volume] | None
    concentration: Rung[Concentration]
    total: Rung[Volume]
    duration: Rung[Duration]
    rate: Rung[FlowRate] | None
    runs: tuple[Run, ...]
    left_in_line: Dose | None


class Chain(Struct, frozen=True, kw_only=True):
    """The numbers, from dose to pump; what does not apply to a form or route is None."""

    dose: Rung[Dose]
    draw: Rung[Volume] | Rung[Count]
    syringe: Syringe | None = None
    infusion: Infusion | None = None
    rest: Duration | None = None
    retain: Retain | None = None
    hold: Duration | None = None


class Preparation(Struct, frozen=True, kw_only=True):
    """An order climbed rung by rung, with every check and every leaf it rests on.

    `chain` is None where a hard check stands or where a rung could not be reached: no number is
    given then. `used` are the leaves behind the numbers, in the order of their use,
    and `sources` what those leaves cite.
    """

    order: Order
    scope: Scope
    status: Status
    product: Product
    route: Route | None
    protocol: Protocol | None
    weights: Weights | None
    chain: Chain | None
    checks: tuple[Check, ...]
    used: tuple[Leaf, ...]
    sources: tuple[Source, ...]
    versions: Versions
