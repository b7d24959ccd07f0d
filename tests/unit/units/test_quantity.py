"""What every quantity can do: convert, add, round, compare, print, travel. Values are by hand."""

import copy
import operator
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from titrant.units import (
    KINDS,
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
    Percentage,
    Quantity,
    QuantityError,
    Temperature,
    UnreadableQuantity,
    Volume,
    Weight,
)

K = Drug.KETAMINE
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


def example(kind: type[Quantity]) -> Quantity:
    """Return a quantity of a kind, with its drug where it has one."""
    made = kind.read(kind.EXAMPLE)
    return made.of(K) if isinstance(made, DrugQuantity) else made


# ------------------------------------------------------------------ made and converted


def test_a_quantity_holds_its_value_its_unit_and_the_same_in_the_base_unit() -> None:
    weight = Weight("154", "lb")
    assert weight.value == 154
    assert (weight.unit, weight.ucum) == ("lb", "[lb_av]")
    assert weight.base == Decimal("69.85322498")  # 154 x 0.45359237, by hand


def test_a_spelling_becomes_the_printed_code() -> None:
    assert Weight(154, "pounds").unit == "lb"
    assert Volume(1, "ml").unit == "mL"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (True, "true or false is not an amount. Give a number."),
        (-1, "-1 is below zero. Give a number of zero or more."),
        (float("nan"), "nan is not a finite number. Give a finite number."),
        (10**40, "the number has more than 34 digits. Give only the digits that matter."),
    ],
)
def test_a_value_that_is_no_amount_is_refused(value: float, sentence: str) -> None:
    for kind in KINDS:
        with pytest.raises(ImpossibleQuantity) as caught:
            kind(value, kind.BASE)
        assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("quantity", "unit", "value"),
    [
        (Volume("3.5", "mL"), "uL", "3500"),
        (Volume("3500", "uL"), "L", "0.0035"),
        (Height(178, "cm"), "m", "1.78"),
        (Height(70, "in"), "cm", "177.8"),
        (Height(6, "ft"), "in", "72"),
        (Duration(90, "min"), "h", "1.5"),
        (Duration(2, "wk"), "d", "14"),
        (Dose("0.5", "g", K), "mg", "500"),
        (Weight("45.359237", "kg"), "lb", "100"),
        (Weight("45.359237", "kg"), "pounds", "100"),
        (Temperature(37, "Cel"), "degF", "98.6"),
        (Temperature("98.6", "degF"), "Cel", "37"),
    ],
)
def test_a_quantity_converts_to_another_unit_of_its_kind(
    quantity: Quantity, unit: str, value: str
) -> None:
    assert quantity.in_unit(unit) == Decimal(value)
    converted = quantity.to(unit)
    assert type(converted) is type(quantity)
    assert converted.value == Decimal(value)
    assert converted.unit in type(quantity).UNITS
    assert converted.base == quantity.base
    assert converted == quantity
    if isinstance(quantity, DrugQuantity):
        assert isinstance(converted, DrugQuantity)
        assert converted.drug is K


def test_a_conversion_that_does_not_end_has_34_digits() -> None:
    assert str(Weight(70, "kg").in_unit("lb")) == "154.3235835294143065060816609415189"


def test_a_converted_quantity_comes_back_as_it_was() -> None:
    weight = Weight(70, "kg").to("lb")
    assert str(weight) == "154.323583529414 lb"
    assert weight.base == 70
    assert weight.to("kg").value == 70


# ------------------------------------------------------------------ added, scaled, divided


def test_quantities_of_a_kind_add_in_the_base_unit() -> None:
    total = Duration(1, "h") + Duration(30, "min")
    assert total.value == total.base == 5400
    assert total.unit == "s"


def test_quantities_of_a_kind_are_taken_from_each_other() -> None:
    rest = Duration(1, "h") - Duration(30, "min")
    assert rest.value == 1800
    assert rest.unit == "s"
    assert (Weight(70, "kg") - Weight(70, "kg")).base == 0  # a difference may be zero


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ImpossibleQuantity) as caught:
        Volume(1, "mL") - Volume("1.5", "mL")
    assert str(caught.value) == (
        "1.5 mL taken from 1 mL leaves less than nothing. Check both amounts."
    )


def test_amounts_that_binary_fractions_would_blur_add_exactly() -> None:
    total = sum((Volume("0.1", "mL") for _ in range(9)), start=Volume("0.1", "mL"))
    assert total == Volume(1, "mL")


