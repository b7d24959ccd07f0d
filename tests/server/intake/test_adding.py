"""H48: whatever a file from elsewhere says, no finding of the record is lowered by it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from titrant.clinical import (
    Born,
    Fact,
    FactKind,
    FileRead,
    Measured,
    Origin,
    Sex,
    Snapshot,
    State,
    Subject,
    Sureness,
)
from titrant.dosing.screening.screen import screen
from titrant.dosing.screening.treatment import treatment_of
from titrant.knowledge import load
from titrant.server.intake import adding
from titrant.server.intake.adding import ANSWERS, DENIES, LOWERS, added, agreed

KB = load("demo")
TODAY = date(2026, 11, 22)
TREATMENTS = [
    treatment_of(KB.protocol(id)) for id in ("r-iv-06", "esk-rems") if id in KB.ids("protocols")
] or [treatment_of(KB.protocol(id)) for id in list(KB.ids("protocols"))[:3]]
FILE = FileRead(name="a file", form="Bundle", entries=1, mapped=1, beside={}, people=("x",))


def fact(concept: str, **more: Any) -> Fact:
    """Return what somebody says of a concept."""
    place = more.pop("file", "the record")
    known = {
        "kind": KB.concept(concept).kind,
        "text": concept,
        "origin": Origin(place, f"place of {concept}"),
        "on": TODAY,
        "seen": TODAY,
        "state": State.ACTIVE,
        "sure": Sureness.CONFIRMED,
    }
    return Fact(concept=concept, **{**known, **more})


def number(concept: str, value: str, **more: Any) -> Fact:
    """Return a measurement in its concept's own unit."""
    unit = KB.concept(concept).unit or "1"
    shown = f"{value} {unit}"
    return fact(concept, value=Measured(Decimal(value), unit, shown), **more)


def record(*facts: Fact, **subject: Any) -> Snapshot:
    return Snapshot(as_of=TODAY, facts=facts, subject=Subject(**subject))


def import_(*facts: Fact, **subject: Any) -> Snapshot:
    return Snapshot(as_of=TODAY, facts=facts, subject=Subject(**subject), files=(FILE,))


def grave(snapshot: Snapshot) -> dict[tuple[str, str], int]:
    """Return how grave each finding is, in each treatment."""
    return {
        (treatment.protocol, finding.rule): finding.action.gravity
        for treatment in TREATMENTS
        for finding in screen(snapshot, treatment, KB).findings
    }


def lowered(before: Snapshot, after: Snapshot) -> set[str]:
    """Return the rules that found something and find less now; “was once” may become “is now”."""
    now = grave(after)
    return {
        rule
        for (protocol, rule), how in grave(before).items()
        if now.get((protocol, rule), how + 1) > how
        and next(
            one
            for table in ("screening", "interactions")
            for one in KB.rules(table)
            if one.id == rule
        ).finds
        != "past"
    }


def why(snapshot: Snapshot, text: str) -> str:
    return next(one.why for one in snapshot.set_aside if one.what == text)


def test_a_record_without_files_is_itself() -> None:
    alone = record(fact("epilepsy"))
    assert added(alone, [], KB) is alone


def test_what_a_file_says_is_so_is_added() -> None:
    whole = added(record(fact("epilepsy")), [import_(fact("asthma", file="f"))], KB)
    assert {one.concept for one in whole.facts} == {"epilepsy", "asthma"}


def test_a_file_denies_nothing() -> None:
    whole = added(record(), [import_(fact("epilepsy", so=False, file="f"))], KB)
    assert not whole.facts
    assert why(whole, "epilepsy") == DENIES


@pytest.mark.parametrize("concept", ["consent-signed", "has-capacity", "seen-in-person"])
def test_a_file_signs_nothing(concept: str) -> None:
    whole = added(record(), [import_(fact(concept, file="f"))], KB)
    assert not whole.facts
    assert why(whole, concept) == ANSWERS


def test_an_illness_that_is_over_elsewhere_goes_on_here() -> None:
    before = record(fact("glaucoma"))
    after = added(before, [import_(fact("glaucoma", state=State.ENDED, file="f"))], KB)
    assert "eye-pressure" in {rule for _, rule in grave(after)}
    assert not lowered(before, after)


def test_a_newer_lower_pressure_elsewhere_is_set_aside() -> None:
    yesterday = TODAY - timedelta(days=1)
    before = record(
        number("systolic", "190", on=yesterday), number("diastolic", "115", on=yesterday)
    )
    better = import_(number("systolic", "118", file="f"), number("diastolic", "72", file="f"))
    assert lowered(before, agreed([before, better], KB))
    after = added(before, [better], KB)
    assert not lowered(before, after)
    assert why(after, "systolic") == LOWERS


