"""Rules, concepts and questionnaires in words: what is looked for, and what follows from it."""

from typing import Any

import pytest
from tests.lib.bases import RELEASED, knowledge, row, shipped, site

from titrant.knowledge import Knowledge
from titrant.knowledge.explanation import explain


def told(id: str, kb: Knowledge | None = None) -> list[str]:
    return explain(kb or knowledge(), id, RELEASED).splitlines()


RULE: dict[str, Any] = {
    "title": "A thing is on record",
    "group": "mind",
    "finds": "ever",
    "concepts": ["dementia"],
    "unless": [],
    "asks": "",
    "lifts": "A letter.",
    "separates": "",
    "looser": {},
    "mechanism": None,
    "effect": "",
    "leaves": ["home", "racemic.gb", "racemic", "esketamine", "bound"],
}


def ruled(table: str = "screening", site: Any = None, **changes: Any) -> Knowledge:
    """Return a base whose rules are one, `a`, with four cells and a number."""
    content = shipped()
    word = table.removesuffix("s")
    content["leaves"] |= {
        f"{word}.a.{name}": row(value=value, unit=None, limit=None, flag=flag)
        for name, value, flag in (
            ("home", "exclude", "design"),
            ("racemic.gb", "watch", "seen"),
            ("racemic", "modify, watch", "seen"),
            ("esketamine", "defer", "seen"),
        )
    }
    content["leaves"][f"{word}.a.bound"] = row(value="4", unit="1", limit=None)
    content[table] = {"a": {**RULE, **changes}}
    return knowledge(content, site=site)


def test_a_rule_says_what_it_looks_for_and_what_follows_by_column() -> None:
    cited = "R10, table 1; "
    assert told("screening.a", ruled()) == [
        "screening.a: A thing is on record",
        "  group     mind",
        "  looks     ever: dementia (Dementia)",
        "  lifts     A letter.",
        "  cells, by column:",
        f"    racemic: modify, watch [{cited}seen, in force]",
        f"    racemic.gb: watch [{cited}seen, in force]",
        f"    esketamine: defer [{cited}seen, in force]",
        f"    home: exclude [{cited}design, unsigned]",
        "  numbers:",
        f"    bound: 4 [{cited}seen, in force]",
    ]


def test_a_rule_says_what_it_asks_and_what_silences_it() -> None:
    lines = told("screening.a", ruled(asks="Is it so?", unless=["epilepsy"]))
    assert "  asks      Is it so?" in lines
    assert "  unless    epilepsy (Epilepsy)" in lines


def test_a_rule_without_a_concept_or_a_number() -> None:
    lines = told("screening.a", ruled(concepts=[], leaves=["racemic"], finds="deceased"))
    assert "  looks     deceased" in lines
    assert "  numbers:" not in lines


def test_an_interaction_says_how_and_what_was_seen() -> None:
    lines = told("interaction.a", ruled("interactions", mechanism="PK", effect="AUC ×2.4."))
    assert lines[0] == "interaction.a: A thing is on record"
    assert "  effect    PK: AUC ×2.4." in lines
    assert "  effect    Seen." in told("interaction.a", ruled("interactions", effect="Seen."))


def test_a_rule_with_two_actions_names_both_and_what_tells_them_apart() -> None:
    kb = ruled(looser={"home": "clearance"}, separates="how much it is")
    assert "  looser    home clearance; told apart by: how much it is" in told("screening.a", kb)


def test_a_cell_that_a_site_signed_says_so() -> None:
    kb = ruled(site=site({"leaf": "screening.a.home", "value": "exclude"}))
    assert "    home: exclude [R10, table 1; design, in force, signed]" in told("screening.a", kb)


def test_a_rule_names_the_rows_of_evidence_it_carries() -> None:
    assert [line for line in told("screening.minor") if line.startswith("  carries")] == [
        f"  carries   evidence row 3/33: {knowledge().rows()['3/33']['says']}"
    ]