def test_a_quantity_scales_by_a_bare_number() -> None:
    for factor in (3, Decimal(3), Decimal("3.0")):
        assert Volume("1.5", "mL").scaled(factor) == Volume("4.5", "mL")
    assert Weight(70, "kg").scaled(0).base == 0
    assert Dose(35, "mg", K).scaled(2).drug is K
    with pytest.raises(ImpossibleQuantity, match=r"^-1 is below zero"):
        Volume(1, "mL").scaled(-1)
    with pytest.raises(ImpossibleQuantity, match=r"^true or false is not an amount"):
        Volume(1, "mL").scaled(True)


def test_a_portion_is_the_share_that_a_part_has_of_the_whole() -> None:
    # 50 mL for 30 mg: the first 20 mg are in 33.33... mL
    part = Volume(50, "mL").portion(Dose(20, "mg", K), Dose(30, "mg", K))
    assert type(part) is Volume
    assert str(part.base) == "33.33333333333333333333333333333333"
    assert Volume(50, "mL").portion(Dose(30, "mg", K), Dose(30, "mg", K)) == Volume(50, "mL")
    assert Dose(30, "mg", K).portion(Duration(15, "min"), Duration(1, "h")) == Dose("7.5", "mg", K)


def test_a_portion_multiplies_before_it_divides() -> None:
    # 3 x 1/3 is 1; 1/3 first would leave 0.999...
    assert Volume(3, "mL").portion(Duration(1, "h"), Duration(3, "h")) == Volume(1, "mL")


def test_a_ratio_says_how_often_one_goes_into_the_other() -> None:
    assert Dose(84, "mg", K).ratio(Dose(28, "mg", K)) == 3
    assert Duration(90, "min").ratio(Duration(1, "h")) == Decimal("1.5")
    assert str(Volume(1, "mL").ratio(Volume(3, "mL"))) == "0." + "3" * 34


@pytest.mark.parametrize(
    "divide",
    [
        lambda some, none: some.ratio(none),
        lambda some, none: some.portion(some, none),
        lambda some, none: some.rounded_down(none),
        lambda some, none: some.rounded_up(none),
    ],
)
def test_nothing_is_divided_by_zero(divide: Callable[[Any, Any], object]) -> None:
    for some, none in (
        (Volume(1, "mL"), Volume(0, "L")),
        (Volume(0, "mL"), Volume(0, "L")),
        (Dose(1, "mg", K), Dose(0, "g", K)),
    ):
        with pytest.raises(ImpossibleQuantity) as caught:
            divide(some, none)
        word = type(none).KIND
        assert str(caught.value) == f"a {word} of zero divides nothing. Give a {word} above zero."


# ------------------------------------------------------------------ rounded


@pytest.mark.parametrize(
    ("quantity", "step", "down", "up"),
    [
        (Volume("3.57", "mL"), Volume("0.1", "mL"), "3.5", "3.6"),
        (Volume("3.5", "mL"), Volume("0.1", "mL"), "3.5", "3.5"),
        (Volume("3.5", "mL"), Volume("0.2", "mL"), "3.4", "3.6"),
        (Volume("3500", "uL"), Volume("0.2", "mL"), "3.4", "3.6"),
        (Volume("0.05", "mL"), Volume("0.1", "mL"), "0", "0.1"),
        (Volume(0, "mL"), Volume("0.1", "mL"), "0", "0"),
        (Volume("3.59999999999999", "mL"), Volume("0.1", "mL"), "3.5", "3.6"),
        (FlowRate("52.55", "mL/h"), FlowRate("0.1", "mL/h"), "52.5", "52.6"),
        (Count("2.5", "pieces"), Count(1, "pieces"), "2", "3"),
        (Dose("35.4", "mg", K), Dose("0.5", "mg", K), "35", "35.5"),
    ],
)
def test_rounding_goes_to_a_multiple_of_the_step(
    quantity: Quantity, step: Quantity, down: str, up: str
) -> None:
    for rounded, value in ((quantity.rounded_down(step), down), (quantity.rounded_up(step), up)):
        assert type(rounded) is type(quantity)
        assert (rounded.value, rounded.unit) == (Decimal(value), type(quantity).BASE)
        if isinstance(rounded, DrugQuantity):
            assert rounded.drug is K


