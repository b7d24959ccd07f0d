"""Guidance as JSON values: every part of the answer, under keys that do not change."""

import json
from typing import Any

import pytest
from tests.lib.guided import (
    ago,
    course,
    file_of,
    guided,
    option,
    quiet,
    scenario,
    scores,
    sessions,
    shipped,
    weight,
)
from tests.unit.dosing.guidance.catalogue import PEOPLE

from titrant import __version__
from titrant.clinical import OptionKind
from titrant.dosing.course_record import session_record
from titrant.dosing.guidance import Guidance, Stand
from titrant.dosing.guidance.record import guidance_record
from titrant.knowledge import load

THREE = sessions(12, 8, 5)
SOME = [weight(), *scores((20, 20), (2, 16))]


def recorded(guidance: Guidance) -> dict[str, Any]:
    """Return guidance as JSON says it: what JSON cannot hold fails here."""
    made: dict[str, Any] = json.loads(json.dumps(guidance_record(guidance)))
    return made


def kind(record: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in record["options"] if one["kind"] == name]
    return dict(found)


def test_the_parts_of_guidance() -> None:
    record = recorded(guided(file_of(course(*THREE), measurements=SOME)))
    assert list(record) == ["options", "holds", "missing", "conflicts", "basis", "versions"]
    assert [one["kind"] for one in record["options"]] == [str(one) for one in OptionKind]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_same_case_gives_the_same_bytes(who: str) -> None:
    first, again = (recorded(PEOPLE[who].guidance()) for _ in range(2))
    assert json.dumps(first) == json.dumps(again)


def test_no_key_comes_and_none_goes() -> None:
    """Whoever reads the answer elsewhere relies on its keys; each change is one for them."""
    everybody = [one.guidance() for one in PEOPLE.values()]
    assert {key for one in everybody for key in keys(recorded(one))} == KEYS


def test_who_made_it() -> None:
    kb = shipped()
    record = recorded(guided(file_of(measurements=[weight()])))
    assert record["versions"] == {
        "program": __version__,
        "knowledge": kb.version,
        "knowledge_hash": kb.hash,
        "site": kb.site_title,
        "site_hash": kb.site_hash,
        "demonstration": True,
    }
    bare = recorded(guided(file_of(measurements=[weight()]), kb=load()))
    assert (bare["versions"]["site"], bare["versions"]["demonstration"]) == (None, False)


def test_an_option_with_a_dose() -> None:
    """0.75 x 70 = 52.5 mg; R54 took this step after three infusions."""
    up = kind(recorded(guided(file_of(course(*THREE), measurements=SOME))), "up")
    assert {name: up[name] for name in ("title", "stand", "interval", "missing", "limits")} == {
        "title": "Up: 0.75 mg/kg over 40 min",
        "stand": "open",
        "interval": None,
        "missing": [],
        "limits": [],
    }
    assert up["dose"] == {
        "low": 0.75,
        "high": 0.75,
        "unit": "mg/kg",
        "below_high": False,
        "over": "40 min",
        "longer_than_over": False,
        "by_weight": [
            {"basis": "actual", "weight": "70 kg", "low": "52.5 mg", "high": "52.5 mg"},
        ],
    }
    assert up["supports"][0] == {
        "says": "PHQ-9 20 on 2026-11-11, 16 on 2026-11-29, 20 % better. Less than 50 %.",
        "source": "R55, response-guided",
        "tier": "RCT",
        "flag": "seen",
        "leaf": "titration.up.response",
        "claim": None,
    }
    claims = [one for one in up["supports"] if one["claim"]]
    assert claims
    assert all(one["leaf"] is None for one in claims)


def test_a_range_without_its_upper_end() -> None:
    down = kind(recorded(guided(file_of(course(*THREE), measurements=SOME))), "down")["dose"]
    assert (down["low"], down["high"], down["below_high"]) == (0.1, 0.5, True)
    (one,) = down["by_weight"]
    assert (one["low"], one["high"]) == ("7 mg", "35 mg")


def test_a_ceiling_and_a_time_that_is_to_be_passed() -> None:
    ceiling = kind(recorded(scenario("iv-crps-start-is-a-ceiling")), "start")["dose"]
    assert (ceiling["low"], ceiling["high"], ceiling["unit"]) == (None, 0.35, "mg/kg/h")
    assert {one["low"] for one in ceiling["by_weight"]} == {None}
    trial = kind(recorded(scenario("iv-pain-trial-80-start")), "start")["dose"]
    assert (trial["over"], trial["longer_than_over"]) == ("2 h", True)
    assert [(one["basis"], one["weight"]) for one in trial["by_weight"]] == [(None, None)]


def test_an_option_with_days() -> None:
    longer = kind(recorded(PEOPLE["maintenance: it holds"].guidance()), "longer interval")
    assert longer["interval"] == {  # 25 days ago; 28 days after it
        "low_days": 28,
        "high_days": 28,
        "earliest": "2026-12-04",
        "latest": "2026-12-04",
    }


