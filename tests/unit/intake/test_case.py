"""What is written of a person's history: who says it, since when, until when, whose it is."""

from datetime import date
from decimal import Decimal

import pytest
from tests.lib.case_files import AS_OF, aside, one, read

from titrant.clinical import FactKind, MatchedBy, Origin, State, Sureness
from titrant.units import Dose

# -- who stands behind it --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "of_the_file", "sure"),
    [
        ("clinician", None, Sureness.CONFIRMED),
        ("patient", None, Sureness.REPORTED),
        ("record", None, Sureness.RECORDED),
        (None, "clinician", Sureness.CONFIRMED),
        (None, "patient", Sureness.REPORTED),
        (None, "record", Sureness.RECORDED),
        ("patient", "clinician", Sureness.REPORTED),
        ("clinician", "patient", Sureness.CONFIRMED),
        (None, None, Sureness.REPORTED),  # nobody says who: not confirmed
    ],
)
@pytest.mark.parametrize(
    "entry",
    [
        "conditions: [{what: epilepsy",
        "medications: [{what: lorazepam",
        "measurements: [{what: weight, value: 70 kg",
        "allergies: [{what: ketamine",
    ],
)
def test_who_says_it(entry: str, own: str | None, of_the_file: str | None, sure: Sureness) -> None:
    head = f"by: {of_the_file}\n" if of_the_file else ""
    tail = f", by: {own}}}]" if own else "}]"
    assert one(head + entry + tail).sure is sure


@pytest.mark.parametrize(
    ("by", "sure"),
    [
        ("by: clinician", Sureness.CONFIRMED),
        ("by: patient", Sureness.REPORTED),
        ("by: record", Sureness.RECORDED),
        ("", Sureness.REPORTED),
    ],
)
@pytest.mark.parametrize("answer", ["no", "yes"])
def test_who_answers(by: str, sure: Sureness, answer: str) -> None:
    fact = one(f"{by}\nanswers: {{could-be-pregnant: {answer}}}")
    assert (fact.sure, fact.so) == (sure, answer == "yes")


# -- conditions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "so", "state", "sure"),
    [
        ("active", True, State.ACTIVE, Sureness.CONFIRMED),
        ("resolved", True, State.ENDED, Sureness.CONFIRMED),
        ("suspected", True, State.ACTIVE, Sureness.SUSPECTED),
        ("absent", False, State.UNSTATED, Sureness.CONFIRMED),
    ],
)
def test_a_status_says_whether_it_is_so(
    status: str, so: bool, state: State, sure: Sureness
) -> None:
    fact = one(f"by: clinician\nconditions: [{{what: epilepsy, status: {status}}}]")
    assert (fact.concept, fact.kind) == ("epilepsy", FactKind.CONDITION)
    assert (fact.so, fact.state, fact.sure) == (so, state, sure)


def test_plain_words_are_active_now_and_dated_by_nothing() -> None:
    fact = one("on: 2026-11-20\nconditions: [epilepsy]")
    assert (fact.so, fact.state, fact.on) == (True, State.ACTIVE, None)
    assert fact.seen == date(2026, 11, 20)
    assert fact.origin == Origin("case.yaml", "conditions 1")


def test_without_a_day_of_its_own_a_file_was_said_on_the_day_of_reading() -> None:
    assert one("conditions: [epilepsy]").seen == AS_OF


def test_a_no_is_dated_by_its_file() -> None:
    assert one("on: 2026-11-20\nconditions: [{what: epilepsy, status: absent}]").on == date(
        2026, 11, 20
    )


@pytest.mark.parametrize(
    ("since", "on"),
    [
        ("2009-03-04", date(2009, 3, 4)),
        ("2009", date(2009, 12, 31)),  # the latest day that it can have begun
        ("2026", AS_OF),
    ],
)
def test_since_when(since: str, on: date) -> None:
    assert one(f"conditions: [{{what: epilepsy, since: {since}}}]").on == on
    assert one(f"medications: [{{what: lorazepam, since: {since}}}]").on == on


def test_what_is_over_without_a_status_is_resolved() -> None:
    fact = one("conditions: [{what: epilepsy, since: 2001, until: 2015}]")
    assert (fact.state, fact.on, fact.ended) == (
        State.ENDED,
        date(2001, 12, 31),
        date(2015, 12, 31),
    )


def test_what_is_over_began_when_it_ended_at_the_latest() -> None:
    assert one("conditions: [{what: epilepsy, until: 2015-02-03}]").on == date(2015, 2, 3)


def test_what_is_to_end_later_is_active() -> None:
    fact = one("conditions: [{what: epilepsy, until: 2027-02-03}]")
    assert (fact.state, fact.ended) == (State.ACTIVE, None)


def test_active_and_over_contradict_and_active_counts() -> None:
    snapshot = read("conditions: [{what: epilepsy, status: active, until: 2015-02-03}]")
    (fact,) = snapshot.facts
    (said,) = snapshot.contradictions
    assert fact.state is State.ACTIVE
    assert (said.about, said.says) == ("epilepsy", ("active", "until 2015-02-03"))
    assert said.counts == "it is taken as active"


