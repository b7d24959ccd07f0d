"""Corners of the words for what was found, which no case file reaches."""

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.looking import ago, fact, no, over
from tests.lib.visits import EU_SPRAY, HEAD, HOME, IV, SPRAY, record

from titrant.clinical import Fact, FactKind, Sureness
from titrant.dosing.screening import treatment_of
from titrant.dosing.screening.treatment import TABLES, cells_for
from titrant.dosing.visit.items import Day
from titrant.dosing.visit.rules import _each_day
from titrant.dosing.visit.told import answers, met, name, values

CONFIRMED = Sureness.CONFIRMED


def day(protocol: str = IV, jurisdiction: str = "us") -> Day:
    kb = loaded("demo")
    return Day(record(HEAD), treatment_of(kb.protocol(protocol), jurisdiction), kb)


@pytest.mark.parametrize(
    ("protocol", "jurisdiction"), [(IV, "us"), (SPRAY, "us"), (EU_SPRAY, "eu"), (HOME, "us")]
)
def test_what_a_yes_meets_is_not_called_by_what_is_wrong(protocol: str, jurisdiction: str) -> None:
    """The title of such a rule says “not signed”; a “yes” beside it would say the opposite."""
    of = day(protocol, jurisdiction)
    rules = [
        rule
        for table in TABLES
        for rule, _ in cells_for(table, of.treatment, of.kb)
        if _each_day(of, rule) and rule.finds == "answered-no"
    ]
    assert rules
    assert [rule.id for rule in rules if name(rule.concepts[0], rule.title) == rule.title] == []


def test_of_one_question_the_surer_answer_is_told() -> None:
    """What the patient alone says besides is not told; where nobody else said it, it is."""
    alone = no("fever", sure=Sureness.REPORTED)
    reported = "No, reported, not confirmed by a clinician on 2026-11-22."
    assert answers(day(), (alone, no("fever"))) == "No, said by a clinician on 2026-11-22."
    assert answers(day(), (no("fever"), alone)) == "No, said by a clinician on 2026-11-22."
    assert answers(day(), (alone,)) == reported


def test_answers_of_two_days_are_told_with_both() -> None:
    earlier = replace(no("dialysis"), on=ago(2), seen=ago(2))
    said = answers(day(), (no("fever"), earlier))
    assert said == "No, said by a clinician on 2026-11-20, 2026-11-22."


def test_an_answer_is_of_the_day_on_which_it_was_said_last() -> None:
    """A fever since three days, asked about today, is one of today."""
    since = replace(fact("fever", text="a fever"), on=ago(3))
    assert answers(day(), (since,)) == "A fever, recorded on 2026-11-22."
    assert answers(day(), (replace(since, seen=None),)) == "A fever, recorded on 2026-11-19."


def test_what_is_asked_of_nobody_is_called_by_its_title() -> None:
    of = day()
    (rule,) = (
        one
        for one, _ in cells_for("screening", of.treatment, of.kb)
        if one.id == "temperature-high"
    )
    assert met(of, rule, ()) == ("Fever measured today", "It is not asked of this person.")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ((), ""),
        (
            (fact("consent-signed", days=None, sure=CONFIRMED),),
            "Yes, said by a clinician, without a date.",
        ),
        (
            (fact("consent-signed", sure=Sureness.RECORDED),),
            "Yes, recorded on 2026-11-22.",
        ),
        (
            (no("fever"), replace(no("dialysis"), sure=Sureness.RECORDED)),
            "No, said by a clinician on 2026-11-22; recorded on 2026-11-22.",
        ),
        ((over("fever", days=90, ended=80),), "Fever, recorded on 2026-08-24."),
        (
            (fact("fever", text="a fever", sure=Sureness.SUSPECTED), no("dialysis")),
            (
                "Dialysis: no, said by a clinician on 2026-11-22; "
                "a fever, recorded as a possibility on 2026-11-22."
            ),
        ),
        (
            (fact("phq-9-item-9", number="1", sure=Sureness.REPORTED), no("fever")),
            (
                "Fever: no, said by a clinician on 2026-11-22; PHQ-9 item 9 (better off dead, or "
                "hurting oneself): 1 1 on 2026-11-22 (reported, not confirmed by a clinician)."
            ),
        ),
    ],
)
def test_what_was_answered_is_said_with_who_and_when(facts: tuple[Fact, ...], says: str) -> None:
    """Without a day that is said; what is over is told only where nothing else is there."""
    assert answers(day(), facts) == says


def test_a_measurement_is_told_with_the_day_on_which_it_was_taken() -> None:
    """That a later file repeats it makes it no younger."""
    read = fact("heart-rate", days=3, number="72", kind=FactKind.OBSERVATION)
    assert values([replace(read, seen=fact("fever").on)]) == "72 /min on 2026-11-19"
