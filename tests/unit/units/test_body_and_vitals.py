"""Body mass index, shares, temperature and counts. Values are by hand."""

from collections.abc import Callable
from decimal import ROUND_UP, Context, Decimal, localcontext
from typing import Any

import pytest

from titrant.units import (
    BodyMassIndex,
    Count,
    Dose,
    Drug,
    DrugMismatch,
    Height,
    ImpossibleQuantity,
    Percentage,
    Temperature,
    Volume,
    Weight,
)

K, S = Drug.KETAMINE, Drug.ESKETAMINE

# ------------------------------------------------------------------ weight


def test_a_brief_weight_does_not_depend_on_the_decimal_context_of_the_thread() -> None:
    """154 lb are 69.85322498 kg; a program around this one may count in two digits, rounded up."""
    weight = Weight(154, "lb").to("kg")
    with localcontext(Context(prec=2, rounding=ROUND_UP)):
        assert weight.brief() == "69.85 kg"


# ------------------------------------------------------------------ body mass index


@pytest.mark.parametrize(
    ("weight", "height", "expected"),
    [
        (Weight(80, "kg"), Height(2, "m"), "20"),
        (Weight(80, "kg"), Height(200, "cm"), "20"),
        (Weight("72.25", "kg"), Height(170, "cm"), "25"),
        (Weight(100, "lb"), Height(100, "in"), "7.030695796391592783185566371132743"),
    ],
)
def test_the_body_mass_index_is_weight_over_height_squared(
    weight: Weight, height: Height, expected: str
) -> None:
    index = BodyMassIndex.of(weight, height)
    assert type(index) is BodyMassIndex
    assert index.unit == "kg/m2"
    # the pounds and inches: 45.359237 / 2.54 ** 2, with bc at 40 digits
    assert abs(index.base - Decimal(expected)) < Decimal("1E-30")


def test_the_body_mass_index_takes_a_weight_and_a_height() -> None:
    weight: Any = Weight(80, "kg")
    height: Any = Height(2, "m")
    with pytest.raises(TypeError, match=r"^a height is needed here, not Weight$"):
        BodyMassIndex.of(height, weight)
    with pytest.raises(TypeError, match=r"^a weight is needed here, not Height$"):
        BodyMassIndex.of(height, height)
    with pytest.raises(ImpossibleQuantity) as caught:
        BodyMassIndex.of(weight, height - height)
    assert str(caught.value) == "a height of zero divides nothing. Give a height above zero."


# ------------------------------------------------------------------ shares


def test_a_percentage_is_a_share_of_one() -> None:
    assert Percentage(97, "%").share == Decimal("0.97")
    assert Percentage("12.5", "%").share == Decimal("0.125")
    assert Percentage(0, "%").share == 0


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [
        (Weight(77, "kg"), Weight(70, "kg"), "10"),
        (Weight(63, "kg"), Weight(70, "kg"), "10"),
        (Weight(70, "kg"), Weight(70, "kg"), "0"),
        (Volume(3, "mL"), Volume(1, "mL"), "200"),
        (Dose(35, "mg", K), Dose(40, "mg", K), "12.5"),
        (Weight(70000, "g"), Weight(56, "kg"), "25"),
    ],
)
def test_how_far_apart_two_are_is_a_percentage_of_the_second(
    one: Weight, other: Weight, percent: str
) -> None:
    apart = Percentage.apart(one, other)
    assert type(apart) is Percentage
    assert (apart.value, apart.unit) == (Decimal(percent), "%")


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("0.2849", "0.3 %"),
        ("0.24", "0.2 %"),
        ("0.25", "0.2 %"),  # half to even
        ("0.35", "0.4 %"),
        ("10.04", "10 %"),
        ("0.04", "0 %"),
        ("97", "97 %"),
        ("123456789012345", "123456789012345 %"),
    ],
)
def test_a_percentage_is_rounded_to_be_read(exact: str, shown: str) -> None:
    """Witness: by hand; the context of the thread rounds nothing."""
    with localcontext(Context(prec=2, rounding=ROUND_UP)):
        rounded = Percentage(exact, "%").rounded()
    assert f"{rounded}" == rounded.brief() == shown


def test_what_does_not_compare_is_not_apart() -> None:
    with pytest.raises(TypeError, match=r"^a weight does not combine with Volume$"):
        Percentage.apart(Weight(70, "kg"), Volume(1, "mL"))
    with pytest.raises(DrugMismatch):
        Percentage.apart(Dose(35, "mg", K), Dose(35, "mg", S))
    with pytest.raises(ImpossibleQuantity) as caught:
        Percentage.apart(Volume(1, "mL"), Volume(0, "mL"))
    assert str(caught.value) == "a volume of zero divides nothing. Give a volume above zero."


# ------------------------------------------------------------------ temperature


@pytest.mark.parametrize(
    ("celsius", "fahrenheit"),
    # fixed points of the two scales, and clinic values by hand (F = C x 9/5 + 32)
    [("0", "32"), ("100", "212"), ("37", "98.6"), ("36.6", "97.88"), ("38.5", "101.3")],
)
def test_celsius_and_fahrenheit_are_exact_both_ways(celsius: str, fahrenheit: str) -> None:
    warm, same = Temperature(celsius, "Cel"), Temperature(fahrenheit, "degF")
    assert warm == same
    assert hash(warm) == hash(same)
    assert warm.to("degF").value == Decimal(fahrenheit)
    assert same.to("Cel").value == Decimal(celsius)
    assert warm.to("degF").to("Cel").value == Decimal(celsius)


def test_temperatures_compare() -> None:
    assert Temperature(38, "Cel") > Temperature("98.6", "degF")
    assert max(Temperature(36, "Cel"), Temperature(99, "degF")) == Temperature(99, "degF")


@pytest.mark.parametrize(
    "do",
    [
        lambda one, other: one + other,
        lambda one, other: one - other,
        lambda one, other: other - one,
        lambda one, other: one.scaled(2),
        lambda one, other: one.ratio(other),
        lambda one, other: one.rounded_down(other),
        lambda one, other: one.rounded_up(other),
        lambda one, other: one.portion(Count(1, "piece"), Count(2, "pieces")),
        lambda one, other: Volume(1, "mL").portion(one, other),
        Percentage.apart,
    ],
)
def test_temperatures_do_not_add_scale_or_divide(do: Callable[[Any, Any], object]) -> None:
    with pytest.raises(TypeError) as caught:
        do(Temperature(37, "Cel"), Temperature(36, "Cel"))
    assert str(caught.value) == (
        "a temperature is a point on a scale: it does not add, scale or divide"
    )


# ------------------------------------------------------------------ counts


@pytest.mark.parametrize("word", ["device", "tablet", "troche", "piece"])
def test_one_and_several_are_counted_alike(word: str) -> None:
    assert Count.read(f"1 {word}") == Count(1, "pieces")
    assert Count.read(f"3 {word}s") == Count(3, "pieces")
