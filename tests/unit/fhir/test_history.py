"""Conditions, with everything that weakens, dates or ends an entry."""

from datetime import date
from typing import Any

import pytest
from tests.lib.records import (
    ICD10,
    aside,
    coded,
    concepts,
    condition,
    only,
    read,
    resource,
)

from titrant.clinical import MatchedBy, State, Sureness

FAMILY = "it is about the family, not about this person"
DENIED = "it says that something is not so; a clinician's own “no” is asked for"


# ------------------------------------------------------------------ a condition and its statuses


@pytest.mark.parametrize(
    ("clinical", "state"),
    [
        # the codes of https://hl7.org/fhir/R4/valueset-condition-clinical.html
        ("active", State.ACTIVE),
        ("recurrence", State.ACTIVE),
        ("relapse", State.ACTIVE),
        ("inactive", State.ENDED),
        ("remission", State.ENDED),
        ("resolved", State.ENDED),
        ("unheard-of", State.UNSTATED),
    ],
)
def test_the_clinical_status_says_whether_it_goes_on(clinical: str, state: State) -> None:
    assert only(read(condition("asthma", clinical=clinical))).state is state


def test_without_a_clinical_status_nobody_says_whether_it_goes_on() -> None:
    found = only(read(condition("asthma")))
    assert (found.state, found.sure) == (State.UNSTATED, Sureness.RECORDED)


@pytest.mark.parametrize(
    ("verified", "sure"),
    [
        # the codes of https://hl7.org/fhir/R4/valueset-condition-ver-status.html
        ("confirmed", Sureness.CONFIRMED),
        ("unconfirmed", Sureness.SUSPECTED),
        ("provisional", Sureness.SUSPECTED),
        ("differential", Sureness.SUSPECTED),
        ("unheard-of", Sureness.RECORDED),
    ],
)
def test_the_verification_status_says_how_sure_it_is(verified: str, sure: Sureness) -> None:
    assert only(read(condition("asthma", verified=verified))).sure is sure


@pytest.mark.parametrize(
    ("verified", "why"),
    [
        ("entered-in-error", "it was entered in error"),
        ("refuted", "it was refuted there; no finding is lowered by it"),
    ],
)
@pytest.mark.parametrize("text", ["asthma", "something unheard of"])
def test_what_is_not_so_is_set_aside(verified: str, why: str, text: str) -> None:
    found = read(condition(text, verified=verified))
    assert aside(found) == {text: why}
    assert (found.facts, found.unmapped) == ((), ())
    assert (found.files[0].entries, found.files[0].mapped) == (1, 0)


@pytest.mark.hazard("H49")
@pytest.mark.parametrize("clinical", ["inactive", "remission", "resolved"])
def test_a_resolved_lifetime_condition_stays_a_fact(clinical: str) -> None:
    found = only(read(condition("intracerebral haemorrhage", clinical=clinical)))
    assert (found.concept, found.so) == ("intracerebral-haemorrhage", True)


# ------------------------------------------------------------------ codes and words


def test_a_code_counts_for_more_than_its_words() -> None:
    found = only(read(condition(code=coded("84757009", display="Fits"))))
    assert (found.concept, found.by, found.text) == ("epilepsy", MatchedBy.CODE, "Fits")


def test_words_are_shown_as_matched_by_name() -> None:
    assert only(read(condition("epilepsy"))).by is MatchedBy.NAME


def test_an_icd_10_code_matches_by_how_it_begins() -> None:
    # ICD-10-CM G40.909: epilepsy, unspecified, not intractable
    found = only(read(condition(code=coded("G40.909", ICD10))))
    assert (found.concept, found.by, found.text) == ("epilepsy", MatchedBy.CODE, "icd10 G40.909")


@pytest.mark.hazard("H48")
def test_what_no_concept_covers_is_listed() -> None:
    found = read(condition(code=coded("36971009", display="Sinusitis (disorder)"), id="7"))
    assert [(one.kind, one.text, one.code, one.origin.place) for one in found.unmapped] == [
        ("Condition", "Sinusitis (disorder)", "snomed 36971009", "Condition/7")
    ]
    assert (found.facts, found.files[0].mapped) == ((), 0)


def test_the_severity_is_read_with_the_name() -> None:
    """“Severe” stands in an element of its own, and severe kidney disease is a concept."""
    severe = coded("24484000", display="Severe")
    assert concepts(read(condition("kidney disease"))) == ["chronic-kidney-disease"]
    assert "severe-kidney-disease" in concepts(read(condition("kidney disease", severity=severe)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Family history of epilepsy", FAMILY),
        ("Epilepsy: family hx", FAMILY),
        ("Paternal uncle with epilepsy", FAMILY),
        ("No epilepsy", DENIED),
        ("Denies asthma", DENIED),
        ("Epilepsy ruled out", DENIED),
        ("Without epilepsy", DENIED),
    ],
)
def test_words_that_say_it_is_not_this_persons(text: str, why: str) -> None:
    found = read(condition(text))
    assert aside(found) == {text: why}
    assert (found.facts, found.unmapped) == ((), ())


@pytest.mark.parametrize("text", ["Suspected epilepsy", "Epilepsy?", "Rule out asthma"])
def test_what_is_suspected_counts_as_suspected(text: str) -> None:
    found = only(read(condition(text, verified="confirmed", clinical="active")))
    assert (found.sure, found.state) == (Sureness.SUSPECTED, State.ACTIVE)


