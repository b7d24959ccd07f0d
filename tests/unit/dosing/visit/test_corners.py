"""Corners of the visit that no case file reaches: bounds in results, and who is meant."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.looking import fact
from tests.lib.visits import IV, WHOLE, item, record

from titrant.clinical import (
    Fact,
    FactKind,
    Measured,
    Sureness,
    TakenToday,
    Visit,
)
from titrant.dosing.gate import Gate, ItemState, Who, gate
from titrant.dosing.screening import treatment_of

AS_OF = date(2026, 11, 22)


def with_facts(*facts: Fact, visit: Visit | None = None) -> Gate:
    """Return the gate of a whole day with these facts besides."""
    kb = loaded()
    snapshot = record(*WHOLE)
    more = replace(snapshot, facts=(*snapshot.facts, *facts), visit=visit)
    return gate(more, treatment_of(kb.protocol(IV), "us"), kb)


def hours(shown: str, limit: str) -> Fact:
    made = fact("hours-since-solids", number="8", kind=FactKind.OBSERVATION)
    return replace(made, value=Measured(Decimal(8), "h", shown, limit))


@pytest.mark.parametrize("limit", ["<", ">", ">="])
def test_hours_that_are_themselves_a_bound_are_asked_again(limit: str) -> None:
    """“More than 8 h” may be from any system; a person says the number."""
    found = item(with_facts(hours(f"{limit} 8 h", limit)), "fasting-solids")
    assert found.state is ItemState.NOT_ASKED


@pytest.mark.parametrize(
    ("sure", "state"),
    [
        (Sureness.CONFIRMED, ItemState.MET),
        (Sureness.RECORDED, ItemState.MET),
        (Sureness.REPORTED, ItemState.NOT_ASKED),
    ],
)
def test_who_says_that_a_tablet_was_taken(sure: Sureness, state: ItemState) -> None:
    drug = fact("lisinopril", kind=FactKind.MEDICATION)
    taken = TakenToday(what="lisinopril", concepts=("lisinopril",), taken=True, sure=sure)
    made = with_facts(drug, visit=Visit(on=AS_OF, medicines=(taken,)))
    assert item(made, "antihypertensives").state is state


def test_an_old_entry_of_a_tablet_is_asked_about() -> None:
    """Whether it is still taken nobody can tell: today’s dose is asked for all the same."""
    drug = fact("lisinopril", days=500, kind=FactKind.MEDICATION)
    found = item(with_facts(drug), "antihypertensives")
    assert (found.state, found.who) == (ItemState.NOT_ASKED, Who.ASK)


def test_a_decision_in_blanks_has_no_reason() -> None:
    raised = [
        replace(fact("systolic", number=number, kind=FactKind.OBSERVATION))
        for number in ("150", "148")
    ]
    blank = replace(
        fact("pressure-decision", kind=FactKind.OBSERVATION), word="   ", sure=Sureness.CONFIRMED
    )
    found = item(with_facts(*raised, blank), "pressure")
    assert (found.state, found.who) == (ItemState.HELD, Who.REASON)
