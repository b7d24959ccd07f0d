"""What a leaf must be by its name, so that no rule in `dosing` meets another kind, or nothing.

The schema cannot see this: there a unit is a unit, and an id is an id. A limit whose id no rule
reads would be a guard that never stops anything; a limit that is missing, the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from titrant.clinical import Route
from titrant.knowledge.leaf import LimitKind, Stops
from titrant.knowledge.things import Form
from titrant.units import (
    BodyMassIndex,
    Concentration,
    Dose,
    DosePerWeight,
    Duration,
    FlowRate,
    Height,
    Percentage,
    Quantity,
    QuantityError,
    Rate,
    RatePerWeight,
    Volume,
    Weight,
)

Kinds = tuple[type[Quantity], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the rule that reads a leaf expects; no kinds: a text, no limits: a plain number."""

    kinds: Kinds
    limits: tuple[LimitKind, ...] = ()
    caps: bool = True


def _limit(*kinds: type[Quantity], caps: bool = True) -> Shape:
    """A limit that a reason or a second prescriber may pass, or nobody."""
    return Shape(kinds, (LimitKind.SOFT, LimitKind.FIRM, LimitKind.HARD), caps)


def _named(kind: LimitKind) -> Shape:
    return Shape((Dose, DosePerWeight), (kind,))


def _hold(*kinds: type[Quantity], caps: bool = True) -> Shape:
    """A limit beyond which something is entered, measured or mended first."""
    return Shape(kinds, (LimitKind.HOLD,), caps)


def _plain(*kinds: type[Quantity]) -> Shape:
    return Shape(kinds)


_TEXT = Shape(())
_FLOOR = _limit(Dose, DosePerWeight, caps=False)

# Read whatever the order is; each has to be there.
_ALWAYS: dict[str, Shape] = {
    "limit.iv.short": _plain(Duration),
    "limit.iv.push.time": _limit(Duration, caps=False),
    "limit.iv.push.rate": _limit(RatePerWeight),
    "limit.iv.undiluted": _limit(Concentration),
    "limit.iv.total": _hold(Volume),
    "limit.iv.pump": _hold(FlowRate),
    "limit.sublingual.hold": _hold(Duration),
    "limit.im.volume": _hold(Volume),
    "limit.sc.volume": _hold(Volume),
    "limit.weight.age.clinic": _hold(Duration),
    "limit.weight.age.home": _hold(Duration),
    "limit.weight.change": _hold(Percentage),
    "limit.weight.second": _hold(Percentage),
    "limit.weight.low": _hold(Weight, caps=False),
    "limit.weight.high": _hold(Weight),
    "limit.bmi.low": _hold(BodyMassIndex, caps=False),
    "limit.bmi.high": _hold(BodyMassIndex),
    "basis.bmi": _hold(BodyMassIndex),
    "basis.ideal.male": _plain(Weight),
    "basis.ideal.female": _plain(Weight),
    "basis.ideal.per-inch": _plain(Weight),
    "basis.ideal.over": _plain(Height),
    "basis.adjusted.share": _plain(Percentage),
    "dilution.highest-100": _limit(Concentration),
    "dilution.fluids": _TEXT,
    "dilution.use": _TEXT,
    "rounding.loss.share": _limit(Percentage),
    "rounding.loss.amount": _limit(Dose),
    "rounding.time.share": _limit(Percentage),
    "rounding.pump.step": _plain(FlowRate),
    "rounding.bag.step": _plain(Volume),
    "nasal.rest": _plain(Duration),
    "piece.split": _TEXT,
}

# Read where it is there; `limit.<route>.dose.hard` has to be there for every route in use.
_OF_A_ROUTE: dict[str, Shape] = {
    "dose.floor": _FLOOR,
    "dose.soft": _named(LimitKind.SOFT),
    "dose.firm": _named(LimitKind.FIRM),
    "dose.hard": _named(LimitKind.HARD),
    "dose.label": _named(LimitKind.HARD),
    "session-cap": _limit(Dose, DosePerWeight),
}
_OF_A_PROTOCOL: dict[str, Shape] = {
    "dose.floor": _FLOOR,
    "dose.soft": _named(LimitKind.SOFT),
    "dose.firm": _named(LimitKind.FIRM),
    "dose.hard": _named(LimitKind.HARD),
    "duration.shortest": _limit(Duration, caps=False),
    "duration.longest": _limit(Duration),
    "rate.cap": _limit(Rate),
    "rate-per-weight.cap": _limit(RatePerWeight),
}

