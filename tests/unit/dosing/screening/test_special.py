"""Looks with a way of their own."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.looking import TODAY, ago, fact, known, look, no, over, rule

from titrant.clinical import Born, Course, Fact, Origin, Sex, Snapshot, Subject, Sureness
from titrant.dosing.screening import Why, screen, treatment_of
from titrant.dosing.screening.known import Known
from titrant.dosing.screening.looks import CLEAR, Look
from titrant.dosing.screening.special import blood_pressure_today, telehealth_law
from titrant.knowledge import Action
from titrant.units import Drug

NOT_ASKED = Look(ask=Why.NOT_ASKED)


def aged(born: str, last: str | None = None) -> dict[str, Subject]:
    first = date.fromisoformat(born)
    return {"subject": Subject(born=Born(first, date.fromisoformat(last or born)))}


# ------------------------------------------------------------------ the person


def test_the_dead() -> None:
    assert look("deceased") == CLEAR
    died = look("deceased", subject=Subject(dead=True, died_on=date(2010, 1, 17)))
    assert died.found == ()
    assert died.detail == "The record says that this person died on 2010-01-17."
    undated = look("deceased", subject=Subject(dead=True))
    assert undated.detail == "The record says that this person died."


@pytest.mark.parametrize(
    ("born", "last", "says"),
    [
        ("2008-11-23", None, "17 years old on 2026-11-22."),
        ("2008-11-22", None, CLEAR),
        ("2008-01-01", "2008-12-31", NOT_ASKED),  # 17 or 18: the day decides
        ("2010-01-01", "2010-12-31", "15 or 16 years old on 2026-11-22."),
    ],
)
def test_a_minor(born: str, last: str | None, says: str | Look) -> None:
    found = look("minor", **aged(born, last))
    assert (found.detail if isinstance(says, str) else found) == says


def test_an_age_that_nobody_knows_is_asked_for() -> None:
    assert look("minor") == NOT_ASKED
    assert look("age-band-older") == NOT_ASKED
    assert look("required-cognition") == NOT_ASKED


@pytest.mark.parametrize(
    ("born", "older", "young"),
    [
        ("1961-11-22", True, False),  # 65 today
        ("1961-11-23", False, False),
        ("2001-11-22", False, False),  # 25 today
        ("2001-11-23", False, True),
        ("2008-11-22", False, True),
    ],
)
def test_the_bands_of_age(born: str, older: bool, young: bool) -> None:
    assert (look("age-band-older", **aged(born)).found is not None) is older
    assert (look("age-band-young", **aged(born)).found is not None) is young


def test_a_test_of_thinking_from_65_on() -> None:
    assert look("required-cognition", **aged("1961-11-22")) == NOT_ASKED
    assert look("required-cognition", **aged("1961-11-23")) == CLEAR
    assert look("required-cognition", fact("moca", number="27"), **aged("1950-01-01")) == CLEAR


def test_what_is_due_where_something_else_is_so() -> None:
    """An ECG from 60 on, or with a disease of the heart."""
    young = aged("1990-01-01")
    heart = fact("coronary-disease")
    assert look("required-ecg", **young) == CLEAR
    assert look("required-ecg", heart, **young) == NOT_ASKED
    assert look("required-ecg", **aged("1966-11-22")) == NOT_ASKED
    assert look("required-ecg", fact("ecg"), heart, **young) == CLEAR
    assert look("required-ecg") == CLEAR  # nobody knows the age, which another rule asks for


def course(**changes: Any) -> Course:
    made = Course(protocol="iv-depression", drug=Drug.KETAMINE, opened=ago(60))
    return replace(made, **changes)


def test_one_active_course() -> None:
    own, other = course(), course(protocol="oral-s1")
    assert look("active-course") == NOT_ASKED
    assert look("active-course", no("other-ketamine-since")) == CLEAR
    found = look("active-course", courses=(own, other))
    assert found == Look(found=(), detail=f"Active: oral-s1 since {ago(60)}.")
    assert look("active-course", courses=(course(elsewhere=True),)).found == ()
    assert look("active-course", courses=(course(protocol="oral-s1", ended=ago(9)),)) == NOT_ASKED


def test_ketamine_on_the_list_is_this_course_or_another() -> None:
    taken, old = fact("ketamine"), fact("ketamine", days=900)
    assert look("active-course", taken) == Look(found=(taken,))
    ours = look("active-course", taken, courses=(course(),))
    assert ours == Look(ask=Why.NOT_ASKED, about=(taken,))  # or somebody else's
    other = fact("esketamine")
    assert look("active-course", other, courses=(course(),)).found == (other,)
    assert look("active-course", old) == Look(ask=Why.OLD_ENTRY, about=(old,))


# ------------------------------------------------------------------ blood pressure


def pressure(systolic: str, diastolic: str, days: int = 0) -> tuple[Fact, Fact]:
    return (
        fact("systolic", days=days, number=systolic),
        fact("diastolic", days=days, number=diastolic),
    )


@pytest.mark.parametrize(
    ("systolic", "diastolic", "raised"),
    [("139.9", "89.9", []), ("140", "89", ["systolic"]), ("150", "90", ["systolic", "diastolic"])],
)
def test_raised_at_screening(systolic: str, diastolic: str, raised: list[str]) -> None:
    """Row 8: 140/90 or more at the latest measurement; of one day the repeat decides."""
    readings = pressure(systolic, diastolic, days=90)
    before = (*pressure("200", "120", days=91), *pressure("190", "110", days=90))
    found = look("blood-pressure-screening", *before, *readings)
    assert [one.concept for one in found.found or ()] == raised


def test_a_pressure_of_years_ago_says_nothing_of_today() -> None:
    old = pressure("190", "110", days=91)
    assert look("blood-pressure-screening", *old) == Look(ask=Why.TOO_OLD, about=old)


@pytest.mark.parametrize(
    ("born", "systolic", "raised"),
    [
        ("1990-01-01", "140", False),
        ("1990-01-01", "141", True),
        ("1950-01-01", "150", False),
        ("1950-01-01", "151", True),
    ],
)
def test_the_european_guide_has_figures_by_age(born: str, systolic: str, raised: bool) -> None:
    """C10: above 140/90 under 65 years, above 150/90 from 65 years."""
    found = look("blood-pressure-screening-eu", *pressure(systolic, "80"), **aged(born))
    assert (found.found is not None) is raised
    unknown = look("blood-pressure-screening-eu", *pressure("141", "80"))
    assert unknown.found is not None  # nobody knows the age: the lower figure
    side = look("blood-pressure-screening-eu", *pressure("120", "91"), **aged("1950-01-01"))
    assert side.found is not None


@pytest.mark.parametrize(
    ("systolic", "diastolic", "action"),
    [
        ("140", "90", "clear"),  # row 9: above, not at
        ("141", "90", "repeat"),
        ("140", "91", "repeat"),
        ("159", "99", "repeat"),
        ("160", "80", "defer"),
        ("120", "100", "defer"),
        ("180", "80", "exclude"),
        ("120", "110", "exclude"),
        ("89", "60", "defer"),  # correction 1.21: under 90
        ("90", "60", "clear"),
    ],
)
def test_the_pressure_of_the_day(systolic: str, diastolic: str, action: str) -> None:
    found = look("blood-pressure-today", *pressure(systolic, diastolic))
    if action == "clear":
        assert found == CLEAR
    else:
        assert found.found
        assert found.at_least == (None if action == "repeat" else Action(action))
        assert found.detail.startswith(f"Read: systolic {systolic}")


def test_a_repeat_counts_and_does_not_undo_a_pressure_that_forbids() -> None:
    calm, high, crisis = pressure("130", "80"), pressure("165", "80"), pressure("185", "80")
    assert look("blood-pressure-today", *high, *calm) == CLEAR
    assert look("blood-pressure-today", *calm, *high).at_least is Action.DEFER
    assert look("blood-pressure-today", *crisis, *calm).at_least is Action.EXCLUDE


def test_the_readings_of_two_files_both_count() -> None:
    """Nobody can tell which of two files was written later."""
    high, calm = pressure("165", "80"), pressure("130", "80")
    other = tuple(replace(one, origin=Origin("other.yaml", "a")) for one in calm)
    for readings in ((*high, *other), (*other, *high)):
        assert look("blood-pressure-today", *readings).at_least is Action.DEFER


def test_each_side_of_a_pressure_is_fresh_by_itself() -> None:
    """A systolic of today does not make yesterday's diastolic one of today."""
    systolic, _ = pressure("120", "80")
    _, old = pressure("120", "80", days=1)
    assert look("blood-pressure-today", systolic, old) == Look(ask=Why.TOO_OLD, about=(old,))
    assert look("blood-pressure-today", systolic) == NOT_ASKED
    _, high = pressure("120", "115")
    assert look("blood-pressure-today", high).at_least is Action.EXCLUDE


