"""Blood pressure before a dose: repeat after rest, then decide in writing, or another day."""

import pytest
from tests.lib.visits import (
    EU_SPRAY,
    HEAD,
    HOME,
    IV,
    PERSON,
    PRESSURE,
    SPRAY,
    item,
    pressures,
    whole,
)

from titrant.dosing.gate import Item, ItemState, Who

REASON = f"""{HEAD}measurements:
  - {{what: pressure-decision, value: "anxious; 134/84 at home this week"}}
"""
NO_REASON = f"{HEAD}answers: {{pressure-decision: yes}}\n"
NOT_TO_GO_ON = f"{HEAD}answers: {{pressure-decision: no}}\n"


def pressed(*texts: str, protocol: str = IV, jurisdiction: str = "us") -> Item:
    but = (PRESSURE, PERSON) if any("person:" in text for text in texts) else (PRESSURE,)
    gate = whole(*texts, but=but, protocol=protocol, jurisdiction=jurisdiction)
    return item(gate, "pressure")


@pytest.mark.parametrize("protocol", [IV, SPRAY, HOME])
@pytest.mark.parametrize("reading", ["140/90", "90/60"])
def test_a_pressure_within_the_figures_is_met(protocol: str, reading: str) -> None:
    """Up to 140/90 mmHg nothing is repeated, and from 90 mmHg systolic nothing is low.

    Witness: clinical evidence, section 3, row 9; correction 1.21.
    """
    assert pressed(pressures(reading), protocol=protocol).state is ItemState.MET


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("reading", ["141/80", "120/91", "159/99"])
def test_a_raised_pressure_is_repeated_after_rest(reading: str) -> None:
    """Above 140 or above 90 the pressure is measured again, after 5 to 10 minutes of rest.

    A nurse does that; nobody has to decide anything yet.
    Witness: section 3, row 9.
    """
    found = pressed(pressures(reading))
    assert (found.state, found.who) == (ItemState.HELD, Who.MEASURE)
    assert found.lifts == "Measure again after 5 to 10 min of rest."


def test_a_repeat_in_range_is_met() -> None:
    """The reading after the rest is the one that counts. Both stay on the list."""
    found = pressed(pressures("150/92", "138/88"))
    assert found.state is ItemState.MET
    assert "150 mmHg" in found.says


@pytest.mark.hazard("H9")
def test_a_repeat_that_is_raised_needs_a_decision_with_its_reason() -> None:
    """Still raised after two readings, a prescriber decides and writes the reason down.

    Without the reason the session waits.
    Witness: section 3, row 9, “then documented decision”.
    """
    readings = pressures("150/92", "148/88")
    found = pressed(readings)
    assert (found.state, found.who) == (ItemState.HELD, Who.REASON)
    assert found.says.endswith("Still raised after the repeat; a decision is not written down.")
    bare = pressed(readings, NO_REASON)
    assert (bare.state, bare.who) == (ItemState.HELD, Who.REASON)
    assert bare.says.endswith("a decision is without its reason.")
    decided = pressed(readings, REASON)
    assert decided.state is ItemState.MET
    assert decided.says.endswith("Decided to go on: anxious; 134/84 at home this week")


def test_a_decision_that_only_the_patient_reports_is_none() -> None:
    """A decision counts from a clinician’s own record, not from what the patient says of it."""
    told = REASON.replace("by: clinician", "by: patient")
    assert pressed(pressures("150/92", "148/88"), told).state is ItemState.HELD


def test_a_decision_of_yesterday_is_none_today() -> None:
    """Each day is decided by itself."""
    old = REASON.replace("2026-11-22", "2026-11-21")
    assert pressed(pressures("150/92", "148/88"), old).state is ItemState.HELD


def test_a_decision_not_to_go_on_holds_for_the_day() -> None:
    """Where the prescriber decided against it, nobody lifts that today, and no other entry does."""
    found = pressed(pressures("150/92", "148/88"), NOT_TO_GO_ON, REASON)
    assert (found.state, found.who) == (ItemState.HELD, Who.NOBODY)


def test_a_decision_before_the_repeat_is_too_early() -> None:
    """A decision is about two readings. With one, the pressure is measured again first."""
    found = pressed(pressures("150/92"), REASON)
    assert (found.state, found.who) == (ItemState.HELD, Who.MEASURE)


@pytest.mark.parametrize("reading", ["160/80", "120/100", "179/109"])
def test_from_160_or_100_the_session_is_deferred_whatever_is_written(reading: str) -> None:
    """From 160 systolic or 100 diastolic the session is deferred.

    After the repeat nobody lifts that today, and no written reason does.
    Witness: section 3, row 9.
    """
    once = pressed(pressures(reading), REASON)
    assert (once.state, once.who) == (ItemState.HELD, Who.MEASURE)
    twice = pressed(pressures(reading, reading), REASON)
    assert (twice.state, twice.who) == (ItemState.HELD, Who.NOBODY)


def test_a_repeat_below_the_deferring_figures_may_be_decided() -> None:
    """A first reading of 165/95 does not defer where the one after the rest is 150/90."""
    assert pressed(pressures("165/95", "150/90"), REASON).state is ItemState.MET


