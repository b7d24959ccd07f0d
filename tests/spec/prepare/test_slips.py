"""One slip at a time: each is stopped, and the sentence says what it looks like.

The order of `clinic` passes; each case changes one thing in it, as a tired hand would.
Witness: the hazard named with each case (clinical evidence section 10, safety page section 3).
"""

from typing import Any

import pytest
from tests.lib.orders import Typed

from titrant.dosing import Kind, Status

SLIPS: dict[str, tuple[dict[str, Any], str, str]] = {
    # H4, H34: pounds as kilograms
    "pounds as kilograms, against the last weight": (
        {"weight": "154 kg", "second_weight": "154 kg"},
        "limit.weight.change",
        "154 kg looks like pounds entered as kilograms: as pounds it is 69.85 kg.",
    ),
    "pounds as kilograms, found by the second reading": (
        {"weight": "154 kg", "second_weight": "70 kg", "previous_weight": None},
        "limit.weight.second",
        "154 kg looks like pounds entered as kilograms",
    ),
    "pounds as kilograms, nothing to compare with": (
        {"weight": "154 kg", "second_weight": None, "previous_weight": None},
        "weight-second-reading",
        "had the scale shown pounds, it would be 69.85 kg",
    ),
    "a point slipped in the weight, up": (
        {"weight": "700 kg", "second_weight": "700 kg"},
        "limit.weight.high",
        "The weight is 700 kg, above 250 kg",
    ),
    "a point slipped in the weight, down": (
        {"weight": "7 kg", "second_weight": "7 kg"},
        "limit.weight.low",
        "The weight is 7 kg, below 30 kg",
    ),
    "a stale weight": (
        {"weight_on": "2026-10-12"},
        "limit.weight.age.clinic",
        "The age of the weight of 2026-10-12 is 41 d, above 0 d",
    ),
    "a weight without a date": ({"weight_on": None}, "weight-date", "The weight has no date."),
    "a weight from tomorrow": (
        {"weight_on": "2026-11-23"},
        "weight-date",
        "The weight is dated 2026-11-23, after 2026-11-22.",
    ),
    "an estimated weight": (
        {"weight_method": "estimated"},
        "weight-method",
        "The weight was taken as “estimated”.",
    ),
    "no weight at all": (
        {
            "weight": None,
            "second_weight": None,
            "weight_on": None,
            "weight_method": None,
        },
        "weight-missing",
        "0.5 mg/kg was ordered and no weight is known.",
    ),
    # H35: the basis
    "basis switched": (
        {"basis": "ideal", "height": "178 cm", "sex": "male"},
        "basis-switched",
        "this order by ideal weight: 0.5 mg/kg is 35 mg and 36.5905… mg.",
    ),
    # H3: mg, mg/kg and the point
    "mg for mg/kg": (
        {"dose": "0.5 mg"},
        "limit.iv.dose.floor",
        "If 0.5 mg/kg was meant, order 0.5 mg/kg.",
    ),
    "mg/kg for mg": ({"dose": "35 mg/kg"}, "limit.iv.dose.hard", "is 35 mg/kg, at or above"),
    "a point slipped in the dose, up": (
        {"dose": "5 mg/kg"},
        "limit.iv.dose.hard",
        "The dose of 350 mg for 70 kg is 5 mg/kg, at or above 2 mg/kg",
    ),
    "a point slipped in the dose, down": (
        {"dose": "0.05 mg/kg"},
        "limit.iv.dose.floor",
        "The dose of 3.5 mg for 70 kg is 0.05 mg/kg, below 0.1 mg/kg",
    ),
    # H1, H2: the vial
    "a vial of 100 for 10 mg/mL": (
        {"vial": "100 mg/mL"},
        "vial-differs",
        "The vial says 100 mg/mL, the order is for 10 mg/mL: ten times as much.",
    ),
    "a vial of 10 for 100 mg/mL": (
        {"product": "ketamine-100", "vial": "10 mg/mL"},
        "vial-differs",
        "The vial says 10 mg/mL, the order is for 100 mg/mL: a tenth of it.",
    ),
    "the vial's total read as per mL": (
        {"product": "ketamine-50", "vial": "500 mg/mL"},
        "vial-total-for-per-ml",
        "500 mg/mL is what the whole vial holds (500 mg in 10 mL); one mL holds 50 mg.",
    ),
    "the vial's total in mg": (
        {"vial": "200 mg"},
        "vial-total-for-per-ml",
        "200 mg is what the whole vial holds (200 mg in 20 mL); one mL holds 10 mg.",
    ),
    "ten times the volume in the syringe": (
        {"syringe": "35 mL"},
        "syringe-differs",
        "The syringe was read as 35 mL, the sheet says 3.5 mL: ten times as much.",
    ),
    "a tenth of the volume in the syringe": (
        {"syringe": "0.35 mL"},
        "syringe-differs",
        "The syringe was read as 0.35 mL, the sheet says 3.5 mL: a tenth of it.",
    ),
    # H7: the bag
    "a dilution ten times too strong": (
        {"dilute_to": "10 mg/mL", "product": "ketamine-50"},
        "dilution-not-standard",
        "10 mg/mL is not one of the standard concentrations (1 mg/mL, 2 mg/mL, 5 mg/mL).",
    ),
    "diluted to more than the vial": (
        {"dilute_to": "20 mg/mL"},
        "dilute-stronger",
        "10 mg/mL cannot be diluted to 20 mg/mL.",
    ),
    "the strongest vial undiluted": (
        {"product": "ketamine-100", "dilute_to": None},
        "limit.iv.undiluted",
        "What enters the vein is 100 mg/mL, at or above 100 mg/mL",
    ),
    "the strongest vial hardly diluted": (
        {"product": "ketamine-100", "dilute_to": "80 mg/mL", "reason": "test"},
        "dilution.highest-100",
        "What enters the vein is 80 mg/mL, above 50 mg/mL",
    ),
    # H12: the drug
    "esketamine on a ketamine product": (
        {"dose": "56 mg esketamine"},
        "drug-mismatch",
        "Esketamine is stated; ketamine 10 mg/mL vial holds racemic ketamine.",
    ),
    "a ketamine dose on an esketamine device": (
        {
            "protocol": "spravato-us-trd",
            "product": "spravato-28",
            "dose": "56 mg ketamine",
            "over": None,
            "dilute_to": None,
        },
        "drug-mismatch",
        "Racemic ketamine is stated; Spravato 28 mg nasal spray device holds esketamine.",
    ),
    "esketamine read on the vial": (
        {"vial": "10 mg/mL esketamine"},
        "drug-mismatch",
        "Esketamine is stated; ketamine 10 mg/mL vial holds racemic ketamine.",
    ),
    "esketamine in the bag": (
        {"dilute_to": "1 mg/mL esketamine"},
        "drug-mismatch",
        "Esketamine is stated",
    ),
    "esketamine on the pump": (
        {"pump": "52.5 mg/h esketamine"},
        "drug-mismatch",
        "Esketamine is stated",
    ),
    # H5: the route
    "intramuscular heard for intravenous": (
        {"route": "im"},
        "route-mismatch",
        "The order is intramuscular, IV ketamine for depression",
    ),
    "a troche for a vein": (
        {"product": "troche-100"},
        "route-wrong-for-product",
        "compounded ketamine 100 mg troche is not for intravenous use.",
    ),
    # Rate and time, H6.
    "mg/h on the pump": (
        {"dilute_to": "5 mg/mL", "product": "ketamine-50", "pump": "52.5 mL/h"},
        "pump-mg-for-ml",
        "52.5 mL/h is the drug's rate in mg/h. The pump takes mL/h: 10.5 mL/h.",
    ),
    "mg/h as ordered on the pump, where the pump's own is less": (
        {"dilute_to": "2 mg/mL", "product": "ketamine-50", "pump": "52.5 mL/h"},
        "pump-mg-for-ml",
        "52.5 mL/h is the drug's rate in mg/h. The pump takes mL/h: 26.2 mL/h.",
    ),
    "mg/h on the pump, with its unit": (
        {"pump": "52.5 mg/h"},
        "pump-mg-for-ml",
        "52.5 mg/h is the drug's rate in mg/h. The pump takes mL/h: 52.5 mL/h.",
    ),
    "a point slipped on the pump": (
        {"pump": "525 mL/h"},
        "pump-differs",
        "The pump was read as 525 mL/h, the sheet says 52.5 mL/h: ten times as much.",
    ),
    "another rate on the pump": (
        {"pump": "50 mL/h"},
        "pump-differs",
        "The pump was read as 50 mL/h, the sheet says 52.5 mL/h.",
    ),
    "4 h for 40 min": (
        {"over": "4 h"},
        "protocol.iv-depression.duration.longest",
        "The time of the infusion is 4 h, above 60 min",
    ),
    "4 min for 40 min": (
        {"over": "4 min"},
        "protocol.iv-depression.duration.shortest",
        "The time of the infusion is 4 min, below 40 min",
    ),
    "40 min for 4 h": (
        {"protocol": "iv-crps", "dose": "100 mg", "product": "ketamine-50"},
        "protocol.iv-crps.rate.cap",
        "The rate is 150 mg/h, above 25 mg/h",
    ),
    "no time for a dose into a vein": (
        {"over": None},
        "time-missing",
        "A dose into a vein without a time is not an order.",
    ),
    "a push in ten seconds": (
        {"over": "10 s", "dilute_to": None},
        "limit.iv.push.time",
        "The time of the injection is 10 s, below 60 s",
    ),
    "a point slipped in the dilution": (
        {"dilute_to": "0.001 mg/mL", "reason": "test"},
        "limit.iv.total",
        "The total is 35000 mL, above 1000 mL",
    ),
    "a pump that nobody has": (
        {"dilute_to": "0.04 mg/mL", "reason": "test"},
        "limit.iv.pump",
        "The pump rate is 1312.5 mL/h, above 999 mL/h",
    ),
    "a line larger than the bag": (
        {"line_volume": "100 mL"},
        "line-larger-than-total",
        "The line was stated to hold 100 mL, more than the whole infusion of 35 mL.",
    ),
    "a pump that cannot run so slowly": (
        {
            "protocol": "iv-crps",
            "dose": "0.05 mg/kg/h",
            "over": "4 h",
            "product": "ketamine-50",
            "dilute_to": None,
            "weight": "60 kg",
            "second_weight": "60 kg",
            "previous_weight": "60 kg",
        },
        "pump-too-slow",
        "The pump steps by 0.1 mL/h, and this infusion needs less.",
    ),
    "a pump step that lengthens the infusion": (
        {"dose": "35 mg", "over": "55 min", "product": "ketamine-50", "dilute_to": None},
        "rounding.time.share",
        "At the pump's steps the infusion runs 60 min, which is 9.0… %, above 2 %",
    ),
    # H14: the protocol
    "a product the protocol does not name": (
        {
            "protocol": "sc-depression",
            "product": "ketamine-10",
            "over": None,
            "dilute_to": None,
        },
        "product-not-in-protocol",
        "Choose one of: ketamine-50, ketamine-100.",
    ),
}


