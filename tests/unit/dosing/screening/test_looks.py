"""The plain looks: found, clear, or asked about, and why."""

import pytest
from msgspec.structs import replace
from tests.lib.looking import TODAY, fact, kb, look, no, over, rule

from titrant.clinical import Fact, Snapshot, Sureness
from titrant.dosing.screening import Why, screen, treatment_of
from titrant.dosing.screening.looks import CLEAR, Look

NOT_ASKED = Look(ask=Why.NOT_ASKED)
NO_VESSELS = (no("aneurysm"), no("arteriovenous-malformation"))


@pytest.mark.parametrize(
    "id", ["intracerebral-haemorrhage", "intracranial-pressure", "past-substance-use-disorder"]
)
def test_silence_is_asked_about_and_only_a_clinicians_no_clears(id: str) -> None:
    said = [no(concept) for concept in rule(id).concepts]
    reported = [no(concept, Sureness.REPORTED) for concept in rule(id).concepts]
    assert look(id) == NOT_ASKED
    asked = look(id, *reported)
    assert asked.ask is Why.UNCONFIRMED
    assert set(asked.about) == set(reported)
    assert look(id, *reported, *said) == CLEAR


def test_a_no_to_one_of_two_leaves_the_question_open() -> None:
    """Nobody has said a word on malformations."""
    assert look("aneurysm-or-malformation", no("aneurysm")) == NOT_ASKED
    assert look("aneurysm-or-malformation", *NO_VESSELS) == CLEAR


@pytest.mark.parametrize("days", [366, None])
def test_a_no_that_is_old_or_has_no_day_is_asked_again(days: int | None) -> None:
    old = [fact(one.concept, days=days, so=False, sure=one.sure) for one in NO_VESSELS]
    asked = look("aneurysm-or-malformation", *old)
    assert asked == Look(ask=Why.OLD_ENTRY, about=tuple(old))
    mixed = (NO_VESSELS[0], old[1])
    assert look("aneurysm-or-malformation", *mixed).ask is Why.OLD_ENTRY


def test_ever_counts_whatever_became_of_it() -> None:
    bled = over("intracerebral-haemorrhage", days=9000, ended=8000)
    assert look("intracerebral-haemorrhage", bled).found == (bled,)
    assert look("intracerebral-haemorrhage", no("intracerebral-haemorrhage"), bled).found == (bled,)


@pytest.mark.parametrize(
    ("id", "concept", "days"),
    [
        ("psychosis-or-mania", "mania", 365),  # record.stale.condition
        ("infection-today", "respiratory-infection", 14),  # a cold is over within two weeks
    ],
)
def test_current_believes_an_episode_for_its_time(id: str, concept: str, days: int) -> None:
    fresh, old = fact(concept, days=days), fact(concept, days=days + 1)
    assert look(id, fresh).found == (fresh,)
    assert look(id, old) == Look(ask=Why.OLD_ENTRY, about=(old,))
    assert look(id, old, fresh).found == (fresh,)
    assert look(id, old, *(no(one) for one in rule(id).concepts)) == CLEAR
    assert look(id, old, no(concept)) == Look(ask=Why.OLD_ENTRY, about=(old,))
    assert look(id, over(concept, days=9)) == NOT_ASKED


def test_past_is_what_was_and_is_not() -> None:
    was = over("alcohol-use-disorder", days=900, ended=400)
    assert look("past-substance-use-disorder", was).found == (was,)
    assert look("past-substance-use-disorder", was, fact("alcohol-use-disorder")) == CLEAR


@pytest.mark.parametrize(("days", "found"), [(0, True), (42, True), (43, False)])
def test_recent_ends_with_its_window(days: int, found: bool) -> None:
    """A heart attack of six weeks ago still defers; the label says 6 weeks."""
    event = fact("myocardial-infarction", days=days)
    assert (look("cardiovascular-event-recent", event).found == (event,)) is found
    assert (look("cardiovascular-event-months", event).found == (event,)) is not found


def test_recent_needs_a_day() -> None:
    undated, long_ago = (fact("myocardial-infarction", days=days) for days in (None, 9000))
    assert look("cardiovascular-event-recent", undated, long_ago) == Look(
        ask=Why.UNDATED, about=(undated,)
    )
    assert look("cardiovascular-event-recent", long_ago) == CLEAR
    assert look("cardiovascular-event-recent") == NOT_ASKED


def test_a_no_where_yes_is_needed_is_found_whoever_says_it() -> None:
    nobody = no("escort-arranged", Sureness.REPORTED)
    assert look("no-escort", nobody, fact("escort-arranged")).found == (nobody,)
    assert look("no-escort", fact("escort-arranged")) == CLEAR
    assert look("no-escort") == NOT_ASKED


