"""What is taken: now, lately, together, and how much of it."""

import pytest
from msgspec.structs import replace
from tests.lib.looking import ago, fact, look, over, rule

from titrant.dosing.screening import Why
from titrant.dosing.screening.looks import CLEAR, Look
from titrant.units import Dose


def test_a_medicine_counts_for_its_class_while_its_entry_is_fresh() -> None:
    """`record.stale.medication` is 365 days."""
    taken, old = fact("lorazepam", days=365), fact("lorazepam", days=366)
    assert look("benzodiazepine", taken).found == (taken,)
    assert look("benzodiazepine", old) == Look(ask=Why.OLD_ENTRY, about=(old,))
    assert look("benzodiazepine", old, taken).found == (taken,)
    undated = fact("lorazepam", days=None)
    assert look("benzodiazepine", undated) == Look(ask=Why.OLD_ENTRY, about=(undated,))
    assert look("benzodiazepine") == CLEAR
    assert look("benzodiazepine", over("lorazepam", days=9)) == CLEAR


@pytest.mark.parametrize(("ended", "counts"), [(0, True), (14, True), (15, False)])
def test_an_inhibitor_of_mao_counts_for_two_weeks_more(ended: int, counts: bool) -> None:
    stopped = over("tranylcypromine", days=100, ended=ended)
    found = look("maoi", stopped)
    assert (found.found == (stopped,)) is counts
    if counts:
        assert found.detail == (f"Stopped, and still counting: tranylcypromine until {ago(ended)}.")


def test_one_that_was_stopped_nobody_knows_when_is_asked_about() -> None:
    stopped = over("tranylcypromine", days=100)
    assert look("maoi", stopped) == Look(ask=Why.UNDATED, about=(stopped,))
    assert look("benzodiazepine", over("lorazepam", days=100)) == CLEAR  # it has no washout


def test_classes_are_counted_and_not_drugs() -> None:
    """Two benzodiazepines are one class; one with an opioid are two."""
    lorazepam, diazepam, oxycodone = (fact(id) for id in ("lorazepam", "diazepam", "oxycodone"))
    old = fact("oxycodone", days=900)
    assert look("depressants-together", lorazepam, diazepam) == CLEAR
    assert set(look("depressants-together", lorazepam, oxycodone).found or ()) == {
        lorazepam,
        oxycodone,
    }
    assert look("depressants-together", lorazepam, old) == Look(ask=Why.OLD_ENTRY, about=(old,))


def test_one_drug_of_two_classes_counts_once() -> None:
    """Hazard H19: a drug that lies in two of the counted classes is still one drug."""
    both = replace(rule("depressants-together"), concepts=("benzodiazepine", "lorazepam", "opioid"))
    assert look(both, fact("lorazepam")) == CLEAR


def test_all_of_the_listed_have_to_be_taken() -> None:
    maoi, stimulant = fact("tranylcypromine"), fact("methylphenidate")
    old = fact("methylphenidate", days=900)
    assert look("maoi-and-stimulant", maoi) == CLEAR
    assert look("maoi-and-stimulant", maoi, over("methylphenidate", days=9)) == CLEAR
    assert look("maoi-and-stimulant", maoi, stimulant).found == (maoi, stimulant)
    assert look("maoi-and-stimulant", maoi, old) == Look(ask=Why.OLD_ENTRY, about=(maoi, old))


def test_an_opioid_with_a_disease_of_the_airway() -> None:
    opioid, apnoea = fact("oxycodone"), fact("sleep-apnoea", days=4000)
    old = fact("oxycodone", days=900)
    assert look("opioid-and-airway", opioid) == CLEAR
    assert look("opioid-and-airway", apnoea) == CLEAR
    assert look("opioid-and-airway", opioid, apnoea).found == (opioid, apnoea)
    assert look("opioid-and-airway", old, apnoea) == Look(ask=Why.OLD_ENTRY, about=(old, apnoea))
    stopped = over("oxycodone", days=90, ended=60)
    assert look("opioid-and-airway", stopped, apnoea) == CLEAR


@pytest.mark.parametrize(("mg", "found"), [("8", False), ("8.01", True), ("20", True)])
def test_more_than_8_mg_of_diazepam_a_day(mg: str, found: bool) -> None:
    """The bound of the study: more than 8 mg diazepam a day (R90)."""
    taken = fact("diazepam", daily=Dose(mg, "mg"))
    assert (look("benzodiazepine-load", taken).found == (taken,)) is found


def test_the_load_is_a_span_where_the_tables_differ() -> None:
    """1 mg lorazepam is 5 mg diazepam by one table and 10 mg by the other, read at its source."""
    taken = fact("lorazepam", daily=Dose("1", "mg"))
    found = look("benzodiazepine-load", taken)
    assert found.found == (taken,)
    assert found.detail == "5 mg to 10 mg of diazepam a day, by the two published tables."
    more = fact("diazepam", daily=Dose("2", "mg"))
    assert look("benzodiazepine-load", taken, more).detail.startswith("7 mg to 12 mg of diazepam")


def test_a_load_that_cannot_be_added_up_is_asked_for() -> None:
    undosed, small = fact("lorazepam"), fact("diazepam", daily=Dose("2", "mg"))
    assert look("benzodiazepine-load") == CLEAR
    assert look("benzodiazepine-load", undosed, small) == Look(ask=Why.NOT_ASKED, about=(undosed,))
    assert look("benzodiazepine-load", small) == CLEAR
    old = fact("lorazepam", days=900)
    assert look("benzodiazepine-load", old) == Look(ask=Why.OLD_ENTRY, about=(old,))
    assert look("benzodiazepine-load", over("lorazepam", days=9)) == CLEAR
    untabled = fact("benzodiazepine", daily=Dose("2", "mg"))
    assert look("benzodiazepine-load", untabled) == Look(ask=Why.NOT_ASKED, about=(untabled,))
