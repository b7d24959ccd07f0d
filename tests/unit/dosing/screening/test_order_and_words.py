"""What comes first, and the sentences that no rule of the tables has of its own."""

from typing import Any

import pytest
from tests.lib.bases import knowledge, shipped
from tests.lib.looking import TODAY, ago, fact, kb

from titrant.clinical import Born, Course, Snapshot, Subject
from titrant.dosing.screening import Screening, screen, treatment_of


def screened(content: dict[str, Any], *facts: Any, **snapshot: Any) -> Screening:
    kb = knowledge(content)
    treatment = treatment_of(kb.protocol("iv-depression"), "ch")
    return screen(Snapshot(as_of=TODAY, facts=facts, **snapshot), treatment, kb)


def test_a_death_an_emergency_and_the_person_come_before_the_gravest_disease() -> None:
    screening = screened(
        shipped(),
        fact("intracerebral-haemorrhage", days=900),
        fact("c-ssrs", number="5"),
        subject=Subject(dead=True),
        courses=(Course(protocol="oral-s1", opened=ago(9)),),
    )
    assert [one.rule for one in screening.findings] == [
        "deceased",
        "suicide-risk",
        "active-course",
        "intracerebral-haemorrhage",
    ]
    assert [one.rule for one in screening.first] == ["deceased", "suicide-risk", "active-course"]


def test_an_age_that_only_modifies_waits_for_its_turn() -> None:
    """Rows 28 and 34: at home dementia excludes, an age of 65 asks for clearance."""
    older = Subject(born=Born(ago(30000), ago(30000)))
    record = Snapshot(as_of=TODAY, subject=older, facts=(fact("dementia"),))
    home = treatment_of(kb().protocol("sublingual-home"))
    rules = [one.rule for one in screen(record, home, kb()).findings]
    assert rules == ["dementia-or-delirium", "age-band-older"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"expires": "2026-11-01"}, "“exclude” for it ended on 2026-11-01."),
        ({"effective": "2026-12-01"}, "“exclude” for it takes effect on 2026-12-01."),
        ({"flag": "opinion"}, "This site has not signed “exclude” for it (opinion)."),
        ({}, ""),
    ],
)
def test_a_cell_that_is_not_in_force_says_why(changes: dict[str, str], says: str) -> None:
    content = shipped()
    content["leaves"]["screening.intracerebral-haemorrhage.racemic"] |= changes
    screening = screened(content, fact("intracerebral-haemorrhage"))
    finding = next(one for one in screening.findings if one.rule == "intracerebral-haemorrhage")
    assert finding.unsigned == says
    assert finding.stops


def test_a_watch_that_nobody_signed_stops_too() -> None:
    content = shipped()
    content["leaves"]["screening.long-qt.racemic"] |= {"flag": "seen"}
    (signed,) = screened(content, fact("long-qt")).findings
    (unsigned,) = screened(shipped(), fact("long-qt")).findings
    assert (signed.action, signed.stops) == ("watch", False)
    assert (unsigned.action, unsigned.stops) == ("watch", True)


def test_an_old_reading_without_a_question_is_asked_for_again() -> None:
    content = shipped()
    content["screening"]["swiss-systolic"]["asks"] = ""
    screening = screened(content, fact("systolic", days=400, number="190"))
    asked = {one.rule: one.question for one in screening.missing}
    assert asked["swiss-systolic"] == "What is it now?"


def test_an_undated_entry_without_a_question_is_asked_for_its_day() -> None:
    content = shipped()
    content["screening"]["cardiovascular-event-recent"]["asks"] = ""
    screening = screened(content, fact("myocardial-infarction", days=None))
    asked = {one.rule: one.question for one in screening.missing}
    assert asked["cardiovascular-event-recent"] == "When was it?"


def test_a_rule_that_asks_nothing_and_knows_nothing_is_silent() -> None:
    assert "eye-surgery" not in {one.rule for one in screened(shipped()).missing}
