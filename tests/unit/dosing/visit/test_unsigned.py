"""What an item and a criterion say where a leaf behind them is not in force.

The sentences are those of the draw-up sheet, written down by hand.
"""

from datetime import date, datetime
from typing import Any

import pytest
from tests.lib.bases import knowledge, shipped, site
from tests.lib.visits import (
    HEAD,
    IV,
    PRESSURE,
    ROWS,
    SPRAY,
    SPRAY_TIMES,
    TIMES,
    WHOLE,
    answered,
    criterion,
    gated,
    item,
    judgements,
    leaving,
    measured,
    record,
    visit,
)

from titrant.dosing.gate import ItemState, Who, gate
from titrant.dosing.readiness import CriterionState, readiness
from titrant.dosing.screening import treatment_of
from titrant.dosing.visit.standing import unsigned
from titrant.knowledge import Knowledge

AS_OF = date(2026, 11, 22)


def base(id: str, **changes: Any) -> Knowledge:
    """Return the shipped knowledge with one leaf changed."""
    content = shipped()
    content["leaves"][id] |= changes
    return knowledge(content)


@pytest.mark.parametrize(
    ("changes", "says", "lifts"),
    [
        ({"flag": "seen"}, "", ""),
        (
            {},
            (
                "This site has not signed “who the person is” "
                "(default Name and birth date are checked with the person., design)."
            ),
            "The medical director signs gate.identity at this value or a stricter one.",
        ),
        (
            {"value": None, "needs_site_value": True},
            "This site has not set “who the person is”; no published value exists.",
            "The medical director sets gate.identity and signs it.",
        ),
        (
            {"expires": "2026-11-22"},
            "“who the person is” ended on 2026-11-22.",
            "The medical director reviews gate.identity.",
        ),
        (
            {"effective": "2026-11-23"},
            "“who the person is” takes effect on 2026-11-23.",
            "Wait until then, or have gate.identity reviewed.",
        ),
    ],
)
def test_what_is_said_of_a_leaf_that_is_not_in_force(
    changes: dict[str, Any], says: str, lifts: str
) -> None:
    kb = base("gate.identity", **changes)
    assert unsigned([kb.leaf("gate.identity")], kb.standings(AS_OF)) == (says, lifts)


def test_the_first_leaf_that_is_not_in_force_is_named() -> None:
    kb = knowledge()
    seen, first, second = (
        kb.leaf(id) for id in ("readiness.gait", "gate.identity", "gate.airway.kit")
    )
    says, _ = unsigned([seen, first, second], kb.standings(AS_OF))
    assert "“who the person is”" in says
    assert unsigned([], kb.standings(AS_OF)) == ("", "")


def test_an_item_that_is_held_already_says_both() -> None:
    """What was found stands first, and whoever may lift that; the signature comes besides."""
    found = item(gated(*WHOLE, answered(airway_kit_checked="no"), site=None), "airway-kit")
    assert (found.state, found.who) == (ItemState.HELD, Who.ASK)
    assert found.says.startswith("Answered no: Has the airway equipment been checked today")
    assert found.says.endswith(
        "This site has not signed “airway equipment” (default Checked "
        "today, with its expiry dates, before the first person., design)."
    )
    assert found.lifts.startswith("Checked today, with its expiry dates")
    assert found.lifts.endswith("signs gate.airway.kit at this value or a stricter one.")


def test_an_item_that_was_not_asked_stays_so() -> None:
    found = item(gated(HEAD, site=None), "identity")
    assert found.state is ItemState.NOT_ASKED
    assert "This site has not signed" in found.says


def test_a_range_is_an_instruction_and_guards_nothing() -> None:
    """The 5 to 10 minutes of rest are signed by nobody, and the pressure is met all the same."""
    found = item(gated(*WHOLE), "pressure")
    assert found.state is ItemState.MET
    leaf = knowledge().leaf("screening.blood-pressure-today.repeat.wait")
    assert leaf.low is not None


