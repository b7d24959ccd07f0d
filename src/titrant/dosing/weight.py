"""The first rung: which weight, how old, how sure."""

from decimal import Decimal

from titrant.clinical import Person, Sex, WeighingMethod, WeightBasis, WeightReading
from titrant.dosing.bench import Bench
from titrant.dosing.check import Kind
from titrant.dosing.preparation import Weights
from titrant.knowledge import Protocol
from titrant.units import BodyMassIndex, DosePerWeight, Duration, Height, Percentage, Weight

_H4 = "hazard H4, wrong or stale weight"
_H34 = "hazard H34, a weight that is not the patient's"
_H35 = "hazard H35, basis switched between sessions"

_ONE_INCH = Height(1, "in")


def find_weights(bench: Bench, protocol: Protocol | None) -> Weights | None:
    """Return the weights that a dose is scaled to and held against, after every doubt about them.

    None where no weight is known. Where the asked basis cannot be worked out a check says why, and
    the actual weight stays known for the limits.
    """
    reading = bench.order.weight
    if reading is None:
        return None
    _doubt(bench, reading)
    if protocol is not None:
        _age(bench, reading, protocol)
        _method(bench, reading, protocol)
        _confirmed(bench, reading)
    return _basis(bench, reading.weight, protocol)


def known_weights(bench: Bench, protocol: Protocol) -> Weights | None:
    """Return the weights that a next dose may be scaled to, after every doubt about them.

    As `find_weights`, but for what is answered on the day, at the draw-up: the weight of the day,
    how it was taken, by whom it was read again, and which basis is chosen.
    """
    reading = bench.order.weight
    if reading is None:
        return None
    _doubt(bench, reading)
    return _basis(bench, reading.weight, protocol, choose=False)


# -- is it the weight? -----------------------------------------------------------------------


def _doubt(bench: Bench, reading: WeightReading) -> None:
    """Compare a weight with what a person can weigh, the second reading, and the last weight."""
    weight = reading.weight
    confirm = "Weigh again in kg; a second person reads the scale."
    if reading.on is not None and reading.on > bench.order.as_of:
        bench.hold(
            "weight-date",
            f"The weight is dated {reading.on}, after {bench.order.as_of}.",
            "Correct the date, or record today's weight.",
            _H4,
        )
    bench.limit("limit.weight.low", weight, "The weight", mend=confirm)
    bench.limit("limit.weight.high", weight, "The weight", mend=confirm)
    if reading.second is not None:
        _differs(bench, "limit.weight.second", "second reading", weight, reading.second)
    previous = bench.order.previous.weight
    if previous is not None:
        _changed(bench, reading, previous)


def _changed(bench: Bench, reading: WeightReading, previous: Weight) -> None:
    """Ask about a large change; two people reading the same scale settle it.

    Unless it looks like pounds: then both may have read the same wrong unit.
    """
    weight, second = reading.weight, reading.second
    if _within(bench, "limit.weight.change", weight, previous):
        return
    settled = second is not None and _within(bench, "limit.weight.second", weight, second)
    if settled and not _pounds(bench, weight, previous):
        bench.say(
            "weight-change-confirmed",
            Kind.INFO,
            f"The weight went from {previous} to {weight}; a second reading, {second}, agrees.",
            source=_H4,
        )
        return
    _differs(bench, "limit.weight.change", "previous weight", weight, previous)


def _within(bench: Bench, leaf: str, weight: Weight, other: Weight) -> bool:
    return Percentage.apart(weight, other) <= bench.use(leaf).quantity(Percentage)


def _differs(bench: Bench, leaf: str, what: str, weight: Weight, other: Weight) -> None:
    apart = Percentage.apart(weight, other)
    again = "Weigh again; a second person reads the scale, and both readings are entered."
    bench.limit(
        leaf,
        apart,
        ("The difference between ", weight, " and the ", what, " ", other),
        mend=lambda: _pounds(bench, weight, other) or again,
    )


def _pounds(bench: Bench, weight: Weight, other: Weight) -> str:
    """Say so where the heavier of two weights is the lighter one in pounds, taken for kilograms."""
    heavy, light = max(weight, other), min(weight, other)
    taken = _as_if_pounds(heavy)
    if not _within(bench, "limit.weight.change", taken, light):
        return ""
    return (
        f"{heavy} looks like pounds entered as kilograms: as pounds it is {taken.brief()}. "
        "Weigh again in kg."
    )


def _age(bench: Bench, reading: WeightReading, protocol: Protocol) -> None:
    if reading.on is None:
        bench.hold("weight-date", "The weight has no date.", "Record today's weight.", _H4)
        return
    days = (bench.order.as_of - reading.on).days
    if days < 0:
        return
    place = "home" if protocol.setting == "home" else "clinic"
    bench.limit(
        f"limit.weight.age.{place}",
        Duration(days, "d"),
        ("The age of the weight of ", reading.on),
        mend="Record today's weight.",
    )


def _method(bench: Bench, reading: WeightReading, protocol: Protocol) -> None:
    fits = {WeighingMethod.SCALE}
    if protocol.setting == "home":
        fits.add(WeighingMethod.HOME_SCALE)
    if reading.method not in fits:
        how = "in a way nobody stated" if reading.method is None else f"as “{reading.method}”"
        bench.hold(
            "weight-method",
            f"The weight was taken {how}.",
            "Weigh the person on the clinic's scale and state the method.",
            _H34,
        )


