"""What the bedside reads of a weight, a dose and a speed that a limit stops, at its very edge."""

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, order

from titrant.clinical import Person, Route, Sex, WeightBasis
from titrant.dosing import Check, Preparation, prepare
from titrant.dosing.amount import Part, total_time
from titrant.dosing.bench import Bench, Scope
from titrant.dosing.limits import check_dose, check_speed
from titrant.dosing.preparation import Weights
from titrant.dosing.weight import find_weights, ideal_weight, known_weights
from titrant.dosing.words import said
from titrant.units import Dose, Drug, Duration, Height, Weight

KILOS_70 = Weights(
    actual=Weight(70, "kg"),
    ideal=None,
    adjusted=None,
    basis=WeightBasis.ACTUAL,
    used=Weight(70, "kg"),
)


def part(mg: str, time: str) -> Part:
    return Part(Dose(mg, "mg", Drug.KETAMINE), Duration.read(time), "as ordered")


def bench(**changes: str | None) -> Bench:
    """Return a bench for an order of a clinic; what is None is not stated."""
    return Bench(order(**{**GOOD, **changes}), loaded())


def alone(**changes: str | None) -> Bench:
    """Return a bench for an order that no protocol is behind."""
    return bench(**{**changes, "protocol": None, "route": "iv"})


def one(found: Bench | Preparation, id: str) -> Check:
    (check,) = [check for check in found.checks if check.id == id]
    return check


# -- weights ---------------------------------------------------------------------------------

SCALE = "Weigh again in kg; a second person reads the scale."
BOTH = "Measure weight and height again; a second person reads both."


@pytest.mark.parametrize(
    ("changes", "id", "says", "lifts"),
    [
        (
            {"weight": "29 kg", "previous_weight": None},
            "limit.weight.low",
            "The weight is 29 kg, below 30 kg (",
            SCALE,
        ),
        (
            {"weight": "251 kg", "previous_weight": None},
            "limit.weight.high",
            "The weight is 251 kg, above 250 kg (",
            SCALE,
        ),
        (
            {"height": "200 cm"},  # 70 ÷ 4
            "limit.bmi.low",
            "The body mass index is 17.5 kg/m2, below 18.5 kg/m2 (",
            BOTH,
        ),
        (
            {"weight": "100 kg", "height": "125 cm"},  # 100 ÷ 1.5625
            "limit.bmi.high",
            "The body mass index is 64 kg/m2, above 40 kg/m2 (",
            BOTH,
        ),
        (
            {"second_weight": "73 kg"},  # 3 kg of 70 are 4.3 %; as pounds 73 would be 33 kg
            "limit.weight.second",
            "The difference between 70 kg and the second reading 73 kg is ",
            "Weigh again; a second person reads the scale, and both readings are entered.",
        ),
    ],
    ids=["low", "high", "thin", "heavy", "second"],
)
def test_a_weight_that_is_doubted_is_measured_again(
    changes: dict[str, str | None], id: str, says: str, lifts: str
) -> None:
    """Whoever stands at the scale reads what is doubted and what to do about it."""
    made = bench(**changes)
    find_weights(made, None)
    check = one(made, id)
    assert check.text.startswith(says)
    assert check.lifts == lifts


def test_a_next_dose_is_scaled_by_a_basis_of_its_protocol_alone() -> None:
    kb = loaded()
    by_ideal = replace(kb.protocol("iv-depression"), bases=(WeightBasis.IDEAL,))
    made = bench()
    known_weights(made, by_ideal)
    check = one(made, "basis-not-in-protocol")
    assert check.text.endswith(" is not dosed by actual weight.")
    assert check.lifts == "Choose one of: ideal."


@pytest.mark.parametrize(("sex", "kg"), [(Sex.MALE, "50 kg"), (Sex.FEMALE, "45.5 kg")])
def test_the_ideal_weight_is_known_from_the_very_height_on(sex: Sex, kg: str) -> None:
    """Devine's formula starts at 60 in, where nothing is added to its first number."""
    made = bench()
    assert str(ideal_weight(made, Person(height=Height(60, "in"), sex=sex))) == kg
    assert made.checks == []


