"""Screenings as plain text: short, nothing twice, and everything that a clinician has to read."""

from msgspec.structs import replace
from tests.lib.looking import TODAY, ago, fact, kb, no

from titrant.cli.record_text import record_text
from titrant.cli.screening_text import (
    fits_text,
    interactions_text,
    protocols_text,
    screening_text,
)
from titrant.clinical import (
    Born,
    Contradiction,
    FileRead,
    MatchedBy,
    Origin,
    SetAside,
    Sex,
    Snapshot,
    State,
    Subject,
    Sureness,
    Unmapped,
)
from titrant.dosing.screening import (
    find_interactions,
    find_open_interactions,
    fit,
    screen,
    treatment_of,
)
from titrant.knowledge import load
from titrant.units import Dose

IV = treatment_of(kb().protocol("iv-depression"), "us")
ONE = (FileRead(name="one.yaml", form="case file", entries=4, mapped=3, beside={}),)
TWO = (*ONE, FileRead(name="two.json", form="Bundle", entries=4, mapped=4, beside={"Claim": 2}))


def text(*facts: object, **record: object) -> str:
    """Return a screening as one line, so that a break in a sentence does not matter."""
    snapshot = replace(Snapshot(as_of=TODAY, files=ONE), facts=facts, **record)
    return " ".join(screening_text(screen(snapshot, IV, kb())).split())


def test_a_fact_says_what_since_when_how_sure_and_where() -> None:
    taken = fact(
        "lorazepam",
        days=9,
        text="Ativan",
        daily=Dose("1", "mg"),
        sure=Sureness.REPORTED,
        by=MatchedBy.NAME,
        origin=Origin("one.yaml", "medications 1"),
    )
    said = f"Ativan, {ago(9)}, 1 mg a day, reported, unconfirmed, matched by name"
    snapshot = Snapshot(as_of=TODAY, facts=(taken,), files=ONE)
    assert f"{said} [medications 1]" in record_flat(snapshot)
    both = replace(snapshot, files=TWO)
    assert f"{said} [medications 1 in one.yaml]" in record_flat(both)
    assert "two.json: 2 Claim" in record_flat(both)


def record_flat(snapshot: Snapshot) -> str:
    return " ".join(record_text(snapshot, kb()).split())


def test_what_is_over_or_denied_says_so() -> None:
    over = fact("depression", days=90, state=State.ENDED, ended=ago(30))
    ended = fact("migraine", days=None, state=State.ENDED)
    screen_word = fact("urine-drug-screen", days=2, word="positive")
    said = record_flat(
        Snapshot(as_of=TODAY, facts=(over, ended, screen_word, no("pregnancy")), files=ONE)
    )
    assert f"Depression, {ago(90)}, ended {ago(30)} [" in said
    assert "Migraine, ended [" in said
    assert "“positive”" in said
    assert "Answered no: 1 - confirmed" in said


def test_a_long_list_is_cut_and_says_where_the_rest_is() -> None:
    old = [fact("lorazepam", days=900 + day, text=f"Ativan {day}") for day in range(8)]
    said = text(*old)
    assert "and 2 more: see --json" in said
    assert said.count("Ativan 0,") == 2  # raised by two questions, whole and then in short
    assert said.count("[lorazepam 900 None]") == 1


def test_the_same_question_is_asked_once() -> None:
    said = text(fact("dextromethorphan", days=900), fact("lisinopril", days=900))
    for question in (
        "What is the heart rate now?",
        "Has an ECG been recorded?",
        "Is it still taken?",
        "Have there been thoughts of suicide",
    ):
        assert said.count(question) <= 1
    assert said.count("Is it still taken?") == 1


def test_nobody_is_asked_about_the_dead_before_the_record_is_corrected() -> None:
    said = text(subject=Subject(sex=Sex.MALE, dead=True, died_on=ago(9)))
    assert f"Male, recorded as dead on {ago(9)}." in said
    assert "They are asked once the record of the death has been corrected: see --json." in said
    assert "What is the heart rate now?" not in said
    assert "Sex not known, recorded as dead." in text(subject=Subject(dead=True))
    born = Born(ago(7300), ago(7000))
    assert "19 or 20 years" not in text(subject=Subject(born=Born(ago(9000), ago(9000))))
    assert "19 years" in text(subject=Subject(born=born))


def test_what_would_help_is_a_sentence_with_the_looser_action() -> None:
    assert (
        "It would help to know what a cognitive test and a specialist say. "
        "“clearance” may then be enough."
    ) in text(fact("dementia"))