def test_the_pressure_of_another_day_is_not_todays() -> None:
    assert look("blood-pressure-today") == NOT_ASKED
    assert look("blood-pressure-screening") == NOT_ASKED
    old = pressure("120", "80", days=1)
    assert look("blood-pressure-today", *old) == Look(ask=Why.TOO_OLD, about=old)


def test_a_written_decision_keeps_the_graver_of_two_actions() -> None:
    """In the clinic a reading of 165 defers, though the cell itself asks for clearance."""
    kb = loaded(None)
    record = Snapshot(as_of=TODAY, facts=pressure("165", "80"))
    screening = screen(record, treatment_of(kb.protocol("iv-depression"), "us"), kb)
    (finding,) = [one for one in screening.findings if one.rule == "blood-pressure-today"]
    assert finding.actions == (Action.DEFER, Action.CLEARANCE)


# ------------------------------------------------------------------ the mind


def test_a_score_of_four_within_a_month_or_an_act_within_three_is_high() -> None:
    score, act = fact("c-ssrs", days=31, number="4"), fact("suicide-attempt", days=92)
    assert look("suicide-risk", score, act).found == (score, act)
    assert look("suicide-risk", fact("c-ssrs", days=31, number="3")) == CLEAR
    older = fact("suicide-attempt", days=93)
    assert look("suicide-risk", older, fact("c-ssrs", number="3")) == CLEAR
    assert look("suicide-risk", fact("c-ssrs", days=32, number="5")) == NOT_ASKED
    undated = fact("suicide-attempt", days=None)
    assert look("suicide-risk", undated, fact("c-ssrs", number="0")) == Look(
        ask=Why.UNDATED, about=(undated,)
    )