# Each has to be there for every product of the form, and for every syringe.
_OF_A_PRODUCT: dict[Form, dict[str, Shape]] = {
    Form.VIAL: {
        "strength": _plain(Concentration),
        "package-volume": _plain(Volume),
        "package-amount": _plain(Dose),
    },
    Form.DEVICE: {"strength": _plain(Dose), "package-volume": _plain(Volume)},
    Form.TROCHE: {"strength": _plain(Dose)},
    Form.TABLET: {"strength": _plain(Dose)},
}
_OF_A_SYRINGE = {name: _plain(Volume) for name in ("capacity", "lines", "reads-to")}

_STANDARD = "dilution.standard."


def find_misshapen(content: dict[str, Any]) -> Iterator[str]:
    """Yield one sentence for each leaf that is missing, that nothing reads, or of another kind."""
    leaves: dict[str, dict[str, Any]] = content["leaves"]
    needed = _needed(content)
    shapes = needed | _optional(content)
    for id in needed.keys() - leaves.keys():
        yield f"{id}: this leaf is missing, and a rule reads it."
    for id, leaf in leaves.items():
        if id.startswith(_STANDARD):
            yield from _misfits(id, leaf, _plain(Concentration))
            if leaf["value"] != id.removeprefix(_STANDARD):
                yield f"{id}: its value is {leaf['value']}; the id of a dilution repeats its value."
        elif id in shapes:
            yield from _misfits(id, leaf, shapes[id])
        elif id.startswith("limit.") or (id.startswith("protocol.") and leaf["limit"]):
            yield f"{id}: no rule reads this limit, so it would stop nothing. Is its id right?"


def measured(leaf: dict[str, Any], kinds: Kinds) -> Quantity | None:
    """Return a leaf's value as the first of these kinds that knows its unit, or None."""
    if leaf["value"] is None:
        return None
    for kind in kinds:
        if leaf["unit"] in kind.UNITS:
            try:
                return kind(leaf["value"], leaf["unit"])
            except QuantityError:
                return None
    return None


def _needed(content: dict[str, Any]) -> dict[str, Shape]:
    products = content["products"]
    routes = {route for product in products.values() for route in product["routes"]}
    return {
        **_ALWAYS,
        **{f"limit.{route}.dose.hard": _OF_A_ROUTE["dose.hard"] for route in routes},
        **{
            f"product.{id}.{name}": shape
            for id, product in products.items()
            for name, shape in _OF_A_PRODUCT[Form(product["form"])].items()
        },
        **{
            f"syringe.{id}.{name}": shape
            for id in content["syringes"]
            for name, shape in _OF_A_SYRINGE.items()
        },
    }


def _optional(content: dict[str, Any]) -> dict[str, Shape]:
    owners = [(f"limit.{route}", _OF_A_ROUTE) for route in Route]
    owners += [(f"protocol.{id}", _OF_A_PROTOCOL) for id in content["protocols"]]
    return {f"{owner}.{name}": shape for owner, of in owners for name, shape in of.items()}


def _misfits(id: str, leaf: dict[str, Any], shape: Shape) -> Iterator[str]:
    yield from _wrong_number(id, leaf, shape)
    limit = leaf["limit"]
    if not shape.limits:
        if limit is not None:
            yield f"{id}: the rule that reads it stops at no limit; take its limit out."
        return
    if limit is None:
        yield f"{id}: it has to be a limit; write its kind and where it stops."
        return
    if limit["kind"] not in shape.limits:
        yield f"{id}: it is {limit['kind']}; by its name it has to be {' or '.join(shape.limits)}."
    if Stops(limit["stops"]).caps is not shape.caps:
        side = "above" if shape.caps else "below"
        yield f"{id}: it stops {Stops(limit['stops']).words}; by its name it has to stop {side}."


def _wrong_number(id: str, leaf: dict[str, Any], shape: Shape) -> Iterator[str]:
    if not shape.kinds:
        if leaf["unit"] is not None:
            yield f"{id}: it has to be a text, without a unit."
    elif not any(leaf["unit"] in kind.UNITS for kind in shape.kinds):
        words = " or ".join(f"a {kind.KIND}" for kind in shape.kinds)
        yield f"{id}: it has to be {words}, and {leaf['unit'] or 'no unit'} is the unit of none."
    elif leaf["value"] is None:
        if not (shape.limits and leaf["needs_site_value"]):
            yield f"{id}: it has to be one number; only a limit may wait for a site's value."
    else:
        value = measured(leaf, shape.kinds)
        if value is None or (value.base == 0 and not shape.limits):
            yield f"{id}: {leaf['value']} {leaf['unit']} is impossible here."