@pytest.mark.parametrize(
    "name", ["defer.systolic", "exclude.diastolic", "low.systolic", "repeat.readings", "fresh"]
)
def test_each_number_of_the_pressure_holds_by_itself(name: str) -> None:
    """With every other number from a label, the one that is a design holds the whole item."""
    content = shipped()
    prefix = "screening.blood-pressure-today."
    for id, leaf in content["leaves"].items():
        if id.startswith(prefix) or id == "gate.pressure.decision":
            leaf["flag"] = "seen"
    treatment = treatment_of(knowledge(content).protocol(IV), "us")
    assert item(gate(record(PRESSURE), treatment, knowledge(content)), "pressure").state is (
        ItemState.MET
    )
    content["leaves"][prefix + name]["flag"] = "design"
    found = item(gate(record(PRESSURE), treatment, knowledge(content)), "pressure")
    assert (found.state, found.who) == (ItemState.HELD, Who.DIRECTOR)
    assert content["leaves"][prefix + name]["title"] in found.says


@pytest.mark.parametrize("leaf", ["limit.weight.age.clinic", "limit.weight.change"])
def test_each_leaf_of_the_weight_holds_by_itself(leaf: str) -> None:
    """How old it may be, and how far from the last: an item that is met rests on both."""
    content = shipped()
    for id in ("limit.weight.age.clinic", "limit.weight.change"):
        content["leaves"][id] |= {"flag": "seen", "needs_sign_off": False}
    assert item(gated(*WHOLE, kb=knowledge(content)), "weight").state is ItemState.MET
    content["leaves"][leaf]["flag"] = "design"
    found = item(gated(*WHOLE, kb=knowledge(content)), "weight")
    assert (found.state, found.who) == (ItemState.HELD, Who.DIRECTOR)
    assert content["leaves"][leaf]["title"] in found.says


@pytest.mark.parametrize(
    "leaf", ["screening.required-glucose.racemic", "gate.glucose.low", "gate.glucose.high"]
)
def test_each_leaf_of_the_glucose_holds_by_itself(leaf: str) -> None:
    """In treated diabetes the item rests on both figures, and on the rule that asks for it."""
    content = shipped()
    for id, value in (("gate.glucose.low", "70"), ("gate.glucose.high", "300")):
        content["leaves"][id] |= {"value": value, "needs_site_value": False}
        content["leaves"][id] |= {"flag": "seen", "needs_sign_off": False}
    content["leaves"]["screening.required-glucose.racemic"] |= {"flag": "seen"}
    texts = (*WHOLE, f"{HEAD}conditions: [type 2 diabetes]\n", measured(glucose="110 mg/dL"))
    assert item(gated(*texts, kb=knowledge(content)), "glucose").state is ItemState.MET
    content["leaves"][leaf]["flag"] = "design"
    found = item(gated(*texts, kb=knowledge(content)), "glucose")
    assert (found.state, found.who) == (ItemState.HELD, Who.DIRECTOR)
    assert content["leaves"][leaf]["title"] in found.says


def test_a_criterion_keeps_its_state_and_holds_besides() -> None:
    found = criterion(leaving(visit(TIMES, judgements(), ROWS), site=None), "dissociation")
    assert (found.state, found.holds) == (CriterionState.MET, True)
    assert found.unsigned.startswith("This site has not signed “for home, dissociation”")
    assert found.lifts == (
        "The medical director signs readiness.dissociation at this value or a stricter one."
    )
    no = judgements(dissociation="{met: no, by: nurse, at: 12:00}")
    held = criterion(leaving(visit(TIMES, no, ROWS), site=None), "dissociation")
    assert held.state is CriterionState.NOT_MET
    assert held.lifts.startswith("It is judged again later. The medical director signs")


@pytest.mark.parametrize(
    ("id", "leaf"),
    [
        ("pressure", "alert.systolic.caution.high"),
        ("pressure", "alert.diastolic.caution.high"),
        ("respiration", "alert.respiratory-rate.caution.low"),
        ("respiration", "alert.respiratory-rate.caution.high"),
        ("respiration", "alert.saturation.caution.low"),
        ("instructions", "readiness.instructions.driving"),
        ("instructions", "readiness.instructions.alcohol"),
        ("instructions", "readiness.instructions.number"),
        ("vitals", "readiness.reading.age"),
        ("pressure", "readiness.reading.age"),
        ("sedation", "readiness.reading.age"),
        ("respiration", "readiness.reading.age"),
        ("one-to-one", "readiness.reading.age"),
        ("sedation", "readiness.sedation.score"),
        ("vitals", "readiness.vitals.band"),
        ("one-to-one", "readiness.aldrete.score"),
        ("suicide-question", "readiness.suicide-question"),
        ("gait", "readiness.gait"),
    ],
)
def test_each_leaf_of_a_criterion_holds_by_itself(id: str, leaf: str) -> None:
    """With everything from a label, the one leaf that is a design holds its criterion."""
    content = shipped()
    for each in content["leaves"].values():
        each |= {"flag": "seen", "needs_sign_off": False}
    kb = knowledge(content)
    at = datetime.fromisoformat("2026-11-22T12:10")
    snapshot = record(visit(TIMES, judgements(), ROWS))
    treatment = treatment_of(kb.protocol(IV), "us")
    assert not criterion(readiness(snapshot, treatment, at, kb), id).holds
    content["leaves"][leaf]["flag"] = "design"
    held = criterion(readiness(snapshot, treatment, at, knowledge(content)), id)
    assert (held.state, held.holds) == (CriterionState.MET, True)
    assert content["leaves"][leaf]["title"] in held.unsigned


