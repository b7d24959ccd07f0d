"""Whole answers of a screening: their order, their sentences, and what they are about."""

from datetime import date

from tests.lib.bases import knowledge, shipped
from tests.lib.loaded import loaded
from tests.lib.looking import TODAY, ago, fact, kb

from titrant.clinical import Born, Course, Sex, Snapshot, Subject
from titrant.dosing.screening import Screening, screen, treatment_of
from titrant.dosing.screening.record import snapshot_record
from titrant.knowledge import Action, Knowledge

BLED = "intracerebral-haemorrhage"


def screened(
    snapshot: Snapshot, protocol: str = "iv-depression", base: Knowledge | None = None
) -> Screening:
    base = base or kb()
    return screen(snapshot, treatment_of(base.protocol(protocol), "us"), base)


def test_a_death_comes_before_an_emergency_and_that_before_the_person() -> None:
    """Then come the diseases, the gravest first; three of all are shown before the rest."""
    subject = Subject(dead=True, born=Born(ago(9000), ago(9000)), sex=Sex.MALE)
    screening = screened(
        Snapshot(
            as_of=TODAY,
            subject=subject,
            facts=(
                fact("hypertension", days=900),
                fact(BLED, days=900),
                fact("c-ssrs", number="5"),
            ),
            courses=(Course(protocol="oral-s1", opened=ago(9)),),
        )
    )
    assert [one.rule for one in screening.findings][:4] == [
        "deceased",
        "suicide-risk",
        "active-course",
        BLED,
    ]
    assert (screening.unfolded, len(screening.first)) == (3, 3)
    assert screening.subject == subject


def test_what_only_modifies_does_not_come_before_a_disease_for_being_about_the_person() -> None:
    """At home dementia excludes; an age of 82 asks for clearance only."""
    older = Subject(born=Born(ago(30000), ago(30000)))
    record = Snapshot(as_of=TODAY, subject=older, facts=(fact("dementia"),))
    rules = [one.rule for one in screened(record, "sublingual-home").findings]
    assert rules == ["dementia-or-delirium", "age-band-older"]


def test_an_action_that_the_cell_asks_for_already_is_named_once() -> None:
    """At home the cell defers, and a reading of 165 defers by itself."""
    readings = (fact("systolic", number="165"), fact("diastolic", number="80"))
    screening = screened(Snapshot(as_of=TODAY, facts=readings), "sublingual-home")
    (finding,) = [one for one in screening.findings if one.rule == "blood-pressure-today"]
    assert finding.actions == (Action.DEFER,)


def unsigned(screening: Screening) -> str:
    (finding,) = [one for one in screening.findings if one.rule == BLED]
    return finding.unsigned


def test_a_cell_says_from_when_on_it_counts() -> None:
    """The rules take effect on 22 November 2026."""
    bled = fact(BLED, days=900)
    before = Snapshot(as_of=date(2026, 11, 21), facts=(bled,))
    assert unsigned(screened(before, base=loaded())) == (
        "“exclude” for it takes effect on 2026-11-22."
    )


def test_a_cell_says_when_it_ended() -> None:
    content = shipped()
    content["leaves"][f"screening.{BLED}.racemic"]["expires"] = "2026-11-20"
    record = Snapshot(as_of=TODAY, facts=(fact(BLED, days=900),))
    assert unsigned(screened(record, base=knowledge(content))) == (
        "“exclude” for it ended on 2026-11-20."
    )


def test_a_record_keeps_its_day_and_its_facts() -> None:
    record = snapshot_record(Snapshot(as_of=TODAY, facts=(fact("weight", number="70.5"),)))
    assert record["as_of"] == "2026-11-22"
    (weight,) = record["facts"]
    assert (weight["concept"], weight["value"]["number"]) == ("weight", 70.5)
    assert list(record) == [
        *("as_of", "born", "sex", "dead", "died_on", "facts", "courses"),
        *("unmapped", "set_aside", "conflicts", "files"),
    ]
