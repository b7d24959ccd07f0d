"""What holds for every conversion, sum, product, rounding and comparison.

The witness is Python's own fractions, from what was typed alone; they never round.
"""

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.quantities import amounts, near, quotients, true

from titrant.units import (
    KINDS,
    BodyMassIndex,
    Concentration,
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
    Rate,
    RatePerWeight,
    Temperature,
    Volume,
    Weight,
)

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
# A temperature is a point on a scale: it is compared and converted, and nothing else.
ADDS = pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not Temperature])

FEW = settings(max_examples=30)  # for each of the kinds

# ------------------------------------------------------------------ conversion


@EVERY_KIND
@FEW
@given(st.data())
def test_a_conversion_to_another_unit_and_back_changes_nothing(
    kind: type[Quantity], data: st.DataObject
) -> None:
    quantity = data.draw(amounts(kind))
    other = data.draw(st.sampled_from(list(kind.UNITS)))
    there = quantity.to(other)
    assert there.unit == other
    assert there == quantity
    assert hash(there) == hash(quantity)
    home = there.to(quantity.unit)
    assert near(home.value, quantity.value)
    assert home.base == quantity.base
    for travelled in (pickle.loads(pickle.dumps(there)), copy.deepcopy(there)):
        assert travelled == there
        assert travelled.value == there.value


@ADDS
@FEW
@given(st.data())
def test_a_quantity_made_anew_from_a_converted_value_is_the_same_to_30_digits(
    kind: type[Quantity], data: st.DataObject
) -> None:
    quantity = data.draw(amounts(kind))
    other = data.draw(st.sampled_from(list(kind.UNITS)))
    assert near(kind(quantity.in_unit(other), other).base, quantity.base)


@EVERY_KIND
@FEW
@given(st.data())
def test_a_conversion_agrees_with_fractions(kind: type[Quantity], data: st.DataObject) -> None:
    quantity = data.draw(amounts(kind))
    row = kind.UNITS[data.draw(st.sampled_from(list(kind.UNITS)))]
    expected = (true(quantity) - Fraction(row.offset)) / Fraction(row.factor)
    assert abs(Fraction(quantity.in_unit(row.code)) - expected) <= abs(expected) / 10**30


# ------------------------------------------------------------------ order


@EVERY_KIND
@FEW
@given(st.data())
def test_order_is_the_order_of_the_amounts_in_whatever_unit(
    kind: type[Quantity], data: st.DataObject
) -> None:
    one, other = data.draw(amounts(kind)), data.draw(amounts(kind))
    assert (one < other) is (true(one) < true(other))
    assert (one <= other) is (true(one) <= true(other))
    assert (one > other) is (true(one) > true(other))
    assert (one >= other) is (true(one) >= true(other))
    assert (one == other) is (true(one) == true(other))
    assert (one != other) is (true(one) != true(other))
    if one == other:
        assert hash(one) == hash(other)
    unit = data.draw(st.sampled_from(list(kind.UNITS)))
    assert (one.to(unit) < other) is (one < other)


@EVERY_KIND
@FEW
@given(st.data())
def test_sorting_is_sorting_of_the_amounts(kind: type[Quantity], data: st.DataObject) -> None:
    some = data.draw(st.lists(amounts(kind), max_size=6))
    # sorted() asks with < alone
    assert [true(one) for one in sorted(some)] == sorted(true(one) for one in some)


# ------------------------------------------------------------------ sums


@ADDS
@FEW
@given(st.data())
def test_what_was_added_can_be_taken_away(kind: type[Quantity], data: st.DataObject) -> None:
    one, other = data.draw(amounts(kind)), data.draw(amounts(kind))
    total = one + other
    assert Fraction(total.base) == true(one) + true(other)
    assert total == other + one
    assert total - other == one
    assert total - one == other
    assert total >= one
    if one < other:
        with pytest.raises(ImpossibleQuantity):
            one - other
    else:
        assert Fraction((one - other).base) == true(one) - true(other)