def _confirmed(bench: Bench, reading: WeightReading) -> None:
    """With no weight from before, only a second pair of eyes finds pounds entered as kilograms."""
    if reading.second is None and bench.order.previous.weight is None:
        bench.hold(
            "weight-second-reading",
            f"No earlier weight is known to compare {reading.weight.to('kg').brief()} with: had "
            f"the scale shown pounds, it would be {_as_if_pounds(reading.weight).brief()}.",
            "A second person reads the scale and enters what they read.",
            _H34,
        )


def _as_if_pounds(weight: Weight) -> Weight:
    return Weight(weight.in_unit("kg"), "lb").to("kg")


# -- which weight? ---------------------------------------------------------------------------


def _basis(
    bench: Bench, actual: Weight, protocol: Protocol | None, *, choose: bool = True
) -> Weights:
    person, asked = bench.order.person, bench.order.basis
    basis = asked or WeightBasis.ACTUAL
    needs_all = asked in {WeightBasis.IDEAL, WeightBasis.ADJUSTED}
    heavy = _body_mass(bench, actual, person) if person.height is not None else False
    ideal = adjusted = None
    if needs_all or heavy:
        ideal = ideal_weight(bench, person)
        adjusted = _adjusted(bench, actual, ideal) if ideal is not None else None
    if choose and asked is None and protocol is not None:
        _choose_basis(
            bench,
            Weights(actual=actual, ideal=ideal, adjusted=adjusted, basis=basis, used=actual),
            heavy=heavy,
        )
    by_basis = {
        WeightBasis.ACTUAL: actual,
        WeightBasis.IDEAL: ideal,
        WeightBasis.ADJUSTED: adjusted,
    }
    _switched(bench, basis, by_basis)
    if protocol is not None and protocol.bases and basis not in protocol.bases:
        bench.hold(
            "basis-not-in-protocol",
            f"{protocol.title} is not dosed by {basis} weight.",
            f"Choose one of: {', '.join(protocol.bases)}.",
            _H35,
        )
    used = by_basis[basis]
    if used is None:
        if ideal is not None:
            bench.hold(
                "basis-adjusted-needs-excess",
                f"The adjusted weight is for people above their ideal weight ({ideal.brief()}).",
                "Use the actual weight.",
                "section 5.1, weight basis",
            )
    elif used > actual:
        bench.hold(
            "basis-above-actual",
            f"The {basis} weight {used.brief()} is above the actual weight {actual}.",
            "Use the actual weight.",
            "section 5.1, weight basis",
        )
    return Weights(actual=actual, ideal=ideal, adjusted=adjusted, basis=basis, used=used)


def _body_mass(bench: Bench, actual: Weight, person: Person) -> bool:
    """Doubt an unlikely body mass index; return whether the basis must be chosen."""
    assert person.height is not None
    index = BodyMassIndex.of(actual, person.height)
    confirm = "Measure weight and height again; a second person reads both."
    bench.limit("limit.bmi.low", index, "The body mass index", mend=confirm)
    bench.limit("limit.bmi.high", index, "The body mass index", mend=confirm)
    return index >= bench.use("basis.bmi").quantity(BodyMassIndex)


def _choose_basis(bench: Bench, known: Weights, *, heavy: bool) -> None:
    if bench.order.person.height is None:
        bench.hold(
            "basis-not-stated",
            "Neither the weight basis nor the height is stated.",
            "State the basis (actual, ideal, adjusted), or the height.",
            _H35,
        )
    elif heavy:
        leaf = bench.kb.leaf("basis.bmi")
        shown = ", ".join(
            f"{basis} {weight.brief()}"
            for basis in WeightBasis
            if (weight := known.of(basis)) is not None
        )
        bench.hold(
            leaf.id,
            f"The body mass index is {leaf.shown} or more and no basis was chosen: {shown}.",
            "Choose one basis (actual, ideal, adjusted); the evidence favours none.",
            leaf,
        )


def _switched(bench: Bench, basis: WeightBasis, by_basis: dict[WeightBasis, Weight | None]) -> None:
    before, amount = bench.order.previous.basis, bench.order.amount
    if before is not None and before is not basis:
        was, now = by_basis[before], by_basis[basis]
        doses = ""
        if isinstance(amount, DosePerWeight) and was is not None and now is not None:
            doses = f": {amount} is {(amount * was).brief()} and {(amount * now).brief()}"
        bench.hold(
            "basis-switched",
            f"The last session was dosed by {before} weight, this order by {basis} weight{doses}.",
            "Keep the basis, or have the prescriber sign the change with both amounts in mg.",
            _H35,
        )


def ideal_weight(bench: Bench, person: Person) -> Weight | None:
    """Return the ideal weight by Devine's formula, or None where a check says what is missing."""
    if person.height is None or person.sex is None:
        bench.hold(
            "basis-needs-height-and-sex",
            "The ideal and adjusted weights need height and sex.",
            "Enter both, or use the actual weight.",
            "section 5.1, weight basis",
        )
        return None
    over = bench.use("basis.ideal.over").quantity(Height)
    if person.height < over:
        bench.hold(
            "basis-below-formula",
            f"The ideal-weight formula starts at {over}; the height is {person.height}.",
            "Use the actual weight.",
            bench.kb.leaf("basis.ideal.over"),
        )
        return None
    start = "basis.ideal.male" if person.sex is Sex.MALE else "basis.ideal.female"
    inches: Decimal = (person.height - over).ratio(_ONE_INCH)
    per_inch = bench.use("basis.ideal.per-inch").quantity(Weight)
    return bench.use(start).quantity(Weight) + per_inch.scaled(inches)


def _adjusted(bench: Bench, actual: Weight, ideal: Weight) -> Weight | None:
    if actual <= ideal:
        return None
    share = bench.use("basis.adjusted.share").quantity(Percentage).share
    return ideal + (actual - ideal).scaled(share)
