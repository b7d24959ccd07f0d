"""Injections, whole pieces and nasal devices."""

import pytest
from tests.lib.orders import Typed, found

from titrant.dosing import Kind, Status

NO_INFUSION = {"over": None, "dilute_to": None}
MUSCLE = {"protocol": "im-depression", "product": "ketamine-50", "dose": "0.25 mg/kg"} | NO_INFUSION
SKIN = {"protocol": "sc-depression", "product": "ketamine-100", "dose": "0.5 mg/kg"} | NO_INFUSION
SPRAY = {"protocol": "spravato-us-trd", "product": "spravato-28", "dose": "56 mg"} | NO_INFUSION
TROCHE = {
    "protocol": "sublingual-home",
    "product": "troche-100",
    "dose": "200 mg",
    "retain": "spit",
    "hold_for": "7 min",
} | NO_INFUSION
SWALLOWED = {"protocol": "oral-depression", "product": "tablet-100", "dose": "100 mg"} | NO_INFUSION


# -- injections ------------------------------------------------------------------------------


def test_a_dose_into_a_muscle(clinic: Typed) -> None:
    """0.25 mg/kg for 70 kg from 50 mg/mL is 17.5 mg in 0.35 mL; no bag, no pump."""
    made = clinic(**MUSCLE)
    assert made.status is Status.DONE
    assert str(made.chain.draw.rounded) == "0.35 mL"
    assert str(made.chain.dose.rounded) == "17.5 mg"
    assert made.chain.infusion is None


@pytest.mark.parametrize(
    ("dose", "kinds"),
    [
        ("0.5 mg/kg", {}),
        ("0.51 mg/kg", {"soft": Kind.SOFT}),
        ("1.01 mg/kg", {"soft": Kind.SOFT, "firm": Kind.FIRM}),
        ("2 mg/kg", {"soft": Kind.SOFT, "firm": Kind.FIRM, "hard": Kind.HARD}),
        (
            "6.5 mg/kg",
            {"soft": Kind.SOFT, "firm": Kind.FIRM, "hard": Kind.HARD, "label": Kind.HARD},
        ),
        ("0.09 mg/kg", {"floor": Kind.SOFT}),
    ],
)
def test_the_ladder_into_a_muscle(clinic: Typed, dose: str, kinds: dict[str, Kind]) -> None:
    """Above 0.5 mg/kg a reason (R61), above 1 a second prescriber, from 2 mg/kg never."""
    made = clinic(**{**MUSCLE, "dose": dose})
    prefix = "limit.im.dose."
    ladder = {id[len(prefix) :]: kind for id, kind in found(made).items() if id.startswith(prefix)}
    assert ladder == kinds


def test_too_much_volume_for_one_muscle(clinic: Typed) -> None:
    """More than 5 mL at one site is held; two sites are the prescriber's to order."""
    made = clinic(
        **{**MUSCLE, "dose": "0.5 mg/kg", "product": "ketamine-10"}
        | {"weight": "110 kg", "second_weight": "110 kg", "previous_weight": "110 kg"}
    )
    assert found(made)["limit.im.volume"] is Kind.HOLD


@pytest.mark.parametrize(
    ("dose", "ids"),
    [
        ("0.5 mg/kg", set()),
        ("0.6 mg/kg", {"limit.sc.dose.soft"}),
        ("0.91 mg/kg", {"limit.sc.dose.soft", "limit.sc.dose.firm"}),
    ],
)
def test_the_ladder_under_the_skin(clinic: Typed, dose: str, ids: set[str]) -> None:
    """The trial went from 0.5 to 0.9 mg/kg (R55)."""
    ladder = {id for id in found(clinic(**{**SKIN, "dose": dose})) if id.startswith("limit.sc")}
    assert ladder == ids


def test_too_much_volume_under_the_skin(clinic: Typed) -> None:
    """More than 1.5 mL at one site is held."""
    made = clinic(
        **{**SKIN, "product": "ketamine-50", "dose": "0.9 mg/kg", "reason": "test"}
        | {"weight": "95 kg", "second_weight": "95 kg", "previous_weight": "95 kg"}
    )
    assert found(made)["limit.sc.volume"] is Kind.HOLD


# -- nasal esketamine ------------------------------------------------------------------------


@pytest.mark.parametrize(("dose", "devices"), [("56 mg", "2 pieces"), ("84 mg", "3 pieces")])
def test_devices(clinic: Typed, dose: str, devices: str) -> None:
    """56 mg is two devices of 28 mg, 84 mg three, with 5 min of rest between (R8, R9, R16)."""
    made = clinic(**{**SPRAY, "dose": dose})
    assert made.status is Status.DONE
    assert str(made.chain.draw.rounded) == devices
    assert str(made.chain.rest) == "5 min"


def test_one_device_has_no_rest(clinic: Typed) -> None:
    """28 mg is below the US label's doses, which asks for a reason; one device needs no rest."""
    made = clinic(**{**SPRAY, "dose": "28 mg", "reason": "older patient, European label"})
    assert made.status is Status.DONE
    assert made.chain.rest is None


