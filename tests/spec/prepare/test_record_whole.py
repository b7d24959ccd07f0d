"""What other programs are given of a preparation: each record whole, each number with its unit."""

import json
from typing import Any

import pytest
from tests.lib.examples import NAMES, example
from tests.lib.orders import Typed

from titrant import __version__
from titrant.dosing import Preparation, Status
from titrant.dosing.record import preparation_record

SOURCE = ("leaf", "title", "value", "source", "locator", "flag", "tier", "signed_by")

# Every place for a number; null where there is none.
NUMBERS = {
    "dose",
    "draw",
    "syringe",
    "diluent",
    "concentration",
    "total",
    "duration",
    "rate",
    "left_in_line",
    "rest",
    "retain",
    "hold",
}


def record(made: Preparation) -> dict[str, Any]:
    """Return a record as another program reads it."""
    read: dict[str, Any] = json.loads(json.dumps(preparation_record(made)))
    return read


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_example_as_other_programs_read_it(name: str) -> None:
    """Nothing is missing in the record, and nothing stands there under another name.

    Witness: the hand calculations and the knowledge base, see worked_examples.yaml.
    """
    one = example(name)
    sources = [dict(zip(SOURCE, row, strict=True)) for row in one.record["sources"]]
    versions = {
        "program": __version__,
        "knowledge": one.knowledge.version,
        "knowledge_hash": one.knowledge.hash,
        "site": one.knowledge.site_title,
        "site_hash": one.knowledge.site_hash,
        "demonstration": one.knowledge.demonstration,
    }
    assert record(one.made) == {**one.record, "sources": sources, "versions": versions}


def amount(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit}


def rung(exact: float, rounded: float, unit: str) -> dict[str, Any]:
    return {**amount(exact, unit), "rounded": amount(rounded, unit)}


def test_an_infusion_in_parts_has_a_rate_for_each(arithmetic: Typed) -> None:
    """0.1 and 0.4 mg/kg for 71.3 kg are 7.13 and 28.52 mg; 35.65 mg are drawn as 35, 7 and 28.

    Witness, by hand: at 1 mg/mL 7.13 mL in 10 min are 42.78 mL/h and 28.52 mL in 30 min 57.04;
    as drawn, 7 mL in 10 min are 42 and 28 mL in 30 min 56 mL/h. No one rate is the infusion's.
    """
    made = arithmetic(
        product="ketamine-10",
        dilute_to="1 mg/mL",
        weight="71.3 kg",
        segment=["0.1 mg/kg over 10 min", "0.4 mg/kg over 30 min"],
    )
    read = record(made)
    assert read["rate"] is None
    assert read["duration"] == rung(40, 40, "min")
    assert read["runs"] == [
        {
            "dose": rung(7.13, 7, "mg"),
            "volume": rung(7.13, 7, "mL"),
            "rate": rung(42.78, 42, "mL/h"),
            "drug_rate": amount(42, "mg/h"),
            "duration": amount(10, "min"),
        },
        {
            "dose": rung(28.52, 28, "mg"),
            "volume": rung(28.52, 28, "mL"),
            "rate": rung(57.04, 56, "mL/h"),
            "drug_rate": amount(56, "mg/h"),
            "duration": amount(30, "min"),
        },
    ]


def test_a_refused_order_has_no_number(clinic: Typed) -> None:
    """Each place stays where it is, and is null; the list of pump settings is empty."""
    made = clinic(vial="100 mg/mL")
    assert made.status is Status.REFUSED
    read = record(made)
    assert {key: read[key] for key in NUMBERS} == dict.fromkeys(NUMBERS)
    assert read["runs"] == []


def test_a_weight_that_cannot_be_worked_out_is_null(clinic: Typed) -> None:
    """Without a height there is no ideal weight, and the actual one does not take its place."""
    made = clinic(basis="ideal", previous_basis="ideal")
    assert record(made)["weight"] == {
        "value": None,
        "unit": None,
        "basis": "ideal",
        "actual": amount(70, "kg"),
        "ideal": None,
        "adjusted": None,
    }


def test_a_check_says_all_it_knows(clinic: Typed) -> None:
    """What was found, what lifts it, who says so, by which leaf, and whether more is asked.

    Witness: limit.weight.age.clinic in the knowledge base, and the days from 15 to 22 November.
    """
    made = clinic(weight_on="2026-11-15")
    assert record(made)["checks"] == [
        {
            "id": "limit.weight.age.clinic",
            "kind": "hold",
            "text": "The age of the weight of 2026-11-15 is 7 d, above 0 d "
            "(age of a weight in the clinic).",
            "lifts": "Record today's weight.",
            "source": "HOUSE, hazards H4 and H34, weight of the same day",
            "leaf": "limit.weight.age.clinic",
            "met": False,
        }
    ]


def test_a_written_reason_meets_a_soft_limit_and_no_other(clinic: Typed) -> None:
    """0.8 mg/kg needs a reason by its protocol; a weight without a date is held all the same."""
    made = clinic(dose="0.8 mg/kg", weight_on=None, reason="second step of the trial")
    met = {check["id"]: (check["leaf"], check["met"]) for check in record(made)["checks"]}
    assert met == {
        "weight-date": (None, False),
        "protocol.iv-depression.dose.soft": ("protocol.iv-depression.dose.soft", True),
    }


def test_what_waits_for_a_signature_names_its_leaf(unsigned: Typed) -> None:
    """A program that collects signatures finds the leaf by its id, not in a sentence."""
    waiting = [c for c in record(unsigned())["checks"] if c["id"].startswith("unsigned:")]
    assert waiting
    assert all(check["id"] == f"unsigned:{check['leaf']}" for check in waiting)
