"""Concepts and rules that do not hold together: one fault at a time, each with its sentence."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lib.bases import row, shipped

import titrant
from titrant.dosing.screening.screen import LOOKS
from titrant.knowledge import Column, KnowledgeError
from titrant.knowledge.consistency import find_problems, refuse_problems
from titrant.knowledge.ruliness import NEEDED, find_unruly

Content = dict[str, Any]
Doctor = Callable[[Content], object]

CONCEPT: dict[str, Any] = {
    "title": "a",
    "kind": "condition",
    "within": [],
    "lasts": "episode",
    "unit": None,
    "units": {},
}
RULE: dict[str, Any] = {
    "title": "a",
    "group": "mind",
    "finds": "ever",
    "concepts": ["ill"],
    "unless": [],
    "asks": "",
    "lifts": "b",
    "separates": "",
    "looser": {},
    "leaves": ["racemic"],
}


def small(table: str = "screening", **changes: Any) -> Content:
    """Return content with four concepts and one rule, `screening.a` or `interaction.a`."""
    rule = {**RULE, **changes}
    word = table.removesuffix("s")
    leaves = {f"{word}.a.{name}": row(value="exclude", unit=None) for name in rule["leaves"]}
    return {
        "leaves": leaves,
        "concepts": {
            "ill": dict(CONCEPT),
            "illness": dict(CONCEPT),
            "drug": {**CONCEPT, "kind": "medication"},
            "pressure": {**CONCEPT, "kind": "observation", "unit": "mmHg"},
            "score": {**CONCEPT, "kind": "observation", "unit": "1"},
        },
        "instruments": {},
        "protocols": {},
        "screening": {},
        "interactions": {},
        table: {"a": rule},
    }


def told(content: Content, doctor: Doctor = lambda _: None) -> list[str]:
    doctor(content)
    return list(find_unruly(content))


def test_what_holds_together_is_let_pass() -> None:
    assert told(small()) == []
    assert told(small("interactions")) == []
    assert list(find_unruly(shipped())) == []


def test_what_is_unruly_is_a_problem_of_the_base() -> None:
    content = shipped()
    content["screening"]["minor"]["concepts"] = ["nothing"]
    problem = "screening.minor: looks for nothing, and there is no such concept."
    assert find_problems(content) == [problem]
    with pytest.raises(KnowledgeError, match="looks for nothing"):
        refuse_problems(content)


# -- concepts, questionnaires, protocols -----------------------------------------------------


def concept(id: str, **changes: Any) -> Doctor:
    return lambda content: content["concepts"][id].update(changes)


def both(*doctors: Doctor) -> Doctor:
    return lambda content: [doctor(content) for doctor in doctors]


@pytest.mark.parametrize(
    ("doctor", "sentences"),
    [
        (
            concept("ill", within=["nowhere"]),
            ["concept ill: lies within nowhere, and there is no such concept."],
        ),
        (
            concept("drug", within=["ill"]),
            ["concept drug: its kind is medication, and that of the wider ill is not."],
        ),
        (
            concept("score", within=["ill"]),
            ["concept score: its kind is observation, and that of the wider ill is not."],
        ),
        (concept("ill", within=["ill"]), ["concept ill: lies within itself."]),
        (
            both(concept("ill", within=["illness"]), concept("illness", within=["ill"])),
            ["concept ill: lies within itself.", "concept illness: lies within itself."],
        ),
        (
            concept("score", unit=None, units={"mg": "1"}),
            ["concept score: lists units and says not which is its own."],
        ),
    ],
)
def test_a_concept_that_does_not_hold_together(doctor: Doctor, sentences: list[str]) -> None:
    assert told(small(), doctor) == sentences


@pytest.mark.parametrize(
    "doctor",
    [
        concept("ill", within=["illness"]),
        concept("ill", within=["drug"]),  # a condition may lie within anything
        concept("score", unit=None),  # a result in words has no unit
    ],
)
def test_a_concept_that_does_is_let_pass(doctor: Doctor) -> None:
    assert told(small(), doctor) == []


def asks(concept: str, item: str | None) -> Doctor:
    entry = {"concept": concept, "items": {"1-1": item, "2-2": None}}
    return lambda content: content["instruments"].update(q=entry)


@pytest.mark.parametrize(
    ("doctor", "sentences"),
    [
        (asks("score", "pressure"), []),
        (asks("nothing", None), ["instrument q: there is no concept nothing."]),
        (asks("score", "nothing"), ["instrument q: there is no concept nothing."]),
    ],
)
def test_a_questionnaire_asks_about_concepts(doctor: Doctor, sentences: list[str]) -> None:
    assert told(small(), doctor) == sentences


def treats(concept: str, *, switches_to: str = "p") -> Doctor:
    entry = {"treats": [concept], "switches_to": [switches_to]}
    return lambda content: content["protocols"].update(p=entry)


@pytest.mark.parametrize(
    ("doctor", "sentences"),
    [
        (treats("ill"), []),
        (treats("x"), ["protocol p: treats x, and there is no such concept."]),
        (
            treats("ill", switches_to="q"),
            ["protocol p: switches to q, and there is no such protocol."],
        ),
    ],
)
def test_a_protocol_treats_and_leads_to_what_is_there(doctor: Doctor, sentences: list[str]) -> None:
    assert told(small(), doctor) == sentences


# -- rules -----------------------------------------------------------------------------------


def value(name: str, text: str | None, unit: str | None = None) -> Doctor:
    """Put a value into a leaf of the rule."""
    leaf = row(value=text, unit=unit)
    return lambda content: content["leaves"].update({f"screening.a.{name}": leaf})


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"concepts": ["ill", "x"]}, "looks for x, and there is no such concept."),
        ({"unless": ["x"]}, "looks for x, and there is no such concept."),
        ({"leaves": []}, "has no cell, so that nothing ever follows from it."),
        ({"leaves": ["bound"]}, "has no cell, so that nothing ever follows from it."),
        (
            {"looser": {"home": "watch"}, "separates": "c"},
            "names something looser for home, and has no such cell.",
        ),
        ({"looser": {"racemic": "perhaps"}, "separates": "c"}, "“perhaps” is no action."),
        (
            {"looser": {"racemic": "watch"}},
            "a looser action and the fact that would separate the two belong together.",
        ),
        (
            {"separates": "c"},
            "a looser action and the fact that would separate the two belong together.",
        ),
    ],
)
@pytest.mark.parametrize("table", ["screening", "interactions"])
def test_a_rule_that_does_not_hold_together(
    table: str, changes: dict[str, Any], sentence: str
) -> None:
    assert told(small(table, **changes)) == [f"{table.removesuffix('s')}.a: {sentence}"]


@pytest.mark.parametrize("text", ["exclude", "clearance, watch", "defer,modify", "inform"])
def test_a_cell_says_actions(text: str) -> None:
    assert told(small(), value("racemic", text)) == []


@pytest.mark.parametrize(
    "text", [None, "", "Exclude", "exclude.", "hold", "watch, exclude", "watch, watch", "modify,"]
)
def test_a_cell_that_says_none_or_not_the_gravest_first(text: str | None) -> None:
    """A cell whose first action is not its gravest would stop less than it says."""
    assert told(small(), value("racemic", text)) == [
        f"screening.a.racemic: “{text}” is no action, or not the gravest first."
    ]


@pytest.mark.parametrize(("looser", "sound"), [("defer", True), ("exclude", False)])
def test_what_a_site_may_sign_instead_is_looser(looser: str, sound: bool) -> None:
    """Evidence, correction 1.20: of two actions the stricter one ships."""
    found = told(small(looser={"racemic": looser}, separates="c"))
    assert found == ([] if sound else [f"screening.a.racemic: “exclude” is not {LOOSER}"])


LOOSER = "looser than “exclude”."


def test_a_looser_action_beside_a_cell_that_says_nothing_is_one_problem() -> None:
    content = small(looser={"racemic": "watch"}, separates="c")
    assert told(content, value("racemic", "hold")) == [
        "screening.a.racemic: “hold” is no action, or not the gravest first."
    ]


# -- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("finds", ["above", "below"])
@pytest.mark.parametrize(
    ("concept", "unit", "sentences"),
    [
        ("pressure", "mmHg", []),
        ("score", "1", []),
        ("ill", "1", []),  # a concept without a unit is counted
        ("pressure", "1", ["screening.a.bound: is in 1, and pressure in mmHg."]),
        ("score", "mmHg", ["screening.a.bound: is in mmHg, and score in 1."]),
        (None, "1", ["screening.a: measures, and has no bound or no concept."]),
        ("pressure", None, ["screening.a: measures, and has no bound or no concept."]),
    ],
)
def test_a_bound_is_in_the_unit_of_what_is_measured(
    finds: str, concept: str | None, unit: str | None, sentences: list[str]
) -> None:
    content = small(finds=finds, concepts=[concept] if concept else [])
    doctor = value("bound", "4", unit) if unit else lambda _: None
    assert told(content, doctor) == sentences


def test_a_bound_for_a_concept_that_is_not_there_is_told_once_more() -> None:
    assert told(small(finds="above", concepts=["x"]), value("bound", "4", "1")) == [
        "screening.a: looks for x, and there is no such concept.",
        "screening.a: measures, and has no bound or no concept.",
    ]


@pytest.mark.parametrize("text", [None, ""])
def test_a_number_that_a_look_reads_has_to_be_there(text: str | None) -> None:
    sentence = "screening.a.age: “minor” reads this number, and it is not there."
    doctor: Doctor = (lambda _: None) if text == "" else value("age", None, "1")
    assert told(small(finds="minor"), doctor) == [sentence]
    assert told(small(finds="minor"), value("age", "18", "1")) == []


def test_figures_for_older_people_say_from_which_age() -> None:
    sentence = "screening.a.older.from: “ever” reads this number, and it is not there."
    content = small(leaves=["racemic", "older.systolic"])
    content["leaves"]["screening.a.older.systolic"] = row(value="150", unit="mmHg")
    assert told(content) == [sentence]
    assert told(content, value("older.from", "65", "1")) == []


@pytest.mark.parametrize("name", ["systolic", "above.systolic"])
def test_a_side_of_the_pressure_has_one_of_two_figures(name: str) -> None:
    """A threshold that counts at its value, or one that counts only above it."""
    wrong = "“blood-pressure-screening” reads this number, and it is not there."
    content = small(finds="blood-pressure-screening", leaves=["racemic", "fresh"])
    content["leaves"]["screening.a.fresh"] = row(value="14", unit="d")
    assert told(content) == [
        f"screening.a.systolic or above.systolic: {wrong}",
        f"screening.a.diastolic or above.diastolic: {wrong}",
    ]
    content["leaves"][f"screening.a.{name}"] = row(value="140", unit="mmHg")
    assert told(content) == [f"screening.a.diastolic or above.diastolic: {wrong}"]


@pytest.mark.parametrize("name", ["window", "fresh", "after", "washout", "fresh.induction"])
@pytest.mark.parametrize(("unit", "word"), [("mg", "mg"), (None, "no unit"), ("d", "")])
def test_a_number_of_days_is_a_time(name: str, unit: str | None, word: str) -> None:
    content = small(leaves=["racemic", name])
    content["leaves"]["screening.a." + name] = row(value="31", unit=unit)
    wrong = f"screening.a.{name}: it has to be a time, and {word} is none."
    assert told(content) == ([wrong] if word else [])


def read_numbers() -> set[str]:
    """Return the names of the numbers that the looks read, as their source writes them."""
    folder = Path(titrant.__file__).parent / "dosing" / "screening"
    names = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Subscript(
                    value=ast.Attribute(attr="numbers"), slice=ast.Constant(value=str(name))
                ):
                    names.add(name)
                case _:
                    pass
    return names


SIDES = ("systolic", "diastolic")
# Read by a name that is put together, or by a function that is given the name.
PUT_TOGETHER = {
    *(f"{level}.{side}" for level in ("above", "older") for side in SIDES),
    *(f"{level}.{side}" for level in ("exclude", "defer", "repeat") for side in SIDES),
    *SIDES,
    "count",
}
# Told to people, and read by no look.
SHOWN = {"repeat.readings", "repeat.wait", "fluids", "solids"}


def test_no_rule_has_a_number_that_no_look_reads() -> None:
    """A number with a slip in its name would be there for nothing."""
    content, known = shipped(), read_numbers() | PUT_TOGETHER | SHOWN
    columns = set(Column)
    unread = [
        f"{id}.{name}"
        for table in ("screening", "interactions")
        for id, rule in content[table].items()
        for name in rule["leaves"]
        if name.partition(".")[0] not in columns and name not in known
    ]
    assert unread == []


def test_what_a_look_cannot_do_without_is_asked_of_looks_that_there_are() -> None:
    assert NEEDED.keys() <= LOOKS.keys()
    needed = {one for names in NEEDED.values() for name in names for one in name.split(" or ")}
    assert needed <= read_numbers() | PUT_TOGETHER