def test_a_concept_says_its_codes_and_names_and_what_reads_it() -> None:
    """Witnesses: RxNorm's ingredient 6470; a benzodiazepine depresses the nervous system."""
    within = (
        "  within    benzodiazepine (benzodiazepines), "
        "cns-depressant (medicines that sedate or slow breathing)"
    )
    assert told("concept.lorazepam")[:6] == [
        "concept.lorazepam: lorazepam",
        "  kind      medication",
        "  counts    while its entry is fresh; an old one is asked about",
        within,
        "  RxNorm    6470 lorazepam",
        f"  names     {', '.join(shipped()['concepts']['lorazepam']['names'])}",
    ]
    read_by = told("concept.lorazepam")[-1]
    assert read_by.startswith("  read by   interaction.benzodiazepine, ")


def test_a_wide_concept_says_what_it_covers() -> None:
    (covers,) = [line for line in told("concept.benzodiazepine") if line.startswith("  covers")]
    assert {"diazepam", "lorazepam", "midazolam"} <= set(covers.replace(",", "").split())


def test_a_condition_says_how_long_it_counts_and_which_codes_begin_it() -> None:
    lines = told("concept.epilepsy")
    assert "  kind      condition" in lines
    assert "  counts    as long as it is listed and not as over" in lines
    assert "  ICD-10-CM G40…" in lines
    assert any(line.startswith("  SNOMED    84757009 Epilepsy, ") for line in lines)
    assert any(line.startswith("  but not   non-epileptic, ") for line in lines)
    assert lines[-1] == "  read by   screening.epilepsy"


def counts(**changes: str) -> list[str]:
    """Return how long a concept of this kind is said to count."""
    content = shipped()
    content["concepts"]["epilepsy"] |= changes
    lines = told("concept.epilepsy", knowledge(content))
    return [line.removeprefix("  counts    ") for line in lines if line.startswith("  counts")]


@pytest.mark.parametrize(
    ("kind", "lasts", "words"),
    [
        ("condition", "lifetime", ["for ever, whatever became of it"]),
        ("condition", "acute", ["for days or weeks; an older entry is asked about"]),
        ("medication", "episode", ["while its entry is fresh; an old one is asked about"]),
        ("status", "day", ["on the day it was answered; asked again on the next"]),
        ("status", "episode", []),
        ("observation", "episode", []),
    ],
)
def test_how_long_a_concept_counts(kind: str, lasts: str, words: list[str]) -> None:
    assert counts(kind=kind, lasts=lasts) == words


def test_a_measurement_says_its_unit_and_which_it_is_read_in() -> None:
    lines = told("concept.systolic")
    assert "  LOINC     8480-6 Systolic blood pressure" in lines
    assert "  unit      mmHg" in lines
    assert "  read in   mmHg × 1, mm[Hg] × 1, mm Hg × 1" in lines
    assert not [line for line in lines if line.startswith("  counts")]


def test_a_concept_says_which_protocols_treat_it() -> None:
    (read_by,) = [line for line in told("concept.crps") if line.startswith("  read by")]
    assert "iv-crps" in read_by.replace(",", "").split()


def test_a_questionnaire() -> None:
    """Witness: LOINC panel 44249-1; its total is 44261-6, its ninth item 44260-8."""
    lines = told("instrument.phq-9")
    assert lines[:2] == [
        "instrument.phq-9: PHQ-9",
        "  total     LOINC 44261-6, kept as phq-9 (PHQ-9 total score)",
    ]
    assert "  apart     44260-8 is phq-9-item-9" in lines
    assert "  answers   LA6568-5 is 0, LA6569-3 is 1, LA6570-1 is 2, LA6571-9 is 3" in lines
    assert any(line.startswith("  source    LOINC: ") for line in lines)
    assert "  better    lower" in lines
    assert any(line.startswith("  highest: 27 [") for line in lines)


def test_a_scale_without_a_code_says_so() -> None:
    """Witness: outcome measures, section 1.2: no LOINC term turned up for the WHO-5."""
    lines = told("instrument.who-5")
    assert lines[:3] == [
        "instrument.who-5: WHO-5",
        "  total     no LOINC code, kept as who-5 (WHO-5 index)",
        "  better    higher",
    ]
    assert not any(line.startswith(("  items", "  answers", "  apart")) for line in lines)
