"""Corners of the dosing room that the chapters of the manual do not walk through."""

from datetime import date

import pytest
from tests.lib.bases import knowledge, shipped
from tests.lib.orders import GOOD, order

from titrant.clinical import Order, Route
from titrant.dosing import Kind, Status, prepare
from titrant.dosing.amount import Part, fastest
from titrant.dosing.bench import Bench
from titrant.dosing.record import preparation_record
from titrant.dosing.sheet import draw_up_sheet
from titrant.knowledge import load
from titrant.units import Dose, Drug, Duration, Weight


def test_a_hold_says_itself_what_mends_it() -> None:
    """A limit of the kind hold has no general mend; forgetting to state one is a fault."""
    bench = Bench(order(**GOOD), load("demo"))
    with pytest.raises(AssertionError, match=r"limit\.weight\.high: what mends a hold"):
        bench.limit("limit.weight.high", Weight(300, "kg"), "The weight")


def test_a_protocol_may_leave_the_time_open() -> None:
    """Where a protocol states no time, none is asked for beyond the route's."""
    changed = shipped()
    for name in ("shortest", "longest"):
        del changed["leaves"][f"protocol.iv-depression.duration.{name}"]
    made = prepare(order(**{**GOOD, "over": "10 min"}), knowledge(changed))
    assert not any("duration" in check.id for check in made.checks)
    assert made.chain is not None


@pytest.mark.hazard("H14")
def test_the_review_of_a_value_stands_beside_it() -> None:
    """A value past its review date is named where it is used (house rule 15)."""
    changed = shipped()
    changed["leaves"]["product.ketamine-10.strength"]["review"] = "2026-11-22"
    sheet = draw_up_sheet(prepare(order(**GOOD), knowledge(changed)))
    (line,) = [one.source for one in sheet.cited if one.value.startswith("strength per mL")]
    assert line.endswith("; its review was due on 2026-11-22")
    on_time = draw_up_sheet(prepare(order(**GOOD), load("demo")))
    assert not any("review was due" in one.source for one in on_time.cited + on_time.limits)


def test_the_sheet_of_an_undiluted_push(capsys: pytest.CaptureFixture[str]) -> None:
    """A push has a total and a rate, and no diluent."""
    made = prepare(
        order(dose="0.2 mg/kg", weight="70 kg", product="ketamine-10", route="iv", over="2 min"),
        load("demo"),
    )
    assert made.status is Status.DONE
    names = [row.name for row in draw_up_sheet(made).rows]
    assert names == ["weight", "dose", "draw", "total", "pump rate", "drug rate"]
    record = preparation_record(made)
    assert record["diluent"] is None
    assert record["total"]["value"] == 1.4


def test_a_sheet_without_a_weight_has_no_weight_row() -> None:
    made = prepare(order(dose="56 mg", product="spravato-28"), load())
    assert [row.name for row in draw_up_sheet(made).rows] == ["dose", "count out", "rest"]
    assert preparation_record(made)["weight"] is None


def test_a_weight_that_is_a_day_old() -> None:
    sheet = draw_up_sheet(prepare(order(**{**GOOD, "weight_on": "2026-11-21"}), load("demo")))
    assert "(1 day old)" in sheet.rows[0].worked_out


def test_a_sheet_whose_route_nobody_stated() -> None:
    made = prepare(order(dose="35 mg", product="ketamine-10"), load())
    assert draw_up_sheet(made).title.endswith(", route not stated")
    assert preparation_record(made)["route"] is None


def test_the_gravest_check_stands_first() -> None:
    """Never, second prescriber, hold, reason, note: in that order, whatever was found first."""
    made = prepare(order(**{**GOOD, "dose": "2 mg/kg", "weight_on": None}), load())
    kinds = [check.kind for check in made.checks]
    grave = [Kind.HARD, Kind.FIRM, Kind.HOLD, Kind.SOFT, Kind.INFO]
    assert kinds == sorted(kinds, key=grave.index)
    assert kinds[0] is Kind.HARD
    assert Kind.HOLD in kinds


