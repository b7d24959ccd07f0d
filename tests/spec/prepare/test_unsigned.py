"""What nobody verified or signed holds, and says so."""

import json
from datetime import date
from typing import Any

import pytest
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, Typed, order

from titrant.dosing import Kind, Status, prepare
from titrant.knowledge import Leaf, Standing
from titrant.knowledge.files import COMPILED
from titrant.knowledge.store import Knowledge


@pytest.mark.hazard("H14")
def test_without_a_site_everything_unsigned_holds(unsigned: Typed) -> None:
    """The order that passes at the demonstration site is held where nobody has signed."""
    made = unsigned()
    assert made.status is Status.HELD
    held = {check.id for check in made.checks if check.kind is Kind.HOLD}
    assert held == {
        "protocol-not-approved",
        *(f"unsigned:{leaf.id}" for leaf in made.used if not _relied_on(leaf)),
    }
    assert "unsigned:rounding.loss.share" in held
    assert "unsigned:limit.iv.session-cap" in held


def _relied_on(leaf: Leaf) -> bool:
    return leaf.standing(date(2026, 11, 22)) is Standing.IN_FORCE


def test_the_words_of_an_unsigned_limit(unsigned: Typed) -> None:
    """The sentence names the limit, its default, its flag, and who lifts it."""
    (check,) = [c for c in unsigned().checks if c.id == "unsigned:rounding.loss.share"]
    assert check.text == (
        "This site has not signed a limit for “share of the dose that rounding may take off” "
        "(default 2 %, design)."
    )
    assert check.lifts == (
        "The medical director signs rounding.loss.share at this value or a stricter one."
    )


def test_the_words_of_an_empty_limit(unsigned: Typed) -> None:
    """Where no number exists, none is invented: the site sets it."""
    (check,) = [c for c in unsigned().checks if c.id == "unsigned:limit.iv.session-cap"]
    assert check.text == (
        "This site has not set a limit for “most ketamine in one intravenous session”; "
        "no published value exists."
    )
    assert check.lifts == "The medical director sets limit.iv.session-cap and signs it."


def test_the_words_of_an_unsigned_value(unsigned: Typed) -> None:
    """A value that is no limit is named without that word."""
    (check,) = [c for c in unsigned().checks if c.id == "unsigned:rounding.pump.step"]
    assert check.text == (
        "This site has not signed “smallest step of the pump rate” (default 0.1 mL/h, design)."
    )


def test_an_unsigned_limit_stops_all_the_same(unsigned: Typed) -> None:
    """A default that nobody signed still stops at its value."""
    made = unsigned(
        protocol="im-depression",
        product="ketamine-50",
        dose="2 mg/kg",
        over=None,
        dilute_to=None,
    )
    ids = {check.id: check.kind for check in made.checks}
    assert ids["limit.im.dose.hard"] is Kind.HARD
    assert ids["unsigned:limit.im.dose.hard"] is Kind.HOLD
    assert made.chain is None


def test_a_signed_cap_asks_for_a_second_prescriber(clinic: Typed) -> None:
    """The demonstration site set 100 mg a session into a vein."""
    heavy = {"weight": "130 kg", "second_weight": "130 kg", "previous_weight": "130 kg"}
    made = clinic(**heavy, dose="0.78 mg/kg", product="ketamine-50", reason="test")
    assert {c.id: c.kind for c in made.checks}["limit.iv.session-cap"] is Kind.FIRM


def test_a_protocol_that_is_not_approved_holds(unsigned: Typed) -> None:
    """A protocol that the site's medical director has not approved holds."""
    (check,) = [c for c in unsigned().checks if c.id == "protocol-not-approved"]
    assert check.text == "This site has not approved iv-depression version 1."


@pytest.mark.parametrize("as_of", ["2026-11-21", "2026-01-01"])
def test_before_its_day_nothing_is_in_force(clinic: Typed, as_of: str) -> None:
    """A signature, an approval and a leaf count from their day on, not before."""
    made = clinic(as_of=as_of, weight_on=as_of)
    assert made.status is Status.HELD
    assert "protocol-not-approved" in {check.id for check in made.checks}
    assert any("takes effect on 2026-11-22" in check.text for check in made.checks)


@pytest.mark.hazard("H14")
def test_a_value_that_ended_holds() -> None:
    """A leaf past its end holds until it is reviewed."""
    content = _content()
    content["leaves"]["rounding.pump.step"]["expires"] = "2026-12-01"
    kb = Knowledge(content, hash="0" * 64)
    made = prepare(order(**{**GOOD, "as_of": "2026-12-01", "weight_on": "2026-12-01"}), kb)
    (check,) = [c for c in made.checks if c.id == "unsigned:rounding.pump.step"]
    assert check.text == "“smallest step of the pump rate” ended on 2026-12-01."
    assert check.lifts == "The medical director reviews rounding.pump.step."


def _content() -> Any:
    return json.loads((COMPILED / "knowledge.json").read_text(encoding="utf-8"))


def test_the_versions_stand_on_the_result(clinic: Typed) -> None:
    """Which knowledge and which site were used is part of the result."""
    made = clinic()
    assert made.versions.knowledge_hash == loaded(None).hash
    assert made.versions.site == "Demonstration clinic (invented)"
    assert made.versions.demonstration


@pytest.mark.hazard("H14")
def test_a_protocol_that_is_kept_for_reading_holds_in_its_own_words() -> None:
    """No injectable esketamine, no marketed tablet, the alert of FDA: there, and held."""
    kb = loaded()
    held = [kb.protocol(id) for id in kb.ids("protocols") if kb.protocol(id).held]
    assert {"daily-nasal-home-s2", "oral-er-r107"} <= {protocol.id for protocol in held}
    made = prepare(order(**{**GOOD, "protocol": "oral-er-r107", "product": "tablet-100"}), kb)
    (check,) = [check for check in made.checks if check.id == "protocol-held"]
    assert check.text == kb.protocol("oral-er-r107").held
    assert not check.met


@pytest.mark.hazard("H14")
def test_a_programme_s_own_page_caps_a_dose_and_licenses_none() -> None:
    """The table of S1 ends at 0.75 mg/kg: there a reason, above it a second prescriber."""
    kb = loaded()

    def asked(dose: str) -> dict[str, Kind]:
        made = prepare(order(**{**GOOD, "protocol": "iv-depression-s1-table", "dose": dose}), kb)
        return {check.id: check.kind for check in made.checks}

    assert asked("0.5 mg/kg") == {"protocol-marketing": Kind.INFO}
    assert asked("0.75 mg/kg")["protocol.iv-depression-s1-table.dose.soft"] is Kind.SOFT
    assert asked("0.8 mg/kg")["protocol.iv-depression-s1-table.dose.firm"] is Kind.FIRM