def test_rounding_down_never_raises_even_in_the_last_digit() -> None:
    # 9.99...9 (34 digits) / 2 has 35 digits: rounded to even it would be 5, and 5 x 2 more than it
    just_under = Volume(Decimal("9." + "9" * 33), "mL")
    step = Volume(2, "mL")
    assert just_under.rounded_down(step) == Volume(8, "mL")
    assert just_under.rounded_up(step) == Volume(10, "mL")


def test_rounding_up_never_lowers_even_in_the_last_digit() -> None:
    # 10.00...01 (34 digits) / 4 = 2.50...0025 and 12.00...01 / 4 = 3.00...0025: 36 digits
    just_over = Volume(Decimal("12." + "0" * 31 + "1"), "mL")
    step = Volume(4, "mL")
    assert just_over.rounded_up(step) == Volume(16, "mL")
    assert just_over.rounded_down(step) == Volume(12, "mL")


def test_a_multiple_too_long_to_hold_is_rounded_the_same_way() -> None:
    step = Volume(Decimal("1." + "0" * 32 + "1"), "mL")  # times 12: 35 digits
    quantity = Volume("12.5", "mL")
    down, up = quantity.rounded_down(step), quantity.rounded_up(step)
    assert Fraction(down.base) <= 12 * Fraction(step.base)
    assert Fraction(up.base) >= 13 * Fraction(step.base)


# ------------------------------------------------------------------ kinds do not mix


@pytest.mark.parametrize(
    ("sign", "do"),
    [
        ("+", operator.add),
        ("-", operator.sub),
        ("<", operator.lt),
        ("<=", operator.le),
        (">", operator.gt),
        (">=", operator.ge),
        ("ratio", lambda one, other: one.ratio(other)),
        ("rounded_down", lambda one, other: one.rounded_down(other)),
        ("rounded_up", lambda one, other: one.rounded_up(other)),
        ("portion", lambda one, other: one.portion(one, other)),
    ],
)
def test_two_kinds_do_not_combine(sign: str, do: Callable[[Any, Any], object]) -> None:
    others: list[tuple[Any, str]] = [
        (Duration(1, "h"), "Duration"),
        (5, "int"),
        (Decimal(5), "Decimal"),
        (None, "NoneType"),
        ("5 mL", "str"),
    ]
    for other, name in others:
        with pytest.raises(TypeError) as caught:
            do(Volume(1, "mL"), other)
        assert str(caught.value) == f"a volume does not combine with {name}"


def test_two_kinds_are_never_equal() -> None:
    one: Any = Volume(1, "mL")
    assert one != FlowRate(1, "mL/h")
    assert one != 1
    assert one != "1 mL"
    assert Dose(1, "mg") != DosePerWeight(1, "mg/kg")


def test_a_bare_number_neither_multiplies_nor_adds_from_the_left() -> None:
    volume: Any = Volume(1, "mL")
    with pytest.raises(TypeError):
        2 * volume
    with pytest.raises(TypeError):
        volume * 2
    with pytest.raises(TypeError):
        0 + volume


# ------------------------------------------------------------------ identity and order


def test_the_same_amount_in_two_units_is_equal_and_hashes_alike() -> None:
    for one, same in (
        (Volume("3.5", "mL"), Volume(3500, "uL")),
        (Height(70, "in"), Height("177.8", "cm")),
        (Temperature(37, "Cel"), Temperature("98.6", "degF")),
        (Duration(90, "min"), Duration("1.5", "h")),
        (Dose(1, "g", K), Dose(1000, "mg", K)),
        (Weight("70.0", "kg"), Weight(70, "kg")),
    ):
        assert one == same
        assert hash(one) == hash(same)
        assert len({one, same}) == 1
        assert one == same


def test_equal_numbers_of_two_kinds_hash_apart() -> None:
    assert len({hash(kind.read(f"1 {kind.BASE}")) for kind in KINDS}) == len(KINDS)


def test_order_goes_by_amount_and_not_by_number() -> None:
    small, large = Volume(900, "uL"), Volume(1, "mL")
    assert small < large
    assert small <= large
    assert large > small
    assert large >= small
    assert not large < small
    assert not large <= small
    assert not small > large
    assert not small >= large
    assert max(small, large) is large
    assert sorted([large, small]) == [small, large]


def test_equal_amounts_are_neither_above_nor_below() -> None:
    one, same = Volume(1000, "uL"), Volume(1, "mL")
    assert one <= same
    assert one >= same
    assert not one < same
    assert not one > same


