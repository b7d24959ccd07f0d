"""Without route and protocol: arithmetic, and the label's backstops all the same."""

import pytest
from tests.lib.orders import Typed, found

from titrant.dosing import Kind, Status

INFUSED = {
    "weight": "70 kg",
    "product": "ketamine-50",
    "dilute_to": "1 mg/mL",
    "over": "40 min",
}
PUSHED = {"weight": "70 kg", "product": "ketamine-50", "route": "iv"}


@pytest.mark.hazard("H9")
def test_it_says_that_nothing_else_was_checked(arithmetic: Typed) -> None:
    """The sheet says in so many words that no patient or protocol limit was checked."""
    made = arithmetic(dose="0.5 mg/kg", **INFUSED)
    assert made.status is Status.DONE
    assert made.checks[0].text == "arithmetic only: no patient or protocol limit was checked"
    assert made.route == "iv"


@pytest.mark.hazard("H1", "H3", "H6")
@pytest.mark.parametrize(
    ("dose", "kinds"),
    [
        ("0.1 mg/kg", {}),
        ("0.09 mg/kg", {"limit.iv.dose.floor": Kind.SOFT}),
        ("1 mg/kg", {}),
        ("1.01 mg/kg", {"limit.iv.dose.firm": Kind.FIRM}),
        ("1.99 mg/kg", {"limit.iv.dose.firm": Kind.FIRM}),
        ("2 mg/kg", {"limit.iv.dose.firm": Kind.FIRM, "limit.iv.dose.hard": Kind.HARD}),
    ],
)
def test_an_infusion_up_to_an_hour(arithmetic: Typed, dose: str, kinds: dict[str, Kind]) -> None:
    """Above 1 mg/kg a second prescriber signs; 2 mg/kg and above is never prepared.

    Witness: Ketalar label, intravenous, 1 to 4.5 mg/kg induces anaesthesia and 2 mg/kg is the
    average for surgical anaesthesia (source R10).
    """
    made = arithmetic(dose=dose, **INFUSED)
    assert found(made) == kinds
    assert (made.chain is None) is ("limit.iv.dose.hard" in kinds)


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    ("over", "kinds"),
    [
        ("60 s", {}),
        ("59 s", {"limit.iv.push.time": Kind.HARD, "limit.iv.push.rate": Kind.HARD}),
        ("2 min", {}),
    ],
)
def test_a_push_takes_a_minute(arithmetic: Typed, over: str, kinds: dict[str, Kind]) -> None:
    """A dose into a vein takes at least 60 s and at most 0.5 mg/kg a minute (source R100)."""
    assert {
        id: kind
        for id, kind in found(arithmetic(dose="0.5 mg/kg", over=over, **PUSHED)).items()
        if id.startswith("limit.iv.push")
    } == kinds


def test_a_push_of_a_small_dose_still_takes_a_minute(arithmetic: Typed) -> None:
    """0.2 mg/kg in 30 s is slower than 0.5 mg/kg a minute and still too fast a push."""
    made = arithmetic(dose="0.2 mg/kg", over="30 s", **PUSHED)
    assert found(made)["limit.iv.push.time"] is Kind.HARD
    assert "limit.iv.push.rate" not in found(made)


def test_the_rate_counts_in_each_part(arithmetic: Typed) -> None:
    """A slow infusion with one fast part is stopped by that part."""
    made = arithmetic(
        weight="70 kg",
        product="ketamine-50",
        dilute_to="1 mg/mL",
        segment=["0.6 mg/kg over 1 min", "0.1 mg/kg over 30 min"],
    )
    assert found(made)["limit.iv.push.rate"] is Kind.HARD


@pytest.mark.hazard("H1")
def test_undiluted_100_is_never_given_into_a_vein(arithmetic: Typed) -> None:
    """The 100 mg/mL vial is diluted first; into a muscle it may go as it is (source R10)."""
    into_vein = arithmetic(
        dose="0.5 mg/kg", weight="70 kg", product="ketamine-100", route="iv", over="40 min"
    )
    assert found(into_vein)["limit.iv.undiluted"] is Kind.HARD
    into_muscle = arithmetic(dose="0.5 mg/kg", weight="70 kg", product="ketamine-100", route="im")
    assert "limit.iv.undiluted" not in found(into_muscle)


def test_equal_volumes_of_the_strongest_vial(arithmetic: Typed) -> None:
    """100 mg/mL with an equal volume of diluent is 50 mg/mL, and that may be given."""
    made = arithmetic(
        dose="0.5 mg/kg",
        weight="70 kg",
        product="ketamine-100",
        dilute_to="50 mg/mL",
        over="40 min",
    )
    assert made.status is Status.DONE
    assert str(made.chain.infusion.total.rounded) == "0.7 mL"


@pytest.mark.parametrize("over", ["61 min", "4 h", "10 h"])
def test_a_longer_infusion_needs_its_protocols_cap(arithmetic: Typed, over: str) -> None:
    """Over 60 min the mg/h cap of a protocol bounds the rate; without one no number is given."""
    made = arithmetic(dose="0.5 mg/kg", **{**INFUSED, "over": over})
    assert found(made) == {"long-infusion-cap": Kind.HOLD}
    assert made.chain is None


