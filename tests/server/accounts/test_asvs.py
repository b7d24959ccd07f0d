"""ASVS chapters V6 to V8, level 2: each line has a test that exists, or a reason in words."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from allauth.mfa import app_settings as mfa
from tests.lib.evidence import ROOT, SHARED

from titrant.server.accounts import reentry
from titrant.server.accounts.matrix import pages
from titrant.server.accounts.passwords import WORDS
from titrant.server.accounts.roles import Role
from titrant.server.config import settings as written

LIST = ROOT / "docs" / "safety" / "asvs.yaml"
PAGE = (ROOT / "docs" / "safety" / "sign-in.md").read_text(encoding="utf-8")


def lines() -> list[dict[str, Any]]:
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    assert read.keys() == {"requirements"}
    return read["requirements"]


def problems(rows: list[dict[str, Any]], there: set[str]) -> list[str]:
    """Return one line for each row that is misshapen, unexplained, or names no test of ours."""
    wrong = []
    for row in rows:
        id = row.get("id", "?")
        if row.keys() not in ({"id", "level", "tests"}, {"id", "level", "reason"}):
            wrong.append(f"{id}: keys")
        elif row["level"] not in {1, 2} or not re.fullmatch(r"V[678]\.\d+\.\d+", id):
            wrong.append(f"{id}: id or level")
        elif "reason" in row and len(row["reason"].split()) < 6:
            wrong.append(f"{id}: no reason in words")
        elif "tests" in row:
            wrong += [f"{id}: no test {test}" for test in row["tests"] if test not in there]
            wrong += [f"{id}: no test"] if not row["tests"] else []
    if len({row.get("id") for row in rows}) != len(rows):
        wrong.append("an id stands twice")
    return wrong


def known_tests() -> set[str]:
    """Return every test of the server."""
    return {
        f"{path.relative_to(ROOT).as_posix()}::{node.name}"
        for path in sorted((ROOT / "tests" / "server").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_each_line_has_a_test_that_exists_or_a_reason() -> None:
    assert problems(lines(), known_tests()) == []


@pytest.mark.shared
def test_no_line_of_the_standard_is_missing() -> None:
    path: Path = SHARED / "data" / "asvs" / "asvs-5.0.0.flat.json"
    if not path.is_file():
        pytest.skip("no copy of ASVS beside this clone")
    rows = json.loads(path.read_text(encoding="utf-8"))["requirements"]
    asked = {
        row["req_id"]: int(row["L"])
        for row in rows
        if row["chapter_id"] in {"V6", "V7", "V8"} and int(row["L"]) <= 2
    }
    assert {row["id"]: row["level"] for row in lines()} == asked


@pytest.mark.parametrize(
    "row",
    [
        {"id": "V6.1.1", "level": 1},
        {"id": "V6.1.1", "level": 3, "reason": "there is a reason in many words"},
        {"id": "V9.1.1", "level": 1, "reason": "there is a reason in many words"},
        {"id": "V6.1.1", "level": 1, "reason": "not here"},
        {"id": "V6.1.1", "level": 1, "tests": []},
        {"id": "V6.1.1", "level": 1, "tests": ["tests/x.py::test_gone"]},
        {"id": "V6.1.1", "level": 1, "tests": ["tests/x.py::test_y"], "colour": "red"},
    ],
)
def test_the_checker_complains(row: dict[str, Any]) -> None:
    good = {"id": "V6.1.2", "level": 1, "tests": ["tests/x.py::test_y"]}
    assert problems([good], {"tests/x.py::test_y"}) == []
    assert problems([good, row], {"tests/x.py::test_y"})
    assert problems([good, good], {"tests/x.py::test_y"})


# ------------------------------------------------------------------ the page that documents it


def test_the_page_on_sign_in_says_the_programs_own_numbers() -> None:
    said = dict(re.findall(r"^\| `([\w.]+)` \| `([^`]+)` \|", PAGE, re.MULTILINE))
    limits = {
        f"ACCOUNT_RATE_LIMITS.{name}": rate for name, rate in written.ACCOUNT_RATE_LIMITS.items()
    }
    times = {
        name: str(getattr(written, name))
        for name in (
            "IDLE_AT_MOST",
            "SIGNED_IN_AT_MOST",
            "ACCOUNT_REAUTHENTICATION_TIMEOUT",
            "PASSWORD_RESET_TIMEOUT",
        )
    }
    kept = {"TRIES": str(reentry.TRIES), "KEPT_FOR": str(reentry.KEPT_FOR)}
    assert said == {**limits, **times, **kept}


def test_the_page_on_sign_in_lists_the_words() -> None:
    listed = re.search(r"\*(titrant, [^*]+)\*", PAGE)
    assert listed is not None
    roles = {word for role in Role for word in role.value.split()}
    assert {*listed[1].split(", "), *roles} == WORDS


def test_every_way_in_is_on_the_page() -> None:
    """What can be opened by anybody is documented, or shows nothing of anybody."""
    plain = {"alive", "mode", "gallery", "keys", "account_inactive", "account_signup"}
    out = {"account_logout"}
    for page in pages():
        if page.needs == "anybody" and page.name not in plain | out:
            start = "/" + page.route.lstrip("^").split("<")[0].split("(")[0]
            first = "/".join(start.split("/")[:3])
            assert first in PAGE, page.route


def test_a_code_has_no_neighbours() -> None:
    assert (mfa.TOTP_TOLERANCE, mfa.TOTP_PERIOD, mfa.TRUST_ENABLED) == (0, 30, False)