@EVERY_KIND
def test_a_quantity_is_not_true_or_false(kind: type[Quantity]) -> None:
    with pytest.raises(TypeError) as caught:
        bool(example(kind))
    assert str(caught.value) == f"a {kind.KIND} is not true or false: compare it"


# ------------------------------------------------------------------ frozen


@EVERY_KIND
def test_a_quantity_is_frozen(kind: type[Quantity]) -> None:
    quantity: Any = example(kind)
    names = ["value", "unit", "base", "note", *(["drug"] if hasattr(quantity, "drug") else [])]
    for name in names:
        with pytest.raises(AttributeError) as caught:
            setattr(quantity, name, Decimal(1))
        assert str(caught.value) == f"a {kind.KIND} is frozen"
        with pytest.raises(AttributeError) as caught:
            delattr(quantity, name)
        assert str(caught.value) == f"a {kind.KIND} is frozen"
    assert quantity == example(kind)
    assert not hasattr(quantity, "__dict__")  # slots: small, and nothing can be hung on it


# ------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("quantity", "printed", "brief", "shown"),
    [
        (Volume("3.50", "mL"), "3.5 mL", "3.5 mL", "Volume('3.5', 'mL')"),
        (Weight("70.0", "kg"), "70 kg", "70 kg", "Weight('70', 'kg')"),
        (Dose("0.5", "mg"), "0.5 mg", "0.5 mg", "Dose('0.5', 'mg', None)"),
        (Dose(35, "mg", K), "35 mg", "35 mg", "Dose('35', 'mg', ketamine)"),
        (
            Weight("69.85322498", "kg"),
            "69.85322498 kg",
            "69.85 kg",
            "Weight('69.85322498', 'kg')",
        ),
        (
            Volume(1, "mL").portion(Count(1, "piece"), Count(3, "pieces")),
            "0.333333333333333 mL",
            "0.3333… mL",
            "Volume('0.333333333333333', 'mL')",
        ),
        (Percentage("97.25", "%"), "97.25 %", "97.2… %", "Percentage('97.25', '%')"),
        (Volume(Decimal("1E+3"), "mL"), "1000 mL", "1000 mL", "Volume('1000', 'mL')"),
    ],
)
def test_a_quantity_prints_its_number_and_its_unit(
    quantity: Quantity, printed: str, brief: str, shown: str
) -> None:
    assert str(quantity) == f"{quantity}" == printed
    assert quantity.brief() == brief
    assert repr(quantity) == shown


# ------------------------------------------------------------------ travel


def travelled(quantity: Any) -> list[Any]:
    """Return copies that went through every way a Python object can take."""
    ways = [pickle.loads(pickle.dumps(quantity, n)) for n in range(pickle.HIGHEST_PROTOCOL + 1)]
    return [*ways, copy.copy(quantity), copy.deepcopy(quantity)]


@EVERY_KIND
def test_a_quantity_travels_unchanged(kind: type[Quantity]) -> None:
    for unit in kind.UNITS:
        quantity = example(kind).to(unit)
        for arrived in travelled(quantity):
            assert type(arrived) is kind
            assert arrived == quantity
            assert (arrived.value, arrived.unit) == (quantity.value, quantity.unit)
            assert hash(arrived) == hash(quantity)
            assert getattr(arrived, "drug", None) is getattr(quantity, "drug", None)
            with pytest.raises(AttributeError):
                arrived.value = Decimal(1)


def test_a_quotient_and_a_difference_of_zero_travel_too() -> None:
    for quantity in (
        Weight(70, "kg").to("lb"),  # 34 digits in pounds: making it anew would miss the 70
        Weight(70, "kg") - Weight(70, "kg"),  # nobody weighs zero, but a difference may
        Dose(1, "mg", K).per(Weight(3, "kg")),
        Temperature(20, "degF").to("Cel"),  # below zero
    ):
        for arrived in travelled(quantity):
            assert arrived == quantity
            assert arrived.value == quantity.value


@pytest.mark.parametrize(
    "kind", [QuantityError, UnreadableQuantity, DrugMismatch, ImpossibleQuantity]
)
def test_an_error_travels_between_processes(kind: type[QuantityError]) -> None:
    assert issubclass(kind, QuantityError)
    for arrived in travelled(kind("“5” has no unit", "Write it like 35 mg.")):
        assert type(arrived) is kind
        assert (arrived.problem, arrived.mend) == ("“5” has no unit", "Write it like 35 mg.")
        assert str(arrived) == "“5” has no unit. Write it like 35 mg."