@ADDS
@FEW
@given(st.data())
def test_sums_do_not_depend_on_order(kind: type[Quantity], data: st.DataObject) -> None:
    one, other, third = (data.draw(amounts(kind)) for _ in range(3))
    assert (one + other) + third == one + (other + third)


@ADDS
@FEW
@given(st.data(), st.integers(0, 1000))
def test_scaling_is_repeated_addition(
    kind: type[Quantity], data: st.DataObject, times: int
) -> None:
    one, other = data.draw(amounts(kind)), data.draw(amounts(kind))
    assert Fraction(one.scaled(times).base) == true(one) * times
    assert (one + other).scaled(times) == one.scaled(times) + other.scaled(times)


@ADDS
@FEW
@given(st.data())
def test_a_ratio_and_a_portion_agree_with_fractions(
    kind: type[Quantity], data: st.DataObject
) -> None:
    one, whole = data.draw(amounts(kind)), data.draw(amounts(kind, zero=False))
    expected = true(one) / true(whole)
    assert abs(Fraction(one.ratio(whole)) - expected) <= expected / 10**30
    share = whole.portion(one, whole)
    assert near(share.base, one.base)
    volume = Volume(50, "mL").portion(one, whole)
    assert abs(Fraction(volume.base) - 50 * expected) <= 50 * expected / 10**30
    assert near(Percentage.apart(one, whole).share, Decimal(0)) is (one == whole)


# ------------------------------------------------------------------ rounding


@ADDS
@FEW
@given(st.data())
def test_rounding_down_never_raises_and_rounding_up_never_lowers(
    kind: type[Quantity], data: st.DataObject
) -> None:
    quantity = data.draw(st.one_of(amounts(kind), quotients(kind)))
    step = data.draw(amounts(kind, digits=3, places=3, zero=False))
    amount, width = Fraction(quantity.base), Fraction(step.base)
    down, up = quantity.rounded_down(step), quantity.rounded_up(step)
    assert down <= quantity <= up
    assert amount - width < Fraction(down.base) <= amount <= Fraction(up.base) < amount + width
    for rounded in (down, up):
        assert (Fraction(rounded.base) / width).denominator == 1  # a multiple of the step
        assert rounded.rounded_down(step) == rounded.rounded_up(step) == rounded
    if isinstance(quantity, DrugQuantity):
        assert isinstance(down, DrugQuantity)
        assert down.drug is quantity.drug


@ADDS
@FEW
@given(st.data())
def test_rounding_keeps_its_direction_with_steps_of_34_digits(
    kind: type[Quantity], data: st.DataObject
) -> None:
    quantity, step = data.draw(quotients(kind)), data.draw(quotients(kind))
    assert quantity.rounded_down(step) <= quantity <= quantity.rounded_up(step)


# ------------------------------------------------------------------ the dose chain

PER_WEIGHT = amounts(DosePerWeight)
WEIGHTS = amounts(Weight)
TIMES = amounts(Duration, zero=False)
VOLUMES = amounts(Volume, zero=False)
STRENGTHS = amounts(Concentration, zero=False)


@given(PER_WEIGHT, WEIGHTS, st.integers(1, 100))
def test_scaling_the_weight_scales_a_dose_per_weight(
    per_weight: DosePerWeight, weight: Weight, times: int
) -> None:
    dose = per_weight * weight
    assert Fraction(dose.base) == true(per_weight) * true(weight)
    assert per_weight * weight.scaled(times) == dose.scaled(times)
    assert per_weight.scaled(times) * weight == dose.scaled(times)


@given(PER_WEIGHT, WEIGHTS, WEIGHTS)
def test_a_heavier_person_gets_no_smaller_dose_per_weight(
    per_weight: DosePerWeight, one: Weight, other: Weight
) -> None:
    light, heavy = sorted((one, other), key=lambda weight: weight.base)
    assert per_weight * light <= per_weight * heavy
    assert per_weight * (one + other) == per_weight * one + per_weight * other


