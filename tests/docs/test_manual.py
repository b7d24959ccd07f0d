"""What has no place in the built manual is found: every leaf, rule, ground, option, test, case."""

import ast
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from scripts.reference import pages
from scripts.reference_pages import option_words, worked_cases
from scripts.reference_pages.leaves import leaves_page
from scripts.reference_pages.manual import anchor, links_to_tests, section_of, sections_of, sentence
from scripts.reference_pages.markdown import Missing
from scripts.reference_pages.steps import Steps
from tests.docs.test_pages import parsers

from titrant.cli.main import build_parser
from titrant.clinical import OptionKind
from titrant.dosing.guidance import Stand
from titrant.knowledge import Knowledge, load
from titrant.knowledge.compiling import compile_base
from titrant.knowledge.consistency import find_problems
from titrant.knowledge.files import BASE

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "tests" / "spec"
SCENARIOS = ROOT / "tests" / "scenarios" / "next_dose"
GUIDANCE = ROOT / "src" / "titrant" / "dosing" / "guidance"
OWN_PROTOCOL = ROOT / "docs" / "how-to" / "write-a-protocol.md"

# Tests that say nothing yet but their name. It only gets shorter.
WITHOUT_WORDS: dict[str, int] = {
    "tests/spec/screening/test_records_that_hurt.py": 21,
    "tests/spec/screening/test_scenario_files.py": 7,
    "tests/spec/screening/test_table.py": 4,
}

Manual = dict[str, str]


@pytest.fixture(scope="module")
def manual() -> Manual:
    """Every generated page, by name."""
    return pages()


@pytest.fixture(scope="module")
def kb() -> Knowledge:
    return load()


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
    assert silent() == WITHOUT_WORDS


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


# ------------------------------------------------------------------ worked cases


CASE = """
by: clinician
on: 2026-11-24
person: {born: 1985-12-05, sex: male}
conditions: [major depression, {what: migraine, status: resolved}]
measurements: [{what: weight, value: 80 kg}, {what: phq-9, value: 17, on: 2026-11-20}]
answers: {pregnant: no, diabetes: unknown}
courses:
  - {protocol: im-s1, opened: 2026-11-01}
  - protocol: im-s1
    elsewhere: true
    sessions: [{on: 2026-11-02, dose: 40 mg, events: [{what: nausea, grade: 1}], basis: actual}]
"""
EXPECTED = """
protocol: im-s1
as_of: 2026-11-24
site: null
screened: false
expect:
  holds: []
  conflicts: higher-dose-better
  options:
    same: not offered
    start: {stand: held, dose: 0.5 mg/kg, mg: [40 mg], days: [3, 4], why_not: [start.x, "a|b c"]}
"""
CARD = """(case-im-s1-of-a-test)=
## Of a test

:asked on: 2026-11-24
:clinic: has signed nothing
:screening: not answered
:person: born 1985-12-05, sex male
:conditions: major depression; migraine (status resolved)
:measurements: weight 80 kg; phq-9 17 (on 2026-11-20)
:answers: pregnant: no; diabetes: unknown

:course: im-s1 (opened 2026-11-01)

:course: im-s1 (elsewhere yes)

| on | dose | events | basis |
| --- | --- | --- | --- |
| 2026-11-02 | 40 mg | what nausea, grade 1 | actual |

Because a test says so.


| option | stands | dose | in mg | days | says |
| --- | --- | --- | --- | --- | --- |
| start | held | 0.5 mg/kg | 40 mg | 3, 4 | why not: `start.x`, a\\|b c |
| same | not offered |  |  |  |  |

:holds: none
:conflicts: `higher-dose-better`

:witness: this page

Held by `tests/scenarios/next_dose/im-s1-of-a-test`
"""


def written(folder: Path) -> Path:
    """Write a worked case and return its folder."""
    place = folder / "im-s1-of-a-test"
    place.mkdir()
    (place / "case.yaml").write_text(CASE, encoding="utf-8")
    (place / "guidance.yaml").write_text(EXPECTED, encoding="utf-8")
    why = "Because a test says so.\n\nWitness: this page\n"
    (place / "why.md").write_text(why, encoding="utf-8")
    return place


def test_a_worked_case_shows_person_expectation_reason_and_witness(
    tmp_path: Path, kb: Knowledge
) -> None:
    written(tmp_path)
    assert made(kb, tmp_path)["worked-cases-im-s1"].endswith(CARD)


def test_a_worked_case_that_lacks_a_file_stops_the_manual(tmp_path: Path, kb: Knowledge) -> None:
    (written(tmp_path) / "why.md").unlink()
    with pytest.raises(Missing, match=r"it has no why\.md"):
        made(kb, tmp_path)


def made(kb: Knowledge, folder: Path) -> Manual:
    return worked_cases.worked_case_pages(kb, folder)


# ------------------------------------------------------------------ decision tables


