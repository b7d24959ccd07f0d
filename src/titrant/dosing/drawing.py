"""From milligrams to the syringe, the bag and the pump; every rung rounds so that none rises."""

from collections.abc import Sequence

from msgspec.structs import replace

from titrant.clinical import Route
from titrant.dosing.amount import Part, total_dose, total_time
from titrant.dosing.bench import Bench, Scope
from titrant.dosing.check import Kind
from titrant.dosing.preparation import Chain, Infusion, Run, Rung
from titrant.dosing.words import said
from titrant.knowledge import Product, Syringe
from titrant.units import Concentration, Dose, Duration, FlowRate, Percentage, Volume

_H2 = "hazard H2, vial total and per mL"
_H6 = "hazard H6, rate and time fields"
_H7 = "hazard H7, concentration of the preparation"


def draw_up(bench: Bench, parts: Sequence[Part], product: Product, route: Route) -> Chain | None:
    """Return the chain for a vial, or None where a check says which rung could not be reached."""
    strength = bench.use(f"product.{product.id}.strength").quantity(Concentration)
    strength = strength.of(product.drug)
    dose = total_dose(parts)
    exact = dose / strength
    syringe = _syringe(bench, exact)
    if syringe is None:
        return None
    step = bench.use(f"syringe.{syringe.id}.reads-to").quantity(Volume)
    drawn = exact.rounded_down(step)
    if drawn.base == 0:
        bench.hold(
            "draw-too-small",
            f"{exact.brief()} is less than a {syringe.name} can draw ({step}).",
            "Choose a weaker product, or check the dose.",
            "section 8, rounding",
        )
        return None
    given = strength * drawn
    _vials(bench, product, drawn)
    _loss(bench, dose, given)
    how = parts[0].how if len(parts) == 1 else " + ".join(said(part.how) for part in parts)
    chain = Chain(
        dose=Rung(dose, given, how),
        draw=Rung(exact, drawn, (dose, " ÷ ", strength), ("down to a step of ", step)),
        syringe=syringe,
    )
    if route is not Route.IV:
        _site_volume(bench, route, drawn)
        return chain
    draw = Rung(exact, drawn, "undiluted")
    infusion = _infuse(bench, parts, chain.dose, draw, strength)
    return None if infusion is None else replace(chain, infusion=infusion)


def _syringe(bench: Bench, volume: Volume) -> Syringe | None:
    """Return the smallest syringe that holds a volume."""
    for syringe in bench.kb.syringes():
        if volume <= syringe.capacity:
            bench.use(f"syringe.{syringe.id}.capacity")
            bench.use(f"syringe.{syringe.id}.lines")
            return syringe
    bench.hold(
        "draw-too-large",
        f"{volume.brief()} does not fit into one syringe.",
        "Choose a stronger product, or check the dose and the product.",
        _H2,
    )
    return None


def _vials(bench: Bench, product: Product, drawn: Volume) -> None:
    package = bench.use(f"product.{product.id}.package-volume").quantity(Volume)
    amount = bench.use(f"product.{product.id}.package-amount").quantity(Dose)
    if drawn > package:
        bench.say(
            "more-than-one-vial",
            Kind.SOFT,
            f"{drawn} is more than one vial holds ({amount} in {package}).",
            "Check dose and product; write the reason where both are right.",
            _H2,
        )


def _loss(bench: Bench, dose: Dose, given: Dose) -> None:
    """Say how much rounding takes off, where it is more than the signed tolerance."""
    if bench.scope is Scope.ARITHMETIC:
        return
    lost = dose - given
    share = Percentage.apart(given, dose)
    finer = "Choose a product that is drawn more finely, or write the reason."
    bench.limit("rounding.loss.share", share, ("Rounding takes off ", lost, ", which"), mend=finer)
    bench.limit("rounding.loss.amount", lost, "What rounding takes off", mend=finer)


def _site_volume(bench: Bench, route: Route, drawn: Volume) -> None:
    bench.limit(
        f"limit.{route}.volume",
        drawn,
        "The volume at one site",
        mend="Choose a stronger product, or have two sites ordered.",
    )


# -- into a vein -----------------------------------------------------------------------------


def _infuse(
    bench: Bench,
    parts: Sequence[Part],
    dose: Rung[Dose],
    draw: Rung[Volume],
    strength: Concentration,
) -> Infusion | None:
    """Return the bag and the pump for a drawn dose; None where it cannot be diluted so."""
    target = bench.order.dilute_to
    diluent = None
    total = draw
    entering = strength
    if target is not None:
        assert strength.drug is not None  # a product states its drug
        entering = target.of(strength.drug)
        if not _can_dilute(bench, entering, strength):
            return None
        wanted = dose.exact / entering
        filled = (dose.rounded / entering).rounded_up(_fill_step(bench, wanted))
        total = Rung(wanted, filled, (dose.exact, " ÷ ", entering), (dose.rounded, " ÷ ", entering))
        diluent = Rung(wanted - draw.exact, filled - draw.rounded, (wanted, " − ", draw.exact))
        bench.use("dilution.fluids")
        bench.use("dilution.use")
    _strength_limits(bench, entering, strength)
    mixed = dose.rounded.within(total.rounded)
    runs = _runs(bench, parts, dose, total, mixed)
    if any(run.rate.rounded.base == 0 for run in runs):
        step = bench.use("rounding.pump.step").shown
        bench.hold(
            "pump-too-slow",
            f"The pump steps by {step}, and this infusion needs less.",
            "Dilute it further, or check the dose and the time.",
            _H6,
        )
        return None
    _plausible(bench, total.rounded, runs)
    time = total_time(parts)
    real = _running_time(bench, runs, time)
    line = bench.order.line_volume
    return Infusion(
        diluent=diluent,
        concentration=Rung(entering, mixed, (dose.rounded, " in ", total.rounded)),
        total=total,
        duration=Rung(time, real, "as ordered"),
        rate=runs[0].rate if len(runs) == 1 else None,
        runs=runs,
        left_in_line=mixed * line if line is not None else None,
    )


