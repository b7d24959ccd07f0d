"""What is known of a person, as the rules ask for it."""

from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.lib.looking import TODAY, ago, fact, kb, known, no, over, rule

from titrant.clinical import Born, Snapshot, State, Subject, Sureness
from titrant.dosing.screening import screen, treatment_of
from titrant.dosing.screening.known import days_of, passes
from titrant.units import BodyMassIndex


def test_a_fact_counts_once_for_itself_and_for_every_wider_concept() -> None:
    attack = fact("myocardial-infarction")
    made = known(attack)
    assert made.so("cardiovascular-event", "myocardial-infarction") == (attack,)
    assert made.so("myocardial-infarction") == (attack,)
    assert made.so("pregnancy") == ()
    assert known(no("pregnancy")).so("pregnancy") == ()


def test_a_no_counts_for_itself_and_for_every_narrower_concept() -> None:
    """Who has no bipolar disorder has no mania; who has no mania may still be bipolar."""
    wide, narrow = no("bipolar"), no("mania")
    made = known(wide, narrow)
    assert made.denied("mania") == (narrow, wide)
    assert made.denied("bipolar") == (wide,)
    assert known(fact("mania")).denied("mania") == ()


@pytest.mark.parametrize(
    ("concept", "days", "sure", "clears"),
    [
        ("aneurysm", 365, Sureness.CONFIRMED, True),  # record.stale.condition
        ("aneurysm", 366, Sureness.CONFIRMED, False),
        ("respiratory-infection", 14, Sureness.CONFIRMED, True),  # record.stale.acute
        ("respiratory-infection", 15, Sureness.CONFIRMED, False),
        ("aneurysm", None, Sureness.CONFIRMED, False),
        ("aneurysm", 0, Sureness.REPORTED, False),
        ("aneurysm", 0, Sureness.RECORDED, False),
        ("aneurysm", 0, Sureness.SUSPECTED, False),
    ],
)
def test_a_no_closes_a_question_if_a_clinician_said_it_lately(
    concept: str, days: int | None, sure: Sureness, clears: bool
) -> None:
    denial = fact(concept, days=days, so=False, state=State.UNSTATED, sure=sure)
    assert known().clears(denial) is clears


@pytest.mark.parametrize(
    ("concept", "days", "goes_on"),
    [
        ("aneurysm", 20_000, True),  # a lifetime
        ("hypertension", 20_000, True),  # chronic
        ("mania", 365, True),
        ("mania", 366, None),
        ("lorazepam", 366, None),
        ("lorazepam", None, None),
        ("grapefruit", 0, True),  # an answer of the day
        ("ketamine-allergy", 20_000, True),
    ],
)
def test_how_long_something_goes_on(concept: str, days: int | None, goes_on: bool | None) -> None:
    one = fact(concept, days=days)
    assert known(one).goes_on(one) is goes_on


@pytest.mark.parametrize(
    ("concept", "goes_on"), [("intracerebral-haemorrhage", True), ("hypertension", False)]
)
def test_only_a_lifetime_outlasts_its_end(concept: str, goes_on: bool) -> None:
    one = over(concept, days=10)
    assert known(one).goes_on(one) is goes_on
    assert known().goes_on(no(concept)) is False


def test_an_answer_of_the_day_is_asked_again_on_the_next() -> None:
    assert known(fact("alcohol-today", days=1)).so("alcohol-today") == ()
    denial = replace(no("alcohol-today"), on=ago(1), seen=ago(1))
    assert known(denial).denied("alcohol-today") == ()


def test_measurements_come_latest_first_and_of_one_day_the_higher() -> None:
    low, high = fact("systolic", number="120"), fact("systolic", number="180")
    old, undated = fact("systolic", days=9, number="200"), fact("systolic", days=None, number="90")
    assert known(old, low, undated, high).measured("systolic") == (high, low, old)
    assert known(fact("ecg")).measured("ecg") == ()


def test_the_body_mass_index_is_worked_out_and_says_from_what() -> None:
    """100 kg at 200 cm is 25 kg/m²."""
    weight, height = fact("weight", number="100"), fact("height", days=900, number="200")
    made = known(weight, height)
    (index,) = made.measured("body-mass-index")
    assert index.value is not None
    assert index.value.number == Decimal(25)
    assert index.value.shown == "25 kg/m2 from 100 kg and 200 cm"
    assert made.with_parts((index,)) == (index, weight, height)
    assert made.with_parts((weight,)) == (weight,)
    own = fact("body-mass-index", number="31")
    assert known(weight, height, own).measured("body-mass-index") == (own, index)


def test_every_pair_of_the_latest_day_gives_a_body_mass_index() -> None:
    """Which of two weights of a day is the slip nobody can tell, so each of them counts."""
    weights = [fact("weight", number=number) for number in ("50", "100")]
    old = fact("weight", days=1, number="200")
    made = known(old, *weights, fact("height", number="200")).measured("body-mass-index")
    assert [one.value and one.value.number for one in made] == [Decimal(25), Decimal("12.5")]


def test_a_finding_on_a_worked_out_number_rests_on_what_it_was_made_of() -> None:
    weight, height = fact("weight", number="45"), fact("height", number="170")
    record = Snapshot(as_of=TODAY, facts=(weight, height))
    screening = screen(record, treatment_of(kb().protocol("iv-depression"), "us"), kb())
    (finding,) = [one for one in screening.findings if one.rule == "underweight"]
    assert finding.basis[1:] == (weight, height)


@pytest.mark.parametrize("facts", [("weight",), ("height",), ()])
def test_no_body_mass_index_from_one_of_the_two(facts: tuple[str, ...]) -> None:
    made = known(*(fact(one, number="100") for one in facts))
    assert made.measured("body-mass-index") == ()


def test_no_body_mass_index_of_nothing() -> None:
    made = known(fact("weight", number="0"), fact("height", number="170"))
    assert made.measured("body-mass-index") == ()


def test_passing_a_bound() -> None:
    bound = rule("sleep-apnoea-obesity").numbers["bmi"]
    for number, side in (("34.9", -1), ("35", 0), ("35.1", 1)):
        index = fact("body-mass-index", number=number)
        assert passes(bound, index, BodyMassIndex) == passes(bound, index) == side


def test_days_and_births() -> None:
    assert days_of(rule("cardiovascular-event-recent").numbers["window"]).days == 42
    assert known().born is None
    born = Born(known().as_of, known().as_of)
    assert known(subject=Subject(born=born)).born == born
    assert known().age_of(fact("weight", days=9).on or known().as_of).days == 9