def test_each_check_is_said_once() -> None:
    """The same finding in two parts of an infusion is one line; another value is another line."""
    typed = {**GOOD, "protocol": "iv-crps", "product": "ketamine-50", "dose": None, "over": None}
    same = prepare(order(**typed, segment=["30 mg/h over 2 h", "30 mg/h over 2 h"]), load("demo"))
    other = prepare(order(**typed, segment=["30 mg/h over 2 h", "31 mg/h over 2 h"]), load("demo"))
    cap = "protocol.iv-crps.rate.cap"
    assert len([check for check in same.checks if check.id == cap]) == 1
    assert len([check for check in other.checks if check.id == cap]) == 2


def test_every_part_must_have_a_time() -> None:
    """One part of no length is one too many."""
    made = prepare(
        order(
            **{**GOOD, "dose": None, "over": None},
            segment=["10 mg over 10 min", "25 mg over 0 min"],
        ),
        load("demo"),
    )
    assert "time-zero" in {check.id for check in made.checks}


def test_one_unknown_part_stops_the_whole() -> None:
    """A part per kg without a weight is not left out of the sum."""
    made = prepare(
        order(
            product="ketamine-50",
            dilute_to="1 mg/mL",
            segment=["10 mg over 10 min", "0.5 mg/kg over 30 min"],
        ),
        load("demo"),
    )
    assert {check.id: check.kind for check in made.checks}["weight-missing"] is Kind.HARD


def test_a_rate_per_weight_without_a_time() -> None:
    made = prepare(
        order(product="ketamine-50", route="iv", dose="0.35 mg/kg/h", weight="70 kg"), load("demo")
    )
    (check,) = [check for check in made.checks if check.id == "time-missing"]
    assert check.text == "0.35 mg/kg/h is a rate and no time is stated."


def test_a_known_weight_by_an_unknown_basis_is_not_a_missing_weight() -> None:
    """The ideal weight without height is held; it is not refused as if nobody had weighed."""
    made = prepare(
        order(product="ketamine-50", route="im", dose="0.5 mg/kg", weight="70 kg", basis="ideal"),
        load("demo"),
    )
    ids = {check.id for check in made.checks}
    assert "basis-needs-height-and-sex" in ids
    assert "weight-missing" not in ids


def parts(*each: tuple[str, str]) -> list[Part]:
    return [Part(Dose(mg, "mg", Drug.KETAMINE), Duration(time, "min"), "") for mg, time in each]


@pytest.mark.parametrize(
    ("infusion", "expected"),
    [
        # Hand calculations; the window is one hour.
        ([("30", "30")], 30),
        ([("30", "60")], 30),
        ([("60", "120")], 30),
        ([("10", "60"), ("50", "60")], 50),
        ([("50", "60"), ("10", "60")], 50),
        ([("10", "30"), ("60", "30"), ("10", "60")], 70),
        ([("30", "90"), ("60", "30"), ("30", "90")], 70),
        ([("0", "60"), ("12", "6"), ("0", "60")], 12),
    ],
)
def test_the_fullest_hour_of_an_infusion(infusion: list[tuple[str, str]], expected: int) -> None:
    assert fastest(parts(*infusion), Duration(60, "min")).base == expected


def test_the_fullest_hour_may_end_where_a_part_ends() -> None:
    """5 mg over 60 min, 40 over 30, 20 over 30, 5 over 60: the hour of 40 and 20."""
    infusion = parts(("5", "60"), ("40", "30"), ("20", "30"), ("5", "60"))
    assert fastest(infusion, Duration(60, "min")).base == 60


def test_a_drug_that_the_order_states_apart() -> None:
    """--drug says what the order is for; another product is refused."""
    made = prepare(
        order(product="ketamine-50", route="im", dose="10 mg", drug="esketamine"), load()
    )
    assert made.status is Status.REFUSED
    right = prepare(order(product="ketamine-50", route="im", dose="10 mg", drug="ketamine"), load())
    assert right.status is not Status.REFUSED


