"""What people read on vial, syringe and pump, held against the sheet."""

from titrant.dosing.bench import Bench
from titrant.dosing.preparation import Chain
from titrant.knowledge import Form, Product
from titrant.units import TENFOLD, Concentration, Dose, FlowRate, Quantity, Rate, Volume

_H1 = "hazard H1, ten-fold concentration"
_H2 = "hazard H2, vial total read as per mL"
_H6 = "hazard H6, pump field"
_H39 = "hazard H39, strength changed at refill"


def check_package(bench: Bench, product: Product) -> None:
    """Hold what was read on the package against the product that was ordered."""
    read = bench.order.read_back.vial
    if read is None:
        return
    if product.form is Form.VIAL:
        _vial(bench, product, read)
    else:
        _piece(bench, product, read)


def _vial(bench: Bench, product: Product, read: Concentration | Dose) -> None:
    strength = bench.kb.leaf(f"product.{product.id}.strength").quantity(Concentration)
    whole = bench.kb.leaf(f"product.{product.id}.package-amount").quantity(Dose)
    package = bench.kb.leaf(f"product.{product.id}.package-volume").quantity(Volume)
    read = read.of(product.drug)
    if isinstance(read, Concentration) and read == strength.of(product.drug):
        return
    if read.base == whole.base:
        bench.refuse(
            "vial-total-for-per-ml",
            f"{read} is what the whole vial holds ({whole} in {package}); "
            f"one mL holds {strength.in_unit('mg/mL').normalize():f} mg.",
            "Read the strength per mL on the label, and enter that.",
            _H2,
        )
        return
    if isinstance(read, Dose):
        bench.refuse(
            "vial-differs",
            f"The vial was read as {read}; the order is for {strength} ({whole} in {package}).",
            "Read the strength per mL on the label. Do not draw up from this vial.",
            _H1,
        )
        return
    bench.refuse(
        "vial-differs",
        f"The vial says {read}, the order is for {strength}"
        f"{_times(read, strength.of(product.drug))}.",
        "Do not draw up from this vial. Fetch the ordered product, or have the order changed.",
        _H1,
    )


def _piece(bench: Bench, product: Product, read: Concentration | Dose) -> None:
    one = bench.kb.leaf(f"product.{product.id}.strength").quantity(Dose).of(product.drug)
    if read.of(product.drug) != one:
        bench.refuse(
            "strength-differs",
            f"The label says {read}, the order is for {product.form.plural} of {one}.",
            "Do not hand it out. Fetch the ordered strength, or have the order changed.",
            _H39,
        )


def check_hands(bench: Bench, chain: Chain) -> None:
    """Hold what was read on the syringe and the pump against the sheet."""
    back = bench.order.read_back
    drawn = chain.draw.rounded
    if back.syringe is not None and isinstance(drawn, Volume) and back.syringe != drawn:
        bench.hold(
            "syringe-differs",
            f"The syringe was read as {back.syringe}, the sheet says {drawn}"
            f"{_times(back.syringe, drawn)}.",
            "Draw again and read again.",
            _H1,
        )
    if back.pump is not None:
        _pump(bench, chain, back.pump)


def _pump(bench: Bench, chain: Chain, read: FlowRate | Rate) -> None:
    rate = chain.infusion.rate if chain.infusion is not None else None
    if chain.infusion is None or rate is None:
        bench.hold(
            "pump-unexpected",
            f"The pump was read as {read}; this preparation has no single pump rate.",
            "Check route and order.",
            _H6,
        )
        return
    right = rate.rounded
    (run,) = chain.infusion.runs
    in_mg = {run.drug_rate.base, run.dose.exact.over(run.duration).base}
    if isinstance(read, Rate) or (read != right and read.base in in_mg):
        bench.hold(
            "pump-mg-for-ml",
            f"{read.brief()} is the drug's rate in mg/h. The pump takes mL/h: {right}.",
            f"Set the pump to {right}, and read it again.",
            _H6,
        )
    elif read != right:
        bench.hold(
            "pump-differs",
            f"The pump was read as {read}, the sheet says {right}{_times(read, right)}.",
            f"Set the pump to {right}, and read it again.",
            _H6,
        )


def _times(read: Quantity, right: Quantity) -> str:
    """Say how far apart two readings are where it is a decimal point."""
    if read.base == right.base * TENFOLD:
        return ": ten times as much"
    if read.base * TENFOLD == right.base:
        return ": a tenth of it"
    return ""
