"""What is left to the day of a session, what is only said, and what is worked out once."""

from datetime import date

import pytest
from tests.lib.bases import knowledge, shipped
from tests.lib.guided import AS_OF, course, file_of, guided, scores, sessions, weight
from tests.lib.looking import TODAY, fact, kb, look

from titrant.clinical import Born, Snapshot, Subject
from titrant.dosing.screening import screen, treatment_of
from titrant.dosing.screening.day import day_rules
from titrant.dosing.screening.fit import younger_than_described
from titrant.dosing.screening.treatment import cells_for
from titrant.knowledge import Action, load

IV = treatment_of(kb().protocol("iv-depression"), "us")

# Section 3, the rows of the day itself, and what somebody takes or plans on that day.
OF_THE_DAY = {
    *("blood-pressure-today", "heart-rate-high", "heart-rate-low", "oxygen-saturation-low"),
    *("respiratory-rate-high", "respiratory-rate-low", "temperature-high", "required-glucose"),
    *("infection-today", "intoxicated-today", "gi-symptoms-today", "fasting"),
    *("ate-before-spray", "drank-before-spray", "nasal-decongestant-today", "usual-tablets"),
    *("missed-antihypertensive", "alcohol-today", "cannabis-today", "psychedelic", "grapefruit"),
    *("no-escort", "sole-carer", "will-drive", "safety-critical-job"),
}


# -- the rules of the day ------------------------------------------------------------------------


def test_the_rules_of_the_day_are_those_whose_answer_lasts_a_day() -> None:
    assert day_rules(kb()) == OF_THE_DAY


def test_a_rule_is_of_the_day_by_its_group_or_by_what_it_asks_about() -> None:
    content = shipped()
    content["screening"]["intracerebral-haemorrhage"]["group"] = "today"
    content["concepts"]["epilepsy"]["lasts"] = "day"
    more = day_rules(knowledge(content))
    about = {
        rule.id
        for table in ("screening", "interactions")
        for rule in kb().rules(table)
        if "epilepsy" in rule.concepts
    }
    assert about
    assert more - OF_THE_DAY == {"intracerebral-haemorrhage", *about}


def test_they_are_worked_out_once_for_each_knowledge() -> None:
    one = load()
    assert day_rules(one) is day_rules(one)
    assert day_rules(one) == day_rules(load("demo"))


def test_what_is_of_the_day_does_not_hold_the_next_dose() -> None:
    """The gate asks it on the day: a cold today defers there, and not here."""
    text = file_of(
        course(*sessions(12, 8, 5)),
        measurements=[weight(), *scores((20, 20), (2, 16))],
        answers={"cold-today": "yes"},
    )
    guidance = guided(text)
    assert guidance.holds == ()
    assert "infection-today" not in {one.rule for one in guidance.basis.findings}


# -- what is only said -----------------------------------------------------------------------------


def test_what_asks_for_nothing_is_noted_and_not_found() -> None:
    """Lamotrigine and lithium: inform, R89 and R91; an antidepressant is watched."""
    record = Snapshot(as_of=TODAY, facts=tuple(map(fact, ("lithium", "lamotrigine", "sertraline"))))
    screening = screen(record, IV, kb())
    assert [one.rule for one in screening.noted] == ["lamotrigine", "lithium-or-valproate"]
    assert {one.actions for one in screening.noted} == {(Action.INFORM,)}
    assert [one.rule for one in screening.findings] == ["antidepressant"]


def test_what_is_only_said_asks_no_question() -> None:
    old = fact("lamotrigine", days=900)
    screening = screen(Snapshot(as_of=TODAY, facts=(old,)), IV, kb())
    assert screening.noted == ()
    assert "lamotrigine" not in {one.rule for one in screening.missing}
    assert look("lamotrigine", old).ask is not None  # though the rule by itself would ask


def test_nothing_noted_is_nothing() -> None:
    assert screen(Snapshot(as_of=TODAY), IV, kb()).noted == ()


def test_a_note_that_weakens_the_effect_speaks_against_a_higher_dose() -> None:
    """It asks for nothing, and it is no reason for more either."""
    text = file_of(
        course(*sessions(12, 8, 5)),
        measurements=[weight(), *scores((20, 20), (2, 16))],
        medications=[{"what": "lamotrigine", "since": date(2025, 1, 1)}],
    )
    guidance = guided(text)
    up, same = (
        next(one for one in guidance.options if str(one.kind) == kind) for kind in ("up", "same")
    )
    said = [one for one in up.against if one.leaf.startswith("interaction.lamotrigine.")]
    assert len(said) == 1
    assert said[0].says.startswith("Lamotrigine")
    assert not [one for one in same.against if one.leaf.startswith("interaction.lamotrigine.")]


# -- worked out once -------------------------------------------------------------------------------


def test_the_cells_of_a_treatment_are_looked_up_once() -> None:
    one = load()
    first = cells_for("screening", IV, one)
    assert cells_for("screening", treatment_of(one.protocol("iv-depression"), "us"), one) is first


@pytest.mark.parametrize("place", ["gb", None])
def test_another_treatment_has_cells_of_its_own(place: str | None) -> None:
    one = load()
    here = {rule.id: cell.leaf.id for rule, cell in cells_for("screening", IV, one)}
    there = treatment_of(one.protocol("iv-depression"), place)
    other = {rule.id: cell.leaf.id for rule, cell in cells_for("screening", there, one)}
    assert here["ischaemic-stroke"] != other["ischaemic-stroke"]


def test_a_rule_without_a_cell_for_a_treatment_is_not_looked_at() -> None:
    spray = treatment_of(kb().protocol("spravato-us-trd"))
    for treatment, there in ((IV, False), (spray, True)):
        found = {rule.id for rule, _ in cells_for("screening", treatment, kb())}
        assert ("ate-before-spray" in found) is there


def test_the_tables_are_apart() -> None:
    one = load()
    tables = ("screening", "interactions")
    found = [{rule.table for rule, _ in cells_for(table, IV, one)} for table in tables]
    assert found == [{"screening"}, {"interactions"}]


# -- younger than a protocol describes -------------------------------------------------------------


def born(year: int, month: int, day: int) -> Born:
    on = date(year, month, day)
    return Born(on, on)


WORDS = "sc-older is described for people of 60 years or more."


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (born(1966, 12, 1), ""),  # 60 on the day
        (born(1966, 12, 2), WORDS),  # 59 for one day more
        (Born(date(1966, 1, 1), date(1966, 12, 31)), ""),  # perhaps 60: a year is no day
        (Born(date(1967, 1, 1), date(1967, 12, 31)), WORDS),
        (None, ""),  # nobody knows the age: unknown is not “no”, and the age is asked elsewhere
    ],
)
def test_who_is_younger(when: Born | None, words: str) -> None:
    """R57, 60 years and older."""
    record = Snapshot(as_of=AS_OF, subject=Subject(born=when))
    assert younger_than_described(record, kb().protocol("sc-older"), kb()) == words


def test_a_protocol_without_an_age_is_for_everybody() -> None:
    record = Snapshot(as_of=AS_OF, subject=Subject(born=born(2020, 1, 1)))
    assert younger_than_described(record, kb().protocol("sc-depression"), kb()) == ""