def test_a_newer_higher_pressure_elsewhere_counts() -> None:
    yesterday = TODAY - timedelta(days=1)
    before = record(
        number("systolic", "118", on=yesterday), number("diastolic", "72", on=yesterday)
    )
    worse = import_(number("systolic", "190", file="f"), number("diastolic", "115", file="f"))
    after = added(before, [worse], KB)
    assert grave(after).keys() > grave(before).keys()


def test_a_grade_elsewhere_does_not_excuse_an_illness_of_the_record() -> None:
    before = record(fact("liver-disease"))
    graded = import_(fact("child-pugh-a", file="f"))
    after = added(before, [graded], KB)
    assert not lowered(before, after)


def test_a_low_score_elsewhere_does_not_quiet_a_hint_of_the_record() -> None:
    before = record(fact("self-harm", on=TODAY - timedelta(days=5)))
    quiet = import_(number("c-ssrs", "0", file="f"))
    asked = [
        one
        for one in screen(added(before, [quiet], KB), TREATMENTS[0], KB).missing
        if one.rule == "suicide-risk"
    ]
    assert asked


def test_a_rule_that_reads_more_than_it_names_loses_nothing_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Weight and height make a body mass index; here nobody has told the rule so."""
    monkeypatch.setattr(adding, "_MAKES", {})
    long_ago = TODAY - timedelta(days=3)
    before = record(number("weight", "44", on=long_ago), number("height", "180", on=long_ago))
    assert "underweight" in {rule for _, rule in grave(before)}
    heavier = import_(number("weight", "80", file="f"), fact("asthma", file="f"))
    assert lowered(before, agreed([before, heavier], KB))
    after = added(before, [heavier], KB)
    assert not lowered(before, after)
    assert "asthma" in {one.concept for one in after.facts}


def test_what_was_once_and_is_again_is_told_as_it_is_now() -> None:
    before = record(fact("alcohol-use-disorder", state=State.ENDED, on=date(2015, 1, 1)))
    assert "past-substance-use-disorder" in {rule for _, rule in grave(before)}
    again = import_(fact("opioid-use-disorder", file="f"), number("heart-rate", "72", file="f"))
    after = added(before, [again], KB)
    assert "opioid-use-disorder" in {one.concept for one in after.facts}
    assert "heart-rate" in {one.concept for one in after.facts}
    assert {rule for _, rule in grave(after)} >= {"substance-use-disorder"}


def test_somebody_elses_birthday_is_named_and_loses_no_fact() -> None:
    mine = record(fact("epilepsy"), born=Born(date(1985, 4, 23), date(1985, 4, 23)), sex=Sex.FEMALE)
    other = Born(date(1990, 1, 1), date(1990, 1, 1))
    whole = added(
        mine, [import_(fact("asthma", file="f"), born=other, sex=Sex.MALE, dead=True)], KB
    )
    assert len(whole.facts) == 2
    assert {one.about for one in whole.contradictions} == {"the birth date", "the sex"}
    assert whole.subject == Subject(born=mine.subject.born, sex=Sex.FEMALE, dead=True)


def test_two_files_that_know_the_person_by_two_ids_are_joined() -> None:
    from msgspec.structs import replace

    second = replace(import_(fact("asthma", file="g")), files=(replace(FILE, people=("y",)),))
    whole = added(record(), [import_(fact("epilepsy", file="f")), second], KB)
    assert len(whole.facts) == 2


def test_a_file_fills_what_the_record_does_not_say_of_the_person() -> None:
    born = Born(date(1985, 4, 23), date(1985, 4, 23))
    whole = agreed([record(), import_(born=born, sex=Sex.FEMALE)], KB)
    assert whole.subject == Subject(born=born, sex=Sex.FEMALE)


_SAID = sorted(
    {
        concept
        for rule in KB.rules("screening")
        for concept in (*rule.concepts, *rule.unless)
        if KB.concept(concept).kind in set(FactKind) - {FactKind.MEDICATION}
    }
)
_NUMBERS = ("0", "1", "5", "15", "30", "58", "92", "119", "141", "200")


@st.composite
def facts(draw: Any, file: str) -> Fact:
    concept = draw(st.sampled_from(_SAID))
    on = TODAY - timedelta(days=draw(st.sampled_from([0, 1, 20, 400])))
    known = {"on": on, "seen": on, "file": file, "sure": draw(st.sampled_from(list(Sureness)))}
    if KB.concept(concept).kind is FactKind.OBSERVATION:
        return number(concept, draw(st.sampled_from(_NUMBERS)), state=State.UNSTATED, **known)
    so = draw(st.booleans())
    return fact(concept, so=so, state=draw(st.sampled_from(list(State))), **known)


@settings(max_examples=40, deadline=None)
@given(st.lists(facts("the record"), max_size=8), st.lists(facts("f"), max_size=8))
def test_whatever_a_file_says_nothing_is_lowered(mine: list[Fact], theirs: list[Fact]) -> None:
    before = record(*mine)
    assert not lowered(before, added(before, [import_(*theirs)], KB))