@pytest.mark.parametrize("reading", ["180/90", "150/110", "210/120"])
def test_from_180_or_110_nothing_is_given_today(reading: str) -> None:
    """One reading from 180 systolic or 110 diastolic is not repeated away.

    Witness: section 3, row 9, “X today”.
    """
    for readings in (pressures(reading), pressures(reading, "130/80")):
        found = pressed(readings, REASON)
        assert (found.state, found.who) == (ItemState.HELD, Who.NOBODY)
        assert "nothing is given today" in found.says


def test_a_very_high_side_counts_though_the_other_was_not_read() -> None:
    """A systolic reading of 190 alone is enough to give nothing today."""
    alone = f"{HEAD}measurements: [{{what: systolic, value: 190 mmHg}}]\n"
    found = pressed(alone)
    assert (found.state, found.who) == (ItemState.HELD, Who.NOBODY)


@pytest.mark.parametrize(
    ("readings", "who"), [(("89/60",), Who.MEASURE), (("89/60", "88/60"), Who.NOBODY)]
)
def test_a_low_pressure_defers(readings: tuple[str, ...], who: Who) -> None:
    """Below 90 systolic the session waits: measured again first, then another day.

    Witness: correction 1.21.
    """
    found = pressed(pressures(*readings))
    assert (found.state, found.who) == (ItemState.HELD, who)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("{what: systolic, value: 120 mmHg}", "diastolic"),
        ("{what: diastolic, value: 80 mmHg}", "systolic"),
        ("{what: systolic, value: 120 mmHg, on: 2026-11-21}", "systolic and diastolic"),
    ],
)
def test_a_pressure_that_nobody_measured_today_is_asked_for(text: str, side: str) -> None:
    """Yesterday’s reading is not today’s, and one side is not two."""
    found = pressed(f"{HEAD}measurements: [{text}]\n")
    assert (found.state, found.who) == (ItemState.NOT_ASKED, Who.MEASURE)
    assert found.says.startswith(f"No {side} pressure of today is written down.")


def test_at_home_a_raised_pressure_is_not_decided_away() -> None:
    """At home what stays above 140/90 defers, and no reason lifts it.

    Witness: section 3, row 9, home; section 2.7.
    """
    found = pressed(pressures("150/92", "148/88"), REASON, protocol=HOME)
    assert (found.state, found.who) == (ItemState.HELD, Who.NOBODY)
    assert pressed(pressures("150/92"), protocol=HOME).who is Who.MEASURE
    assert pressed(pressures("165/92", "165/88"), protocol=HOME).who is Who.NOBODY


OLDER = f"{HEAD}person: {{born: 1961-11-22, sex: male}}\n"  # 65 on the day
YOUNGER = f"{HEAD}person: {{born: 1961-11-23, sex: male}}\n"  # 64 on the day


@pytest.mark.parametrize(
    ("person", "protocol", "jurisdiction", "reading", "state"),
    [
        (OLDER, EU_SPRAY, "eu", "150/90", ItemState.MET),
        (OLDER, EU_SPRAY, "eu", "151/90", ItemState.HELD),
        (OLDER, EU_SPRAY, "eu", "145/91", ItemState.HELD),
        (YOUNGER, EU_SPRAY, "eu", "141/80", ItemState.HELD),
        (f"{HEAD}person: {{born: 1961, sex: male}}\n", EU_SPRAY, "eu", "145/80", ItemState.HELD),
        (OLDER, SPRAY, "us", "145/80", ItemState.HELD),
        (OLDER, IV, "us", "145/80", ItemState.HELD),
        (OLDER, IV, "eu", "145/80", ItemState.HELD),
        (OLDER, "iv-esketamine-crps-r75", "eu", "145/80", ItemState.HELD),  # no spray
    ],
)
def test_the_older_have_other_figures_in_the_european_label_only(
    person: str, protocol: str, jurisdiction: str, reading: str, state: ItemState
) -> None:
    """The European guide for the spray is above 140/90 under 65 years and above 150/90 from 65.

    It is for that label only, and for an age that is known.
    Witness: table 2a, source C10.
    """
    found = pressed(pressures(reading), person, protocol=protocol, jurisdiction=jurisdiction)
    assert found.state is state


def test_two_files_cannot_say_which_reading_was_the_later() -> None:
    """Where two files hold one reading each, both count: nobody can tell which came after the rest.

    The repeat belongs into the file of the first.
    """
    found = pressed(pressures("150/92"), pressures("130/80"))
    assert found.state is ItemState.HELD


@pytest.mark.hazard("H22")
def test_an_emergency_stands_before_the_list() -> None:
    """Seven symptoms go to emergency care at any pressure.

    Chest pain, shortness of breath, sudden severe headache, change of vision, a seizure, reduced
    consciousness and a focal deficit.
    Witness: correction 1.2, source C1.
    """
    titles = {leaf.id.rpartition(".")[2] for leaf in whole().emergency}
    assert titles == {
        *("chest-pain", "dyspnoea", "sudden-severe-headache", "visual-change"),
        *("seizure", "reduced-consciousness", "focal-deficit"),
    }
