"""From any entry to what stands behind it, in one step."""

import re
from collections.abc import Iterator
from datetime import date
from functools import reduce
from typing import Any

import pytest
from tests.lib.bases import RELEASED, knowledge, row, shipped, site

from titrant.knowledge import Knowledge, Lasts, Standing, UnknownEntry, load
from titrant.knowledge.explanation import explain
from titrant.knowledge.rule_words import LASTS
from titrant.knowledge.telling import ACCESS, STANDING
from titrant.knowledge.things import Access


def told(id: str, kb: Knowledge | None = None, on: date = RELEASED) -> list[str]:
    return explain(kb or knowledge(), id, on).splitlines()


def one(signatures: list[dict[str, Any]] | None = None, **changes: Any) -> Knowledge:
    """Return a base with the one leaf `a.b`, signed where that is asked for."""
    content = {**shipped(), "leaves": {"a.b": row(**changes)}, "rows": {}}
    entries = [{"leaf": "a.b", "unit": "mg", **entry} for entry in signatures or []]
    return knowledge(content, site=site(*entries) if signatures is not None else None)


def test_a_limit() -> None:
    label = knowledge().source("R10")
    assert told("limit.iv.dose.hard") == [
        "limit.iv.dose.hard: the label's average dose for surgical anaesthesia",
        "  value     2 mg/kg",
        "  limit     hard, stops at or above this value",
        "  basis     actual",
        "  standing  in force (as of 2026-11-22)",
        "  flag      seen, tier label",
        "  dates     effective 2026-11-22, review by 2027-05-22",
        f"  found in  {knowledge().leaf('limit.iv.dose.hard').locator}",
        f"  source    R10: {label.title} (2024)",
        f"            {label.address}",
        "            a label or label copy was read, 2026-11-21",
        *[line for line in told("limit.iv.dose.hard") if line.startswith("  carries")],
    ]


def test_a_plain_leaf_has_no_limit_and_no_basis() -> None:
    words = [line[2:10].strip() for line in told("a.b", one(limit=None))]
    assert "limit" not in words
    assert "basis" not in words
    assert "signed" not in words
    assert "note" not in words


def test_a_range() -> None:
    kb = one(value=None, range=["40", "60"], unit="min", limit=None)
    assert "  value     40 to 60 min" in told("a.b", kb)


def test_a_note_and_an_end() -> None:
    lines = told("a.b", one(note="Evidence is weak.", expires="2026-12-31"))
    assert "  note      Evidence is weak." in lines
    assert "  dates     effective 2026-01-01, review by 2027-01-01, ends 2026-12-31" in lines


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "in force"),
        (
            {"flag": "memory"},
            "unsigned: it holds until a site's medical director signs it or a stricter one",
        ),
        (
            {"value": None, "needs_site_value": True},
            "empty: it holds until a site's medical director sets it and signs",
        ),
        ({"expires": "2026-11-22"}, "ended: it holds until it is reviewed"),
        ({"effective": "2026-11-23"}, "not yet in force: it holds until its date"),
    ],
)
def test_every_standing_is_told_in_words(changes: dict[str, Any], words: str) -> None:
    assert f"  standing  {words} (as of 2026-11-22)" in told("a.b", one(**changes))


def test_there_are_words_for_every_standing_access_and_duration() -> None:
    assert STANDING.keys() == set(Standing)
    assert ACCESS.keys() == set(Access)
    assert LASTS.keys() == set(Lasts)


def test_an_empty_leaf() -> None:
    assert "  value     not set" in told("limit.iv.session-cap")


def test_a_text_stands_between_marks_so_that_none_is_no_missing_value() -> None:
    kb = one(value="None is given.", unit=None, limit=None)
    assert "  value     “None is given.”" in told("a.b", kb)


