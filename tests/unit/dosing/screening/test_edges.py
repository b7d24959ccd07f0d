"""Looks at the very edge: the day, the number and the entry at which an answer turns."""

from datetime import date

import pytest
from msgspec.structs import replace
from tests.lib.bases import knowledge, shipped
from tests.lib.loaded import loaded
from tests.lib.looking import TODAY, ago, fact, kb, known, look, no, over, rule

from titrant.clinical import Born, Course, Fact, Snapshot, State, Subject, Sureness
from titrant.dosing.screening import Why
from titrant.dosing.screening.known import Known
from titrant.dosing.screening.looks import CLEAR, Look
from titrant.dosing.screening.special import telehealth_law
from titrant.dosing.screening.treatment import cell_of, jurisdictions, treatment_of
from titrant.knowledge import Action
from titrant.units import Dose, Drug

NOT_ASKED = Look(ask=Why.NOT_ASKED)


# -- what is known ---------------------------------------------------------------------------


def test_a_no_is_as_new_as_the_day_on_which_it_was_last_said() -> None:
    """`record.stale.condition` is 365 days; where nobody saw it again, its own day counts."""
    again = replace(no("aneurysm"), on=ago(400), seen=TODAY)
    once = replace(no("aneurysm"), on=ago(3), seen=None)
    assert known().clears(again)
    assert known().clears(once)
    assert not known().clears(replace(again, seen=ago(366), on=TODAY))


@pytest.mark.parametrize(
    ("concept", "state", "last"),
    [
        ("mania", State.ACTIVE, 2),  # it went on until it was last seen
        ("mania", State.UNSTATED, 90),
        ("mania", State.ENDED, 30),
        ("suicide-attempt", State.ACTIVE, 90),  # an event has one day
    ],
)
def test_the_last_day_of_what_goes_on_is_the_one_it_was_seen_on(
    concept: str, state: State, last: int
) -> None:
    ended = ago(30) if state is State.ENDED else None
    one = replace(fact(concept, days=90), state=state, seen=ago(2), ended=ended)
    assert known(one).last_day(one) == ago(last)


def test_a_body_mass_index_that_is_worked_out_is_told_as_one() -> None:
    """100 kg at 200 cm, weighed three days ago."""
    weight, height = fact("weight", days=3, number="100"), fact("height", number="200")
    (index,) = known(weight, height).measured("body-mass-index")
    assert (index.concept, index.text) == ("body-mass-index", "body mass index")
    assert (index.on, index.origin) == (ago(3), weight.origin)


# -- measurements ----------------------------------------------------------------------------


def test_of_several_old_readings_the_latest_is_asked_about() -> None:
    old, older = (fact("heart-rate", days=days, number="130") for days in (1, 2))
    assert look("heart-rate-high", older, old) == Look(ask=Why.TOO_OLD, about=(old,))


@pytest.mark.parametrize(
    ("id", "concept", "limit", "number", "asked"),
    [
        ("kidney-function", "egfr", "<=", "60", True),  # it may be 60, which is not below
        ("kidney-function", "egfr", "<", "60", False),
        ("heart-rate-high", "heart-rate", ">=", "110", True),
        ("heart-rate-high", "heart-rate", ">", "110", False),
    ],
)
def test_a_result_that_may_lie_on_the_bound_is_asked_about(
    id: str, concept: str, limit: str, number: str, asked: bool
) -> None:
    made = fact(concept, number=number)
    assert made.value is not None
    made = replace(made, value=replace(made.value, limit=limit))
    expected = Look(ask=Why.NOT_ASKED, about=(made,)) if asked else Look(found=(made,))
    assert look(id, made) == expected


@pytest.mark.parametrize(("born", "raised"), [("1961-11-22", False), ("1961-11-23", True)])
def test_the_figure_of_the_older_counts_from_the_very_birthday(born: str, raised: bool) -> None:
    """C10: from 65 years a systolic pressure is raised above 150, not above 140."""
    day = date.fromisoformat(born)
    readings = (fact("systolic", number="145"), fact("diastolic", number="80"))
    found = look("blood-pressure-screening-eu", *readings, subject=Subject(born=Born(day, day)))
    assert found == (Look(found=readings[:1]) if raised else CLEAR)


def test_an_old_side_of_a_pressure_is_named_where_the_other_is_missing() -> None:
    systolic = fact("systolic", days=1, number="120")
    assert look("blood-pressure-today", systolic) == Look(ask=Why.NOT_ASKED, about=(systolic,))


# -- medicines -------------------------------------------------------------------------------


def test_each_medicine_that_still_counts_is_named() -> None:
    first = over("tranylcypromine", days=100, ended=3)
    second = over("phenelzine", days=100, ended=9)
    first, second = replace(first, text="Parnate"), replace(second, text="Nardil")
    assert look("maoi", first, second).detail == (
        f"Stopped, and still counting: Parnate until {ago(3)}, Nardil until {ago(9)}."
    )


def daily(concept: str, mg: str) -> Fact:
    return fact(concept, daily=Dose(mg, "mg"))


def test_a_load_that_both_tables_agree_on_is_one_number() -> None:
    found = look("benzodiazepine-load", daily("diazepam", "20"))
    assert found.detail == "20 mg of diazepam a day, by the two published tables."