@pytest.mark.parametrize(
    "concept", ["suicidal-ideation", "suicide-attempt", "self-harm", "overdose"]
)
def test_a_hint_of_years_ago_is_no_finding_and_is_named_in_the_question(concept: str) -> None:
    hint = fact(concept, days=9000)
    assert look("suicide-risk", hint) == Look(ask=Why.NOT_ASKED, about=(hint,))


def test_item_nine_is_a_hint_unless_it_is_zero() -> None:
    some, none = (fact("phq-9-item-9", number=number) for number in ("1", "0"))
    assert look("suicide-risk", some) == Look(ask=Why.NOT_ASKED, about=(some,))
    assert look("suicide-risk", none) == NOT_ASKED
    assert look("suicide-risk", over("suicidal-ideation", days=400)) == NOT_ASKED


@pytest.mark.parametrize("concept", ["suicidal-ideation", "self-harm", "overdose"])
def test_a_hint_that_is_newer_than_the_score_asks_again(concept: str) -> None:
    """A low score of last week says nothing of what was written down since."""
    score = fact("c-ssrs", days=7, number="0")
    newer, older = fact(concept, days=6), fact(concept, days=8)
    assert look("suicide-risk", score, newer) == Look(ask=Why.NOT_ASKED, about=(newer,))
    assert look("suicide-risk", score, older) == CLEAR


def test_two_adequate_trials() -> None:
    one, two = (fact("adequate-antidepressant-trials", number=n) for n in ("1", "2"))
    assert look("antidepressant-trials") == NOT_ASKED
    assert look("antidepressant-trials", one).found == (one,)
    assert look("antidepressant-trials", two) == CLEAR
    assert look("antidepressant-trials", one, two).found == (one, two)  # every count is enough


# ------------------------------------------------------------------ tests and the law


def result(word: str, days: int | None = 0, concept: str = "pregnancy-test") -> Fact:
    return fact(concept, days=days, word=word)


@pytest.mark.parametrize("word", ["positive", "Detected", "pregnant"])
def test_a_positive_pregnancy_test(word: str) -> None:
    test = result(word, days=400)
    assert look("pregnancy-test", test).found == (test,)
    assert look("pregnancy-test", test, result("negative")) == CLEAR
    assert look("pregnancy-test", result("negative", days=400), test).found == (test,)


