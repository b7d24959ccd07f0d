"""Medicines on the day: each blood pressure medicine, and what sedates or stirs at home."""

import pytest
from tests.lib.visits import (
    ANSWERS,
    HEAD,
    HOME,
    IV,
    READY,
    SPRAY,
    WHOLE,
    answered,
    gated,
    item,
    whole,
    without,
)

from titrant.dosing.gate import Item, ItemState, Who

MET, HELD, NOT_ASKED = ItemState.MET, ItemState.HELD, ItemState.NOT_ASKED


def taking(*drugs: str, taken: str = "") -> str:
    """Return a file with regular medicines, and with what was said of today."""
    listed = ", ".join(drugs)
    return f"{HEAD}medications: [{listed}]\nvisit: {{medicines: [{taken}]}}\n"


def pressure_drugs(text: str, protocol: str = IV) -> Item:
    return item(whole(text, protocol=protocol), "antihypertensives")


@pytest.mark.hazard("H10", "H17")
@pytest.mark.parametrize("protocol", [IV, SPRAY, HOME])
def test_each_blood_pressure_medicine_is_asked_about(protocol: str) -> None:
    """“Taken today, and when” is asked for each one; one answer does not stand for the other.

    Witness: hazard H17.
    """
    both = taking("lisinopril", "metoprolol", taken="{what: lisinopril, taken: yes, at: 07:30}")
    found = pressure_drugs(both, protocol)
    assert (found.state, found.who) == (NOT_ASKED, Who.ASK)
    assert found.says == "Nobody has said whether it was taken today: metoprolol."
    said = "{what: lisinopril, taken: yes, at: 07:30}, {what: metoprolol, taken: yes}"
    met = pressure_drugs(taking("lisinopril", "metoprolol", taken=said), protocol)
    assert met.state is MET
    assert met.says == "Taken today: lisinopril at 07:30, metoprolol."


@pytest.mark.hazard("H17")
@pytest.mark.parametrize("drug", ["metoprolol", "clonidine", "amlodipine"])
def test_a_missed_one_goes_to_the_prescriber(drug: str) -> None:
    """A missed beta-blocker or clonidine may rebound: the prescriber decides, whoever says so.

    Witness: hazard H17.
    """
    for by in ("clinician", "patient"):
        text = taking(drug, taken=f"{{what: {drug}, taken: no}}").replace("clinician", by)
        found = pressure_drugs(text)
        assert (found.state, found.who) == (HELD, Who.PRESCRIBER)
        assert found.says == f"A blood pressure medicine was missed or stopped: {drug}."


def test_a_missed_one_that_the_record_does_not_list_counts_too() -> None:
    """What the person names as missed holds, though nobody had written it down."""
    text = f"{HEAD}visit: {{medicines: [{{what: ramipril, taken: no}}]}}\n"
    assert pressure_drugs(text).state is HELD


def test_one_of_a_class_is_not_the_other() -> None:
    """“A beta-blocker” on the record is not answered by metoprolol, which stands there as well."""
    found = pressure_drugs(
        taking("beta blocker", "metoprolol", taken="{what: metoprolol, taken: yes}")
    )
    assert found.state is NOT_ASKED
    assert "beta blocker" in found.says


def test_the_same_words_answer_whatever_they_are_mapped_to() -> None:
    """An entry is answered by its own words, in any letters."""
    said = "{what: Metoprolol 50 MG, taken: yes}"
    assert pressure_drugs(taking("metoprolol 50 mg", taken=said)).state is MET


def test_another_form_of_the_same_drug_answers_it() -> None:
    """“Metoprolol” answers “metoprolol 50 mg”: it is the same drug in other words."""
    assert pressure_drugs(
        taking("metoprolol 50 mg", taken="{what: Metoprolol, taken: yes}")
    ).state is (MET)


def test_a_class_is_no_answer_for_one_of_it() -> None:
    """“A beta blocker tablet” may be either where two of that class stand on the record."""
    text = taking("beta blocker", "metoprolol", taken="{what: beta blocker tablet, taken: yes}")
    found = pressure_drugs(text)
    assert found.state is NOT_ASKED
    assert found.says.endswith(": beta blocker, metoprolol.")


def test_what_only_the_patient_says_they_took_is_asked_again() -> None:
    """A patient’s “taken” is confirmed by a clinician; a patient’s “missed” counts at once."""
    text = taking("lisinopril", taken="{what: lisinopril, taken: yes}")
    assert pressure_drugs(text.replace("by: clinician", "by: patient")).state is NOT_ASKED