@pytest.mark.parametrize(
    ("words", "state", "sure"),
    [
        ("history of epilepsy", State.ENDED, Sureness.CONFIRMED),
        ("possible epilepsy", State.ACTIVE, Sureness.SUSPECTED),
        ("Epilepsy, well controlled", State.ACTIVE, Sureness.CONFIRMED),
    ],
)
def test_the_words_around_a_condition_are_heeded(words: str, state: State, sure: Sureness) -> None:
    fact = one(f'by: clinician\nconditions: ["{words}"]')
    assert (fact.concept, fact.text, fact.by) == ("epilepsy", words, MatchedBy.NAME)
    assert (fact.so, fact.state, fact.sure) == (True, state, sure)


def test_a_concept_by_its_id_is_written_by_hand() -> None:
    assert one("conditions: [epilepsy]").by is MatchedBy.HAND
    assert one("conditions: [Epilepsy]").by is MatchedBy.NAME


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("family history of epilepsy", "it is about the family, not about this person"),
        ("no epilepsy", "it says that something is not so; write it with “status: absent”"),
    ],
)
@pytest.mark.parametrize("part", ["conditions", "procedures"])
def test_what_is_not_this_persons_is_set_aside(part: str, words: str, why: str) -> None:
    assert aside(f"{part}: [{words}]") == [(words, why, f"{part} 1")]


def test_one_text_may_name_several_things() -> None:
    snapshot = read("conditions: [epilepsy and asthma]")
    assert {fact.concept for fact in snapshot.facts} >= {"epilepsy"}
    assert {fact.text for fact in snapshot.facts} == {"epilepsy and asthma"}


# -- allergies -------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["allergies: [ketamine]", "conditions: [ketamine allergy]"])
def test_an_allergy_is_no_medication(part: str) -> None:
    fact = one(part)
    assert fact.kind is FactKind.ALLERGY
    assert fact.concept != "ketamine"


def test_no_allergy_says_so() -> None:
    fact = one("by: clinician\nallergies: [{what: ketamine, status: absent}]")
    assert (fact.kind, fact.so) == (FactKind.ALLERGY, False)


def test_a_medication_is_no_condition() -> None:
    snapshot = read("conditions: [lorazepam]")
    (said,) = snapshot.unmapped
    assert snapshot.facts == ()
    assert (said.kind, said.text, said.origin.place) == ("condition", "lorazepam", "conditions 1")


# -- medications -----------------------------------------------------------------------------


@pytest.mark.parametrize("dose", ["5 mg", "5.0 mg", "5.00 mg", "0.005 g", "5 mg "])
def test_a_dose_a_day(dose: str) -> None:
    fact = one(f'medications: [{{what: lorazepam, dose: "{dose}", times-a-day: 3}}]')
    assert (fact.daily, fact.state, fact.ended) == (Dose(15, "mg"), State.ACTIVE, None)


def test_half_a_time_a_day_is_every_other_day() -> None:
    fact = one("medications: [{what: lorazepam, dose: 1 mg, times-a-day: 0.5}]")
    assert fact.daily == Dose(Decimal("0.5"), "mg")


@pytest.mark.parametrize(
    "entry",
    ["lorazepam", "{what: lorazepam, dose: 5 mg}", "{what: lorazepam, times-a-day: 2}"],
)
def test_a_dose_that_nobody_can_tell_is_none(entry: str) -> None:
    assert one(f"medications: [{entry}]").daily is None


def test_a_dose_of_two_drugs_is_of_neither() -> None:
    entry = "{what: lorazepam and diazepam, dose: 5 mg, times-a-day: 1}"
    facts = read(f"medications: [{entry}]").facts
    assert {(fact.concept, fact.daily) for fact in facts} == {
        ("lorazepam", None),
        ("diazepam", None),
    }


@pytest.mark.parametrize(
    ("stopped", "state", "ended"),
    [
        ("2026-11-10", State.ENDED, date(2026, 11, 10)),
        ("2026-11-22", State.ENDED, AS_OF),
        ("2019", State.ENDED, date(2019, 12, 31)),
        ("2026", State.ENDED, AS_OF),
        ("true", State.ENDED, None),
        ("false", State.ACTIVE, None),
    ],
)
def test_when_it_was_stopped(stopped: str, state: State, ended: date | None) -> None:
    fact = one(f"medications: [{{what: tranylcypromine, stopped: {stopped}}}]")
    assert (fact.state, fact.ended, fact.so) == (state, ended, True)


def test_what_is_to_be_stopped_is_taken_until_then() -> None:
    snapshot = read("medications: [{what: lorazepam, stopped: 2026-11-23}]")
    (fact,) = snapshot.facts
    (said,) = snapshot.set_aside
    assert (fact.state, fact.ended) == (State.ACTIVE, None)
    assert (said.what, said.why) == (
        "the end of lorazepam",
        "it is dated 2026-11-23, after 2026-11-22",
    )
