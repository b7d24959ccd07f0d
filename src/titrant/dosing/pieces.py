"""Whole pieces: nasal devices, troches, tablets."""

from titrant.clinical import Route
from titrant.dosing.amount import Part, total_dose
from titrant.dosing.bench import Bench
from titrant.dosing.preparation import Chain, Rung
from titrant.knowledge import Form, Product
from titrant.units import Count, Dose, DosePerWeight, Duration

_ONE = Count(1, "pieces")
_H39 = "hazard H39, compounded strength, splitting, spit or swallow"


def count_out(bench: Bench, parts: list[Part], product: Product, route: Route) -> Chain | None:
    """Return the chain for whole pieces, or None where the dose is not a number of them."""
    one = bench.use(f"product.{product.id}.strength").quantity(Dose).of(product.drug)
    dose = total_dose(parts)
    if product.form is Form.DEVICE and isinstance(bench.order.amount, DosePerWeight):
        bench.refuse(
            "device-per-weight",
            f"{bench.order.amount} was ordered; {product.name} has a fixed dose.",
            "Order the dose in mg: the label scales it to no weight.",
            bench.kb.leaf(f"product.{product.id}.strength"),
        )
        return None
    exact = _ONE.scaled(dose.ratio(one))
    whole = exact.rounded_down(_ONE)
    if whole != exact:
        _not_whole(bench, product, dose, one, whole)
        return None
    held = route is Route.SUBLINGUAL
    if held and not _retained(bench):
        return None
    several = product.form is Form.DEVICE and whole > _ONE
    return Chain(
        dose=Rung(dose, one.scaled(whole.base), parts[0].how),
        draw=Rung(exact, whole, (dose, " ÷ ", one, " each")),
        rest=bench.use("nasal.rest").quantity(Duration) if several else None,
        retain=bench.order.retain if held else None,
        hold=bench.order.hold if held else None,
    )


def _not_whole(bench: Bench, product: Product, dose: Dose, one: Dose, whole: Count) -> None:
    below, above = one.scaled(whole.base), one.scaled((whole + _ONE).base)
    if product.form is Form.DEVICE:
        why = "Devices are not divided"
        leaf = bench.kb.leaf(f"product.{product.id}.strength")
    else:
        leaf = bench.use("piece.split")
        why = leaf.shown.rstrip(".")
    choices = f"{above}" if below.base == 0 else f"{below} or {above}"
    bench.hold(
        "piece-not-whole",
        f"{dose.brief()} is not a whole number of {product.form.plural} of {one}. {why}.",
        f"Order {choices}, or another strength.",
        leaf,
    )


def _retained(bench: Bench) -> bool:
    """Ask what becomes of what is held in the mouth: it is part of the dose."""
    order = bench.order
    if order.retain is None or order.hold is None:
        bench.hold(
            "retain-not-stated",
            "The order does not say how long it is held in the mouth and then spat or swallowed.",
            "State both, like --retain spit --hold-for 7 min.",
            _H39,
        )
        return False
    if order.hold.base == 0:
        bench.hold("hold-zero", "The time in the mouth is zero.", "State it, like 7 min.", _H39)
    bench.limit(
        "limit.sublingual.hold",
        order.hold,
        "The time in the mouth",
        mend="Check the time: minutes or hours?",
    )
    before = order.previous.retain
    if before is not None and before is not order.retain:
        bench.hold(
            "retain-switched",
            f"The last session was to {before}, this one is to {order.retain}: "
            "what is swallowed adds to the dose.",
            "Treat the change as a new start with its own dose-finding.",
            _H39,
        )
    return True