def _plausible(bench: Bench, total: Volume, runs: Sequence[Run]) -> None:
    """Doubt a bag, a pump rate or a line that no clinic has: a slipped point in the dilution."""
    check = "Check the dilution, the time and the line."
    bench.limit("limit.iv.total", total, "The total", mend=check)
    for run in runs:
        bench.limit("limit.iv.pump", run.rate.rounded, "The pump rate", mend=check)
    line = bench.order.line_volume
    if line is not None and line > total:
        bench.hold(
            "line-larger-than-total",
            f"The line was stated to hold {line}, more than the whole infusion of {total}.",
            check,
            _H6,
        )


def _running_time(bench: Bench, runs: Sequence[Run], ordered: Duration) -> Duration:
    """Return how long the total really runs at the rounded rates; ask about a longer time."""
    real, *rest = [run.volume.rounded.lasts(run.rate.rounded) for run in runs]
    for time in rest:
        real = real + time
    if bench.scope is not Scope.ARITHMETIC:
        longer = Percentage.apart(real, ordered)
        subject = ("At the pump's steps the infusion runs ", real.to("min"), ", which")
        mend = "Dilute it further, or write the reason."
        bench.limit("rounding.time.share", longer, subject, mend=mend)
    return real.to("min")


def _fill_step(bench: Bench, total: Volume) -> Volume:
    """Return how finely a total is read: on the syringe that holds it, or on a bag."""
    for syringe in bench.kb.syringes():
        if total <= syringe.capacity:
            return bench.use(f"syringe.{syringe.id}.reads-to").quantity(Volume)
    return bench.use("rounding.bag.step").quantity(Volume)


def _can_dilute(bench: Bench, target: Concentration, strength: Concentration) -> bool:
    if target.base == 0 or target > strength:
        bench.hold(
            "dilute-stronger",
            f"{strength} cannot be diluted to {target}.",
            f"Dilute to less than {strength}, or leave the dilution out.",
            _H7,
        )
        return False
    standard = bench.kb.leaves("dilution.standard.")
    listed = [leaf for leaf in standard if leaf.quantity(Concentration).base == target.base]
    if not listed:
        shown = ", ".join(leaf.shown for leaf in standard)
        kind = Kind.INFO if bench.scope is Scope.ARITHMETIC else Kind.SOFT
        bench.say(
            "dilution-not-standard",
            kind,
            f"{target} is not one of the standard concentrations ({shown}).",
            "Choose a standard concentration, or write the reason.",
            _H7,
        )
    for leaf in listed:
        bench.use(leaf.id)
    return True


def _strength_limits(bench: Bench, entering: Concentration, strength: Concentration) -> None:
    dilute = "Dilute with at least an equal volume, and use at once."
    undiluted = bench.kb.leaf("limit.iv.undiluted").quantity(Concentration)
    bench.limit("limit.iv.undiluted", entering, "What enters the vein", mend=dilute)
    if strength.base >= undiluted.base > entering.base:
        bench.limit("dilution.highest-100", entering, "What enters the vein", mend=dilute)


def _runs(
    bench: Bench,
    parts: Sequence[Part],
    dose: Rung[Dose],
    total: Rung[Volume],
    mixed: Concentration,
) -> tuple[Run, ...]:
    """Share the bag between the parts, and set the pump for each."""
    step = bench.use("rounding.pump.step").quantity(FlowRate)
    runs = []
    for part in parts:
        assert part.over is not None  # checked before: a dose into a vein has a time
        volume = Rung(
            total.exact.portion(part.dose, dose.exact),
            total.rounded.portion(part.dose, dose.exact),
            "its share of the total",
        )
        rate = Rung(
            total.exact.flow(part.dose, dose.exact, part.over),
            total.rounded.flow(part.dose, dose.exact, part.over).rounded_down(step),
            (volume.exact, " ÷ ", part.over),
            (volume.rounded, " ÷ ", part.over, ", down to a step of ", step),
        )
        runs.append(
            Run(
                dose=Rung(part.dose, dose.rounded.portion(part.dose, dose.exact), part.how),
                volume=volume,
                rate=rate,
                drug_rate=mixed.at(rate.rounded),
                duration=part.over,
            )
        )
    return tuple(runs)