@pytest.mark.parametrize(
    ("id", "leaf"),
    [
        ("standing", "readiness.standing"),
        ("standing", "readiness.standing.age"),
        ("watching", "readiness.restart"),
        ("watching", "protocol.spravato-us-trd.observation"),
        ("last-device", "readiness.restart"),
        ("last-device", "readiness.clock.release"),
        ("form-minutes", "readiness.clock.form"),
        ("form-minutes", "rems.session.monitoring"),
        ("rescue", "readiness.restart"),
    ],
)
def test_each_leaf_of_a_clock_holds_after_a_rescue_drug(id: str, leaf: str) -> None:
    """As above, for what is asked of the spray, and of whoever had a rescue drug."""
    content = shipped()
    for each in content["leaves"].values():
        each |= {"flag": "seen", "needs_sign_off": False}
    times = SPRAY_TIMES.replace("rescue: []", "rescue: [{what: labetalol, at: 11:30}]")
    stood = judgements(standing="{met: yes, by: nurse, at: 12:00}")
    snapshot = record(visit(times, stood, ROWS))
    at = datetime.fromisoformat("2026-11-22T13:30")
    treatment = treatment_of(knowledge(content).protocol(SPRAY), "us")
    free = criterion(readiness(snapshot, treatment, at, knowledge(content)), id)
    assert (free.state, free.holds, free.unsigned) == (CriterionState.MET, False, "")
    content["leaves"][leaf]["flag"] = "design"
    held = criterion(readiness(snapshot, treatment, at, knowledge(content)), id)
    assert (held.state, held.holds) == (CriterionState.MET, True)
    assert content["leaves"][leaf]["title"] in held.unsigned


def test_without_a_rescue_drug_the_clock_does_not_rest_on_its_start_again() -> None:
    """Nobody had one: the rule that a rescue drug starts it anew holds its own line only."""
    content = shipped()
    for each in content["leaves"].values():
        each |= {"flag": "seen", "needs_sign_off": False}
    content["leaves"]["readiness.restart"]["flag"] = "design"
    kb = knowledge(content)
    snapshot = record(visit(SPRAY_TIMES, judgements(), ROWS))
    at = datetime.fromisoformat("2026-11-22T12:10")
    made = readiness(snapshot, treatment_of(kb.protocol(SPRAY), "us"), at, kb)
    assert [one.id for one in made.criteria if one.unsigned] == ["rescue"]


def test_a_signature_of_the_site_lifts_the_hold() -> None:
    words = "Name and birth date are checked with the person."
    kb = knowledge(site=site({"leaf": "gate.identity", "value": words}))
    found = item(gated(*WHOLE, site=None, kb=kb), "identity")
    assert found.state is ItemState.MET


@pytest.mark.parametrize(
    ("age", "at", "state"),
    [
        ({"value": "0.5", "unit": "h"}, "12:25", CriterionState.MET),
        ({"value": "0.5", "unit": "h"}, "12:26", CriterionState.NOT_JUDGED),
        ({"value": "14.5"}, "12:09:30", CriterionState.MET),
        ({"value": "14.5"}, "12:09:31", CriterionState.NOT_JUDGED),
    ],
)
def test_the_age_of_a_reading_is_that_of_the_leaf(
    age: dict[str, str], at: str, state: CriterionState
) -> None:
    """Half an hour from 11:55 is 12:25, and 14.5 min from it 12:09:30: by hand."""
    kb = base("readiness.reading.age", **age)
    treatment = treatment_of(kb.protocol(IV), "us")
    when = datetime.fromisoformat(f"2026-11-22T{at}")
    made = readiness(record(visit(TIMES, judgements(), ROWS)), treatment, when, kb)
    assert criterion(made, "vitals").state is state
