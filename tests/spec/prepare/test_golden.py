"""The arithmetic of the dose chain, against figures worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.lib.orders import Typed

from titrant.dosing import Preparation, Status
from titrant.units import (
    Concentration,
    Dose,
    DosePerWeight,
    Duration,
    FlowRate,
    Rate,
    RatePerWeight,
    Volume,
    Weight,
)

# Witness of every figure here unless another is named: hand calculation, clinical evidence
# section 8, "golden tests".


def numbers(made: Preparation) -> tuple[str, str, str, str]:
    """Dose, draw, pump rate and total as the hand does them."""
    chain = made.chain
    assert chain is not None
    assert chain.infusion is not None
    assert chain.infusion.rate is not None
    return (
        str(chain.dose.rounded),
        str(chain.draw.rounded),
        str(chain.infusion.rate.rounded),
        str(chain.infusion.total.rounded),
    )


def test_the_example_of_the_readme(arithmetic: Typed) -> None:
    """0.5 mg/kg for 70 kg from 10 mg/mL, to 1 mg/mL over 40 min: 35 mg, 3.5 mL, 52.5 mL/h."""
    made = arithmetic(
        dose="0.5 mg/kg", weight="70 kg", product="ketamine-10", dilute_to="1 mg/mL", over="40 min"
    )
    assert made.status is Status.DONE
    assert numbers(made) == ("35 mg", "3.5 mL", "52.5 mL/h", "35 mL")
    assert made.chain.infusion.diluent.rounded == Volume("31.5", "mL")
    assert made.chain.infusion.duration.exact == Duration(40, "min")
    assert made.chain.infusion.rate.exact == FlowRate("52.5", "mL/h")


@pytest.mark.parametrize(
    ("product", "draw", "syringe"),
    [
        ("ketamine-10", "3.5 mL", "syringe-5"),
        ("ketamine-50", "0.7 mL", "syringe-1"),
        ("ketamine-100", "0.35 mL", "syringe-1"),
    ],
    ids=["golden-draw-volume", "50", "100"],
)
def test_the_same_dose_from_each_vial(clinic: Typed, product: str, draw: str, syringe: str) -> None:
    """35 mg is 3.5, 0.7 or 0.35 mL; the bag and the pump are the same from each vial."""
    made = clinic(product=product)
    assert made.status is Status.DONE
    assert numbers(made) == ("35 mg", draw, "52.5 mL/h", "35 mL")
    assert made.chain.syringe.id == syringe


@pytest.mark.parametrize(
    ("dose", "milligrams", "pump"),
    [
        ("0.5 mg/kg", "35 mg", "52.5 mL/h"),
        ("0.75 mg/kg", "52.5 mg", "78.75 mL/h"),
        ("1 mg/kg", "70 mg", "105 mL/h"),
    ],
    ids=["golden-pump-rate", "golden-three-quarters", "golden-one"],
)
def test_the_pump_rate_of_each_dose(
    arithmetic: Typed, dose: str, milligrams: str, pump: str
) -> None:
    """At 1 mg/mL over 40 min the pump runs at 52.5, 78.75 or 105 mL/h."""
    made = arithmetic(
        dose=dose, weight="70 kg", product="ketamine-50", dilute_to="1 mg/mL", over="40 min"
    )
    assert str(made.chain.dose.exact) == milligrams
    assert str(made.chain.infusion.rate.exact) == pump


def test_a_pump_rate_is_rounded_down_to_the_pumps_step(arithmetic: Typed) -> None:
    """78.75 mL/h is set as 78.7 on a pump that steps by 0.1 mL/h."""
    made = arithmetic(
        dose="0.75 mg/kg", weight="70 kg", product="ketamine-50", dilute_to="1 mg/mL", over="40 min"
    )
    assert made.chain.infusion.rate.rounded == FlowRate("78.7", "mL/h")


def test_golden_rate_per_weight() -> None:
    """golden-rate-per-weight: 0.5 mg/kg over 40 min is 0.75 mg/kg/h."""
    assert DosePerWeight("0.5", "mg/kg").over(Duration(40, "min")) == RatePerWeight(
        "0.75", "mg/kg/h"
    )


@pytest.mark.hazard("H4")
def test_golden_pounds(arithmetic: Typed) -> None:
    """golden-pounds: 154 lb is 69.85 kg, and 0.5 mg/kg of it 34.9 mg."""
    assert round(Weight.read("154 lb").in_unit("kg"), 2) == Decimal("69.85")
    made = arithmetic(dose="0.5 mg/kg", weight="154 lb", product="ketamine-50", route="im")
    assert made.chain.dose.exact.in_unit("mg") == Decimal("34.92661249")


def test_golden_pounds_as_kilograms(arithmetic: Typed) -> None:
    """golden-pounds-as-kilograms: 154 taken for kilograms gives 77 mg, 2.2 times as much."""
    made = arithmetic(dose="0.5 mg/kg", weight="154 kg", product="ketamine-10", route="im")
    assert str(made.chain.dose.exact) == "77 mg"
    right = DosePerWeight("0.5", "mg/kg") * Weight.read("154 lb")
    assert round(Fraction(77) / Fraction(right.in_unit("mg")), 1) == Fraction(22, 10)


def test_golden_wrong_vial(clinic: Typed) -> None:
    """golden-wrong-vial: 3.5 mL from a vial of 100 mg/mL would be 350 mg, ten times the dose."""
    made = clinic()
    taken = Concentration(100, "mg/mL", made.product.drug) * made.chain.draw.rounded
    assert str(taken) == "350 mg"
    stopped = clinic(vial="100 mg/mL")
    assert stopped.status is Status.REFUSED
    assert "ten times as much" in stopped.checks[0].text


def test_golden_pain_rate() -> None:
    """golden-pain-rate: 80 mg over 2 h is 40 mg/h."""
    assert Dose(80, "mg").over(Duration(2, "h")) == Rate(40, "mg/h")


@pytest.mark.parametrize(
    ("weight", "kinds"),
    [("71 kg", []), ("72 kg", ["protocol.iv-crps.rate.cap"])],
    ids=["below", "golden-crps-cap"],
)
def test_the_hourly_cap_binds_above_71_kg(clinic: Typed, weight: str, kinds: list[str]) -> None:
    """0.35 mg/kg/h meets the cap of 25 mg/h at 71.4 kg."""
    made = clinic(
        protocol="iv-crps",
        dose="0.35 mg/kg/h",
        over="4 h",
        product="ketamine-50",
        weight=weight,
        second_weight=weight,
        reason="demonstration",
    )
    found = [check.id for check in made.checks if check.id.endswith("rate.cap")]
    assert found == kinds


@pytest.mark.parametrize(("millilitres", "strength"), [("10", "50"), ("5", "100")])
def test_golden_label_dilution(millilitres: str, strength: str) -> None:
    """golden-label-dilution: 10 mL of 50, or 5 mL of 100 mg/mL, made up to 500 mL: 1 mg/mL."""
    amount = Concentration(strength, "mg/mL") * Volume(millilitres, "mL")
    assert amount.within(Volume(500, "mL")) == Concentration(1, "mg/mL")


def test_golden_rounding_never_up(arithmetic: Typed) -> None:
    """golden-rounding-never-up: 34.93 mg from 10 mg/mL is drawn as 3.4 mL, 34 mg, and said."""
    made = arithmetic(
        dose="0.5 mg/kg", weight="154 lb", product="ketamine-10", dilute_to="1 mg/mL", over="40 min"
    )
    assert str(made.chain.draw.rounded) == "3.4 mL"
    assert str(made.chain.dose.rounded) == "34 mg"


@pytest.mark.hazard("H15")
def test_golden_rounding_shows_both(arithmetic: Typed) -> None:
    """golden-rounding-shows-both: every rung keeps the exact value beside what the hand does."""
    made = arithmetic(
        dose="0.5 mg/kg",
        weight="71.3 kg",
        product="ketamine-10",
        dilute_to="1 mg/mL",
        over="40 min",
    )
    assert (str(made.chain.draw.exact), str(made.chain.draw.rounded)) == ("3.565 mL", "3.5 mL")
    assert (str(made.chain.dose.exact), str(made.chain.dose.rounded)) == ("35.65 mg", "35 mg")


def test_ideal_and_adjusted_weight(clinic: Typed) -> None:
    """A man of 178 cm and 130 kg: 65 mg by actual, 36.6 by ideal, 48 by adjusted weight.

    Witness: clinical evidence section 5.1 (Devine), hand calculation.
    """
    doses = {}
    for basis in ("actual", "ideal", "adjusted"):
        made = clinic(
            weight="130 kg",
            second_weight="130 kg",
            previous_weight="129 kg",
            height="178 cm",
            sex="male",
            basis=basis,
            previous_basis=basis,
        )
        doses[basis] = made.chain.dose.exact.in_unit("mg")
    assert doses["actual"] == 65
    assert round(doses["ideal"], 1) == Decimal("36.6")
    assert round(doses["adjusted"]) == 48