def test_an_order_for_a_mouth_dose_of_a_vial() -> None:
    made = prepare(Order(product="ketamine-50", as_of=date(2026, 11, 22), route=Route.ORAL), load())
    assert [check.id for check in made.checks if check.kind is Kind.HARD] == [
        "route-wrong-for-product"
    ]


BAG = {"weight": "70 kg", "over": "40 min"}


def test_diluting_to_the_vials_own_strength_adds_nothing() -> None:
    made = prepare(
        order(
            dose="35 mg", weight="70 kg", product="ketamine-10", dilute_to="10 mg/mL", over="40 min"
        ),
        load(),
    )
    assert made.chain is not None
    assert made.chain.infusion is not None
    assert made.chain.infusion.diluent is not None
    assert str(made.chain.infusion.diluent.rounded) == "0 mL"


def test_a_bag_larger_than_any_syringe_is_filled_by_the_millilitre() -> None:
    """30.25 mg to 0.4 mg/mL is 75.625 mL; 30 mg of it are drawn, and filled up to 75 mL."""
    made = prepare(
        order(
            dose="30.25 mg",
            weight="70 kg",
            product="ketamine-50",
            dilute_to="0.4 mg/mL",
            over="40 min",
        ),
        load(),
    )
    assert made.chain is not None
    assert made.chain.infusion is not None
    assert str(made.chain.infusion.total.exact) == "75.625 mL"
    assert str(made.chain.infusion.total.rounded) == "75 mL"


@pytest.mark.hazard("H7")
def test_a_total_is_filled_up_never_stronger_than_ordered() -> None:
    """31 mg to 1.9 mg/mL is 16.3157… mL, filled to 16.5 mL: the next step of a 20 mL syringe."""
    made = prepare(
        order(
            dose="31 mg",
            weight="70 kg",
            product="ketamine-50",
            dilute_to="1.9 mg/mL",
            over="40 min",
        ),
        load(),
    )
    assert made.chain is not None
    infusion = made.chain.infusion
    assert infusion is not None
    assert str(infusion.total.rounded) == "16.5 mL"
    assert infusion.concentration.rounded < infusion.concentration.exact


def test_a_switched_basis_names_amounts_where_it_can() -> None:
    """A dose in mg is the same by either basis; without height the other weight is not known."""
    switched = {**GOOD, "previous_basis": "ideal"}
    in_mg = prepare(order(**{**switched, "dose": "35 mg"}, height="178 cm", sex="male"), load())
    unknown = prepare(order(**switched), load())
    for made in (in_mg, unknown):
        (check,) = [check for check in made.checks if check.id == "basis-switched"]
        assert check.text == (
            "The last session was dosed by ideal weight, this order by actual weight."
        )


def test_what_waits_for_a_signature_stands_behind_what_stands_at_the_bedside() -> None:
    """The first line names what the nurse can mend."""
    made = prepare(order(**{**GOOD, "weight_on": None}), load())
    holds = [check.id for check in made.checks if check.kind is Kind.HOLD]
    assert holds.index("weight-date") < holds.index("unsigned:limit.weight.low")
    assert holds == sorted(holds, key=lambda id: id.startswith("unsigned:"))


def test_the_sheet_says_how_long_the_total_really_runs() -> None:
    """0.7 mL at 0.7 mL/h runs 60 min where 55 were ordered (hand calculation)."""
    made = prepare(
        order(dose="35 mg", weight="70 kg", product="ketamine-50", route="iv", over="55 min"),
        load(),
    )
    notes = draw_up_sheet(made).notes
    assert "At the pump's steps the total runs 60 min, not 55 min." in notes
    assert "Undiluted into a vein: slowly by hand over 55 min, or by a pump at this rate." in notes


def test_the_sheet_says_which_basis_could_not_be_worked_out() -> None:
    made = prepare(
        order(dose="35 mg", weight="70 kg", basis="ideal", product="ketamine-50", route="im"),
        load(),
    )
    assert draw_up_sheet(made).rows[0].to_do == "ideal weight not known"
    assert preparation_record(made)["weight"]["value"] is None