def test_a_signed_leaf() -> None:
    lines = told("limit.iv.session-cap", load("demo"))
    assert "  value     100 mg, by site demo; the knowledge base says: not set" in lines
    assert "  standing  in force (as of 2026-11-22)" in lines
    assert (
        "  signed    Dr Dana Demo (invented), medical director, 2026-11-22, site demo: "
        "no published cap exists; a demonstration of one (DEMONSTRATION)"
    ) in lines


def test_a_tightened_leaf_says_what_its_source_says() -> None:
    lines = told("a.b", one([{"value": "8"}]))
    assert "  value     8 mg, by site here; the knowledge base says: 10 mg" in lines
    assert "  signed    Dr A, medical director, 2026-11-22, site here: policy 4" in lines


def test_a_leaf_that_is_signed_as_it_stands_has_one_value() -> None:
    assert "  value     10 mg" in told("a.b", one([{"value": "10"}]))


def test_a_leaf_names_the_rows_of_evidence_it_carries() -> None:
    lines = told("protocol.iv-depression.dose.soft")
    assert any(
        line.startswith("  carries   evidence row 1.6/iv-depression-dose: ") for line in lines
    )


def test_a_product() -> None:
    assert told("ketamine-10")[:6] == [
        "ketamine-10: ketamine 10 mg/mL vial",
        "  drug      racemic ketamine",
        "  routes    intravenous, intramuscular, subcutaneous",
        "  package-amount: 200 mg [R10, dosage forms and strengths; seen, in force]",
        "  package-volume: 20 mL [R10, dosage forms and strengths; seen, in force]",
        "  strength: 10 mg/mL [R10, dosage forms and strengths; seen, in force]",
    ]


HEAD = [
    "iv-crps: IV ketamine for complex regional pain syndrome, 4 h outpatient infusions (version 1)",
    "  for       complex regional pain syndrome; intravenous",
    "  where     clinic; any",
]


@pytest.mark.parametrize(
    ("overlay", "approved"),
    [
        (None, "by nobody at this site: it holds"),
        (site(), "by nobody at this site: it holds"),
        (
            site(approvals=[{"protocol": "iv-crps", "version": "2"}]),
            "by nobody at this site: it holds",
        ),
        (site(approvals=[{"protocol": "iv-crps", "version": "1"}]), "Dr A, 2026-11-22"),
        (
            site(approvals=[{"protocol": "iv-crps", "version": "1"}], demonstration=True),
            "Dr A, 2026-11-22 (DEMONSTRATION)",
        ),
        (
            site(approvals=[{"protocol": "iv-crps", "version": "1", "on": "2026-11-23"}]),
            "Dr A, 2026-11-23: it holds until that day",
        ),
    ],
)
def test_a_protocol(overlay: dict[str, Any] | None, approved: str) -> None:
    lines = told("iv-crps", knowledge(site=overlay))
    assert lines[:4] == [*HEAD, f"  approved  {approved}"]
    assert "  rate.cap: 25 mg/h [R72, not over 25 mg/h; seen, in force]" in lines


def test_a_protocol_says_what_it_is_and_what_it_rests_on() -> None:
    lines = told("iv-crps")
    assert "  rests on  RCT" in lines
    assert "  treats    crps (Complex regional pain syndrome)" in lines
    assert f"  summary   {knowledge().protocol('iv-crps').summary}" in lines
    assert not [line for line in lines if line.startswith(("  held", "  leads to"))]


def test_a_protocol_that_is_held_says_why_and_where_it_leads() -> None:
    content = shipped()
    content["protocols"]["iv-crps"] |= {"held": "Not here.", "switches_to": ["oral-depression"]}
    lines = told("iv-crps", knowledge(content))
    assert "  held      Not here." in lines
    assert "  leads to  oral-depression" in lines


def test_a_syringe() -> None:
    assert told("syringe-1")[:2] == [
        "syringe-1: 1 mL syringe",
        "  capacity: 1 mL [RMIT, 1 mL tuberculin syringe; seen-2nd, unsigned]",
    ]