def test_the_fullest_hour_counts(clinic: Typed) -> None:
    """A long infusion cannot carry a short one's overdose: any 60 min are held to the limits.

    Hand calculation: 150 mg over 30 min inside 4 h is 2.14 mg/kg in its fullest hour.
    """
    made = clinic(
        protocol="iv-crps",
        dose=None,
        over=None,
        product="ketamine-50",
        segment=["10 mg over 105 min", "150 mg over 30 min", "10 mg over 105 min"],
    )
    assert found(made)["limit.iv.dose.hard"] is Kind.HARD
    spread = clinic(
        protocol="iv-crps", dose="170 mg", over="4 h", product="ketamine-50", reason="test"
    )
    assert "limit.iv.dose.hard" not in found(spread)
    assert "limit.iv.dose.firm" not in found(spread)


def test_a_dose_in_mg_needs_the_weight_to_be_held_against_limits(arithmetic: Typed) -> None:
    """35 mg into a vein with no weight is held: no limit per kg can be looked at."""
    made = arithmetic(dose="35 mg", product="ketamine-50", dilute_to="1 mg/mL", over="40 min")
    assert made.status is Status.HELD
    assert found(made) == {
        "limit.iv.dose.floor:weight": Kind.HOLD,
        "limit.iv.dose.firm:weight": Kind.HOLD,
        "limit.iv.dose.hard:weight": Kind.HOLD,
        "limit.iv.push.rate:weight": Kind.HOLD,
    }
    assert made.chain is None
    assert made.checks[0].lifts == "Enter the weight."


def test_a_reason_lifts_a_soft_limit_and_nothing_else(arithmetic: Typed) -> None:
    """A written reason answers a soft limit and is printed; a firm limit stays."""
    soft = arithmetic(dose="0.05 mg/kg", reason="frail, first exposure", **INFUSED)
    assert soft.status is Status.DONE
    (check,) = [check for check in soft.checks if check.id == "limit.iv.dose.floor"]
    assert check.met
    assert check.lifts == "Reason written: frail, first exposure"
    firm = arithmetic(dose="1.2 mg/kg", reason="because", **INFUSED)
    assert firm.status is Status.HELD
    assert found(firm) == {"limit.iv.dose.firm": Kind.FIRM}
    assert firm.checks[0].lifts == "A second prescriber signs, or order 1 mg/kg or less."


def test_a_vial_needs_a_route(arithmetic: Typed) -> None:
    """A vial may go into a vein, a muscle or under the skin: the order says which."""
    made = arithmetic(dose="0.5 mg/kg", weight="70 kg", product="ketamine-10")
    assert found(made) == {"route-missing": Kind.HOLD}
    assert made.chain is None
    assert made.checks[0].lifts == "State the route: iv, im, sc."


@pytest.mark.hazard("H2")
def test_more_than_one_vial_asks_why(arithmetic: Typed) -> None:
    """A dose that takes more than one vial is more often a slip than a dose (hazard H2)."""
    made = arithmetic(
        dose="1 mg/kg", weight="210 kg", product="ketamine-10", dilute_to="1 mg/mL", over="60 min"
    )
    assert found(made) == {"more-than-one-vial": Kind.SOFT}
    assert "21 mL is more than one vial holds (200 mg in 20 mL)" in made.checks[0].text


@pytest.mark.hazard("H2")
def test_a_dose_too_large_for_a_syringe(arithmetic: Typed) -> None:
    """What no syringe holds is held: the wrong product was chosen."""
    made = arithmetic(
        dose="1.9 mg/kg", weight="249 kg", product="ketamine-10", dilute_to="1 mg/mL", over="60 min"
    )
    assert made.status is Status.HELD
    ok = arithmetic(dose="700 mg", weight="249 kg", product="ketamine-10", route="im")
    assert "draw-too-large" in found(ok)
    assert ok.chain is None


def test_a_dose_too_small_to_draw(arithmetic: Typed) -> None:
    """0.5 mg from 100 mg/mL is half of a line of the smallest syringe."""
    made = arithmetic(dose="0.5 mg", weight="70 kg", product="ketamine-100", route="im", reason="x")
    assert "draw-too-small" in found(made)
    assert made.chain is None


@pytest.mark.parametrize("dose", ["0 mg", "0 mg/kg"])
def test_a_dose_of_nothing(arithmetic: Typed, dose: str) -> None:
    """Zero is not a dose."""
    made = arithmetic(dose=dose, **INFUSED)
    assert found(made) == {"dose-zero": Kind.HOLD}


def test_a_time_of_nothing(arithmetic: Typed) -> None:
    """Zero is not a time."""
    made = arithmetic(dose="35 mg", **{**INFUSED, "over": "0 min"})
    assert found(made) == {"time-zero": Kind.HOLD}