@given(
    st.one_of(
        st.tuples(PER_WEIGHT, WEIGHTS, st.just(lambda a, w: (a * w).per(w))),
        st.tuples(amounts(RatePerWeight), WEIGHTS, st.just(lambda a, w: (a * w).per(w))),
        st.tuples(amounts(Dose), TIMES, st.just(lambda a, t: a.over(t) * t)),
        st.tuples(amounts(Dose), STRENGTHS, st.just(lambda a, c: c * (a / c))),
        st.tuples(amounts(Dose), VOLUMES, st.just(lambda a, v: a.within(v) * v)),
        st.tuples(amounts(Rate), STRENGTHS, st.just(lambda a, c: c.at(a / c))),
        st.tuples(amounts(Rate), TIMES, st.just(lambda a, t: (a * t).over(t))),
        st.tuples(amounts(Volume), TIMES, st.just(lambda a, t: (a / t) * t)),
        st.tuples(amounts(FlowRate), STRENGTHS, st.just(lambda a, c: c.at(a) / c)),
        st.tuples(amounts(Volume), STRENGTHS, st.just(lambda a, c: (c * a) / c)),
    )
)
def test_a_rung_climbed_and_descended_leads_back(
    way: tuple[Quantity, Quantity, Callable[[Quantity, Quantity], Quantity]],
) -> None:
    amount, by, there_and_back = way
    again = there_and_back(amount, by)
    assert type(again) is type(amount)
    assert near(again.base, amount.base)
    if isinstance(amount, DrugQuantity):
        assert isinstance(again, DrugQuantity)
        assert again.drug is amount.drug


@given(PER_WEIGHT, WEIGHTS, TIMES)
def test_two_ways_to_the_drug_rate_agree(
    per_weight: DosePerWeight, weight: Weight, time: Duration
) -> None:
    one, other = (per_weight * weight).over(time), per_weight.over(time) * weight
    assert near(one.base, other.base)
    assert Fraction(one.base) <= true(per_weight) * true(weight) * 3600 / true(time) * (
        1 + Fraction(1, 10**30)
    )


@given(amounts(Dose), STRENGTHS, TIMES)
def test_two_ways_to_the_pump_rate_agree(
    dose: Dose, strength: Concentration, time: Duration
) -> None:
    assert near((dose.over(time) / strength).base, ((dose / strength) / time).base)


@given(amounts(Weight), amounts(Height))
def test_the_body_mass_index_agrees_with_fractions(weight: Weight, height: Height) -> None:
    expected = true(weight) / (true(height) / 100) ** 2
    index = Fraction(BodyMassIndex.of(weight, height).base)
    assert abs(index - expected) <= expected / 10**30


# ------------------------------------------------------------------ the drug

DRUG_KINDS = [kind for kind in KINDS if issubclass(kind, DrugQuantity)]
MAYBE = st.sampled_from([*Drug, None])


@pytest.mark.parametrize("kind", DRUG_KINDS)
@FEW
@given(st.data(), MAYBE, MAYBE)
def test_amounts_combine_only_where_both_are_stated_to_be_of_one_drug(
    kind: type[DrugQuantity], data: st.DataObject, one: Drug | None, other: Drug | None
) -> None:
    number, step = data.draw(amounts(kind)), data.draw(amounts(kind, zero=False))
    first, second = kind(number.value, number.unit, one), kind(step.value, step.unit, other)
    ways: list[Callable[[], object]] = [
        lambda: first + second,
        lambda: second + first,
        lambda: first < second,
        lambda: first >= second,
        lambda: first.ratio(second),
        lambda: first.rounded_down(second),
        lambda: first.rounded_up(second),
    ]
    for way in ways:
        if one is other is not None:
            way()
            continue
        with pytest.raises(DrugMismatch):
            way()
    assert (first == second) is (one is other and true(first) == true(second))
