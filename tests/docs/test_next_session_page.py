"""The page on the JSON of the next session tells every field, and every word of a closed list.

The rows of a section tell paths, `[]` for each entry of a list. A row whose type links to a section
of this page goes on with the rows of that one; a link to another page goes on with its tables.
"""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.docs.test_commands import ROOT, run
from tests.docs.test_samples import keys

from titrant.clinical import Decision, EventKind, Role, SessionStatus, WeightBasis, option
from titrant.dosing import course_words, visit
from titrant.dosing.check import Kind
from titrant.dosing.guidance import who as lifters
from titrant.dosing.guidance.holds import _WHO
from titrant.dosing.guidance.values import Stand

REFERENCE = ROOT / "docs" / "reference"
MARA = "examples/mara-bundle.json examples/mara-screening.yaml examples/mara-case.yaml"
CASE, TODAY = "examples/mara-case.yaml", "examples/mara-today.yaml"
IV = "--protocol iv-depression"
ON = "--site demo --as-of 2026-12-08"

# A label's course with a time between sessions and a review; a file that contradicts Mara's record.
SPRAY = """
by: clinician
on: 2026-12-20
person: {born: 1980-05-02, sex: male}
courses:
  - protocol: spravato-us-trd
    version: "1"
    opened: 2026-11-09
    reviews: [{on: 2026-12-07, decision: continue, why: better}]
    sessions: [{on: 2026-11-09, dose: 56 mg}, {on: 2026-12-04, dose: 84 mg}]
"""
OTHER = """
by: clinician
on: 2026-12-08
person: {born: 1961-01-01, sex: male}
answers: {will-drive: yes, escort-arranged: no}
"""

# A medicine that nothing here knows, and a weight of a day that has not come.
LATER = """by: clinician
on: 2026-12-08
medications: [zorblaxine]
measurements: [{what: weight, value: 70 kg, on: 2027-12-08}]
"""

TYPED = (
    f"next-dose {MARA} {IV} {ON}",
    f"next-dose {CASE} {IV} {ON}",
    f"next-dose {CASE} {IV} --as-of 2026-12-20",
    f"next-dose {CASE} later.yaml {IV} {ON}",
    "next-dose spray.yaml --protocol spravato-us-trd --site demo --as-of 2026-12-20",
    f"gate {MARA} {TODAY} {IV} {ON}",
    f"gate {MARA} {IV} {ON}",
    f"gate {TODAY} other.yaml {IV} --as-of 2026-12-08",
    f"readiness {MARA} {TODAY} {IV} --site demo --at 2026-12-08T12:10",
    f"readiness {TODAY} other.yaml {IV} --at 2026-12-08T11:00",
    f"schedule {MARA} {ON}",
    f"schedule {CASE} --as-of 2026-12-08",
    "schedule spray.yaml --site demo --as-of 2026-12-20 --zone Europe/Paris --at 09:00",
    f"calendar {MARA} {ON}",
    f"calendar {CASE} --as-of 2026-12-08",
)
COMMANDS = {"next-dose", "gate", "readiness", "schedule", "calendar"}

Rows = dict[str, str]
"""What a section tells: each path, or word, with the section that its row links to."""


