"""Answers as JSON values: every part of them, and nothing lost."""

import json
from decimal import Decimal
from typing import Any

from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.looking import TODAY, ago, fact, kb, no

from titrant.clinical import (
    Born,
    Contradiction,
    Course,
    FileRead,
    Origin,
    PastSession,
    SetAside,
    Sex,
    Snapshot,
    State,
    Subject,
    Unmapped,
)
from titrant.dosing.screening import (
    Why,
    find_interactions,
    find_open_interactions,
    fit,
    screen,
    treatment_of,
)
from titrant.dosing.screening.record import (
    fact_record,
    finding_record,
    fit_record,
    missing_record,
    protocol_record,
    screening_record,
    snapshot_record,
)
from titrant.units import Dose, Drug, Weight

ORIGIN = Origin("made.yaml", "entry 1")
RECORD = Snapshot(
    as_of=TODAY,
    subject=Subject(born=Born(ago(20000), ago(19999)), sex=Sex.FEMALE, dead=True, died_on=ago(1)),
    facts=(
        fact("weight", days=3, number="70.5"),
        fact("lorazepam", daily=Dose("1", "mg"), ended=ago(2), state=State.ENDED),
        fact("dementia", days=900),
    ),
    courses=(
        Course(
            protocol="iv-depression",
            version="1",
            drug=Drug.KETAMINE,
            opened=ago(30),
            ended=ago(3),
            elsewhere=True,
            sessions=(PastSession(on=ago(9), dose=Dose("35", "mg"), weight=Weight("70", "kg")),),
        ),
        Course(protocol="oral-s1", sessions=(PastSession(on=ago(5)),)),
    ),
    unmapped=(Unmapped(kind="Condition", text="Gout", code="snomed 90560007", origin=ORIGIN),),
    set_aside=(SetAside(what="Weight", why="it has no unit", origin=ORIGIN, times=3),),
    contradictions=(Contradiction(about="Gout", says=("so", "not so"), counts="so"),),
    files=(FileRead(name="made.yaml", form="case file", entries=5, mapped=4, beside={"Claim": 2}),),
)
IV = treatment_of(loaded(None).protocol("iv-depression"), "us")


def test_a_fact_keeps_everything_that_is_known_of_it() -> None:
    weight, lorazepam, _ = RECORD.facts
    said = fact_record(weight)
    assert said["value"] == {"number": 70.5, "unit": "kg", "shown": "70.5 kg"}
    assert (said["on"], said["ended"], said["daily"]) == ("2026-11-19", None, None)
    assert (said["file"], said["place"]) == ("made.yaml", "weight 3 70.5")
    taken = fact_record(lorazepam)
    assert (taken["ended"], taken["daily"], taken["state"]) == ("2026-11-20", "1 mg", "ended")
    assert taken["value"] is None
    assert fact_record(no("pregnancy"))["so"] is False


def test_a_record_keeps_who_it_is_about_and_what_was_given() -> None:
    said = snapshot_record(RECORD)
    assert said["born"] == {"first": str(ago(20000)), "last": str(ago(19999))}
    assert (said["sex"], said["dead"], said["died_on"]) == ("female", True, str(ago(1)))
    first, second = said["courses"]
    (session,) = first["sessions"]
    assert (session["on"], session["dose"], session["weight"]) == (str(ago(9)), "35 mg", "70 kg")
    assert (session["status"], session["events"], session["peak"]) == ("completed", None, None)
    assert (first["drug"], first["elsewhere"], first["ended"]) == ("ketamine", True, str(ago(3)))
    (unknown,) = second["sessions"]
    assert (unknown["on"], unknown["dose"], unknown["weight"]) == (str(ago(5)), None, None)
    assert unknown == {
        "on": str(ago(5)),
        "status": "completed",
        "why": "",
        "asked_earlier": False,
        "rescue": [],
        # What nobody wrote down is null; only an empty list says “none”.
        **dict.fromkeys(("ordered", "dose", "route", "over", "weight", "basis", "before")),
        **dict.fromkeys(("peak", "dissociation", "recovered", "lasted", "events")),
    }
    assert (second["drug"], second["opened"]) == (None, None)
    assert said["unmapped"][0]["text"] == "Gout"
    assert said["set_aside"][0]["times"] == 3
    assert said["conflicts"] == [{"about": "Gout", "says": ["so", "not so"], "counts": "so"}]
    assert said["files"][0]["beside"] == {"Claim": 2}
    empty = snapshot_record(Snapshot(as_of=TODAY))
    assert (empty["born"], empty["sex"], empty["died_on"]) == (None, None, None)


