"""Quantities of one kind add, scale, divide and round; two kinds do not mix. Values are by hand."""

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from titrant.units import (
    Count,
    Dose,
    Drug,
    DrugQuantity,
    Duration,
    FlowRate,
    ImpossibleQuantity,
    Quantity,
    Volume,
    Weight,
)

K = Drug.KETAMINE


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


def test_a_bare_number_neither_multiplies_nor_adds_from_the_left() -> None:
    volume: Any = Volume(1, "mL")
    with pytest.raises(TypeError):
        2 * volume
    with pytest.raises(TypeError):
        volume * 2
    with pytest.raises(TypeError):
        0 + volume