def slug(title: str) -> str:
    """Return what a link to a heading is called."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def sections(text: str) -> dict[str, Rows]:
    """Return the rows of each section, by its link.

    A section of the second level tells the paths of its parts as well, and not their words.
    """
    found: dict[str, Rows] = {}
    above, here, head = "", "", ""
    for line in text.splitlines():
        heading = re.fullmatch(r"(##+) (.+)", line)
        if heading:
            here = slug(heading[2])
            above = here if heading[1] == "##" else above
        cells = line.split("|")
        if not line.startswith("|"):
            head = ""
        elif not head:
            head = cells[1].strip()
        elif "`" in cells[1]:
            link = re.search(r"\]\(([^)]+)\)", cells[2])
            rows = dict.fromkeys(re.findall(r"`([^`]+)`", cells[1]), link[1] if link else "")
            for name in {above, here} if head == "path" else {here}:
                found.setdefault(name, {}).update(rows)
    return found


def untold(value: Any, told: dict[str, Rows], at: str, path: str = "") -> Iterator[str]:
    """Yield each path in a value that a section, or one that it links to, does not tell."""
    if isinstance(value, list):
        for one in value:
            yield from untold(one, told, at, f"{path}[]")
    elif isinstance(value, dict):
        for key, one in value.items():
            whole = f"{path}.{key}".removeprefix("[]").removeprefix(".")
            link = told[at].get(whole)
            if link is None:
                yield f"{at}: {whole}"
            elif link.startswith("#") and keys(one):
                yield from untold(one, told, link[1:])
            elif link:
                elsewhere = set(re.findall(r"`(\w+)`", tables(link.partition("#")[0])))
                yield from (f"{link}: {inner}" for inner in sorted(keys(one) - elsewhere))
            else:
                yield from untold(one, told, at, whole)


def tables(name: str) -> str:
    """Return the rows of another page of the reference."""
    text = (REFERENCE / name).read_text(encoding="utf-8") if name else ""
    return "\n".join(re.findall(r"^\|.*\|$", text, re.MULTILINE))


def enums(module: ModuleType) -> Iterator[type[StrEnum]]:
    """Yield the enumerations that a module, or a module of a package, defines."""
    for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield from enums(importlib.import_module(f"{module.__name__}.{found.name}"))
    for one in vars(module).values():
        if isinstance(one, type) and issubclass(one, StrEnum) and one.__module__ == module.__name__:
            yield one


# Where the words of each closed list stand.
WORDS: dict[str, str] = {
    "OptionKind": "kinds-of-option",
    "Stand": "how-an-option-stands",
    "Phase": "phases",
    "Due": "how-a-check-stands",
    "ItemState": "where-an-item-stands",
    "Who": "who-may-lift-an-item",
    "CriterionState": "where-a-criterion-stands",
    "Role": "who-judged",
    "Kind": "what-a-check-asks-for",
    "WeightBasis": "weights",
    "SessionStatus": "what-became-of-a-session",
    "EventKind": "sorts-of-event",
}
BESIDE = {"Kind": {"unsigned"}}  # the record of an option writes it in the place of “hold”
CLOSED: list[type[StrEnum]] = [
    *(one for module in (option, course_words, visit) for one in enums(module)),
    *(Stand, Role, Kind, WeightBasis, SessionStatus, EventKind),
]


@pytest.fixture(scope="module")
def told() -> dict[str, Rows]:
    """Return what the page tells."""
    return sections((REFERENCE / "next-session.md").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a folder with the examples, and the two files of this test."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    Path("spray.yaml").write_text(SPRAY, encoding="utf-8")
    Path("other.yaml").write_text(OTHER, encoding="utf-8")
    Path("later.yaml").write_text(LATER, encoding="utf-8")


def answer(words: str) -> Any:
    """Return the JSON that a command prints."""
    printed, status = run([*words.split(), "--json"])
    assert status in {0, 1}, printed
    return json.loads(printed)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", TYPED)
def test_every_field_is_told(words: str, told: dict[str, Rows]) -> None:
    assert not list(untold(answer(words), told, words.partition(" ")[0]))


@pytest.mark.usefixtures("folder")
def test_every_field_that_is_told_is_printed(told: dict[str, Rows]) -> None:
    answers = [(words.partition(" ")[0], answer(words)) for words in TYPED]
    assert {command for command, _ in answers} == COMMANDS
    for command in COMMANDS:
        paths = {path for name, one in answers if name == command for path in printed(one)}
        assert not set(told[command]) - paths, command


def printed(value: Any, path: str = "") -> Iterator[str]:
    """Yield every path in a value."""
    if isinstance(value, list):
        for one in value:
            yield from printed(one, f"{path}[]")
    elif isinstance(value, dict):
        for key, one in value.items():
            whole = f"{path}.{key}".removeprefix(".")
            yield whole
            yield from printed(one, whole)


@pytest.mark.parametrize("enum", CLOSED, ids=lambda enum: enum.__name__)
def test_every_word_of_a_closed_list_is_told_and_no_other(
    enum: type[StrEnum], told: dict[str, Rows]
) -> None:
    words = {member.value for member in enum}
    assert set(told[WORDS[enum.__name__]]) == words | BESIDE.get(enum.__name__, set())


def test_the_words_of_reviews_and_of_whoever_lifts_a_hold_are_told(told: dict[str, Rows]) -> None:
    page = (REFERENCE / "next-session.md").read_text(encoding="utf-8")
    assert f"| {' or '.join(f'`{word.value}`' for word in Decision)} |" in page
    who = {word for name, word in vars(lifters).items() if name.isupper()}
    assert who | set(_WHO.values()) <= set(told["who-lifts-a-hold-of-next-dose"])


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", TYPED)
def test_no_field_ranks_and_none_says_ready(words: str) -> None:
    verdicts = {"rank", "score", "best", "recommended", "ready", "safe", "verdict", "preferred"}
    found = answer(words)
    sides = [one.pop("sides") for one in found.get("conflicts", []) if "sides" in one]
    assert not keys(found) & verdicts
    assert keys(sides) & verdicts <= {"verdict"}  # on a claim of a source


@pytest.mark.usefixtures("folder")
def test_the_same_files_give_the_same_bytes() -> None:
    for words in TYPED:
        typed = [*words.split(), "--json"]
        assert run(typed) == run(typed)


# ------------------------------------------------------------------ this test bites


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_made_up_field_is_found(command: str, told: dict[str, Rows]) -> None:
    value = answer(next(words for words in TYPED if words.startswith(command)))
    assert list(untold({**value, "ready": True}, told, command)) == [f"{command}: ready"]
    value["versions"]["made_up"] = 1
    assert list(untold(value, told, command)) == ["versions: made_up"]


def test_a_made_up_field_is_found_at_any_depth() -> None:
    page = """
## one

| path | type |
|---|---|
| `a` | list |
| `a[].b`, `a[].c` | [two](#two), [two](#two) |
| `d` | [elsewhere](screening.md#a-fact) |

### words

| `x` | |
|---|---|
| `y` | a word |

## two

| path | type |
|---|---|
| `e[].f` | text |
| `e` | list |
"""
    told = sections(page)
    assert set(told["one"]) == {"a", "a[].b", "a[].c", "d"}
    assert set(told["words"]) == {"y"}
    right = {"a": [{"b": {"e": [{"f": 1}]}}, {"c": [{"e": []}]}], "d": {"concept": 1}}
    assert not list(untold(right, told, "one"))
    assert list(untold({"a": [{"made": 1}]}, told, "one")) == ["one: a[].made"]
    assert list(untold({"a": [{"c": [{"e": [{"made": 1}]}]}]}, told, "one")) == ["two: e[].made"]
    assert list(untold({"d": [{"made": 1}]}, told, "one")) == ["screening.md#a-fact: made"]
