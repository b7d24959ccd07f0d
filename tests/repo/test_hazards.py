"""The hazard log and the tests hold each other: no control without a test, no orphan test."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
LOG = ROOT / "docs" / "safety" / "hazards.yaml"

KINDS = ["design", "alert", "information"]
PARTS = {1, 2, 3, 4, 5, 6, "later: chair", "later: home"}
BUILT = {1, 2, 3}  # the parts whose controls must be verified today
UNDER_WAY = {5, 6}  # parts of which some controls are verified already

HAZARD_KEYS = {"id", "title", "sequence", "harm", "severity", "basis", "controls"}
CONTROL_KEYS = {"kind", "text", "part"}

Link = tuple[str, str]  # hazard id, test id


def hazards() -> list[dict[str, Any]]:
    read: dict[str, Any] = yaml.safe_load(LOG.read_text(encoding="utf-8"))
    assert read.keys() == {"hazards"}
    log: list[dict[str, Any]] = read["hazards"]
    return log


def shape_problems(log: list[dict[str, Any]]) -> list[str]:
    """Return one line for each hazard or control that is not shaped as the log says."""
    wrong = []
    ids = [hazard["id"] for hazard in log]
    if ids != [f"H{number}" for number in range(1, len(ids) + 1)]:
        wrong.append("the ids are not H1, H2, … in order")
    for hazard in log:
        id = hazard["id"]
        if hazard.keys() != HAZARD_KEYS or not 1 <= hazard["severity"] <= 5:
            wrong.append(f"{id}: keys or severity")
        kinds = [control["kind"] for control in hazard["controls"]]
        if not kinds or kinds != sorted(kinds, key=KINDS.index):
            wrong.append(f"{id}: controls are not in the order design, alert, information")
        for control in hazard["controls"]:
            built = control["part"] in BUILT
            told = built or (control["part"] in UNDER_WAY and "tests" in control)
            keys = CONTROL_KEYS | ({"tests"} if told else set())
            if control.keys() != keys or control["part"] not in PARTS:
                wrong.append(f"{id}: a control of part {control['part']} has the wrong keys")
            elif told and not control["tests"]:
                wrong.append(f"{id}: no test verifies “{control['text']}”")
    return wrong


def listed(log: list[dict[str, Any]]) -> set[Link]:
    """Return every (hazard, test) that the log names."""
    return {
        (hazard["id"], test)
        for hazard in log
        for control in hazard["controls"]
        for test in control.get("tests", [])
    }


def marked(path: str, source: str) -> Iterator[Link]:
    """Return every (hazard, test) that the `hazard` marks of one test file name."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.hazard":
                for argument in mark.args:
                    assert isinstance(argument, ast.Constant)
                    yield str(argument.value), f"{path}::{node.name}"


def all_marked() -> set[Link]:
    return {
        link
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for link in marked(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    }


def test_the_log_is_whole() -> None:
    log = hazards()
    assert len(log) == 56
    assert shape_problems(log) == []


def test_no_control_names_a_test_that_is_not_there() -> None:
    """A test that the log lists carries the hazard's mark, so it exists and knows why."""
    assert sorted(listed(hazards()) - all_marked()) == []


def test_no_test_names_a_control_that_is_not_there() -> None:
    """A test that carries a hazard's mark is listed under that hazard."""
    assert sorted(all_marked() - listed(hazards())) == []


# -- the checkers can fail -------------------------------------------------------------------


def sample(**changes: Any) -> list[dict[str, Any]]:
    control = {"kind": "design", "text": "c", "part": 1, "tests": ["tests/x.py::test_y"]}
    hazard = {
        "id": "H1",
        "title": "t",
        "sequence": "s",
        "harm": "h",
        "severity": 5,
        "basis": "b",
        "controls": [control],
    }
    return [{**hazard, **changes}]


def test_the_shape_checker_complains() -> None:
    assert shape_problems(sample()) == []
    assert shape_problems(sample(id="H2"))
    assert shape_problems(sample(severity=6))
    assert shape_problems(sample(colour="red"))
    assert shape_problems(sample(controls=[]))
    late = {"kind": "information", "text": "i", "part": 5}
    early = {"kind": "design", "text": "d", "part": 5}
    assert shape_problems(sample(controls=[early, late])) == []
    assert shape_problems(sample(controls=[late, early]))
    assert shape_problems(sample(controls=[{**early, "tests": ["x"]}])) == []
    assert shape_problems(sample(controls=[{**early, "tests": []}]))
    assert shape_problems(sample(controls=[{**early, "part": "later: chair", "tests": ["x"]}]))
    assert shape_problems(sample(controls=[{**early, "part": 1, "tests": []}]))
    assert shape_problems(sample(controls=[{**early, "part": 7}]))


def test_the_mark_reader_reads() -> None:
    source = "@pytest.mark.hazard('H1', 'H2')\ndef test_y() -> None: ...\n"
    assert set(marked("tests/x.py", source)) == {
        ("H1", "tests/x.py::test_y"),
        ("H2", "tests/x.py::test_y"),
    }
    assert listed(sample()) == {("H1", "tests/x.py::test_y")}
