"""What changed between two releases, in words that a medical director can read and sign."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.lib.bases import base, leaf_yaml, row, shipped

from titrant.knowledge import KnowledgeError
from titrant.knowledge.comparison import compare, read_version
from titrant.knowledge.files import BASE, COMPILED


def changed(**fields: Any) -> list[str]:
    old, new = {"leaves": {"a.b": row()}}, {"leaves": {"a.b": row(**fields)}}
    return compare(old, new)


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"value": "8"}, "value 10 mg -> 8 mg"),
        ({"value": None}, "value 10 mg -> nothing"),
        ({"unit": None}, "unit mg -> nothing"),
        ({"limit": None}, "limit kind hard, stops above -> nothing"),
        (
            {"limit": {"kind": "firm", "stops": "at-or-above"}},
            "limit kind hard, stops above -> kind firm, stops at-or-above",
        ),
        ({"range": ["1", "2"]}, "range nothing -> 1, 2"),
        ({"flag": "seen-2nd"}, "flag seen -> seen-2nd"),
        ({"review": "2027-06-01"}, "review 2027-01-01 -> 2027-06-01"),
        ({"needs_sign_off": True}, "needs_sign_off false -> true"),
        ({"note": "read again"}, "note nothing -> read again"),
    ],
)
def test_a_changed_field_is_one_line(fields: dict[str, Any], line: str) -> None:
    assert changed(**fields) == [f"~ leaves a.b: {line}"]


def test_a_changed_unit_is_shown_with_the_value() -> None:
    assert changed(value="0.01", unit="g") == [
        "~ leaves a.b: unit mg -> g",
        "~ leaves a.b: value 10 mg -> 0.01 g",
    ]


def test_what_came_and_what_went() -> None:
    old = {
        "leaves": {"a": row(title="an old one"), "same": row()},
        "products": {"p": {"name": "a vial"}},
        "claims": {"c": {"says": "40 min"}},
        "gone": {"g": {"topic": "a table of before"}},
    }
    new = {
        "leaves": {"same": row(), "b": row(title="a new one", value=None)},
        "products": {},
        "conflicts": {"d": {"topic": "length", "kind": "range"}},
        "sources": {"R1": {"title": "A label"}},
    }
    assert compare(old, new) == [
        "- leaves a: an old one, 10 mg",
        "+ leaves b: a new one",
        "- products p: a vial",
        "+ conflicts d: length",
        "+ sources R1: A label",
        "- claims c: 40 min",
        "- gone g: a table of before",
    ]


def test_the_same_twice_differs_in_nothing() -> None:
    assert compare(shipped(), shipped()) == []
    assert changed() == []


def test_the_release_itself_is_no_entry() -> None:
    other = shipped()
    other["release"] = {"version": "x", "released": "2030-01-01"}
    assert compare(shipped(), other) == []


def test_a_folder_and_its_compiled_file_are_the_same() -> None:
    assert compare(read_version(BASE), read_version(COMPILED / "knowledge.json")) == []


def test_a_folder_is_compiled_to_be_read(tmp_path: Path) -> None:
    made = read_version(base(tmp_path, x=f"leaves: {{a: {leaf_yaml()}}}"))
    assert list(made["leaves"]) == ["a"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\x00\xff\x7fELF",
        b"[" * 100_000,
        b"[]",
        b"1",
        b'"release leaves"',
        b"{}",
        b'{"release": {"version": "1"}}',
        b'{"leaves": {}}',
        b'{"release": "1", "leaves": {}}',
        b'{"release": {}, "leaves": {}}',
        b'{"release": {"version": "1"}, "leaves": []}',
        b'{"release": {"version": "1"}, "leaves": {"a": 1}}',
        b'{"release": {"version": "1"}, "leaves": {}, "claims": {"a": []}}',
        json.dumps({"hash": "", "files": {}, "sites": {}}).encode(),
    ],
)
def test_what_is_no_knowledge_base_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError) as error:
        read_version(path)
    assert str(error.value) == (
        f"{path} is not a knowledge base. Name a folder of YAML, or a compiled knowledge.json."
    )


def test_what_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as error:
        read_version(tmp_path / "x.json")
    assert str(error.value) == (
        f"{tmp_path}/x.json cannot be read: No such file or directory. Name another."
    )