def test_a_screening_says_with_what_it_was_made() -> None:
    screening = screen(RECORD, IV, loaded())
    said = screening_record(screening)
    assert json.loads(json.dumps(said)) == said
    assert said["holds"] is True
    assert said["first"] == [one.rule for one in screening.findings[:3]]
    assert said["treatment"]["agent"] == "ketamine"
    versions = said["versions"]
    assert versions["knowledge_hash"] == loaded(None).hash
    assert versions["site"] == loaded().site_title
    assert versions["demonstration"] is True
    assert len(said["missing"]) == len(screening.missing)


def test_a_finding_and_a_question_carry_their_source() -> None:
    kb = loaded(None)
    screening = screen(RECORD, IV, kb)
    (dementia,) = [one for one in screening.findings if one.rule == "dementia-or-delirium"]
    said = finding_record(dementia)
    assert (said["action"], said["also"]) == ("exclude", [])
    assert said["source"] == dementia.cell.cited
    assert said["unsigned"].startswith("This site has not signed")
    assert dementia.stops
    (helps,) = [one for one in screening.missing if one.rule == "dementia-or-delirium"]
    assert helps.why is Why.SEPARATES
    assert helps.question == ("It would help to know what a cognitive test and a specialist say.")
    assert not helps.stops
    asked = missing_record(screening.missing[0])
    assert asked["holds"] is True
    assert asked["source"]
    wide = finding_record(replace(dementia, actions=(*dementia.actions, dementia.action)))
    assert wide["also"] == ["exclude"]


def test_interactions_that_are_open_are_old_entries() -> None:
    old = Snapshot(as_of=TODAY, facts=(fact("diazepam", days=20000), fact("oxycodone", days=900)))
    assert find_interactions(old, IV, kb()) == []
    asked = {one.rule: one.question for one in find_open_interactions(old, IV, kb())}
    assert asked["benzodiazepine"] == asked["opioid"] == "Is it still taken?"
    assert asked["depressants-together"] == "Is it still taken?"
    assert find_open_interactions(Snapshot(as_of=TODAY), IV, kb()) == []


def test_questions_that_no_rule_has_of_its_own() -> None:
    def question(*facts: Any) -> dict[str, str]:
        screening = screen(Snapshot(as_of=TODAY, facts=facts), IV, kb())
        return {one.rule: one.question for one in screening.missing}

    undated = replace(fact("rifampicin"), state=State.ENDED)
    by_mouth = treatment_of(kb().protocol("oral-depression"), "us")
    asked = find_open_interactions(Snapshot(as_of=TODAY, facts=(undated,)), by_mouth, kb())
    assert [one.question for one in asked] == ["When was it last taken?"]
    airway = (fact("oxycodone", days=900), fact("copd"))
    assert question(*airway)["opioid-and-airway"] == "Is it still so?"


def test_a_fit_and_a_protocol() -> None:
    base = loaded(None)
    protocol = base.protocol("iv-depression")
    said = protocol_record(protocol)
    assert (said["route"], said["agent"], said["held"]) == ("iv", "ketamine", None)
    assert said["approved"] is False
    (one,) = fit(RECORD, [protocol], base)
    fitted = fit_record(one)["fit"]
    assert fitted["verdict"] == "does not fit"
    assert fitted["because"][0]["rule"] == "deceased"
    assert {reason["rule"] for reason in fitted["because"]} >= {None}
    assert fitted["unasked"] == one.unasked > Decimal(0)
