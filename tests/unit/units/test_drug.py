"""The drug rides along, and the dose chain goes from weight to pump. Values are by hand."""

import operator
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
    DrugMismatch,
    DrugQuantity,
    Duration,
    FlowRate,
    Height,
    ImpossibleQuantity,
    Quantity,
    Rate,
    RatePerWeight,
    UnreadableQuantity,
    Volume,
    Weight,
)
from titrant.units.volume import SECONDS_PER_HOUR

K, S = Drug.KETAMINE, Drug.ESKETAMINE
DRUG_KINDS = (Dose, DosePerWeight, Rate, RatePerWeight, Concentration)
EVERY_DRUG_KIND = pytest.mark.parametrize("kind", DRUG_KINDS)
NEVER = "The two are never interchangeable: check order and product."
STATE = "State the drug before amounts are combined."


# ------------------------------------------------------------------ the drug is stated


def test_a_drug_has_a_word_that_cannot_be_taken_for_the_other() -> None:
    assert [drug.value for drug in Drug] == ["ketamine", "esketamine"]
    assert (K.words, S.words) == ("racemic ketamine", "esketamine")


@EVERY_DRUG_KIND
def test_an_amount_has_no_drug_until_somebody_states_it(kind: type[DrugQuantity]) -> None:
    amount = kind(35, kind.BASE)
    assert amount.drug is None
    for drug in Drug:
        stated = amount.of(drug)
        assert type(stated) is kind
        assert stated.drug is drug
        assert amount.drug is None  # frozen: the statement makes a new amount
        assert stated == kind(35, kind.BASE, drug)
        assert stated.of(drug) == stated


def test_stating_the_drug_keeps_the_unit() -> None:
    stated = Dose("0.5", "g").of(K)
    assert (stated.value, stated.unit) == (Decimal("0.5"), "g")
    assert stated.base == 500


def test_stating_another_drug_is_refused() -> None:
    for amount, drug, problem in (
        (Dose(35, "mg", K), S, "35 mg is racemic ketamine, not esketamine"),
        (Concentration(10, "mg/mL", S), K, "10 mg/mL is esketamine, not racemic ketamine"),
    ):
        with pytest.raises(DrugMismatch) as caught:
            amount.of(drug)
        assert str(caught.value) == f"{problem}. {NEVER}"


@pytest.mark.parametrize(
    ("text", "value", "drug"),
    [
        ("35 mg", "35", None),
        ("35 mg ketamine", "35", K),
        ("56 mg esketamine", "56", S),
        ("  56mg   esketamine ", "56", S),
    ],
)
def test_a_drug_may_stand_behind_the_amount(text: str, value: str, drug: Drug | None) -> None:
    for read in (Dose.read, Dose.read_record):
        amount = read(text)
        assert type(amount) is Dose
        assert (amount.value, amount.unit, amount.drug) == (Decimal(value), "mg", drug)


def test_every_amount_of_a_drug_reads_it() -> None:
    for kind in DRUG_KINDS:
        amount = kind.read(f"{kind.EXAMPLE} esketamine")
        assert amount == kind.read(kind.EXAMPLE).of(S)
        assert amount != kind.read(kind.EXAMPLE)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "5.0 mg esketamine",
            (
                "in “5.0 mg”, “5.0” ends in a zero after the point, which can be read "
                "ten times too high. Write 5."
            ),
        ),
        ("mg ketamine", "“mg” has no number. Write it like 35 mg."),
        ("ketamine", "“ketamine” has no number. Write it like 35 mg."),
        ("ketamine 35 mg", "“ketamine 35 mg” has no number. Write it like 35 mg."),
        ("35 ketamine", "“35” has no unit. Write it like 35 mg."),
        *(
            (f"35 {unit}", f"“{unit}” is not a unit of a dose. Use one of: mg, g, ug.")
            for unit in (
                "mg Ketamine",
                "mg S-ketamine",
                "mg\u00a0ketamine",
                "mg arketamine",
                "mgketamine",
            )
        ),
        (
            "35 mg racemic ketamine",
            "“mg racemic” is not a unit of a dose. Use one of: mg, g, ug.",
        ),
        (
            "35 mg ketamine esketamine",
            "“mg ketamine” is not a unit of a dose. Use one of: mg, g, ug.",
        ),
    ],
)
def test_what_is_no_drug_behind_an_amount_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        Dose.read(text)
    assert str(caught.value) == sentence


