"""The JSON of a gate and of the criteria, raw: every key of the reference page with its value."""

from tests.lib.loaded import loaded
from tests.lib.visits import HEAD, ROWS, WHOLE, judgements, visit
from tests.unit.dosing.visit.before import BEFORE, Before, pressed
from tests.unit.dosing.visit.leaving import LABETALOL, LEAVING, Leaving


def test_a_whole_gate() -> None:
    """Witness: docs/reference/next-session.md, the table of the gate; the leaf in today.yaml."""
    made = Before(pressed("150/92")).record()
    assert list(made) == [
        *("protocol", "jurisdiction", "as_of", "holds", "items", "emergency"),
        *("conflicts", "files", "versions"),
    ]
    assert (made["protocol"], made["jurisdiction"]) == ("iv-depression", "us")
    assert (made["as_of"], made["holds"]) == ("2026-11-22", True)
    assert made["items"][2] == {
        "id": "pressure",
        "title": "Blood pressure today",
        "state": "held",
        "says": (
            "Systolic 150 mmHg, diastolic 92 mmHg. Systolic pressure above 140 mmHg and diastolic "
            "pressure above 90 mmHg. Not repeated."
        ),
        "lifts": "Measure again after 5 to 10 min of rest.",
        "who": "nurse by measuring again",
        "leaf": "screening.blood-pressure-today.repeat.systolic",
        "source": "R1, blood pressure before dosing",
        "flag": "seen",
        "tier": "label",
        "basis": [reading("systolic", 150, 1), reading("diastolic", 92, 2)],
    }
    assert made["conflicts"] == []
    names = [f"{number}.yaml" for number in range(1, len(WHOLE) + 2)]
    assert made["files"] == [{"name": name, "form": "case file"} for name in names]
    assert made["versions"] == loaded().versions.record()


def reading(side: str, number: int, place: int) -> dict[str, object]:
    """Return a reading of the seventh file as JSON."""
    return {
        "concept": side,
        "kind": "observation",
        "text": side,
        "so": True,
        "state": "unstated",
        "sure": "confirmed",
        "matched_by": "hand",
        "on": "2026-11-22",
        "seen": "2026-11-22",
        "ended": None,
        "value": {"number": number, "unit": "mmHg", "shown": f"{number} mmHg"},
        "word": "",
        "daily": None,
        "file": "7.yaml",
        "place": f"measurements {place}",
    }


def test_a_met_item_has_nobody_who_lifts_it() -> None:
    made = BEFORE["iv"].record()
    assert {(one["lifts"], one["who"]) for one in made["items"]} == {("", None)}
    assert made["holds"] is False


def test_the_whole_criteria() -> None:
    """Witness: docs/reference/next-session.md, the table of readiness; minutes by hand."""
    made = Leaving((visit(LABETALOL, judgements(), ROWS),), site=None).record()
    assert list(made) == [
        *("protocol", "jurisdiction", "at", "criteria", "decides"),
        *("conflicts", "files", "versions"),
    ]
    assert (made["protocol"], made["jurisdiction"]) == ("iv-depression", "us")
    assert made["at"] == "2026-11-22T12:10:00"
    assert made["decides"] == [
        "Nothing alone. Every item is met and a person signs.",
        "A licensed person, with the time.",
    ]
    assert made["criteria"][9] == {
        "id": "fluids",
        "title": "Fluids stay down",
        "state": "met",
        "says": "Judged yes by a nurse at 12:00.",
        "lifts": "",
        "by": "nurse",
        "at": "2026-11-22T12:00:00",
        "minutes_left": None,
        "unsigned": "",
        "leaf": "readiness.nausea",
        "source": "C11, post-anaesthetic discharge score",
        "flag": "seen",
        "tier": "cohort",
    }
    assert made["criteria"][1] == {
        "id": "rescue",
        "title": "Rescue drugs",
        "state": "met",
        "says": (
            "Given: labetalol at 11:30. The clocks run from the last; what was judged before it is "
            "asked again."
        ),
        "lifts": "The medical director signs readiness.restart at this value or a stricter one.",
        "by": None,
        "at": None,
        "minutes_left": None,
        "unsigned": (
            "This site has not signed “any rescue drug” (default The readiness clock starts "
            "again., design)."
        ),
        "leaf": "readiness.restart",
        "source": "HOUSE, hazard H36",
        "flag": "design",
        "tier": "house",
    }
    assert made["files"] == [{"name": "1.yaml", "form": "case file"}]
    assert made["versions"] == loaded(None).versions.record()


def test_a_time_with_its_offset_keeps_it() -> None:
    text = f"{HEAD}visit:\n  started: 2026-11-22T10:00+01:00\n  ended: 2026-11-22T10:40+01:00\n"
    made = Leaving((text,), at="2026-11-22T10:45+00:00").record()
    assert made["at"] == "2026-11-22T10:45:00+00:00"
    assert made["criteria"][0]["says"] == "65 min since 10:40, of 60 min."


def test_what_contradicts_itself_is_told_beside() -> None:
    made = LEAVING["told in two ways"].record()
    assert made["conflicts"][0] == {
        "about": "the visit, start",
        "says": ["2026-11-22 10:00", "2026-11-22 10:01"],
        "counts": "10:00 counts",
    }
