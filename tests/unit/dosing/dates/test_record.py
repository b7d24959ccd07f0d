"""A plan and a calendar as JSON values: every part, under keys that do not change."""

import json
from datetime import date
from typing import Any

import pytest
from tests.lib.dates import calendar, course, fact, planned
from tests.lib.loaded import loaded
from tests.unit.dosing.dates.catalogue import DATED, FOLLOWED

from titrant.dosing.dates import calendar_record, plan_record

ENTRY = {
    *("id", "what", "who", "state", "last_on", "last", "due", "until", "note", "holds"),
    "sources",
}
SLOT = {"number", "phase", "earliest", "latest", "on", "optional", "why", "leaves"}
HOUSE = {"source": "HOUSE", "flag": "design", "tier": "house"}
MANIA = {
    "leaf": "calendar.mania.first",
    "title": "time from a session to the question about mania",
    "value": "72 h",
    "locator": "hazard H44",
    "signed_by": None,
    **HOUSE,
}


def test_a_plan_whole() -> None:
    """Witness: the table of docs/reference/next-session.md, key by key.

    One infusion for pain in a session of any length was given on Monday; R71 names the trial, and
    its review follows the one session.
    """
    kb = loaded()
    leaf = kb.leaf("protocol.iv-pain-trial-80.sessions.induction")
    assert leaf.signature is not None
    made = planned("iv-pain-trial-80", closed=frozenset({date(2026, 11, 24)}))
    assert plan_record(made) == {
        "protocol": {
            "id": "iv-pain-trial-80",
            "version": "1",
            "title": "One trial infusion of ketamine for chronic pain, 80 mg",
        },
        "as_of": "2026-11-23",
        "begins": "2026-11-23",
        "given": 0,
        "most_in_7_days": None,
        "weekdays": [0, 1, 2, 3, 4],
        "closed": ["2026-11-24"],
        "sessions": [
            {
                "number": 1,
                "phase": "induction",
                "earliest": "2026-11-23",
                "latest": "2026-11-23",
                "on": "2026-11-23",
                "optional": False,
                "why": "",
                "leaves": ["protocol.iv-pain-trial-80.sessions.induction"],
            }
        ],
        "review": {
            "on": "2026-11-23",
            "after": "after 1 session",
            "done": None,
            "overdue": False,
            "leaves": ["protocol.iv-pain-trial-80.sessions.induction"],
        },
        "left_open": [
            "The protocol names no interval for maintenance; the prescriber sets each date."
        ],
        "holds": [],
        "sources": [
            {
                "leaf": leaf.id,
                "title": leaf.title,
                "value": "1",
                "source": "R71",
                "locator": leaf.locator,
                "flag": str(leaf.flag),
                "tier": str(leaf.tier),
                "signed_by": leaf.signature.by,
            }
        ],
        "versions": kb.versions.record(),
    }


def test_a_plan_without_a_review() -> None:
    """Witness: the protocol (R57) names no number of sessions and no review: null."""
    assert plan_record(planned("sc-older"))["review"] is None


def test_a_calendar_whole() -> None:
    """Witness: the table of docs/reference/next-session.md, key by key; hazard H44, 72 hours."""
    kb = loaded(None)
    made = calendar_record(calendar(course("iv-depression", [0]), 5, fact("mania-asked", 3), kb=kb))
    entries = made.pop("entries")
    assert made == {
        "protocol": {
            "id": "iv-depression",
            "version": "1",
            "title": "IV ketamine for depression, 0.5 mg/kg over 40 min",
        },
        "as_of": "2026-11-28",
        "waits": True,
        "closed": "",
        "versions": kb.versions.record(),
    }
    (entry,) = [one for one in entries if one["id"] == "mania-after-session"]
    assert entry == {
        "id": "mania-after-session",
        "what": "Question about mania after a session",
        "who": "",
        "state": "done",
        "last_on": "2026-11-26",
        "last": {
            "concept": "mania-asked",
            "text": "mania-asked",
            "file": "made.yaml",
            "place": "mania-asked 3",
        },
        "due": "2026-11-26",
        "until": None,
        "note": "",
        "holds": [
            {
                "id": "unsigned:calendar.mania.first",
                "kind": "hold",
                "text": (
                    "This site has not signed “time from a session to the question about mania” "
                    "(default 72 h, design)."
                ),
                "lifts": (
                    "The medical director signs calendar.mania.first at this value "
                    "or a stricter one."
                ),
                "source": "HOUSE, hazard H44",
                "leaf": "calendar.mania.first",
            }
        ],
        "sources": [MANIA],
    }


@pytest.mark.parametrize("who", FOLLOWED)
def test_no_key_of_a_calendar_comes_and_none_goes(who: str) -> None:
    """Witness: the table of the reference. A text is a text, also where it is empty."""
    made = recorded(calendar_record(FOLLOWED[who].calendar()))
    for entry in made["entries"]:
        assert entry.keys() == ENTRY
        assert all(isinstance(entry[key], str) for key in ("id", "what", "who", "note"))
        assert (entry["last"] is None) <= (entry["last_on"] is None or entry["id"] == "review")
        assert entry["sources"]


@pytest.mark.parametrize("who", DATED)
def test_no_key_of_a_plan_comes_and_none_goes(who: str) -> None:
    """Witness: the table of the reference. A session without a day says why."""
    made = recorded(plan_record(DATED[who].plan()))
    for slot in made["sessions"]:
        assert slot.keys() == SLOT
        assert slot["optional"] in {True, False}
        assert bool(slot["why"]) == (slot["on"] is None)


def recorded(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as JSON says it: what JSON cannot hold fails here."""
    made: dict[str, Any] = json.loads(json.dumps(record))
    return made
