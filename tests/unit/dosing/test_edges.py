"""Values at the very edge of a size or a limit, and the words behind numbers that no row shows."""

from typing import Any

import pytest
from tests.lib.bases import knowledge, shipped
from tests.lib.orders import GOOD, order

from titrant.dosing import Preparation, Status, prepare
from titrant.dosing.amount import Part, fastest
from titrant.dosing.words import said
from titrant.knowledge import load
from titrant.units import Dose, Drug, Duration


def clinic(**changes: Any) -> Preparation:
    return prepare(order(**{**GOOD, **changes}), load("demo"))


def alone(**typed: Any) -> Any:
    return prepare(order(**typed), load())


def ids(made: Preparation) -> set[str]:
    return {check.id for check in made.checks}


# -- sizes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dose", "syringe"),
    [("10 mg", "syringe-1"), ("50 mg", "syringe-5"), ("51 mg", "syringe-10")],
)
def test_a_syringe_that_is_just_filled_is_large_enough(dose: str, syringe: str) -> None:
    """10, 50 and 51 mg of 10 mg/mL are 1, 5 and 5.1 mL; the syringes hold 1, 3, 5 and 10 mL."""
    made = alone(product="ketamine-10", route="im", dose=dose, weight="100 kg")
    assert made.chain.syringe.id == syringe


@pytest.mark.parametrize(("dose", "more"), [("200 mg", False), ("205 mg", True)])
def test_a_whole_vial_is_not_more_than_one(dose: str, more: bool) -> None:
    """A vial of 10 mg/mL holds 20 mL: 200 mg are all of it, 205 mg are half a millilitre more."""
    made = alone(product="ketamine-10", route="im", dose=dose, weight="250 kg")
    assert ("more-than-one-vial" in ids(made)) is more


def test_a_total_that_fills_a_syringe_is_read_on_it() -> None:
    """30.3 mg to 0.505 mg/mL are 60 mL, all that the largest syringe holds; it reads to 0.5 mL.

    By hand: 30.3 mg of 50 mg/mL are 0.606 mL, drawn as 0.6 mL, 30 mg; 30 ÷ 0.505 = 59.405… mL,
    filled up to 59.5 mL. A bag, read to 1 mL, would be filled to 60 mL.
    """
    made = alone(
        product="ketamine-50",
        dose="30.3 mg",
        dilute_to="0.505 mg/mL",
        over="40 min",
        weight="70 kg",
    )
    assert str(made.chain.infusion.total.exact) == "60 mL"
    assert str(made.chain.infusion.total.rounded) == "59.5 mL"


def test_a_line_may_hold_the_whole_infusion() -> None:
    """35 mg at 1 mg/mL are 35 mL; a line of 35 mL holds all of it, and one of 36 mL is doubted."""
    assert clinic(line_volume="35 mL").status is Status.DONE
    assert "line-larger-than-total" in ids(clinic(line_volume="36 mL"))


# -- weights ---------------------------------------------------------------------------------


def test_a_change_of_exactly_a_tenth_is_not_mentioned() -> None:
    """70 kg to 77 kg is 10 %, and the limit is above that: nothing is asked, nothing is noted."""
    made = clinic(weight="77 kg", second_weight="77 kg", previous_weight="70 kg")
    assert made.checks == ()


def test_the_basis_must_be_chosen_from_the_very_index_on() -> None:
    """120 kg at 2 m is a body mass index of 30, from which on the basis is chosen, not assumed."""
    heavy = {"weight": "120 kg", "second_weight": "120 kg", "previous_weight": "120 kg"}
    person = {"height": "200 cm", "sex": "male", "basis": None, "previous_basis": None}
    assert "basis.bmi" in ids(clinic(**heavy, **person))
    lighter = {"weight": "119 kg", "second_weight": "119 kg", "previous_weight": "119 kg"}
    assert "basis.bmi" not in ids(clinic(**lighter, **person))


def test_at_the_ideal_weight_there_is_no_excess_to_adjust_for() -> None:
    """A man of 70 in has an ideal weight of 50 + 2.3 × 10 = 73 kg, and weighs just that."""
    made = clinic(
        weight="73 kg",
        second_weight="73 kg",
        previous_weight="73 kg",
        height="70 in",
        sex="male",
        basis="adjusted",
        previous_basis="adjusted",
    )
    assert made.weights is not None
    assert made.weights.adjusted is None
    assert ids(made) == {"basis-adjusted-needs-excess"}


# -- infusions -------------------------------------------------------------------------------


def parts(*each: tuple[str, str]) -> list[Part]:
    return [Part(Dose(mg, "mg", Drug.KETAMINE), Duration(time, "min"), "") for mg, time in each]


def test_the_fullest_hour_may_start_with_the_infusion() -> None:
    """60 mg in 30 min, then 10 mg in 60: the first hour has 60 + 5 mg, the last one 10."""
    hour = fastest(parts(("60", "30"), ("10", "60")), Duration(60, "min"))
    assert hour.base == 65


def test_the_fullest_hour_may_end_with_the_infusion() -> None:
    """10 mg in 60 min, then 60 mg in 30: the last hour has 5 + 60 mg, the first one 10."""
    hour = fastest(parts(("10", "60"), ("60", "30")), Duration(60, "min"))
    assert hour.base == 65


def test_a_protocol_may_cap_the_rate_per_kg_alone() -> None:
    """0.36 mg/kg/h is above 0.35, whether or not the protocol has a cap in mg/h, too."""
    content = shipped()
    del content["leaves"]["protocol.iv-crps.rate.cap"]
    typed = {**GOOD, "protocol": "iv-crps", "product": "ketamine-50", "over": "4 h"}
    made = prepare(order(**{**typed, "dose": "0.36 mg/kg/h"}), knowledge(content))
    assert "protocol.iv-crps.rate-per-weight.cap" in ids(made)
    assert "long-infusion-cap" not in ids(made)


def test_each_number_of_an_infusion_says_how_it_came_about() -> None:
    """The sheet has no row for these; whoever asks the value finds the words beside it.

    By hand: 7.13 and 28.52 mg are 35.65 mg, drawn as 35 mg in 35 mL.
    """
    made = alone(
        product="ketamine-10",
        dilute_to="1 mg/mL",
        weight="71.3 kg",
        segment=["0.1 mg/kg over 10 min", "0.4 mg/kg over 30 min"],
    )
    infusion = made.chain.infusion
    assert said(infusion.concentration.how) == "35 mg in 35 mL"
    assert said(infusion.duration.how) == "as ordered"
    assert [said(run.volume.how) for run in infusion.runs] == ["its share of the total"] * 2
    assert [said(run.dose.how) for run in infusion.runs] == [
        "0.1 mg/kg × 71.3 kg",
        "0.4 mg/kg × 71.3 kg",
    ]
