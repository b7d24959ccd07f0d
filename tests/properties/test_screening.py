"""What holds for every record, whatever stands in it."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lib.snapshots import (
    FIRST,
    LAST,
    concepts_unread,
    every_rule,
    facts,
    kb,
    reads,
    snapshots,
)

from titrant.clinical import Born, Fact, FactKind, Sex, Snapshot
from titrant.dosing.screening import (
    Finding,
    Missing,
    Screening,
    Treatment,
    Why,
    find_interactions,
    screen,
    treatment_of,
)
from titrant.knowledge import actions_of

TREATMENTS = st.builds(
    lambda id, place: treatment_of(kb().protocol(id), place),
    st.sampled_from(["iv-depression", "spravato-us-trd", "sublingual-home", "oral-depression"]),
    st.sampled_from([None, "us", "gb", "ch", "de"]),
)

# A rule that asks nothing by itself, where nothing is on record: another rule's question covers it.
ASKED_BY = {
    "audit-high": ("required-audit",),
    "child-pugh-a": ("child-pugh-c",),
    "child-pugh-b": ("child-pugh-c",),
    "dast-high": ("required-dast-10",),
    "eye-surgery": ("eye-pressure",),
    "kidney-function": ("severe-kidney-disease", "dialysis"),
    "kidney-function-severe": ("severe-kidney-disease", "dialysis"),
    "pregnancy": ("pregnancy-test",),
    "stroke-of-unknown-kind": ("ischaemic-stroke", "ischaemic-stroke-recent"),
    "temperature-high": ("infection-today",),
    "underweight": ("required-weight", "required-height"),
    "urine-drug-screen": ("substance-use-disorder", "required-dast-10"),
}
LIST = "required-medication-list"


def found(screening: Screening) -> dict[str, Finding]:
    return {one.rule: one for one in screening.findings}


def missed(screening: Screening) -> dict[str, Missing]:
    return {one.rule: one for one in screening.missing if one.why is not Why.SEPARATES}


def without(snapshot: Snapshot, facts: Iterable[Fact]) -> Snapshot:
    out = {fact.origin for fact in facts}
    return replace(snapshot, facts=tuple(f for f in snapshot.facts if f.origin not in out))


def covered(rule: str, snapshot: Snapshot, screening: Screening) -> bool:
    """Say whether somebody is asked about a rule whose facts are gone, or has answered already.

    Nobody asks a man about a pregnancy, though a record of one is found.
    """
    rules = {one.id: one for one in every_rule()}
    if rules[rule].group == "pregnancy" and snapshot.subject.sex is Sex.MALE:
        return True
    asked = (LIST,) if rules[rule].table == "interactions" else ASKED_BY.get(rule, ())
    open_rules = set(missed(screening)) | set(found(screening))
    return any(
        other in open_rules or any(reads(rules[other], fact) for fact in snapshot.facts)
        for other in (rule, *asked)
    )


# ------------------------------------------------------------------ taking away


@given(st.data(), snapshots(), TREATMENTS)
def test_what_did_not_rest_on_a_fact_stays_without_it(
    data: st.DataObject, snapshot: Snapshot, treatment: Treatment
) -> None:
    before = found(screen(snapshot, treatment, kb()))
    for gone in snapshot.facts:
        after = found(screen(without(snapshot, [gone]), treatment, kb()))
        for rule, finding in before.items():
            if gone.origin not in {fact.origin for fact in finding.basis}:
                assert rule in after
                assert after[rule].action.gravity <= finding.action.gravity


@given(snapshots(), TREATMENTS)
def test_what_rested_on_facts_is_asked_about_without_them(
    snapshot: Snapshot, treatment: Treatment
) -> None:
    """Take away whatever a rule reads: its finding turns into a question, never into silence."""
    rules = {one.id: one for one in every_rule()}
    for rule, finding in found(screen(snapshot, treatment, kb())).items():
        if finding.basis:
            behind = [fact for fact in snapshot.facts if reads(rules[rule], fact)]
            less = without(snapshot, behind)
            after = screen(less, treatment, kb())
            assert rule not in found(after)
            assert covered(rule, less, after), rule


@given(snapshots(), TREATMENTS)
def test_an_entry_that_is_taken_away_leaves_a_question_or_an_answer(
    snapshot: Snapshot, treatment: Treatment
) -> None:
    """One of several: the rest still finds it, asks, or holds a fact that answers the rule."""
    for rule, finding in found(screen(snapshot, treatment, kb())).items():
        for gone in finding.basis:
            less = without(snapshot, [gone])
            after = screen(less, treatment, kb())
            assert covered(rule, less, after), rule


def test_every_rule_that_asks_nothing_is_covered_by_one_that_does() -> None:
    """An interaction is covered by going through the list of medicines with the person."""
    silent = {
        one.id for one in every_rule() if not one.asks and one.concepts and one.table == "screening"
    }
    assert silent == set(ASKED_BY)
    asks = {one.id: one.asks for one in every_rule()}
    assert all(asks[other] for others in ASKED_BY.values() for other in others)
    assert asks[LIST]


# ------------------------------------------------------------------ adding, moving, mixing


@given(st.data(), snapshots(), TREATMENTS)
def test_an_unrelated_fact_changes_nothing(
    data: st.DataObject, snapshot: Snapshot, treatment: Treatment
) -> None:
    added = data.draw(facts(concepts_unread(), number=99))
    more = replace(snapshot, facts=(*snapshot.facts, added))
    one, other = (screen(each, treatment, kb()) for each in (snapshot, more))
    assert (one.findings, one.missing) == (other.findings, other.missing)


@given(st.data(), snapshots(), TREATMENTS)
def test_a_fact_changes_only_the_rules_that_read_it(
    data: st.DataObject, snapshot: Snapshot, treatment: Treatment
) -> None:
    concepts = tuple(kb().ids("concepts"))
    added = data.draw(facts(concepts, number=99))
    more = replace(snapshot, facts=(*snapshot.facts, added))
    one, other = (screen(each, treatment, kb()) for each in (snapshot, more))
    untouched = {rule.id for rule in every_rule() if not reads(rule, added)}
    for before, after in ((one.findings, other.findings), (one.missing, other.missing)):
        assert [each for each in before if each.rule in untouched] == [
            each for each in after if each.rule in untouched
        ]


def moved(text: str, by: timedelta) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d", lambda day: str(date.fromisoformat(day[0]) + by), text)


def later(fact: Fact, by: timedelta) -> Fact:
    days: dict[str, Any] = {"on": fact.on, "seen": fact.seen, "ended": fact.ended}
    return replace(fact, **{key: day and day + by for key, day in days.items()})


@given(snapshots(), TREATMENTS, st.integers(0, (LAST - FIRST).days))
def test_moving_every_day_moves_nothing_but_days(
    snapshot: Snapshot, treatment: Treatment, days: int
) -> None:
    by = timedelta(days=days)
    subject, born = snapshot.subject, snapshot.subject.born
    if born is not None:
        subject = replace(subject, born=Born(born.first + by, born.last + by))
    moved_on = replace(
        snapshot,
        as_of=snapshot.as_of + by,
        subject=subject,
        facts=tuple(later(fact, by) for fact in snapshot.facts),
    )
    before, after = (screen(each, treatment, kb()) for each in (snapshot, moved_on))
    assert after.findings == tuple(
        replace(
            one, basis=tuple(later(fact, by) for fact in one.basis), detail=moved(one.detail, by)
        )
        for one in before.findings
    )
    assert after.missing == tuple(
        replace(one, basis=tuple(later(fact, by) for fact in one.basis)) for one in before.missing
    )


@given(st.data(), snapshots(), TREATMENTS)
def test_the_order_of_the_facts_changes_nothing(
    data: st.DataObject, snapshot: Snapshot, treatment: Treatment
) -> None:
    mixed = replace(snapshot, facts=tuple(data.draw(st.permutations(snapshot.facts))))
    before, after = (screen(each, treatment, kb()) for each in (snapshot, mixed))
    assert [(one.rule, one.actions) for one in before.findings] == [
        (one.rule, one.actions) for one in after.findings
    ]
    assert [(one.rule, one.why, one.question) for one in before.missing] == [
        (one.rule, one.why, one.question) for one in after.missing
    ]
    for one, other in zip(before.findings, after.findings, strict=True):
        assert set(one.basis) == set(other.basis)
    for asked, again in zip(before.missing, after.missing, strict=True):
        assert set(asked.basis) == set(again.basis)


# ------------------------------------------------------------------ what every answer is


@given(snapshots(), TREATMENTS)
def test_every_answer_leads_to_its_source_and_its_facts(
    snapshot: Snapshot, treatment: Treatment
) -> None:
    screening = screen(snapshot, treatment, kb())
    places = {fact.origin for fact in snapshot.facts}
    cells = [one.cell for one in screening.findings] + [one.cell for one in screening.missing]
    assert all(kb().source(cell.source).title and cell.locator for cell in cells)
    bases = [one.basis for one in screening.findings] + [one.basis for one in screening.missing]
    assert {fact.origin for basis in bases for fact in basis} <= places
    for finding in screening.findings:
        assert finding.basis or finding.detail
        assert finding.title
        assert finding.lifts
        assert finding.actions[0].gravity <= actions_of(finding.cell)[0].gravity
        assert all(kb().source(number.source).title for number in finding.numbers)
    assert all(missing.question for missing in screening.missing)


@given(snapshots(), TREATMENTS)
def test_the_order_of_findings_is_total_and_three_stand_first(
    snapshot: Snapshot, treatment: Treatment
) -> None:
    screening = screen(snapshot, treatment, kb())
    rules = [one.rule for one in screening.findings]
    assert len(rules) == len(set(rules))
    assert len(screening.first) == min(3, len(rules))
    places = [
        ("emergency", "person").index(one.group)
        if one.group in {"emergency", "person"} and one.action in {"exclude", "defer"}
        else 2
        for one in screening.findings
    ]
    assert places == sorted(places)
    for place in range(3):
        members = [
            one.action.gravity
            for one, where in zip(screening.findings, places, strict=True)
            if where == place
        ]
        assert members == sorted(members)


@given(snapshots(), TREATMENTS)
def test_a_rule_finds_or_asks_and_interactions_agree_with_the_screening(
    snapshot: Snapshot, treatment: Treatment
) -> None:
    screening = screen(snapshot, treatment, kb())
    assert not set(found(screening)) & set(missed(screening))
    listed = {one.rule: one for one in find_interactions(snapshot, treatment, kb())}
    assert {one.rule for one in screening.findings if one.table == "interactions"} <= set(listed)
    assert all(listed[one.rule] == one for one in screening.findings if one.rule in listed)
    assert screening.holds == (
        any(one.stops for one in screening.findings) or any(one.stops for one in screening.missing)
    )


@settings(max_examples=25)
@given(snapshots(most=3), TREATMENTS)
def test_silence_is_never_a_no(snapshot: Snapshot, treatment: Treatment) -> None:
    """However little is on record, treatment waits: the signed consent alone is always asked."""
    if not any(fact.kind is FactKind.STATUS for fact in snapshot.facts):
        assert screen(snapshot, treatment, kb()).holds
