"""What has no place in the built manual is found: every leaf, rule, ground, option, test, case."""

import ast
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripts.reference_pages import option_words
from scripts.reference_pages.commands import commands_page
from scripts.reference_pages.leaves import leaves_page
from scripts.reference_pages.manual import anchor, links_to_tests, section_of, sections_of, sentence
from scripts.reference_pages.markdown import Missing
from tests.docs.test_pages import parsers

from titrant.cli.main import build_parser
from titrant.clinical import OptionKind
from titrant.dosing.guidance import Stand
from titrant.knowledge import Knowledge, pk_models

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "tests" / "spec"
SCENARIOS = ROOT / "tests" / "scenarios" / "next_dose"
GUIDANCE = ROOT / "src" / "titrant" / "dosing" / "guidance"

# Tests that say nothing yet but their name. It only gets shorter.
WITHOUT_WORDS: dict[str, int] = {}

Manual = dict[str, str]


# ------------------------------------------------------------------ what has to be there


def spec_tests() -> list[str]:
    """Every test under tests/spec, once, as pytest names it."""
    return [
        f"{path.relative_to(ROOT).as_posix()}::{node.name}"
        for path in sorted(SPEC.rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def wanted(kb: Knowledge) -> dict[str, list[str]]:
    """What the manual has to have a place for, by the beginning of its label."""
    rules = [f"screening.{id}" for id in kb.ids("screening")]
    return {
        "leaf": kb.leaf_ids(),
        "rule": rules + [f"interaction.{id}" for id in kb.ids("interactions")],
        "ground": [ground.id for ground in kb.grounds()],
        "conflict": kb.ids("conflicts"),
        "claim": kb.ids("claims"),
        "instrument": kb.ids("instruments"),
        "concept": kb.ids("concepts"),
        "protocol": kb.ids("protocols"),
        "model": list(pk_models()),
        "decision": kb.ids("protocols"),
        "source": kb.ids("sources"),
        "row": list(kb.rows()),
        "option": [kind.replace(" ", "-") for kind in OptionKind],
        "command": [one.prog.replace(" ", "-") for one in parsers(build_parser())],
        "test": [anchor(id) for id in spec_tests()],
        "case": sorted(path.name for path in SCENARIOS.iterdir() if path.is_dir()),
    }


def absent(manual: Manual, wanted: dict[str, list[str]]) -> list[str]:
    """Return what has no place of its own, or more than one."""
    labels = [
        label
        for text in manual.values()
        for label in re.findall(r"^\(([^()\n]+)\)=$", text, re.MULTILINE)
    ]
    count = Counter(labels)
    names = [f"{kind}-{id}" for kind, ids in wanted.items() for id in ids]
    return [name for name in names if count[name] != 1]


def test_everything_has_its_place(manual: Manual, kb: Knowledge) -> None:
    assert all(wanted(kb).values())
    assert not absent(manual, wanted(kb))


def test_every_leaf_of_a_protocol_is_on_its_decision_table(manual: Manual, kb: Knowledge) -> None:
    for id in kb.ids("protocols"):
        page = manual[f"decisions-{id}"]
        for leaf in kb.leaf_ids(f"protocol.{id}."):
            assert f"| [{leaf}](#leaf-{leaf}) |" in page
        rows = re.findall(r"^\| \[([^\]]+)\]\(#option-", page, re.MULTILINE)
        assert rows == [kind.capitalize() for kind in OptionKind]


def test_every_ground_and_conflict_is_on_the_tables_it_bears_on(
    manual: Manual, kb: Knowledge
) -> None:
    for protocol in map(kb.protocol, kb.ids("protocols")):
        page = manual[f"decisions-{protocol.id}"]
        for ground in kb.grounds():
            bears = ground.bears_on(protocol.id, protocol.route)
            assert (f"(#ground-{ground.id})" in page) is bears, (protocol.id, ground.id)
        for conflict in map(kb.conflict, kb.ids("conflicts")):
            bears = bool(conflict.options) and conflict.bears_on(protocol)
            assert (f"(#conflict-{conflict.id})" in page) is bears, (protocol.id, conflict.id)


def test_every_leaf_of_an_instrument_is_on_its_card(manual: Manual, kb: Knowledge) -> None:
    for leaf in kb.leaf_ids("instrument."):
        assert f"(#leaf-{leaf})" in manual["instruments"]


def test_the_pages_leave_the_surroundings_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """Help is printed 80 columns wide for the page, and for nothing after it."""
    monkeypatch.setenv("COLUMNS", "133")
    commands_page()
    assert os.environ["COLUMNS"] == "133"


def test_a_hazard_leads_to_the_rule_that_verifies_it(manual: Manual) -> None:
    links = re.findall(r"\]\(#test-([^)]+)\)", manual["hazards"])
    assert len(links) > 40
    assert set(links) <= {anchor(id) for id in spec_tests()}


# ------------------------------------------------------------------ what the code looks at


def looked_at(tree: ast.AST, kb: Knowledge) -> Iterator[str]:
    """Yield the leaf ids in a module; where a name fills a part in, what stands before it."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if kb.find(text) is not None:
                yield text
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if is_beginning(text):
                yield text
            case ast.Constant(value=str(text)) if text.count(".") > 1 and is_beginning(text):
                yield text


def is_beginning(text: str) -> bool:
    """Say whether a text is the beginning of leaf ids that belong to no protocol or scale."""
    word, _, rest = text.partition(".")
    return text.endswith(".") and word in {"alert", "calendar", "titration"} and " " not in rest


def hold_ids(tree: ast.AST) -> Iterator[str]:
    """Yield the ids that a module gives its holds, where they are written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Hold":
            first = next(word.value for word in node.keywords if word.arg == "id")
            if isinstance(first, ast.Constant):
                yield str(first.value)


def guidance() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(GUIDANCE.glob("*.py"))]


def test_every_leaf_that_an_option_rests_on_is_told(manual: Manual, kb: Knowledge) -> None:
    found = {id for tree in guidance() for id in looked_at(tree, kb)}
    assert len(found) > 25
    page = manual["decisions"]
    assert not [id for id in found if f"](#leaf-{id}" not in page]


@pytest.mark.hazard("H48")
def test_every_hold_is_told_and_no_other(manual: Manual) -> None:
    found = {id for tree in guidance() for id in hold_ids(tree)}
    assert found == option_words.HOLDS.keys()
    assert all(f"| `{id}` |" in manual["decisions"] for id in found)
    assert set(option_words.STANDS) == set(Stand)


# ------------------------------------------------------------------ the clinical manual


def silent() -> dict[str, int]:
    """How many tests of each file under tests/spec have no docstring."""
    found: dict[str, int] = {}
    for path in sorted(SPEC.rglob("test_*.py")):
        section = section_of(path)
        count = sum(not one.says for one in section.paragraphs)
        if count:
            found[section.file] = count
    return found


def test_every_rule_is_told_in_words() -> None:
    """A spec test is a paragraph of the manual: its docstring. What is owed is named above."""
    owed = {file: count - WITHOUT_WORDS.get(file, 0) for file, count in silent().items()}
    assert not [file for file, count in owed.items() if count > 0]


def test_a_chapter_prints_what_its_tests_say(manual: Manual) -> None:
    """By hand from tests/spec/outcomes/test_response.py."""
    page = manual["manual-outcomes"]
    assert "\n### Response is half of the baseline\n" in page
    assert "For most scales a response is a fall by half of the baseline, or more." in page
    assert "`tests/spec/outcomes/test_response.py::test_response_is_half_of_the_baseline`" in page


def test_a_test_that_runs_many_times_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "test_small.py"
    path.write_text(
        '"""A section. With more."""\n'
        '@pytest.mark.parametrize("a", [1, 2])\n'
        'def test_an_iv_dose(a: int) -> None:\n    """One.\n\n    Two."""\n'
        "def helper() -> None: ...\n",
        encoding="utf-8",
    )
    section = section_of(path)
    assert section.title == "A section. With more"
    assert [one.heading for one in section.paragraphs] == ["An IV dose"]
    assert section.paragraphs[0].says == "One.\n\nTwo."


def test_a_section_without_words_stops_the_manual(tmp_path: Path) -> None:
    path = tmp_path / "test_small.py"
    path.write_text("def test_nothing() -> None: ...\n", encoding="utf-8")
    with pytest.raises(Missing, match="it has no docstring"):
        section_of(path)


def test_a_name_is_read_as_a_sentence() -> None:
    assert sentence("test_a_phq_of_40_is_never_judged") == "A PHQ of 40 is never judged"


def test_every_spec_test_has_a_link() -> None:
    assert sorted(links_to_tests()) == sorted(spec_tests())
    assert all(section.paragraphs for section in sections_of("outcomes"))


# ------------------------------------------------------------------ this test bites


def test_what_is_missing_or_stands_twice_is_found() -> None:
    manual = {"a": "(leaf-x.y)=\n(rule-b)=\n", "b": "text (rule-c)= text\n(leaf-x.y)=\n"}
    found = absent(manual, {"leaf": ["x.y"], "rule": ["b", "c"], "ground": ["d"]})
    assert found == ["leaf-x.y", "rule-c", "ground-d"]


def test_a_leaf_that_no_option_tells_is_found(kb: Knowledge) -> None:
    text = (
        "desk.use('titration.switch')\nkb.leaves('titration.maintenance.interval.')\n"
        "desk.use(f'alert.{side}.stop.high')\ndesk.own('start')\nkb.find(f'protocol.{id}.start')\n"
    )
    found = set(looked_at(ast.parse(text), kb))
    assert found == {"titration.switch", "titration.maintenance.interval.", "alert."}


def test_a_hold_that_nobody_told_is_found() -> None:
    text = "Hold(id='new', says='x')\nHold(id=leaf.id, says='x')\nCheck(id='other')"
    assert list(hold_ids(ast.parse(text))) == ["new"]


@pytest.mark.parametrize("page", [leaves_page])
def test_a_group_of_leaves_without_words_stops_the_manual(
    page: Callable[[Knowledge], str], kb: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb, "first_words", lambda: ["protocol", "new"])
    with pytest.raises(Missing, match="groups of leaves"):
        page(kb)
