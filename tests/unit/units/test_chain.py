"""The dose chain goes from weight to pump, and the drug rides along. Values are by hand."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from titrant.units import (
    Concentration,
    Count,
    Dose,
    DosePerWeight,
    Drug,
    DrugQuantity,
    Duration,
    FlowRate,
    Height,
    ImpossibleQuantity,
    Quantity,
    Rate,
    RatePerWeight,
    Volume,
    Weight,
)
from titrant.units.volume import SECONDS_PER_HOUR

K, S = Drug.KETAMINE, Drug.ESKETAMINE


# ------------------------------------------------------------------ the dose chain


@pytest.mark.parametrize("drug", [K, S, None])
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        # 0.5 mg/kg x 70 kg
        (lambda d: DosePerWeight("0.5", "mg/kg", d) * Weight(70, "kg"), Dose(35, "mg")),
        # 500 ug/kg x 154 lb = 0.5 x 69.85322498
        (lambda d: DosePerWeight(500, "ug/kg", d) * Weight(154, "lb"), Dose("34.92661249", "mg")),
        (lambda d: RatePerWeight("0.35", "mg/kg/h", d) * Weight(70, "kg"), Rate("24.5", "mg/h")),
        (lambda d: RatePerWeight(5, "ug/kg/min", d) * Weight(70, "kg"), Rate(21, "mg/h")),
        (lambda d: Rate(25, "mg/h", d) * Duration(4, "h"), Dose(100, "mg")),
        (lambda d: Rate("0.5", "mg/min", d) * Duration(40, "min"), Dose(20, "mg")),
        (lambda d: Rate(1, "mg/h", d) * Duration(9, "s"), Dose("0.0025", "mg")),
        (lambda d: Concentration(10, "mg/mL", d) * Volume("3.5", "mL"), Dose(35, "mg")),
        (lambda d: Concentration(50, "ng/mL", d) * Volume(5, "L"), Dose("0.25", "mg")),
        (lambda d: Concentration(1, "mg/mL", d).at(FlowRate("52.5", "mL/h")), Rate("52.5", "mg/h")),
        (lambda d: Concentration(2, "mg/mL", d).at(FlowRate(1, "mL/min")), Rate(120, "mg/h")),
        (lambda d: Dose(35, "mg", d).over(Duration(40, "min")), Rate("52.5", "mg/h")),
        (lambda d: Dose(35, "mg", d).per(Weight(70, "kg")), DosePerWeight("0.5", "mg/kg")),
        (lambda d: Dose(35, "mg", d).within(Volume(50, "mL")), Concentration("0.7", "mg/mL")),
        (lambda d: Rate("24.5", "mg/h", d).per(Weight(70, "kg")), RatePerWeight("0.35", "mg/kg/h")),
        (
            lambda d: DosePerWeight("0.5", "mg/kg", d).over(Duration(40, "min")),
            RatePerWeight("0.75", "mg/kg/h"),
        ),
    ],
)
def test_the_drug_rides_along_the_chain(
    made: Callable[[Drug | None], DrugQuantity], expected: DrugQuantity, drug: Drug | None
) -> None:
    amount = made(drug)
    assert type(amount) is type(expected)
    assert amount == (expected if drug is None else expected.of(drug))
    assert (amount.value, amount.unit) == (expected.value, type(expected).BASE)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (Dose(35, "mg", K) / Concentration(10, "mg/mL", K), Volume("3.5", "mL")),
        (Rate("52.5", "mg/h", K) / Concentration(1, "mg/mL", K), FlowRate("52.5", "mL/h")),
        (FlowRate("52.5", "mL/h") * Duration(40, "min"), Volume(35, "mL")),
        (FlowRate(2, "mL/min") * Duration(30, "s"), Volume(1, "mL")),
        (Volume(35, "mL") / Duration(40, "min"), FlowRate("52.5", "mL/h")),
        (Volume(1, "L") / Duration(1, "d"), FlowRate(Decimal(1000) / 24, "mL/h")),
    ],
)
def test_fluid_has_no_drug(made: Quantity, expected: Quantity) -> None:
    assert type(made) is type(expected)
    assert made.unit == type(expected).BASE
    assert not hasattr(made, "drug")
    assert abs(made.base - expected.base) < Decimal("1E-24")


def test_a_product_that_binary_fractions_would_blur_is_exact() -> None:
    # in binary, 0.55 x 70 is 38.50000000000001
    assert (DosePerWeight("0.55", "mg/kg") * Weight(70, "kg")).base == Decimal("38.5")


def test_an_hour_has_3600_seconds() -> None:
    assert SECONDS_PER_HOUR == 3600


# ------------------------------------------------------------------ the chain takes one kind

CHAIN: dict[str, tuple[Callable[[Any], object], type[Quantity]]] = {
    "mg/kg x weight": (lambda x: DosePerWeight(1, "mg/kg", K) * x, Weight),
    "mg/kg/h x weight": (lambda x: RatePerWeight(1, "mg/kg/h", K) * x, Weight),
    "mg/h x time": (lambda x: Rate(1, "mg/h", K) * x, Duration),
    "mg/mL x volume": (lambda x: Concentration(1, "mg/mL", K) * x, Volume),
    "mg/mL at flow": (lambda x: Concentration(1, "mg/mL", K).at(x), FlowRate),
    "mL/h x time": (lambda x: FlowRate(1, "mL/h") * x, Duration),
    "mg over time": (lambda x: Dose(1, "mg", K).over(x), Duration),
    "mg per weight": (lambda x: Dose(1, "mg", K).per(x), Weight),
    "mg within volume": (lambda x: Dose(1, "mg", K).within(x), Volume),
    "mg / strength": (lambda x: Dose(1, "mg", K) / x, Concentration),
    "mg/h per weight": (lambda x: Rate(1, "mg/h", K).per(x), Weight),
    "mg/h / strength": (lambda x: Rate(1, "mg/h", K) / x, Concentration),
    "mg/kg over time": (lambda x: DosePerWeight(1, "mg/kg", K).over(x), Duration),
    "mL / time": (lambda x: Volume(1, "mL") / x, Duration),
}
DIVIDES = [way for way in CHAIN if " x " not in way and " at " not in way]
SOME: tuple[Any, ...] = (
    Weight(70, "kg"),
    Height(178, "cm"),
    Duration(1, "h"),
    Volume(1, "mL"),
    FlowRate(1, "mL/h"),
    Concentration(1, "mg/mL", K),
    Dose(1, "mg", K),
    Rate(1, "mg/h", K),
    Count(1, "pieces"),
    70,
    Decimal(70),
    None,
)


@pytest.mark.parametrize("way", CHAIN)
def test_a_rung_takes_the_kind_that_it_needs_and_no_other(way: str) -> None:
    climb, kind = CHAIN[way]
    assert [type(one) for one in SOME if _takes(climb, one)] == [kind]
    for one in SOME:
        if type(one) is kind:
            continue
        with pytest.raises(TypeError) as caught:
            climb(one)
        assert str(caught.value) == f"a {kind.KIND} is needed here, not {type(one).__name__}"


def _takes(climb: Callable[[Any], object], one: object) -> bool:
    try:
        climb(one)
    except TypeError:
        return False
    return True


@pytest.mark.parametrize("way", DIVIDES)
def test_a_rung_is_not_divided_by_zero(way: str) -> None:
    climb, kind = CHAIN[way]
    none = kind(1, kind.BASE).scaled(0)
    with pytest.raises(ImpossibleQuantity) as caught:
        climb(none.of(K) if isinstance(none, DrugQuantity) else none)
    word = kind.KIND
    assert str(caught.value) == f"a {word} of zero divides nothing. Give a {word} above zero."
