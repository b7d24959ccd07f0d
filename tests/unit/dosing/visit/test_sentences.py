"""Every sentence of the gate and of the criteria, word for word, with who may lift what.

What holds and what is met is proved by tests/spec/gate and tests/spec/readiness, with outside
witnesses; here whole records are held, so that no word and no leaf changes without being read.
"""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.lib.loaded import loaded
from tests.lib.spoken import spoken, texts
from tests.unit.dosing.visit.before import BEFORE, Before
from tests.unit.dosing.visit.leaving import LEAVING, Leaving
from tests.unit.dosing.visit.telling import Json, apart, joined, told

from titrant.dosing import readiness as criteria
from titrant.dosing import visit as room
from titrant.dosing.gate import ItemState, Who
from titrant.dosing.readiness import CriterionState

HERE = Path(__file__)
GATES: dict[str, Json] = yaml.safe_load(HERE.with_name("gates.yaml").read_text("utf-8"))
CRITERIA: dict[str, Json] = yaml.safe_load(HERE.with_name("criteria.yaml").read_text("utf-8"))


def whole(name: str, said: dict[str, Json], visits: dict[str, Any]) -> Json:
    """Return the whole record that the catalogue says of a visit."""
    like = visits[name].like
    return joined(said[name], whole(like, said, visits) if like else {})


@pytest.mark.parametrize("name", GATES)
def test_what_is_said_before_a_dose(name: str) -> None:
    """Witness: gates.yaml, read by hand beside the knowledge."""
    assert told(BEFORE[name].record()) == whole(name, GATES, BEFORE)


@pytest.mark.parametrize("name", CRITERIA)
def test_what_is_said_before_a_person_leaves(name: str) -> None:
    """Witness: criteria.yaml, read by hand beside the knowledge."""
    assert told(LEAVING[name].record()) == whole(name, CRITERIA, LEAVING)


def test_no_visit_is_left_out() -> None:
    """A visit that is in no file of sentences would prove nothing."""
    assert GATES.keys() == BEFORE.keys()
    assert CRITERIA.keys() == LEAVING.keys()


@pytest.mark.parametrize(("said", "visits"), [(GATES, BEFORE), (CRITERIA, LEAVING)])
def test_nothing_is_told_twice(said: dict[str, Json], visits: dict[str, Any]) -> None:
    """Whatever is as in the visit that another is like is left out, so that a change stands out."""
    for name, one in said.items():
        like = visits[name].like
        assert apart(whole(name, said, visits), whole(like, said, visits) if like else {}) == one


ITEM = {
    *("id", "title", "state", "says", "lifts", "who", "leaf", "source", "flag", "tier", "basis"),
}
CRITERION = {
    *("id", "title", "state", "says", "lifts", "by", "at", "minutes_left", "unsigned"),
    *("leaf", "source", "flag", "tier"),
}


@pytest.mark.parametrize("visit", [BEFORE["no site, at home"], LEAVING["no site, spray"]])
def test_each_part_says_who_says_so(visit: Before | Leaving) -> None:
    """The source, its flag and its tier are those of the leaf.

    Witness: docs/reference/next-session.md, the tables of the gate and of readiness.
    """
    made, kb = visit.record(), loaded(None)
    parts = made.get("items") or made["criteria"]
    keys = ITEM if "items" in made else CRITERION
    for one in parts:
        assert one.keys() == keys
        leaf = kb.leaf(one["leaf"])
        said = (f"{leaf.source}, {leaf.locator}", leaf.flag.value, leaf.tier.value)
        assert (one["source"], one["flag"], one["tier"]) == said
    assert {one["tier"] for one in parts} > {"label", "house"}


def test_every_state_and_everybody_who_may_lift_is_read() -> None:
    """Witness: the words of docs/reference/next-session.md."""
    items = [one for said in GATES.values() for one in said.get("items", {}).values()]
    assert {one["state"] for one in items if "state" in one} == {str(one) for one in ItemState}
    assert {one["who"] for one in items if one.get("who")} == {str(one) for one in Who}
    judged = [one for said in CRITERIA.values() for one in said.get("criteria", {}).values()]
    states = {one["state"] for one in judged if "state" in one}
    assert states == {str(one) for one in CriterionState}


def test_a_sentence_is_a_sentence() -> None:
    for said in (GATES, CRITERIA):
        for text in texts(said):
            assert "  " not in text
            assert text == text.strip()
            assert "None" not in text.replace("None was given.", "").replace("None so far.", "")


# -- the words of the code -----------------------------------------------------------------------


ELSEWHERE = {
    "recorded as a possibility",  # test_told.py: nothing that is only suspected meets an item
    ", without a date",  # test_told.py: what a file says has at least the day of the file
    "Fasting instruction followed",  # each injection is asked for hours, and nothing else fasts
}


@pytest.mark.code
def test_every_sentence_of_the_room_is_read_whole_somewhere() -> None:
    """The words between the numbers, as they stand in the code, each in a sentence above."""
    read = "\n".join(texts([GATES, CRITERIA]))
    said = [words for path in modules() for words in spoken(ast.parse(path.read_text("utf-8")))]
    assert len(said) > 150
    assert {words for words in said if words not in read} == ELSEWHERE


def modules() -> list[Path]:
    """Return the modules of the room, and the two that put its parts together."""
    (folder,) = room.__path__
    own = Path(str(criteria.__file__))
    return [*sorted(Path(folder).glob("*.py")), own, own.with_name("gate.py")]