def test_a_limit_says_what_it_asks_for() -> None:
    up = kind(recorded(PEOPLE["maintenance: no response"].guidance()), "up")
    (limit,) = up["limits"]
    assert (limit["id"], limit["kind"], limit["leaf"]) == (
        "protocol.iv-depression-s1-table.dose.soft",
        "soft",
        "protocol.iv-depression-s1-table.dose.soft",
    )
    assert up["stand"] == "asks"


def test_what_nobody_signed_is_of_a_kind_of_its_own() -> None:
    start = kind(recorded(scenario("iv-depression-no-site")), "start")
    assert {one["kind"] for one in start["limits"]} == {"unsigned"}


def test_holds_and_questions() -> None:
    record = recorded(PEOPLE["a fixed dose and limits per kg"].guidance())
    assert record["holds"][1] == {
        "id": "weight-missing",
        "says": "No weight is known, and limits are per kg.",
        "lifts": "Weigh the person and enter the weight in kg.",
        "who": "whoever measures",
        "source": "hazard H4, unknown weight for a dose per kg",
        "leaf": None,
    }
    assert record["missing"][-1] == {
        "asks": "No day of a first dose is known, so that no NRS pain is a baseline.",
        "why": "the response cannot be judged",
        "would_be": None,
        "rule": None,
        "source": None,
    }
    asked = record["missing"][0]
    assert all(asked[name] for name in ("asks", "why", "would_be", "rule", "source"))
    assert record["basis"]["weight"] is None


def test_a_conflict_with_every_side() -> None:
    guidance = guided(file_of(course(*THREE), measurements=SOME))
    record = recorded(guidance)
    kb = shipped()
    assert [one["id"] for one in record["conflicts"]] == [one.id for one in guidance.conflicts]
    for one in record["conflicts"]:
        conflict = kb.conflict(one["id"])
        assert (one["topic"], one["handling"]) == (conflict.topic, conflict.handling)
        assert [side["claim"] for side in one["sides"]] == list(conflict.claims)
        for side in one["sides"]:
            claim = kb.claim(side["claim"])
            assert side["says"] == claim.says
            assert side["source"] == f"{claim.source}, {claim.locator}"
            assert (side["tier"], side["flag"]) == (claim.tier, claim.flag)
            assert side["verdict"] == claim.verdict
        assert set(one["options"]) <= {str(kind) for kind in OptionKind}


def test_what_it_rests_on() -> None:
    record = recorded(guided(file_of(course(*THREE), measurements=SOME)))
    basis = record["basis"]
    told = {name: basis[name] for name in basis if name not in {"course", "leaves", "findings"}}
    assert told == {
        "protocol": {
            "id": "iv-depression",
            "version": "1",
            "title": shipped().protocol("iv-depression").title,
            "tier": str(shipped().protocol("iv-depression").support),
        },
        "jurisdiction": "us",
        "as_of": "2026-12-01",
        "phase": "course without a stated length",
        "sessions": 3,
        "sessions_at_step": 3,
        "step": "0.5 mg/kg",
        "first": "2026-11-19",
        "last": "2026-11-26",
        "days_since_last": 5,
        "last_interval_days": 3,
        "weight": {
            "on": "2026-11-30",
            "basis": "actual",
            "actual": "70 kg",
            "ideal": None,
            "adjusted": None,
        },
        "response": {
            "instrument": "phq-9",
            "scores": [{"on": "2026-11-11", "value": 20}, {"on": "2026-11-29", "value": 16}],
            "baseline": {"on": "2026-11-11", "value": 20},
            "change": -4,
            "improved_percent": 20,
            "responded": False,
            "remitted": False,
            "worsened": False,
            "relapsed": False,
            "sustained": False,
            "rules": basis["response"]["rules"],
            "notes": basis["response"]["notes"],
        },
        "exposure": [
            {
                "drug": "ketamine",
                "sessions": 3,
                "total": "105 mg",
                "sessions_in_span": 3,
                "total_in_span": "105 mg",
                "span_days": 90,
            }
        ],
        "contradictions": [],
        "unmapped": [],
        "set_aside": [],
    }
    assert set(basis["response"]["rules"]) >= {
        "instrument.phq-9.response",
        "instrument.phq-9.remission",
    }


def test_every_leaf_it_rests_on_is_named_with_its_value_and_who_signed_it() -> None:
    guidance = guided(file_of(course(*THREE), measurements=SOME))
    leaves = {one["leaf"]: one for one in recorded(guidance)["basis"]["leaves"]}
    assert list(leaves) == sorted(leaves)
    assert leaves["titration.up.event"] == {
        "leaf": "titration.up.event",
        "title": "grade of an adverse event from which the dose is not raised",
        "value": "2",
        "source": "HOUSE",
        "locator": "section 5.2, up-step",
        "flag": "design",
        "tier": "house",
        "signed_by": "Dr Dana Demo (invented)",
    }
    assert leaves["titration.up.response"]["signed_by"] is None  # it was seen in its source
    assert {f"titration.{one}" for one in ("up.sessions", "serious.event", "step.match")} <= {
        *leaves
    }