@pytest.mark.parametrize("sure", [Sureness.REPORTED, Sureness.SUSPECTED])
def test_what_only_the_patient_says_satisfies_nothing(sure: Sureness) -> None:
    """A signature is confirmed by who saw it; a score is the patient's own."""
    said = fact("escort-arranged", sure=sure)
    assert look("no-escort", said) == Look(ask=Why.UNCONFIRMED, about=(said,))
    assert look("no-escort", said, fact("escort-arranged", sure=Sureness.RECORDED)) == CLEAR
    assert look("required-phq-9", fact("phq-9", number="18", sure=sure)) == CLEAR


def test_what_has_to_be_on_record_may_not_be_too_old() -> None:
    """House rule 2: a weight counts for 30 days."""
    old, older = fact("weight", days=31, number="70"), fact("weight", days=400, number="71")
    assert look("required-weight", old, fact("weight", days=30, number="70")) == CLEAR
    assert look("required-weight", old, older) == Look(ask=Why.TOO_OLD, about=(old,))
    undated = fact("weight", days=None, number="70")
    assert look("required-weight", undated) == Look(ask=Why.UNDATED, about=(undated,))
    assert look("required-weight", undated, fact("weight", number="70")) == CLEAR
    assert look("required-weight") == NOT_ASKED
    assert look("required-height", fact("height", days=9000, number="170")) == CLEAR


@pytest.mark.parametrize(
    ("number", "found"), [("49", True), ("49.99", True), ("50", False), ("110", False)]
)
def test_below_is_below(number: str, found: bool) -> None:
    """Correction 1.21: under 50 beats defers."""
    assert (look("heart-rate-low", fact("heart-rate", number=number)).found is not None) is found


@pytest.mark.parametrize(("number", "found"), [("110", False), ("110.01", True), ("45", False)])
def test_above_is_above(number: str, found: bool) -> None:
    """Correction 1.21: over 110 beats defers."""
    assert (look("heart-rate-high", fact("heart-rate", number=number)).found is not None) is found


def test_a_measurement_is_the_latest_one_and_of_today() -> None:
    fast, old = fact("heart-rate", number="130"), fact("heart-rate", days=1, number="130")
    assert look("heart-rate-high") == NOT_ASKED
    assert look("heart-rate-high", old) == Look(ask=Why.TOO_OLD, about=(old,))
    assert look("heart-rate-high", old, fact("heart-rate", number="70")) == CLEAR
    assert look("heart-rate-high", fact("heart-rate", number="70"), fast).found == (fast,)
    assert look("heart-rate-high", fact("heart-rate", days=None, number="130")) == NOT_ASKED
    low, old = (fact("egfr", days=days, number="26") for days in (365, 366))
    assert look("kidney-function", low).found == (low,)
    assert look("kidney-function", old) == Look(ask=Why.TOO_OLD, about=(old,))


def limited(concept: str, limit: str, number: str) -> Fact:
    """Return a result that is itself a bound."""
    made = fact(concept, number=number)
    assert made.value is not None
    return replace(made, value=replace(made.value, limit=limit))


@pytest.mark.parametrize(
    ("id", "concept", "limit", "number", "comes_to"),
    [
        ("kidney-function", "egfr", "<", "15", "found"),
        ("kidney-function", "egfr", "<", "60", "found"),  # below is below
        ("kidney-function", "egfr", "<", "90", "asked"),
        ("kidney-function", "egfr", ">", "90", "clear"),
        ("kidney-function", "egfr", ">=", "60", "clear"),
        ("kidney-function", "egfr", ">", "15", "asked"),
        ("heart-rate-high", "heart-rate", ">", "110", "found"),
        ("heart-rate-high", "heart-rate", ">", "200", "found"),
        ("heart-rate-high", "heart-rate", ">=", "60", "asked"),
        ("heart-rate-high", "heart-rate", "<", "60", "clear"),
        ("heart-rate-high", "heart-rate", "<=", "110", "clear"),
        ("heart-rate-high", "heart-rate", "<", "200", "asked"),
    ],
)
def test_a_result_that_is_a_bound_is_found_clear_or_asked_about(
    id: str, concept: str, limit: str, number: str, comes_to: str
) -> None:
    """“Less than 15” is below 60, “less than 90” may be anything."""
    made = limited(concept, limit, number)
    expected = {
        "found": Look(found=(made,)),
        "asked": Look(ask=Why.NOT_ASKED, about=(made,)),
        "clear": CLEAR,
    }
    assert look(id, made) == expected[comes_to]


def test_only_what_goes_on_and_is_sure_closes_another_rule() -> None:
    """A class of liver disease that is suspected, or is over, does not stand for the disease."""
    liver = fact("liver-disease")

    def unclassed(other: Fact) -> bool:
        record = Snapshot(as_of=TODAY, facts=(liver, other))
        made = screen(record, treatment_of(kb().protocol("iv-depression"), "us"), kb())
        return "liver-disease-unclassed" in {one.rule for one in made.findings}

    assert not unclassed(fact("child-pugh-a"))
    assert unclassed(fact("child-pugh-a", sure=Sureness.SUSPECTED))
    assert unclassed(fact("child-pugh-a", sure=Sureness.REPORTED))
    assert unclassed(over("child-pugh-a", days=900, ended=400))
