"""Which weight, how old, how sure, and by which basis."""

import pytest
from tests.lib.orders import Typed, found

from titrant.dosing import Kind, Status

HEAVY = {"weight": "130 kg", "second_weight": "130 kg", "previous_weight": "130 kg"}


def test_home_weights_may_be_a_month_old(clinic: Typed) -> None:
    """At home a weight of up to 30 days and from the person's own scale is taken."""
    home = {
        "protocol": "sublingual-home",
        "product": "troche-100",
        "dose": "100 mg",
        "retain": "spit",
        "hold_for": "7 min",
        "over": None,
        "dilute_to": None,
        "weight_method": "home-scale",
    }
    assert clinic(**home, weight_on="2026-10-23").status is Status.DONE
    assert found(clinic(**home, weight_on="2026-10-22")) == {"limit.weight.age.home": Kind.HOLD}


@pytest.mark.hazard("H34")
def test_a_home_scale_is_not_the_clinics(clinic: Typed) -> None:
    """In the clinic the clinic's scale is used."""
    made = clinic(weight_method="home-scale")
    assert found(made) == {"weight-method": Kind.HOLD}
    assert "was taken as “home-scale”" in made.checks[0].text


def test_a_weight_taken_in_an_unknown_way(clinic: Typed) -> None:
    """A weight without a method is asked for again."""
    made = clinic(weight_method=None)
    assert made.checks[0].text == "The weight was taken in a way nobody stated."


@pytest.mark.hazard("H4")
def test_a_change_of_a_tenth_is_confirmed(clinic: Typed) -> None:
    """More than 10 % against the last session is confirmed by a second reading (hazard H4)."""
    change = {"weight": "80 kg", "second_weight": None, "previous_weight": "70 kg"}
    assert found(clinic(**change)) == {"limit.weight.change": Kind.HOLD}
    confirmed = clinic(**{**change, "second_weight": "80 kg"})
    assert confirmed.status is Status.DONE
    assert [check.id for check in confirmed.checks] == ["weight-change-confirmed"]
    assert confirmed.checks[0].text == (
        "The weight went from 70 kg to 80 kg; a second reading, 80 kg, agrees."
    )


@pytest.mark.parametrize(("weight", "stopped"), [("77 kg", False), ("77.1 kg", True)])
def test_the_tenth_is_counted_from_the_last_weight(
    clinic: Typed, weight: str, stopped: bool
) -> None:
    """77 kg is 10 % above 70 kg, 77.1 kg is more."""
    made = clinic(weight=weight, second_weight=None, previous_weight="70 kg", reason="test")
    assert ("limit.weight.change" in found(made)) is stopped


@pytest.mark.parametrize(("second", "stopped"), [("70.7 kg", False), ("71 kg", True)])
def test_two_readings_of_one_scale_agree_within_a_hundredth(
    clinic: Typed, second: str, stopped: bool
) -> None:
    """1 % between two readings of 70 kg is 0.7 kg."""
    made = clinic(second_weight=second)
    assert ("limit.weight.second" in found(made)) is stopped


def test_one_earlier_weight_is_enough_to_compare(clinic: Typed) -> None:
    """With a last weight that agrees, no second reading is asked for."""
    assert clinic(second_weight=None).status is Status.DONE


def test_pounds_and_kilograms_may_be_mixed(clinic: Typed) -> None:
    """154 lb against 70 kg is the same weight."""
    assert clinic(weight="154 lb", product="ketamine-50").status is Status.DONE


# -- basis -----------------------------------------------------------------------------------


@pytest.mark.hazard("H35")
def test_the_basis_is_stated_or_the_height_known(clinic: Typed) -> None:
    """Without basis and height nobody can see whether the basis matters."""
    made = clinic(basis=None, previous_basis=None)
    assert found(made) == {"basis-not-stated": Kind.HOLD}
    assert clinic(basis=None, previous_basis=None, height="178 cm").status is Status.DONE


