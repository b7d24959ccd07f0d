"""Every sentence of guidance, word for word: the catalogue in sentences.yaml.

What an option amounts to is proved by the scenarios, with outside witnesses; here the words are
held, with their sources, tiers and leaves, so that none changes without being read again.
"""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.lib.guided import scenario, told
from tests.lib.next_scenarios import names
from tests.lib.spoken import spoken, texts
from tests.unit.dosing.guidance.catalogue import PEOPLE

from titrant.dosing import guidance as room
from titrant.dosing.guidance import Guidance

CATALOGUE: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
)
WORDS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
)
RECORDS = {"__init__", "record", "values"}  # they say nothing of their own


@pytest.mark.parametrize("who", CATALOGUE["people"])
def test_what_is_said_of_a_person(who: str) -> None:
    assert whole(PEOPLE[who].guidance(), CATALOGUE["people"][who]) == CATALOGUE["people"][who]


@pytest.mark.parametrize("name", CATALOGUE["scenarios"])
def test_what_is_said_of_a_scenario(name: str) -> None:
    assert whole(scenario(name), CATALOGUE["scenarios"][name]) == CATALOGUE["scenarios"][name]


def whole(guidance: Guidance, parts: dict[str, Any]) -> dict[str, Any]:
    return {part: told(guidance, part) for part in parts}


def test_nobody_is_left_out() -> None:
    """A person who is not in the catalogue would prove nothing."""
    assert CATALOGUE["people"].keys() == PEOPLE.keys()
    assert CATALOGUE["scenarios"].keys() <= set(names())


@pytest.mark.code
def test_every_sentence_of_the_room_is_read_whole_somewhere() -> None:
    """The words between the numbers, as they stand in the code, each in a sentence above."""
    read = "\n".join((*texts(CATALOGUE), *texts(WORDS)))
    said = [words for path in modules() for words in spoken(ast.parse(path.read_text("utf-8")))]
    assert len(said) > 100
    assert [words for words in said if words not in read] == []


@pytest.mark.code
def test_every_hold_is_read_whole_somewhere() -> None:
    """By the id of each hold, as it stands in the code."""
    named = {
        keyword.value.value
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Hold"
        for keyword in node.keywords
        if keyword.arg == "id" and isinstance(keyword.value, ast.Constant)
    }
    assert len(named) > 10
    read = {
        hold["id"]
        for part in CATALOGUE.values()
        for said in part.values()
        for hold in said.get("holds", ())
    }
    assert named - read == set()


def test_a_sentence_is_a_sentence_with_a_source() -> None:
    for part in CATALOGUE.values():
        for said in part.values():
            for hold in said.get("holds", ()):
                assert hold["says"].endswith(".")
                assert hold["lifts"].endswith(".")
                assert hold["who"]
                assert hold["source"]


def modules() -> list[Path]:
    (folder,) = room.__path__
    return [path for path in sorted(Path(folder).glob("*.py")) if path.stem not in RECORDS]
