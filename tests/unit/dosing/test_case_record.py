"""A case that is kept is the same case when it is read again, and gives the same guidance."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from msgspec.structs import replace
from tests.lib import next_scenarios
from tests.lib.courses import cases
from tests.lib.loaded import loaded

from titrant.clinical import Course, PastSession
from titrant.dosing.case_record import UnreadableCase, case_bytes, read_case_bytes
from titrant.dosing.guidance import Case, next_dose
from titrant.dosing.guidance.record import guidance_record
from titrant.units import Dose, Drug

NAMES = next_scenarios.names()


@pytest.mark.parametrize("name", NAMES[::7])
def test_every_scenario_is_read_again_as_it_was(name: str) -> None:
    scenario = next_scenarios.Scenario(name)
    case = Case(snapshot=scenario.snapshot(), treatment=scenario.treatment)
    again = read_case_bytes(case_bytes(case))
    assert again == case
    assert case_bytes(again) == case_bytes(case)
    then, now = (next_dose(one, scenario.kb) for one in (case, again))
    assert json.dumps(guidance_record(then)) == json.dumps(guidance_record(now))


@given(cases(loaded("demo")))
@settings(max_examples=40)
def test_any_course_is_read_again_as_it_was(case: Case) -> None:
    assert read_case_bytes(case_bytes(case)) == case


def broken(change: str) -> bytes:
    scenario = next_scenarios.Scenario(NAMES[0])
    kept = json.loads(case_bytes(Case(snapshot=scenario.snapshot(), treatment=scenario.treatment)))
    match change:
        case "a word for a day":
            kept["snapshot"]["as_of"] = "yesterday"
        case "a part that is unknown":
            kept["snapshot"]["colour"] = "blue"
        case "a number for a text":
            kept["treatment"]["title"] = 5
        case "a route that is none":
            kept["treatment"]["route"] = "by ear"
        case "nothing of a course":
            del kept["treatment"]["drug"]
        case _:
            kept["snapshot"]["facts"][0]["daily"] = {
                "quantity": "Dose",
                "value": "many",
                "unit": "mg",
            }
    return json.dumps(kept).encode()


@pytest.mark.parametrize(
    "change",
    [
        "a word for a day",
        "a part that is unknown",
        "a number for a text",
        "a route that is none",
        "nothing of a course",
        "an amount in words",
    ],
)
def test_what_is_no_case_is_refused_in_words(change: str) -> None:
    with pytest.raises(UnreadableCase, match="no case that this version can read"):
        read_case_bytes(broken(change))


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(UnreadableCase):
        read_case_bytes(b"{")


def test_what_is_no_part_of_a_case_is_not_written() -> None:
    with pytest.raises(TypeError, match="is no part of a case"):
        case_bytes(object())  # type: ignore[arg-type]


def test_a_dose_keeps_its_drug() -> None:
    scenario = next_scenarios.Scenario(NAMES[0])
    session = PastSession(on=date(2026, 10, 1), dose=Dose("35", "mg", Drug.KETAMINE))
    course = Course(protocol="iv-depression", sessions=(session,))
    case = Case(
        snapshot=replace(scenario.snapshot(), courses=(course,)), treatment=scenario.treatment
    )
    (again,) = read_case_bytes(case_bytes(case)).snapshot.courses[0].sessions
    assert again.dose == Dose("35", "mg", Drug.KETAMINE)
    assert again.dose is not None
    assert again.dose.drug is Drug.KETAMINE
