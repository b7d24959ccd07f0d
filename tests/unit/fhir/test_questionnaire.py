"""Answered questionnaires: items, sums, totals that contradict them, and unanswered items."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.lib import bases
from tests.lib.evidence import SHARED
from tests.lib.records import AS_OF, aside, read, read_bytes, resource, shipped

from titrant.clinical import Snapshot, Sureness
from titrant.fhir import read_fhir
from titrant.knowledge import Knowledge

# LOINC panel 44249-1: the nine items in their order, the total, and the answer list LL358-3.
ITEMS = [
    *("44250-9", "44255-8", "44259-0", "44254-1", "44251-7"),
    *("44258-2", "44252-5", "44253-3", "44260-8"),
]
TOTAL = "44261-6"
ANSWERS = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
TWELVE = [2, 2, 2, 2, 1, 1, 2, 0, 0]


def item(code: str, *values: Any) -> dict[str, Any]:
    """Return an item whose answers are codes for the numbers 0 to 3."""
    coded_answers = [{"valueCoding": {"code": ANSWERS[value]}} for value in values]
    return {"linkId": f"/{code}", "answer": coded_answers}


def phq9(scores: list[int | None], total: Any = None, **content: Any) -> dict[str, Any]:
    items = [
        item(code, score) for code, score in zip(ITEMS, scores, strict=True) if score is not None
    ]
    if total is not None:
        items.append({"linkId": TOTAL, "answer": [{"valueDecimal": total}]})
    given = {"status": "completed", "authored": "2026-11-20", "item": items}
    return resource("QuestionnaireResponse", id="q", **{**given, **content})


def scores(snapshot: Snapshot) -> dict[str, Decimal]:
    return {fact.concept: fact.value.number for fact in snapshot.facts if fact.value is not None}


# ------------------------------------------------------------------ sums and totals


@pytest.mark.shared
def test_the_us_core_example_is_twelve() -> None:
    name = "data/fhir/us-core-examples/QuestionnaireResponse-phq-9-example.json"
    found = read_bytes((SHARED / name).read_bytes())
    assert scores(found) == {"phq-9": 12, "phq-9-item-9": 0}
    assert {fact.on for fact in found.facts} == {date(2022, 11, 29)}
    assert not found.contradictions


@pytest.mark.parametrize("total", [None, 12])
def test_the_answers_add_up(total: int | None) -> None:
    found = read(phq9([*TWELVE], total))
    assert sum(TWELVE) == 12
    assert scores(found) == {"phq-9": 12, "phq-9-item-9": 0}
    assert found.contradictions == ()
    fact = found.facts[0]
    assert (fact.sure, fact.on) == (Sureness.REPORTED, date(2026, 11, 20))
    assert (found.files[0].entries, found.files[0].mapped) == (1, 1)


@pytest.mark.parametrize(("total", "counts"), [(9, 12), (20, 20)])
def test_where_the_total_is_another_the_higher_one_counts(total: int, counts: int) -> None:
    found = read(phq9([*TWELVE], total))
    assert scores(found)["phq-9"] == counts
    (contradiction,) = found.contradictions
    assert contradiction.about == "PHQ-9"
    assert contradiction.says == ("the answers add up to 12", f"the total says {total}")


def test_an_unanswered_item_leaves_no_sum() -> None:
    found = read(phq9([2, 2, None, 2, 1, 1, 2, 0, 3]))
    assert scores(found) == {"phq-9-item-9": 3}  # the ninth item counts alone
    assert aside(found) == {"PHQ-9": "8 of 9 items are answered, and no total"}


def test_an_unanswered_item_beside_a_total() -> None:
    found = read(phq9([2, 2, None, 2, 1, 1, 2, 0, 0], 14))
    assert scores(found) == {"phq-9": 14, "phq-9-item-9": 0}
    assert found.contradictions == ()


def test_a_total_alone_is_a_score() -> None:
    assert scores(read(phq9([None] * 9, 14))) == {"phq-9": 14}


def test_without_a_date_it_has_none() -> None:
    found = read(phq9([*TWELVE], authored=None))
    assert {fact.on for fact in found.facts} == {None}


# ------------------------------------------------------------------ answers


@pytest.mark.parametrize(
    "answer",
    [
        {"valueCoding": {"system": "http://loinc.org", "code": "LA6571-9"}},
        {"valueInteger": 3},
        {"valueDecimal": 3},
        {"valueQuantity": {"value": 3}},
    ],
)
def test_an_answer_is_a_code_or_a_number(answer: dict[str, Any]) -> None:
    content = phq9([None] * 9, item=[{"linkId": "/44260-8", "answer": [answer]}])
    assert scores(read(content)) == {"phq-9-item-9": 3}


@pytest.mark.parametrize("nest", ["item", "answer"])
def test_items_are_found_at_any_depth(nest: str) -> None:
    inner = [item("44260-8", 1)]
    outer = {"linkId": "g", "item": inner} if nest == "item" else {"answer": [{"item": inner}]}
    assert scores(read(phq9([None] * 9, item=[outer]))) == {"phq-9-item-9": 1}


@pytest.mark.parametrize(
    "items",
    [
        [item("44260-8", 3), item("44260-8", 0)],
        [item("44260-8", 0), item("44260-8", 3)],
        [item("44260-8", 0, 3)],
    ],
)
def test_of_two_answers_the_higher_one_counts(items: list[dict[str, Any]]) -> None:
    assert scores(read(phq9([None] * 9, item=items))) == {"phq-9-item-9": 3}


@pytest.mark.parametrize(
    ("code", "value"),
    [("44260-8", -1), ("44260-8", 4), (TOTAL, -1), (TOTAL, 28)],
)
def test_a_score_that_cannot_be_is_set_aside(code: str, value: int) -> None:
    """An item of PHQ-9 has 0 to 3, and its total 0 to 27."""
    odd = {"linkId": code, "answer": [{"valueInteger": value}]}
    found = read(phq9([None] * 9, item=[odd]))
    assert aside(found) == {"PHQ-9": f"“{value}” is no score of item {code}"}
    assert (found.facts, found.unmapped) == ((), ())


@pytest.mark.parametrize(("code", "value"), [("44260-8", 3), (TOTAL, 27), (TOTAL, 0)])
def test_the_highest_and_the_lowest_score_count(code: str, value: int) -> None:
    found = read(phq9([None] * 9, item=[{"linkId": code, "answer": [{"valueInteger": value}]}]))
    assert list(scores(found).values()) == [value]


# ------------------------------------------------------------------ what is not read


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("entered-in-error", "it was entered in error"),
        ("in-progress", "it was not finished"),
        ("stopped", "it was not finished"),
    ],
)
def test_what_was_not_finished_is_set_aside(status: str, why: str) -> None:
    found = read(phq9([*TWELVE], status=status, questionnaire="https://a.example/phq-9"))
    assert (aside(found), found.facts) == ({"https://a.example/phq-9": why}, ())


def test_what_was_answered_tomorrow_is_set_aside() -> None:
    found = read(phq9([*TWELVE], authored="2026-11-23"))
    assert aside(found) == {"a questionnaire": f"it is dated 2026-11-23, after {AS_OF}"}


@pytest.mark.hazard("H48")
@pytest.mark.parametrize(
    "items",
    [
        None,
        [],
        [{"linkId": "1", "answer": [{"valueInteger": 3}]}],
        [{"linkId": "/44260-8"}],
        [{"linkId": "/44260-8", "answer": [{"valueCoding": {"code": "LA0"}}]}],
        [{"linkId": "/44260-8", "answer": [{"valueString": "often"}, 3, None]}],
        "x",
    ],
)
def test_a_questionnaire_that_is_not_known_is_listed(items: Any) -> None:
    found = read(phq9([None] * 9, item=items, questionnaire="https://a.example/other"))
    assert [(one.kind, one.text, one.origin.place) for one in found.unmapped] == [
        ("QuestionnaireResponse", "https://a.example/other", "QuestionnaireResponse/q")
    ]
    assert (found.facts, found.files[0].mapped) == ((), 0)


def test_every_instrument_that_is_read_has_items_and_answers() -> None:
    """Of the others only a total is known, and no answer of theirs is taken for one."""
    kb: Knowledge = shipped()
    read = [instrument for instrument in kb.instruments() if instrument.items]
    assert {instrument.id for instrument in read} == {"phq-9", "gad-7"}
    assert len(kb.instruments()) > len(read)
    for instrument in kb.instruments():
        assert bool(instrument.items) == bool(instrument.answers)
        assert instrument.total not in instrument.items


def test_a_questionnaire_without_a_code_for_its_total_adds_up() -> None:
    """The codes of its items are known, that of its total was not found (null in the base)."""
    content = bases.shipped()
    content["instruments"]["phq-9"]["total"] = None
    bare = bases.knowledge(content)
    told = json.dumps(phq9([*TWELVE], 20)).encode()
    found = read_fhir(told, "record.json", bare, AS_OF)
    assert scores(found) == {"phq-9": 12, "phq-9-item-9": 0}
    assert found.contradictions == ()


def test_answers_that_are_no_list_are_read_or_listed() -> None:
    alone = {"linkId": "/44260-8", "answer": {"valueInteger": 2}}
    assert scores(read(phq9([None] * 9, item=[alone]))) == {"phq-9-item-9": 2}


GAD7 = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]


def gad7(*codes: str) -> dict[str, Any]:
    items = [
        {"linkId": f"/{item}", "answer": [{"valueCoding": {"code": code}}]}
        for item, code in zip(GAD7, codes, strict=True)
    ]
    return phq9([None] * 9, item=items)


def test_the_second_item_of_gad_7_has_a_middle_answer_of_its_own() -> None:
    """Witness: LOINC 68509-9 as mtnlotus/pco-ig has it; read otherwise, two points are lost."""
    others = ["LA6570-1"] * 7
    assert scores(read(gad7(*others))) == {"gad-7": 14}
    assert scores(read(gad7(others[0], "LA18938-3", *others[2:]))) == {"gad-7": 14}


@pytest.mark.parametrize("number", [4, 7, 9])
def test_an_answer_that_is_no_score_is_no_points(number: int) -> None:
    """Witnesses: an old code system weighs “nearly every day” 4; 7 and 9 are refusals (NHANES)."""
    answers = [item(code, 1) for code in ITEMS[:8]]
    answers.append({"linkId": f"/{ITEMS[8]}", "answer": [{"valueInteger": number}]})
    found = read(phq9([None] * 9, item=answers))
    assert scores(found) == {}
    assert any(one.why == f"“{number}” is no score of item 44260-8" for one in found.set_aside)