def test_a_concentration_of_nothing(arithmetic: Typed) -> None:
    """Zero is not a concentration."""
    made = arithmetic(dose="35 mg", **{**INFUSED, "dilute_to": "0 mg/mL"})
    assert found(made)["dilute-stronger"] is Kind.HOLD
    assert made.chain is None


def test_a_rate_needs_a_time(arithmetic: Typed) -> None:
    """25 mg/h is a dose only once it is said how long it runs."""
    made = arithmetic(dose="25 mg/h", weight="70 kg", product="ketamine-50", route="iv")
    (check,) = [check for check in made.checks if check.id == "time-missing"]
    assert check.text == "25 mg/h is a rate and no time is stated."
    assert made.chain is None


@pytest.mark.parametrize("route", ["im", "sc"])
def test_an_injection_has_no_running_time(arithmetic: Typed, route: str) -> None:
    """A time on an injection into muscle or skin means that another route was meant."""
    made = arithmetic(
        dose="0.5 mg/kg", weight="70 kg", product="ketamine-50", route=route, over="40 min"
    )
    assert found(made)["time-unexpected"] is Kind.HOLD
    assert made.chain is None


@pytest.mark.hazard("H7")
def test_an_unusual_dilution_is_said(arithmetic: Typed) -> None:
    """Arithmetic alone says that a concentration is not a standard one, and goes on."""
    made = arithmetic(dose="0.5 mg/kg", **{**INFUSED, "dilute_to": "0.5 mg/mL"})
    assert made.status is Status.DONE
    assert [c.id for c in made.checks if "standard" in c.text] == ["dilution-not-standard"]


def test_what_nobody_signed_is_said_in_one_line(arithmetic: Typed) -> None:
    """Arithmetic alone names the values that nobody signed; it does not hold for them."""
    made = arithmetic(dose="0.5 mg/kg", **INFUSED)
    (line,) = [check for check in made.checks if check.id == "unsigned"]
    assert line.kind is Kind.INFO
    assert "rounding.pump.step" in line.text


@pytest.mark.hazard("H5")
def test_a_route_alone_checks_the_routes_limits(arithmetic: Typed) -> None:
    """With a route and no protocol the route's limits hold, unsigned ones included."""
    made = arithmetic(dose="0.5 mg/kg", weight="70 kg", product="ketamine-50", route="im")
    assert made.checks[-1].text == "route limits only: no patient or protocol limit was checked"
    assert found(made)["unsigned:limit.im.session-cap"] is Kind.HOLD
    assert found(made)["unsigned:limit.im.dose.hard"] is Kind.HOLD
    assert made.status is Status.HELD


def test_what_is_left_in_the_line_is_said(arithmetic: Typed) -> None:
    """1.5 mL of line at 1 mg/mL holds 1.5 mg when the total has run (hazard H37)."""
    made = arithmetic(dose="0.5 mg/kg", line_volume="1.5 mL", **INFUSED)
    assert str(made.chain.infusion.left_in_line) == "1.5 mg"


def test_no_number_while_a_hard_limit_cannot_be_looked_at(arithmetic: Typed) -> None:
    """6000 mg with no weight is held, and no volume of it is printed."""
    made = arithmetic(dose="6000 mg", product="ketamine-100", dilute_to="50 mg/mL", over="40 min")
    assert made.status is Status.HELD
    assert made.chain is None


def test_an_unknown_basis_leaves_the_weight_known(arithmetic: Typed) -> None:
    """200 mg for 70 kg is 2.86 mg/kg by the scale, whatever basis was asked for."""
    made = arithmetic(
        dose="200 mg",
        weight="70 kg",
        basis="ideal",
        product="ketamine-10",
        dilute_to="1 mg/mL",
        over="40 min",
    )
    assert made.status is Status.REFUSED
    assert found(made)["limit.iv.dose.hard"] is Kind.HARD
    assert made.weights.used is None
    assert made.chain is None


def test_a_weight_from_the_future_is_held_without_a_protocol_too(arithmetic: Typed) -> None:
    """A date after the day that is judged by is a slip, whatever else is checked."""
    made = arithmetic(dose="0.5 mg/kg", **INFUSED, weight_on="2027-01-01")
    assert found(made) == {"weight-date": Kind.HOLD}


def test_a_long_infusions_fullest_hour_is_named_as_such(clinic: Typed) -> None:
    """137.70 mg of 140 mg run in the fullest 60 of 61 min: nobody ordered 137.70 mg."""
    made = clinic(protocol="iv-crps", product="ketamine-50", dose="140 mg", over="61 min")
    (check,) = [check for check in made.checks if check.id == "limit.iv.dose.firm"]
    assert check.text.startswith("The dose of 137.7049… mg in its fullest 60 min for 70 kg is")


def test_the_real_running_time_stands_beside_the_ordered_one(arithmetic: Typed) -> None:
    """0.7 mL at 0.7 mL/h runs 60 min where 55 were ordered (hand calculation)."""
    made = arithmetic(
        dose="35 mg", weight="70 kg", product="ketamine-50", route="iv", over="55 min"
    )
    assert str(made.chain.infusion.duration.exact) == "55 min"
    assert str(made.chain.infusion.duration.rounded) == "60 min"
