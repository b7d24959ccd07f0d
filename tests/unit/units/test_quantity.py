"""What every quantity can do: convert, compare, print, travel. Values are by hand."""

import copy
import pickle
from decimal import Decimal
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


def test_two_kinds_are_never_equal() -> None:
    one: Any = Volume(1, "mL")
    assert one != FlowRate(1, "mL/h")
    assert one != 1
    assert one != "1 mL"
    assert Dose(1, "mg") != DosePerWeight(1, "mg/kg")


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