def test_a_record_may_write_a_trailing_zero_before_the_drug() -> None:
    assert Dose.read_record("5.0 mg esketamine") == Dose(5, "mg", S)


# ------------------------------------------------------------------ two drugs do not combine

COMBINE: dict[str, Callable[[Any, Any], object]] = {
    "+": operator.add,
    "-": operator.sub,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "ratio": lambda one, other: one.ratio(other),
    "rounded_down": lambda one, other: one.rounded_down(other),
    "rounded_up": lambda one, other: one.rounded_up(other),
    "portion": lambda one, other: Volume(50, "mL").portion(one, other),
    "max": max,
}
EVERY_WAY = pytest.mark.parametrize("way", COMBINE)


@pytest.mark.hazard("H12")
@EVERY_WAY
@EVERY_DRUG_KIND
def test_racemic_ketamine_and_esketamine_do_not_combine(kind: type[DrugQuantity], way: str) -> None:
    one, other = kind(35, kind.BASE, K), kind(28, kind.BASE, S)
    with pytest.raises(DrugMismatch) as caught:
        COMBINE[way](one, other)
    first, second = (other, one) if way == "max" else (one, other)
    assert isinstance(first, kind)
    assert isinstance(second, kind)
    assert first.drug is not None
    assert second.drug is not None
    assert str(caught.value) == (
        f"{first} is {first.drug.words} and {second} is {second.drug.words}. {NEVER}"
    )


@pytest.mark.hazard("H12")
@EVERY_WAY
@EVERY_DRUG_KIND
def test_an_amount_of_no_stated_drug_combines_with_nothing(
    kind: type[DrugQuantity], way: str
) -> None:
    unstated, also_unstated = kind(1, kind.BASE), kind(2, kind.BASE)
    stated = kind(3, kind.BASE, K)
    for one, other, shown in (
        (unstated, stated, unstated),
        (stated, unstated, unstated),
    ):
        with pytest.raises(DrugMismatch) as caught:
            COMBINE[way](one, other)
        assert str(caught.value) == f"the drug of {shown} is not stated. {STATE}"
    with pytest.raises(DrugMismatch, match="is not stated"):
        COMBINE[way](unstated, also_unstated)
    with pytest.raises(DrugMismatch, match="is not stated"):
        COMBINE[way](unstated, unstated)


@EVERY_WAY
@EVERY_DRUG_KIND
def test_amounts_of_one_drug_combine(kind: type[DrugQuantity], way: str) -> None:
    for drug in Drug:
        made = COMBINE[way](kind(35, kind.BASE, drug), kind(28, kind.BASE, drug))
        if isinstance(made, DrugQuantity):
            assert made.drug is drug


def test_a_dose_is_not_drawn_from_a_vial_of_the_other_drug() -> None:
    for amount in (Dose(28, "mg", S), Rate(28, "mg/h", S)):
        with pytest.raises(DrugMismatch) as caught:
            amount / Concentration(10, "mg/mL", K)
        assert str(caught.value) == (
            f"{amount} is esketamine and 10 mg/mL is racemic ketamine. {NEVER}"
        )


def test_a_dose_is_not_drawn_where_a_drug_is_not_stated() -> None:
    vial = Concentration(10, "mg/mL")
    for one, other, shown in (
        (Dose(35, "mg"), vial.of(K), "35 mg"),
        (Dose(35, "mg", K), vial, "10 mg/mL"),
        (Dose(35, "mg"), vial, "35 mg"),
        (Rate(35, "mg/h"), vial.of(K), "35 mg/h"),
        (Rate(35, "mg/h", K), vial, "10 mg/mL"),
    ):
        with pytest.raises(DrugMismatch) as caught:
            one / other
        assert str(caught.value) == f"the drug of {shown} is not stated. {STATE}"


@EVERY_DRUG_KIND
def test_amounts_are_equal_only_where_the_drug_is_the_same(kind: type[DrugQuantity]) -> None:
    racemic, other, unstated = (kind(1, kind.BASE, drug) for drug in (K, S, None))
    assert len({racemic, other, unstated}) == 3
    assert racemic != other
    assert racemic != unstated
    assert unstated == kind(1, kind.BASE)
    assert hash(unstated) == hash(kind(1, kind.BASE))
    assert racemic == kind(1, kind.BASE, K)
    assert hash(racemic) == hash(kind(1, kind.BASE, K))
    assert len({hash(racemic), hash(other), hash(unstated)}) == 3


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