# -- doses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("60 min", "The dose of 105 mg for 70 kg is 1.5 mg/kg, above 1 mg/kg ("),
        (
            "70 min",  # 90 mg of it run in an hour
            "The dose of 90 mg in its fullest 60 min for 70 kg is 1.2857… mg/kg, above 1 mg/kg (",
        ),
    ],
)
def test_an_infusion_of_just_an_hour_is_told_as_a_whole(time: str, says: str) -> None:
    made = alone()
    check_dose(made, [part("105", time)], Route.IV, None, KILOS_70)
    assert one(made, "limit.iv.dose.firm").text.startswith(says)


def test_a_dose_in_mg_that_was_meant_per_kg_is_told_so() -> None:
    """0.5 mg for 70 kg is far below the least: 0.5 mg/kg was probably meant (hazard H3)."""
    made = alone(dose="0.5 mg")
    check_dose(made, [part("0.5", "40 min")], Route.IV, None, KILOS_70)
    check = one(made, "limit.iv.dose.floor")
    assert check.lifts == ("If 0.5 mg/kg was meant, order 0.5 mg/kg. Otherwise write the reason.")


# -- speed -----------------------------------------------------------------------------------


def test_an_injection_that_is_too_fast_says_its_time_and_its_speed() -> None:
    """56 mg in 50 s for 70 kg: 0.8 mg/kg in five sixths of a minute are 0.96 mg/kg/min."""
    made = alone()
    check_speed(made, [part("56", "50 s")], None, KILOS_70)
    time, speed = one(made, "limit.iv.push.time"), one(made, "limit.iv.push.rate")
    assert time.text.startswith("The time of the injection is 50 s, below 60 s (")
    assert speed.text.startswith("The speed into the vein is 0.96 mg/kg/min, above 0.5 mg/kg/min (")


@pytest.mark.parametrize(("time", "bounded"), [("60 min", True), ("61 min", False)])
def test_an_infusion_of_just_an_hour_needs_no_cap(time: str, bounded: bool) -> None:
    """Longer than the 60 min of a short one it runs by its protocol's cap, and there is none."""
    made = alone()
    assert check_speed(made, [part("35", time)], None, KILOS_70) is bounded
    held = [check for check in made.checks if check.id == "long-infusion-cap"]
    assert [check.text for check in held] == (
        []
        if bounded
        else [f"An infusion over {time} runs by its protocol's mg/h cap, and none is known here."]
    )


def test_the_time_of_several_parts_is_told_in_minutes() -> None:
    """One part is told as it was ordered; of several, 1 h and 45 min are 105 min."""
    assert str(total_time([part("10", "2 h")])) == "2 h"
    assert str(total_time([part("10", "1 h"), part("10", "45 min")])) == "105 min"


# -- the rest of an order --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "scope"),
    [
        ({}, Scope.PROTOCOL),
        ({"protocol": None, "route": "iv"}, Scope.ROUTE),
        ({"protocol": None}, Scope.ARITHMETIC),
    ],
)
def test_how_much_is_checked_follows_from_what_is_stated(
    stated: dict[str, str | None], scope: Scope
) -> None:
    assert bench(**stated).scope is scope


def test_a_held_protocol_asks_for_another() -> None:
    kb = loaded()
    spray = kb.protocol("daily-nasal-home-s2")
    made = prepare(order(protocol=spray.id, product="ketamine-10", dose="35 mg"), kb)
    check = one(made, "protocol-held")
    assert (check.text, check.lifts) == (spray.held, "Choose another protocol.")


def test_a_quantity_in_a_sentence_has_few_decimals() -> None:
    """The number itself stays exact; nobody reads a third of a milligram to ten places."""
    third = Dose("0.3333333333", "mg")
    assert said(("It is ", third, " of ", 3)) == "It is 0.3333… mg of 3"