@pytest.mark.parametrize("word", ["negative", "not detected", "not pregnant"])
def test_a_negative_one_counts_while_it_is_fresh(word: str) -> None:
    """A week: the practice of table 2a."""
    assert look("pregnancy-test", result(word, days=7)) == CLEAR
    old = result(word, days=8)
    assert look("pregnancy-test", old) == Look(ask=Why.TOO_OLD, about=(old,))
    assert look("pregnancy-test", old, no("could-be-pregnant")) == CLEAR
    assert look("pregnancy-test", no("could-be-pregnant"), fact("could-be-pregnant")) == NOT_ASKED


def test_a_pregnancy_test_in_other_words_is_asked_about() -> None:
    """“See the comment” is no negative."""
    unclear = result("see the comment")
    assert look("pregnancy-test", unclear) == Look(ask=Why.NOT_ASKED, about=(unclear,))
    assert look("pregnancy-test", unclear, no("could-be-pregnant")) == CLEAR
    assert look("pregnancy-test", no("pregnancy-test")) == CLEAR  # answered: it was negative


def test_of_two_tests_of_one_day_the_positive_one_counts() -> None:
    first, second = result("positive"), replace(result("negative"), text="again")
    assert look("pregnancy-test", first, second).found == (first,)
    assert look("pregnancy-test", second, first).found == (first,)


def test_nobody_asks_a_man_about_a_pregnancy() -> None:
    kb = loaded(None)
    record = Snapshot(as_of=TODAY, subject=Subject(sex=Sex.MALE), facts=(result("positive"),))
    screening = screen(record, treatment_of(kb.protocol("iv-depression"), "us"), kb)
    assert "pregnancy" not in {one.group for one in screening.missing}
    # but what is written there is a finding: the record's sex may be wrong, or say little
    assert "pregnancy-test" in {one.rule for one in screening.findings}


def test_a_urine_screen() -> None:
    positive = result("positive", concept="urine-drug-screen")
    assert look("urine-drug-screen", positive).found == (positive,)
    assert look("urine-drug-screen", result("none detected", concept="urine-drug-screen")) == CLEAR
    panel = result("cocaine positive, opioids negative", concept="urine-drug-screen")
    assert look("urine-drug-screen", panel).found == (panel,)
    unclear = result("see the comment", concept="urine-drug-screen")
    assert look("urine-drug-screen", unclear) == Look(ask=Why.NOT_ASKED, about=(unclear,))
    said = fact("urine-drug-screen")
    assert look("urine-drug-screen", said).found == (said,)


@pytest.mark.parametrize(("mass", "found"), [("34.9", False), ("35", True)])
def test_sleep_apnoea_with_a_body_mass_index_of_35(mass: str, found: bool) -> None:
    apnoea, index = fact("sleep-apnoea", days=3000), fact("body-mass-index", number=mass)
    looked = look("sleep-apnoea-obesity", apnoea, index)
    assert looked == (Look(found=(apnoea, index)) if found else CLEAR)


def test_sleep_apnoea_without_a_body_mass_index_is_asked_about() -> None:
    apnoea = fact("sleep-apnoea")
    assert look("sleep-apnoea-obesity", apnoea) == Look(ask=Why.NOT_ASKED, about=(apnoea,))
    assert look("sleep-apnoea-obesity") == NOT_ASKED
    assert look("sleep-apnoea-obesity", no("sleep-apnoea", Sureness.CONFIRMED)) == CLEAR


@pytest.mark.parametrize(
    ("day", "comes_to"),
    [("2026-12-31", "clear"), ("2027-01-01", "found"), ("2025-12-31", "asked")],
)
def test_the_exception_for_telehealth_ends_with_2026(day: str, comes_to: str) -> None:
    """C15: effective from 1 January to 31 December 2026."""
    kb, at = loaded(None), date.fromisoformat(day)
    empty = Snapshot(as_of=at)
    seen = Snapshot(as_of=at, facts=(fact("seen-in-person", days=400),))
    telehealth = rule("telehealth-law")
    looked = telehealth_law(telehealth, Known(empty, kb, "sublingual-home"))
    said = "found" if looked.found is not None else "asked" if looked.ask else "clear"
    assert said == comes_to
    assert telehealth_law(telehealth, Known(seen, kb, "sublingual-home")) == CLEAR


def test_the_pressure_looks_at_the_readings_of_one_day_only() -> None:
    made = known(*pressure("185", "80", days=1), *pressure("120", "80"))
    assert blood_pressure_today(rule("blood-pressure-today"), made) == CLEAR