def test_more_than_84_mg_is_never_given(clinic: Typed) -> None:
    """112 mg is four devices, and never (safety page, hard limits)."""
    made = clinic(**{**SPRAY, "dose": "112 mg"})
    assert made.status is Status.REFUSED
    assert made.chain is None


def test_devices_are_not_divided(clinic: Typed) -> None:
    """70 mg is not a number of devices."""
    made = clinic(**{**SPRAY, "dose": "70 mg"})
    (check,) = made.checks
    assert check.id == "piece-not-whole"
    assert check.lifts == "Order 56 mg or 84 mg, or another strength."


def test_a_spray_is_not_dosed_by_weight(clinic: Typed) -> None:
    """The label scales the spray to no weight: mg/kg on it is refused."""
    made = clinic(**{**SPRAY, "dose": "0.8 mg/kg"})
    assert found(made)["device-per-weight"] is Kind.HARD
    assert made.chain is None


def test_a_spray_needs_no_route_in_words(arithmetic: Typed) -> None:
    """A device has one route; it is not asked for."""
    made = arithmetic(dose="56 mg", product="spravato-28")
    assert made.route == "nasal"
    assert made.status is Status.DONE


# -- troches and tablets ---------------------------------------------------------------------


def test_a_troche(clinic: Typed) -> None:
    """200 mg is two troches of 100 mg; how long they are held and what then is on the sheet."""
    made = clinic(**TROCHE)
    assert made.status is Status.DONE
    assert str(made.chain.draw.rounded) == "2 pieces"
    assert made.chain.retain == "spit"
    assert str(made.chain.hold) == "7 min"


@pytest.mark.hazard("H11")
@pytest.mark.parametrize("missing", ["retain", "hold_for"])
def test_spit_or_swallow_is_part_of_the_dose(clinic: Typed, missing: str) -> None:
    """Without "spit or swallow" and the minutes there is no dose (safety page 1.6, source C8)."""
    made = clinic(**{**TROCHE, missing: None})
    assert found(made) == {"retain-not-stated": Kind.HOLD}
    assert made.chain is None


@pytest.mark.hazard("H39")
def test_a_change_of_spit_or_swallow_is_a_new_start(clinic: Typed) -> None:
    """What was spat last time and is swallowed now is another dose."""
    made = clinic(**TROCHE, previous_retain="swallow")
    assert found(made) == {"retain-switched": Kind.HOLD}
    assert clinic(**TROCHE, previous_retain="spit").status is Status.DONE


@pytest.mark.hazard("H39")
@pytest.mark.parametrize(
    ("dose", "lifts"),
    [
        ("150 mg", "Order 100 mg or 200 mg, or another strength."),
        ("50 mg", "Order 100 mg, or another strength."),
    ],
)
def test_troches_are_not_split(clinic: Typed, dose: str, lifts: str) -> None:
    """The parts of a split troche do not hold equal doses."""
    made = clinic(**{**TROCHE, "dose": dose})
    check, said = made.checks
    assert said.id == "protocol-marketing"
    assert check.id == "piece-not-whole"
    assert check.lifts == lifts
    assert "do not hold equal doses" in check.text


@pytest.mark.parametrize(
    ("dose", "ids"),
    [
        ("400 mg", set()),
        ("500 mg", {"soft"}),
        ("700 mg", {"soft", "firm"}),
        ("1200 mg", {"soft", "firm", "hard"}),
    ],
)
def test_the_ladder_under_the_tongue(clinic: Typed, dose: str, ids: set[str]) -> None:
    """400 mg ends the cohort (R105), 600 a programme's page (S0), 1200 was the overdose (C8)."""
    made = clinic(**{**TROCHE, "dose": dose})
    prefix = "limit.sublingual.dose."
    assert {id[len(prefix) :] for id in found(made) if id.startswith(prefix)} == ids


@pytest.mark.parametrize(
    ("dose", "ids"),
    [
        ("100 mg", set()),
        ("200 mg", {"soft"}),
        ("400 mg", {"soft", "firm"}),
        ("600 mg", {"soft", "firm", "hard"}),
    ],
)
def test_the_ladder_for_swallowed_tablets(clinic: Typed, dose: str, ids: set[str]) -> None:
    """150 mg was the trial (R35), 300 mg ends the published range (R66)."""
    made = clinic(**{**SWALLOWED, "dose": dose})
    prefix = "limit.oral.dose."
    assert {id[len(prefix) :] for id in found(made) if id.startswith(prefix)} == ids


def test_a_strength_changed_at_refill(clinic: Typed) -> None:
    """A label of 400 mg on an order for 100 mg troches is refused (hazard H39)."""
    made = clinic(**TROCHE, vial="400 mg")
    assert found(made) == {"strength-differs": Kind.HARD}
    assert clinic(**TROCHE, vial="100 mg").status is Status.DONE


def test_a_strength_per_ml_on_a_piece(clinic: Typed) -> None:
    """A strength per mL is no strength of a troche."""
    assert found(clinic(**TROCHE, vial="100 mg/mL")) == {"strength-differs": Kind.HARD}


