"""What the tables of the manual say: worked cases, decisions, a protocol of one's own, claims."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from scripts.reference_pages import worked_cases
from scripts.reference_pages.markdown import Missing
from scripts.reference_pages.steps import Steps

from titrant.knowledge import Knowledge
from titrant.knowledge.compiling import compile_base
from titrant.knowledge.consistency import find_problems
from titrant.knowledge.files import BASE

ROOT = Path(__file__).resolve().parents[2]
OWN_PROTOCOL = ROOT / "docs" / "how-to" / "write-a-protocol.md"

Manual = dict[str, str]


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
@pytest.mark.hazard("H14")
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