def test_a_drug_of_one_table_counts_by_it() -> None:
    """10 mg bromazepam are 20 mg diazepam by Ashton; the other table has none."""
    found = look("benzodiazepine-load", daily("bromazepam", "10"), daily("lorazepam", "1"))
    assert found.detail == "25 mg to 30 mg of diazepam a day, by the two published tables."


def test_a_drug_of_neither_table_is_asked_about() -> None:
    taken = daily("brotizolam", "0.25")
    assert look("benzodiazepine-load", taken) == Look(ask=Why.NOT_ASKED, about=(taken,))


# -- courses, the mind -----------------------------------------------------------------------


def course(protocol: str, days: int, ended: int | None = None) -> Course:
    end = None if ended is None else ago(ended)
    return Course(protocol=protocol, drug=Drug.KETAMINE, opened=ago(days), ended=end)


def test_ketamine_is_not_of_a_course_that_is_over() -> None:
    taken = fact("ketamine")
    ended = (course("iv-depression", 60, ended=9),)
    assert look("active-course", taken, courses=ended) == Look(found=(taken,))


def test_ketamine_is_not_excused_by_a_course_of_somebody_else() -> None:
    taken = fact("ketamine")
    found = look("active-course", taken, courses=(course("oral-s1", 60), course("iv-crps", 9)))
    assert found == Look(
        found=(taken,), detail=f"Active: oral-s1 since {ago(60)}, iv-crps since {ago(9)}."
    )


@pytest.mark.parametrize(("days", "found"), [(92, True), (93, False)])
def test_suicidal_behaviour_within_three_months_is_high(days: int, found: bool) -> None:
    """It is named by itself, and need not have been an attempt."""
    act = fact("suicidal-behaviour", days=days)
    expected = Look(found=(act,)) if found else Look(ask=Why.NOT_ASKED, about=(act,))
    assert look("suicide-risk", act) == expected


def test_only_the_latest_item_nine_is_a_hint() -> None:
    today, before = (fact("phq-9-item-9", days=days, number=str(days)) for days in (0, 2))
    assert look("suicide-risk", before, today) == NOT_ASKED


@pytest.mark.parametrize(("days", "asked"), [(7, False), (6, True)])
def test_a_hint_of_the_day_of_the_score_was_answered_by_it(days: int, asked: bool) -> None:
    score, hint = fact("c-ssrs", days=7, number="0"), fact("self-harm", days=days)
    expected = Look(ask=Why.NOT_ASKED, about=(hint,)) if asked else CLEAR
    assert look("suicide-risk", score, hint) == expected


# -- tests, the law --------------------------------------------------------------------------


def test_a_positive_pregnancy_test_without_a_day_counts() -> None:
    test = fact("pregnancy-test", days=None, word="positive")
    assert look("pregnancy-test", test).found == (test,)


def test_a_pregnancy_test_is_as_old_as_its_own_day() -> None:
    """A week: that it was read again today makes it no newer; without its day that one counts."""
    old = replace(fact("pregnancy-test", days=8, word="negative"), seen=TODAY)
    assert look("pregnancy-test", old) == Look(ask=Why.TOO_OLD, about=(old,))
    seen = replace(old, on=None, seen=ago(8))
    assert look("pregnancy-test", seen) == Look(ask=Why.TOO_OLD, about=(seen,))
    assert look("pregnancy-test", replace(old, on=None)) == CLEAR


@pytest.mark.parametrize("id", ["pregnancy-test", "urine-drug-screen"])
def test_a_test_that_is_only_a_number_is_asked_about(id: str) -> None:
    """Nobody can tell from “5” whether it is positive."""
    test = fact(id, number="5")
    assert look(id, test) == Look(ask=Why.NOT_ASKED, about=(test,))


@pytest.mark.parametrize("sure", [Sureness.REPORTED, Sureness.SUSPECTED])
def test_a_visit_that_only_the_patient_tells_of_is_none(sure: Sureness) -> None:
    """From 2027 on the law asks for one in person (C15)."""
    at, visit = date(2027, 1, 1), fact("seen-in-person", sure=sure)
    later = Known(Snapshot(as_of=at, facts=(visit,)), kb(), "sublingual-home")
    found = telehealth_law(rule("telehealth-law"), later)
    assert found.found == (visit,)
    assert found.detail == f"{kb().leaf('policy.us.telehealth').title}: ended."
    seen = Snapshot(as_of=at, facts=(replace(visit, sure=Sureness.RECORDED),))
    assert telehealth_law(rule("telehealth-law"), Known(seen, kb(), "sublingual-home")) == CLEAR


# -- places ----------------------------------------------------------------------------------


def test_the_places_are_those_of_protocols_and_cells_and_no_column() -> None:
    assert jurisdictions(kb()) == ["ch", "de", "eu", "gb", "my", "us"]
    content = shipped()
    content["protocols"]["spravato-eu-trd"]["jurisdiction"] = "CA"  # which no cell names
    assert jurisdictions(knowledge(content)) == ["ca", "ch", "de", "eu", "gb", "my", "us"]


def test_a_german_spray_is_held_to_the_label_of_the_eu() -> None:
    """Where the label has a cell of its own the event excludes; elsewhere it defers."""
    spray = treatment_of(loaded().protocol("spravato-eu-trd"))
    event = rule("cardiovascular-event-recent")
    cells = [cell_of(event, replace(spray, jurisdiction=place)) for place in ("de", "eu", "ch")]
    assert [cell and cell.actions[0] for cell in cells] == [
        Action.EXCLUDE,
        Action.EXCLUDE,
        Action.DEFER,
    ]