def test_a_tablet_needs_its_route(arithmetic: Typed) -> None:
    """A rapid-dissolve tablet may be held in the mouth or swallowed: the order says which."""
    made = arithmetic(dose="100 mg", product="tablet-100")
    assert found(made) == {"route-missing": Kind.HOLD}


def test_a_pump_on_something_that_is_not_pumped(clinic: Typed) -> None:
    """A pump rate read back for troches means that two patients were mixed up."""
    assert found(clinic(**TROCHE, pump="52.5 mL/h")) == {"pump-unexpected": Kind.HOLD}


def test_a_vial_read_as_another_amount(clinic: Typed) -> None:
    """A total that is not this vial's is another vial."""
    made = clinic(vial="500 mg")
    assert found(made) == {"vial-differs": Kind.HARD}
    assert "The vial was read as 500 mg; the order is for 10 mg/mL (200 mg in 20 mL)" in (
        made.checks[0].text
    )


# -- infusions in parts ----------------------------------------------------------------------


@pytest.mark.hazard("H6")
def test_an_infusion_in_parts(clinic: Typed) -> None:
    """10 mg over 10 min, then 25 mg over 30 min: 60 and 50 mL/h at 1 mg/mL (hand calculation)."""
    made = clinic(dose=None, over=None, segment=["10 mg over 10 min", "25 mg over 30 min"])
    assert made.status is Status.DONE
    assert [str(run.rate.rounded) for run in made.chain.infusion.runs] == ["60 mL/h", "50 mL/h"]
    assert [str(run.volume.rounded) for run in made.chain.infusion.runs] == ["10 mL", "25 mL"]
    assert str(made.chain.infusion.total.rounded) == "35 mL"
    assert str(made.chain.infusion.duration.exact) == "40 min"
    assert made.chain.infusion.rate is None


def test_parts_may_be_per_kilogram_and_rates(clinic: Typed) -> None:
    """0.5 mg/kg/h over 30 min and 0.25 mg/kg over 30 min are 17.5 mg each for 70 kg."""
    made = clinic(
        dose=None, over=None, segment=["0.5 mg/kg/h over 30 min", "0.25 mg/kg over 30 min"]
    )
    assert [str(run.dose.exact) for run in made.chain.infusion.runs] == ["17.5 mg", "17.5 mg"]


def test_a_rate_cap_counts_in_each_part(clinic: Typed) -> None:
    """One part above the hourly cap is enough."""
    made = clinic(
        protocol="iv-crps",
        product="ketamine-50",
        dose=None,
        over=None,
        segment=["20 mg/h over 2 h", "26 mg/h over 2 h"],
    )
    assert found(made)["protocol.iv-crps.rate.cap"] is Kind.FIRM


def test_a_cap_per_kilogram(clinic: Typed) -> None:
    """Below 71.4 kg the cap per kg binds first: 24.5 mg/h for 70 kg (R72)."""
    heavy = clinic(protocol="iv-crps", product="ketamine-50", dose="24.6 mg/h", over="4 h")
    assert found(heavy)["protocol.iv-crps.rate-per-weight.cap"] is Kind.FIRM
    right = clinic(protocol="iv-crps", product="ketamine-50", dose="0.35 mg/kg/h", over="4 h")
    assert "protocol.iv-crps.rate-per-weight.cap" not in found(right)
    assert str(right.chain.dose.exact) == "98 mg"


def test_a_rate_that_can_be_set_is_set(clinic: Typed) -> None:
    """20 mg and 10 mg of 30 mg in 20 mL, over 20 and 10 min: 40 mL/h each (hand calculation)."""
    made = clinic(
        dose=None,
        over=None,
        product="ketamine-10",
        dilute_to="1.5 mg/mL",
        reason="test",
        segment=["20 mg over 20 min", "10 mg over 10 min"],
        weight="60 kg",
        second_weight="60 kg",
        previous_weight="60 kg",
    )
    assert [str(run.rate.rounded) for run in made.chain.infusion.runs] == ["40 mL/h", "40 mL/h"]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({**MUSCLE, "dilute_to": "1 mg/mL"}, "a dilution"),
        ({**MUSCLE, "line_volume": "3 mL"}, "a line volume"),
        ({**MUSCLE, "retain": "spit"}, "spit or swallow"),
        ({**SWALLOWED, "hold_for": "7 min"}, "a time in the mouth"),
        ({**SPRAY, "syringe": "3 mL"}, "a syringe reading"),
    ],
)
def test_nothing_that_is_stated_is_left_out_unseen(
    clinic: Typed, changes: dict[str, str | None], what: str
) -> None:
    """What the order states and the route has no use for is held, not swallowed."""
    made = clinic(**changes)
    (check,) = [check for check in made.checks if check.id == "not-for-this-route"]
    assert check.kind is Kind.HOLD
    assert f"The order states {what}, and " in check.text


@pytest.mark.parametrize(("time", "id"), [("0 min", "hold-zero"), ("7 d", "limit.sublingual.hold")])
def test_a_time_in_the_mouth_is_minutes(clinic: Typed, time: str, id: str) -> None:
    """Neither no time nor a week is held in a mouth."""
    assert found(clinic(**{**TROCHE, "hold_for": time})) == {id: Kind.HOLD}