@pytest.mark.parametrize("text", ["History of asthma", "Asthma in remission", "H/O: asthma"])
def test_what_is_past_is_over(text: str) -> None:
    found = only(read(condition(text, clinical="active")))
    assert (found.concept, found.state) == ("asthma", State.ENDED)


def test_not_in_remission_is_not_over() -> None:
    found = read(condition("Major depression, not in remission", clinical="active"))
    assert {fact.state for fact in found.facts} == {State.ACTIVE}


@pytest.mark.hazard("H49")
def test_a_history_of_what_lasts_for_ever_is_not_over() -> None:
    found = read(condition("History of aortic aneurysm", clinical="active"))
    assert {(fact.concept, fact.state) for fact in found.facts} == {("aneurysm", State.ACTIVE)}


def test_care_of_a_mother_is_about_this_person() -> None:
    # ICD-10-CM O36.5930
    words = "Maternal care for other known or suspected poor fetal growth, third trimester"
    found = only(read(condition(code=coded("O36.5930", ICD10, words))))
    assert (found.concept, found.so) == ("pregnancy", True)


# ------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("content", "on", "seen"),
    [
        ({"onsetDateTime": "2020-03-04"}, "2020-03-04", "2020-03-04"),
        ({"onsetDateTime": "2020"}, "2020-12-31", "2020-12-31"),
        ({"onsetDateTime": "2020-03-04", "recordedDate": "2024-01-02"}, "2020-03-04", "2024-01-02"),
        ({"onsetDateTime": "2026"}, "2026-11-22", "2026-11-22"),  # not after the day of reading
        ({"onsetDateTime": "2026-11-22"}, "2026-11-22", "2026-11-22"),
        ({"recordedDate": "2024-01-02"}, "2024-01-02", "2024-01-02"),
        ({}, None, None),
    ],
)
def test_a_partial_date_means_its_latest_day(
    content: dict[str, Any], on: str | None, seen: str | None
) -> None:
    found = only(read(condition("asthma", **content)))
    days = [None if day is None else day.isoformat() for day in (found.on, found.seen)]
    assert days == [on, seen]


def test_an_age_at_onset_counts_from_birth() -> None:
    ann = resource("Patient", id="ann", birthDate="1980-05-17")
    age = {"value": 30, "unit": "years", "code": "a"}
    found = only(read(ann, condition("asthma", onsetAge=age)))
    assert found.on is not None
    assert date(2011, 4, 30) <= found.on <= date(2011, 5, 16)


@pytest.mark.parametrize("text", ["asthma", "something unheard of"])
def test_a_date_after_the_day_of_reading_sets_it_aside(text: str) -> None:
    found = read(condition(text, onsetDateTime="2026-11-23"))
    assert aside(found) == {text: "it is dated 2026-11-23, after 2026-11-22"}
    assert (found.facts, found.unmapped) == ((), ())


def test_a_date_that_is_none_is_said_and_the_entry_counts() -> None:
    found = read(condition("asthma", onsetString="in childhood"))
    assert only(found).on is None
    assert aside(found) == {"the date of asthma": "“in childhood” is no date that can be read"}


@pytest.mark.parametrize("clinical", [None, "unheard-of", "resolved"])
@pytest.mark.parametrize("end", ["2020-01-02", "2026-11-22"])
def test_what_has_an_end_is_over(clinical: str | None, end: str) -> None:
    statuses = {} if clinical is None else {"clinical": clinical}
    found = read(condition("asthma", abatementDateTime=end, **statuses))
    assert (only(found).state, only(found).ended) == (State.ENDED, date.fromisoformat(end))
    assert not found.contradictions


@pytest.mark.parametrize("end", ["2020-01-02", "2026-11-22"])
def test_what_is_active_and_ended_is_a_contradiction_and_counts_as_active(end: str) -> None:
    found = read(condition("asthma", clinical="active", abatementDateTime=end))
    assert only(found).state is State.ACTIVE
    (contradiction,) = found.contradictions
    assert contradiction.about == "asthma"
    assert contradiction.says == ("listed as active", f"ended on {end}")
    assert contradiction.counts == "it is taken as active"


def test_a_note_of_tomorrow_is_set_aside_and_the_entry_counts() -> None:
    """A slip in the day of the note must not make an entry newer than it can be."""
    found = read(condition("asthma", onsetDateTime="2020-03-04", recordedDate="2026-11-23"))
    assert only(found).seen == date(2020, 3, 4)
    assert aside(found) == {"the note of asthma": "it is dated 2026-11-23, after 2026-11-22"}


@pytest.mark.parametrize(
    "words", ["Family history of epilepsy", "No epilepsy", "Suspected epilepsy"]
)
def test_a_code_counts_where_its_words_deny_or_doubt(words: str) -> None:
    """Nobody codes what is not there: the code is kept as a possibility, and is asked about."""
    found = only(read(condition(code=coded("84757009", display=words), verified="confirmed")))
    assert (found.concept, found.by, found.sure) == (
        "epilepsy",
        MatchedBy.CODE,
        Sureness.SUSPECTED,
    )


def test_an_end_to_come_is_no_end() -> None:
    found = read(condition("asthma", clinical="active", abatementDateTime="2027-01-02"))
    assert (only(found).state, found.contradictions) == (State.ACTIVE, ())