def test_a_stopped_medicine_is_asked_about_besides() -> None:
    """Taken today says nothing of one that was stopped: that question has to be answered too."""
    texts = [without(text, "missed-antihypertensive") if text == READY else text for text in WHOLE]
    taken = taking("lisinopril", taken="{what: lisinopril, taken: yes}")
    for more in ((), (taken,)):
        found = item(gated(*texts, *more), "antihypertensives")
        assert (found.state, found.who) == (NOT_ASKED, Who.ASK)
    missed = whole(answered(missed_antihypertensive="yes"))
    found = item(missed, "antihypertensives")
    assert (found.state, found.who) == (HELD, Who.PRESCRIBER)


def test_a_medicine_that_was_ended_is_not_asked_about() -> None:
    """Only what is still taken is asked about."""
    text = f"{HEAD}medications: [{{what: lisinopril, stopped: 2026-01-01}}]\n"
    assert pressure_drugs(text).state is MET


def test_yesterdays_visit_says_nothing_of_today() -> None:
    """What was taken at another visit is asked again."""
    text = taking("lisinopril", taken="{what: lisinopril, taken: yes}")
    old = text.replace("visit: {", "visit: {on: 2026-11-21, ")
    assert pressure_drugs(old).state is NOT_ASKED


# -- at home ---------------------------------------------------------------------------------


@pytest.mark.hazard("H10", "H18", "H40")
@pytest.mark.parametrize("drug", ["lorazepam", "morphine", "zopiclone", "pregabalin"])
def test_a_sedative_of_today_goes_to_its_prescriber_and_is_never_left_out(drug: str) -> None:
    """A sedative taken today holds the dose at home; nobody is told to omit it.

    The text says that a regular sedative is never left out on this account: its prescriber decides.
    Witness: section 2.7, no benzodiazepine or opioid the same day; hazard H18.
    """
    text = f"{HEAD}visit: {{medicines: [{{what: {drug}, taken: yes}}]}}\n"
    found = item(whole(text, protocol=HOME), "sedatives")
    assert (found.state, found.who) == (HELD, Who.PRESCRIBER)
    assert found.says == f"Taken today: {drug}."
    assert "never left out" in found.lifts


@pytest.mark.parametrize("protocol", [IV, SPRAY])
def test_in_the_clinic_a_sedative_of_today_is_the_screenings_to_name(protocol: str) -> None:
    """The items of the home are not asked in a clinic, where somebody watches."""
    ids = {one.id for one in whole(protocol=protocol).items}
    assert not {"sedatives", "stimulants", "adult", "address", "hazards", "watched"} & ids


def test_a_stimulant_of_today_is_told_before_a_dose_at_home() -> None:
    """A stimulant holds a dose at home until a prescriber writes a reason (hazard H19)."""
    for drug in ("methylphenidate", "modafinil"):
        text = f"{HEAD}visit: {{medicines: [{{what: {drug}, taken: yes}}]}}\n"
        found = item(whole(text, protocol=HOME), "stimulants")
        assert (found.state, found.who) == (HELD, Who.REASON)


def test_a_sedative_that_was_not_taken_holds_nothing_by_itself() -> None:
    """What was left out for another reason is no sedative of today."""
    text = f"{HEAD}visit: {{medicines: [{{what: lorazepam, taken: no}}]}}\n"
    assert item(whole(text, protocol=HOME), "sedatives").state is MET


def test_the_question_is_asked_where_no_medicine_is_listed() -> None:
    """Without an answer of today the question about sedatives stands open."""
    texts = [without(text, "sedative-or-opioid") if text == ANSWERS else text for text in WHOLE]
    assert item(gated(*texts, protocol=HOME), "sedatives").state is NOT_ASKED


def test_a_later_dose_at_home_need_not_be_watched_live() -> None:
    """The first exposure is seen live by a clinician. Witness: section 2.7, home gate."""
    course = (
        f"{HEAD}courses:\n  - protocol: {HOME}\n    opened: 2026-11-01\n"
        "    sessions: [{on: 2026-11-15, status: STATUS}]\n"
    )
    texts = [without(text, "dose-watched-live") if text == ANSWERS else text for text in WHOLE]
    given = item(gated(*texts, course.replace("STATUS", "completed"), protocol=HOME), "watched")
    assert given.state is MET
    planned = item(gated(*texts, course.replace("STATUS", "not-done"), protocol=HOME), "watched")
    assert planned.state is NOT_ASKED