def test_a_row_of_evidence() -> None:
    row = knowledge().rows()["3/33"]
    assert told("3/33") == [
        "3/33: a row of the written evidence",
        f"  says      {row['says']}",
        f"  held by   {', '.join(row['held_by'])}",
    ]


def test_a_source_of_a_questionnaire() -> None:
    assert told("LOINC")[-1].endswith("instrument.gad-7, instrument.phq-9")


def test_a_source() -> None:
    lines = told("S1")
    assert lines[0] == "S1"
    assert "            a programme's own page was read, 2026-11-21" in lines
    assert lines[-1].startswith("  cited by  limit.im.dose.firm, ")
    assert "s1-iv-dose-table" in lines[-1]


def test_a_source_without_a_year() -> None:
    assert told("R1")[1] == "  source    R1: PDR, Spravato summary (label-based)"


def test_a_claim_names_its_conflict() -> None:
    lines = told("s0-iv-dose")
    assert lines[0] == "s0-iv-dose: iv-depression, dose"
    assert "  says      0.5 mg/kg over 40 min; 35 mg for 70 kg" in lines
    assert "  verdict   stands" in lines
    assert "  flag      seen, tier marketing" in lines
    assert "  disputed  conflict iv-depression-dose: dose of an infusion for depression" in lines


def test_a_conflict_shows_every_side() -> None:
    lines = told("infusion-time")
    assert lines[0] == "infusion-time: length of an infusion (range; resolution: none)"
    sides = [line for line in lines if line.startswith("  side")]
    assert len(sides) == len(knowledge().conflict("infusion-time").claims)
    assert sides[0] == "  side      S0 (marketing): 40 min"


@pytest.mark.parametrize(
    ("id", "known"),
    [
        ("ketamin-10", "ketamine-10, ketamine-100, ketamine-50"),
        ("limit.iv.dose.hrad", "limit.iv.dose.hard, "),
        ("epilepsy", "concept.epilepsy, screening.epilepsy."),  # two entries bear this name
        ("phq9", "concept.phq-9, instrument.phq-9."),
        ("screening.mnior", "screening.minor, "),
        ("concept.lorazepan", "concept.lorazepam, "),
        ("???", "alert, basis, calendar, concept, "),
        ("", "alert, basis, calendar, concept, "),
    ],
)
def test_what_is_not_there_is_said_with_what_is_like_it(id: str, known: str) -> None:
    with pytest.raises(UnknownEntry) as error:
        told(id)
    assert str(error.value).startswith(f"There is no entry “{id}”. Known: {known}")


def test_every_entry_can_be_explained() -> None:
    kb = load("demo")
    plain = ("products", "syringes", "protocols", "claims", "conflicts", "sources", "rows")
    ids = [*kb.leaf_ids(), *(id for table in plain for id in kb.ids(table))]
    ids += [f"screening.{id}" for id in kb.ids("screening")]
    ids += [f"interaction.{id}" for id in kb.ids("interactions")]
    ids += [f"concept.{id}" for id in kb.ids("concepts")]
    ids += [f"instrument.{id}" for id in kb.ids("instruments")]
    tables = shipped().keys() - {"release", "grounds"}  # a ground has no name: its claims have
    assert len(ids) == sum(len(shipped()[table]) for table in tables)  # no table is left out
    own = list(texts(shipped()))  # what the knowledge itself says may begin with this word
    for id in ids:
        first, *lines = told(id, kb)
        assert re.match(rf"{re.escape(id)}(: |$)", first)
        for line in lines:
            left = reduce(lambda said, text: said.replace(text, ""), own, line)
            assert "None" not in left, id


def texts(value: Any) -> Iterator[str]:
    """Yield every text in which “None” stands."""
    match value:
        case str():
            if "None" in value:
                yield value
        case dict() | list():
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)
        case _:
            pass