def test_what_is_folded_names_what_it_rests_on() -> None:
    heart = [
        fact("coronary-disease", days=day, text=f"Angina {day}") for day in (100, 200, 300, 400)
    ]
    said = text(
        fact("dementia"), fact("bipolar"), fact("psychosis"), fact("ketamine-allergy"), *heart
    )
    assert "Angina 100" in said
    assert "and 1 more [R30]" in said
    assert "Further, by class" in said


def test_what_is_folded_says_what_would_help_too() -> None:
    said = text(
        fact("raised-intracranial-pressure"),
        fact("intracerebral-haemorrhage"),
        fact("dementia"),
        fact("ketamine-allergy"),
    )
    first, folded = said.split("Further, by class")
    assert "Raised pressure inside the skull" not in first
    help_with = "It would help to know whether a rise of the pressure would be a hazard"
    assert help_with not in first
    assert f"{help_with}, and whether a hospital gives the dose. “modify” may then" in folded


def test_what_was_not_understood_is_listed_in_short() -> None:
    origin = Origin("one.yaml", "entry")
    unmapped = [
        Unmapped(kind="Observation", text=f"Value {n}", code="", origin=origin, times=n)
        for n in range(1, 10)
    ]
    aside = [SetAside(what=f"Weight {n}", why="it has no unit", origin=origin) for n in range(8)]
    conflict = Contradiction(about="Gout", says=("so", "not so"), counts="that it is so counts")
    said = text(
        unmapped=(*unmapped, Unmapped(kind="Condition", text="Gout", code="", origin=origin)),
        set_aside=tuple(aside),
        contradictions=(conflict,),
    )
    assert "Not mapped, or not used: 1 of 4 entries (25 %)" in said
    assert "Value 6 (6 times); and 3 sorts more: see “titrant record”, or --json" in said
    assert "Condition: Gout" in said
    assert "It has no unit: Weight 0;" in said
    assert "and 2 more: see “titrant record”" in said
    assert "Gout: so / not so. That it is so counts." in said
    whole = record_flat(
        Snapshot(as_of=TODAY, unmapped=tuple(unmapped), set_aside=tuple(aside), files=ONE)
    )
    assert "Value 9 (9 times)" in whole
    assert "Weight 7: it has no unit [entry]" in whole


def test_interactions_without_any_ask_whether_the_list_is_whole() -> None:
    said = interactions_text(IV, Snapshot(as_of=TODAY, files=ONE), [], [], kb())
    assert said.endswith("No medicine that was recognised meets a rule. Is the list whole?")


def test_interactions_ask_about_each_old_entry_once_by_what_it_would_ask_for() -> None:
    facts = (fact("diazepam", days=900), fact("oxycodone", days=900), fact("sertraline"))
    snapshot = Snapshot(as_of=TODAY, facts=facts, files=ONE)
    found = find_interactions(snapshot, IV, kb())
    asked = find_open_interactions(snapshot, IV, kb())
    said = " ".join(interactions_text(IV, snapshot, found, asked, kb()).split())
    assert said.count("Is it still taken?") == 1  # for both together: the graver action
    assert "Is it still taken? An old entry, which says nothing of today. If so: CLEARANCE." in said
    assert "watch: An SSRI, an SNRI or a tricyclic antidepressant is taken" in said


def test_protocols_say_what_they_rest_on_and_whether_they_are_held() -> None:
    demo = load("demo")
    protocols = [demo.protocol(id) for id in ("daily-nasal-home-s2", "iv-depression")]
    said = " ".join(protocols_text(protocols, demo).split())
    assert "HELD: FDA warned of compounded nasal ketamine" in said
    assert "rests on: marketing" in said
    assert f"approved {protocols[1].approved_on}" in said
    assert "not approved here" in " ".join(protocols_text([kb().protocol("oral-s1")], kb()).split())
    assert "PROTOCOLS (no site)" in protocols_text([], kb())


def test_acute_risk_stands_before_every_protocol() -> None:
    facts = (fact("c-ssrs", number="5"), fact("depression"))
    snapshot = Snapshot(as_of=TODAY, facts=facts, files=ONE)
    one = fit(snapshot, [kb().protocol("iv-depression")], kb(), "us")
    said = fits_text(one, snapshot)
    assert said.index("Same-day psychiatric evaluation") < said.index("DOES NOT FIT")
    assert "The same for all of them" not in said  # one protocol shares with nobody