@pytest.mark.hazard("H35")
def test_from_a_body_mass_index_of_30_the_basis_is_chosen(clinic: Typed) -> None:
    """The three weights are shown and one is chosen; the evidence favours none.

    Hand calculation (Devine): 178 cm, man: 73.2 kg ideal, 95.9 kg adjusted for 130 kg.
    """
    asked = {"basis": None, "previous_basis": None, "height": "178 cm", "sex": "male", **HEAVY}
    made = clinic(**asked)
    assert "basis.bmi" in found(made)
    (check,) = [check for check in made.checks if check.id == "basis.bmi"]
    assert "actual 130 kg, ideal 73.1" in check.text
    assert "adjusted 95.9" in check.text


@pytest.mark.parametrize(
    ("weight", "stopped"), [("95 kg", False), ("95.1 kg", True)], ids=["29.98", "30.01"]
)
def test_the_body_mass_index_boundary(clinic: Typed, weight: str, stopped: bool) -> None:
    """178 cm: 95 kg is 29.98, 95.1 kg is 30.02 kg/m2 (hand calculation)."""
    made = clinic(
        basis=None,
        previous_basis=None,
        height="178 cm",
        sex="male",
        weight=weight,
        second_weight=weight,
        previous_weight=weight,
        product="ketamine-50",
    )
    assert ("basis.bmi" in found(made)) is stopped


@pytest.mark.hazard("H34")
@pytest.mark.parametrize(
    ("weight", "id"), [("50 kg", "limit.bmi.low"), ("130 kg", "limit.bmi.high")]
)
def test_an_unlikely_body_mass_index_is_confirmed(clinic: Typed, weight: str, id: str) -> None:
    """Below 18.5 or above 40 weight and height are measured again (hazard H34)."""
    made = clinic(
        height="178 cm",
        sex="male",
        weight=weight,
        second_weight=weight,
        previous_weight=weight,
        product="ketamine-50",
    )
    assert found(made)[id] is Kind.HOLD


@pytest.mark.parametrize("missing", ["height", "sex"])
def test_ideal_weight_needs_height_and_sex(clinic: Typed, missing: str) -> None:
    """Neither is guessed."""
    known = {"height": "178 cm", "sex": "male"}
    known.pop(missing)
    made = clinic(basis="ideal", previous_basis="ideal", **known)
    assert found(made) == {"basis-needs-height-and-sex": Kind.HOLD}
    assert made.chain is None


def test_the_formula_for_a_woman(clinic: Typed) -> None:
    """165.1 cm is 65 in: 45.5 + 5 × 2.3 = 57 kg (Devine, hand calculation)."""
    made = clinic(
        basis="ideal", previous_basis="ideal", height="65 in", sex="female", product="ketamine-50"
    )
    assert str(made.weights.used) == "57 kg"
    assert str(made.chain.dose.exact) == "28.5 mg"


def test_the_formula_starts_at_60_inches(clinic: Typed) -> None:
    """Below 60 in the formula says nothing."""
    made = clinic(basis="ideal", previous_basis="ideal", height="149 cm", sex="female")
    assert found(made) == {"basis-below-formula": Kind.HOLD}
    at_start = clinic(
        basis="ideal", previous_basis="ideal", height="60 in", sex="female", product="ketamine-100"
    )
    assert str(at_start.weights.used) == "45.5 kg"


def test_a_basis_never_raises_the_dose(clinic: Typed) -> None:
    """An ideal weight above the actual one is not used to give more."""
    made = clinic(
        basis="ideal",
        previous_basis="ideal",
        height="190 cm",
        sex="male",
        weight="70 kg",
        product="ketamine-50",
    )
    assert "basis-above-actual" in found(made)


def test_adjusted_weight_is_for_excess(clinic: Typed) -> None:
    """Who is not above the ideal weight has no adjusted weight."""
    made = clinic(basis="adjusted", previous_basis="adjusted", height="190 cm", sex="male")
    assert "basis-adjusted-needs-excess" in found(made)
    assert made.chain is None


def test_limits_per_kilogram_count_the_actual_weight(clinic: Typed) -> None:
    """A dose by adjusted weight is held against the limits by the weight on the scale."""
    made = clinic(
        **HEAVY,
        basis="adjusted",
        previous_basis="adjusted",
        height="178 cm",
        sex="male",
        dose="1.04 mg/kg",
        product="ketamine-50",
    )
    assert "limit.iv.dose.firm" not in found(made)