def test_a_first_session_has_no_course_and_no_response() -> None:
    basis = recorded(guided(file_of(measurements=[weight()])))["basis"]
    unknown = (
        "step",
        "first",
        "last",
        "days_since_last",
        "last_interval_days",
        "response",
        "course",
    )
    assert {name: basis[name] for name in unknown} == dict.fromkeys(unknown)
    assert (basis["phase"], basis["sessions"], basis["exposure"]) == (
        "before the first session",
        0,
        [],
    )


def test_a_dose_that_nobody_wrote_down_leaves_the_total_unknown() -> None:
    had = (*sessions(12, 8), quiet(ago(5), dose=None))
    (one,) = recorded(guided(file_of(course(*had), measurements=SOME)))["basis"]["exposure"]
    assert (one["sessions"], one["total"], one["total_in_span"]) == (3, None, None)


def test_the_findings_and_the_course_stand_whole() -> None:
    had = quiet(ago(5), dissociation=4, rescue=["ondansetron"], lasted="2 d", recovered="90 min")
    text = file_of(
        course(*sessions(12, 8), had), measurements=SOME, medications=[{"what": "tramadol"}]
    )
    guidance = guided(text)
    basis = recorded(guidance)["basis"]
    assert [one["rule"] for one in basis["findings"]] == [
        one.rule for one in guidance.basis.findings
    ]
    assert basis["course"]["target"] == "phq-9"
    assert basis["course"]["ends_when"] == "eight infusions"
    assert basis["course"]["sessions"][-1] == {
        "on": "2026-11-26",
        "status": "completed",
        "why": "",
        "ordered": "0.5 mg/kg",
        "dose": "35 mg",
        "route": None,
        "over": "40 min",
        "weight": "70 kg",
        "basis": "actual",
        "before": "122/78 mmHg",
        "peak": "136/84 mmHg",
        "dissociation": 4,
        "recovered": "90 min",
        "lasted": "2 d",
        "asked_earlier": False,
        "events": [],
        "rescue": ["ondansetron"],
    }


def test_an_event_keeps_its_kind_and_its_words() -> None:
    event = [{"what": "Low saturation ", "grade": 3}]
    case = file_of(course(quiet(ago(5), events=event)), measurements=SOME)
    found = guided(case).basis.course
    assert found is not None
    (session,) = found.sessions
    assert session_record(session)["events"] == [
        {"kind": "low saturation", "what": "Low saturation ", "grade": 3}
    ]


def test_what_is_not_offered_gives_its_reason_and_nothing_for_or_against() -> None:
    start = kind(recorded(guided(file_of(course(*THREE), measurements=SOME))), "start")
    assert start["stand"] == str(Stand.NOT_OFFERED)
    assert [one["says"] for one in start["why_not"]] == ["The course has begun."]
    assert start["why_not"][0]["tier"] == "record"
    empty = ("supports", "against", "noted", "missing", "needs")
    assert {name: start[name] for name in empty} == {name: [] for name in empty}
    guidance = guided(file_of(course(*THREE), measurements=SOME))
    assert option(guidance, "start").supports == ()


# -- the keys, as whoever reads them may rely on them ---------------------------------------------


def keys(value: Any) -> set[str]:
    """Return every key within a value."""
    if isinstance(value, dict):
        return {*value} | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


KEYS = {
    *("options", "holds", "missing", "conflicts", "basis", "versions"),
    *("kind", "title", "stand", "dose", "interval", "limits", "why_not", "supports", "against"),
    *("noted", "needs", "low", "high", "unit", "below_high", "over", "longer_than_over"),
    *("by_weight", "weight", "low_days", "high_days", "earliest", "latest", "id", "text", "lifts"),
    *("source", "leaf", "says", "tier", "flag", "claim", "who", "asks", "why", "would_be", "rule"),
    *("topic", "handling", "sides", "verdict", "protocol", "version", "jurisdiction", "as_of"),
    *("phase", "sessions", "sessions_at_step", "step", "first", "last", "days_since_last"),
    *("last_interval_days", "on", "actual", "ideal", "adjusted", "response", "instrument"),
    *("scores", "value", "baseline", "change", "improved_percent", "responded", "remitted"),
    *("worsened", "relapsed", "sustained", "rules", "notes", "exposure", "drug", "total"),
    *("sessions_in_span", "total_in_span", "span_days", "course", "opened", "ended", "elsewhere"),
    *("target", "ends_when", "reviews", "decision", "status", "ordered", "route", "before", "peak"),
    *("dissociation", "recovered", "lasted", "asked_earlier", "events", "what", "grade", "rescue"),
    *("findings", "contradictions", "unmapped", "leaves", "locator", "signed_by", "program"),
    *("knowledge", "knowledge_hash", "site", "site_hash", "demonstration"),
    # of a finding of the screening
    *("set_aside", "about", "counts", "code", "times", "file", "place"),
    *("table", "action", "also", "finding", "detail", "effect", "group", "unsigned", "numbers"),
    *("mark", "cleared"),
    # of the facts behind it
    *("so", "state", "concept", "matched_by", "seen", "sure", "daily", "word"),
}