@pytest.mark.parametrize(
    ("id", "rungs"),
    [
        # R55: 0.5, then steps to 0.9; R56 has 0.6 and 0.75 between them
        (
            "sc-depression",
            [
                ("0.5 mg/kg", "0.6 mg/kg", ""),
                ("0.6 mg/kg", "0.75 mg/kg", "0.5 mg/kg"),
                ("0.75 mg/kg", "0.9 mg/kg", "0.6 mg/kg"),
                ("0.9 mg/kg", "", "0.75 mg/kg"),
            ],
        ),
        # R9: 56 mg, then 84 mg
        ("spravato-us-trd", [("56 mg", "84 mg", ""), ("84 mg", "", "56 mg")]),
        # R54: 0.5, then 0.75; R52: arms of 0.1 to 1 mg/kg
        (
            "iv-depression",
            [
                ("0.5 mg/kg", "0.75 mg/kg", "0.1 to below 0.5 mg/kg"),
                ("0.75 mg/kg", "1 mg/kg", "0.5 mg/kg"),
                ("1 mg/kg", "", "0.75 mg/kg"),
            ],
        ),
        ("daily-oral-home-s2", []),  # S2 names no dose
    ],
)
def test_the_steps_of_a_decision_table(
    kb: Knowledge, id: str, rungs: list[tuple[str, str, str]]
) -> None:
    assert [tuple(rung) for rung in Steps(kb, id).rungs()] == rungs


def test_the_times_of_a_decision_table(kb: Knowledge) -> None:
    """R9: twice a week for 4 weeks, weekly to week 8, then every 1 to 2 weeks."""
    spells = Steps(kb, "spravato-us-trd").spells()
    assert [(str(one.phase), one.days) for one in spells] == [
        ("induction", (3, 4)),
        ("weeks 5 to 8", (7, 7)),
        ("maintenance", (7, 14)),
    ]
    ended = Steps(kb, "sc-depression").spells()[-1]
    assert (str(ended.phase), ended.days) == ("after what the protocol describes", None)


def test_what_a_site_signs_or_supplies_is_listed(manual: Manual) -> None:
    """iv-depression: `duration.longest` is seen-2nd, `step.2` is design; S2 names no dose."""
    page = manual["decisions-iv-depression"].partition("## What a site signs or supplies")[2]
    signs = re.findall(r"^- Sign \[protocol\.([^\]]+)\]", page, re.MULTILINE)
    assert signs == ["iv-depression.duration.longest", "iv-depression.step.2"]
    empty = manual["decisions-daily-oral-home-s2"]
    assert "- Supply [protocol.daily-oral-home-s2.tier.1]" in empty


# ------------------------------------------------------------------ a protocol of one's own


def own_protocol(text: str) -> str:
    """Return the file of the how-to."""
    block = re.search(r"```yaml\n(defaults:.*?)```", text, re.DOTALL)
    assert block is not None
    return block[1]


def test_the_protocol_of_the_how_to_compiles_and_has_its_steps(tmp_path: Path) -> None:
    text = OWN_PROTOCOL.read_text(encoding="utf-8")
    base = tmp_path / "base"
    shutil.copytree(BASE, base)
    (base / "protocols" / "riverside.yaml").write_text(own_protocol(text), encoding="utf-8")
    content = compile_base(base)
    assert not find_problems(content)
    own = Knowledge(content, hash="of a test")
    rungs = Steps(own, "iv-riverside").rungs()
    table = "\n".join(
        f"| {one.step} | {one.higher or 'none'} | {one.lower or 'none'} |" for one in rungs
    )
    assert f"| dose | up | down |\n|---|---|---|\n{table}\n" in text
    unsigned = {
        leaf.id
        for leaf in own.leaves("protocol.iv-riverside.")
        if leaf.standing(date(2026, 11, 22)) != "in force"
    }
    signed = set(re.findall(r"\{leaf: (protocol\.iv-riverside\.\S+),", text))
    assert signed == unsigned
    names = {id.removeprefix("protocol.iv-riverside.") for id in own.leaf_ids("protocol.iv-riv")}
    told = re.findall(r"`([a-z0-9.-]+)`", text.partition("## 2.")[2].partition("## 3.")[0])
    assert names - {"duration.shortest"} <= set(told)


# ------------------------------------------------------------------ the field documents


@pytest.mark.parametrize(
    "conflict",
    [  # the table of contradictions in the written evidence, row by row
        *("iv-depression-dose", "infusion-time", "induction", "maintenance"),
        *("esketamine-first-dose", "oral-sl-start", "sl-bioavailability", "im-onset"),
        *("bp-gate", "bp-time-course", "psychosis-sud", "liver", "higher-dose-better"),
        *("setting", "effect-timing", "microdose", "low-dose-daily-evidence", "oral-or-iv"),
        "dissociation-peak",
    ],
)
def test_every_contradiction_of_the_field_documents_is_told(manual: Manual, conflict: str) -> None:
    assert f"\n(field-{conflict})=\n" in manual["field-documents"]


def test_every_claim_of_a_field_document_is_told_with_its_verdict(
    manual: Manual, kb: Knowledge
) -> None:
    page = manual["field-documents"]
    for claim in map(kb.claim, kb.ids("claims")):
        assert (f"(#claim-{claim.id})" in page) or kb.source(claim.source).access != "seed"
    failing = page.partition("## Claims that fail a check")[2].partition("\n## ")[0]
    for id in ("s2-hull-62-8", "s0-oral-iv", "s0-dissociation-peak"):  # evidence, 1.6
        assert f"(#claim-{id})" in failing


def test_a_page_that_says_two_things_itself_is_named(manual: Manual) -> None:
    """S1 gives 0.5 to 0.75 and 0.5 to 1.0 mg/kg on one page (evidence, section 1.6)."""
    card = manual["field-documents"].partition("(field-iv-depression-dose)=")[2]
    assert ":says two things itself: [S1](#source-S1)" in card.partition("\n(field-")[0]


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