def test_the_order_itself_passes(clinic: Typed) -> None:
    """Nothing stands in the way of the order that the slips change."""
    made = clinic()
    assert made.status is Status.DONE
    assert made.checks == ()


def test_matching_readings_pass(clinic: Typed) -> None:
    """What is read back as the sheet says lets the preparation pass."""
    made = clinic(vial="10 mg/mL", syringe="3.5 mL", pump="52.5 mL/h")
    assert made.status is Status.DONE
    assert made.checks == ()


@pytest.mark.hazard("H1", "H2", "H3", "H4", "H5", "H6", "H7", "H12", "H34", "H35")
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_stopped(clinic: Typed, slip: str) -> None:
    """Each slip is held or refused by its own check, in words that name it."""
    changes, id, words = SLIPS[slip]
    made = clinic(**changes)
    assert made.status in {Status.HELD, Status.REFUSED}
    found = {check.id: check for check in made.checks}
    assert id in found
    check = found[id]
    assert words in f"{check.text} {check.lifts}"
    assert check.lifts
    assert check.source
    assert not check.met


@pytest.mark.parametrize("slip", SLIPS)
def test_no_number_where_a_check_refuses(clinic: Typed, slip: str) -> None:
    """Where something is never done, no number is given; where it is held, it may be shown."""
    made = clinic(**SLIPS[slip][0])
    refused = any(check.kind is Kind.HARD for check in made.checks)
    assert (made.status is Status.REFUSED) is refused
    if refused:
        assert made.chain is None
