"""A whole file: whom it is about, and that everything in it ends up somewhere."""

from datetime import date
from typing import Any

import pytest
from tests.lib.records import (
    AS_OF,
    aside,
    concepts,
    condition,
    medication,
    observation,
    quantity,
    read,
    resource,
)

from titrant.clinical import Born, Origin, Sex


def patient(**content: Any) -> dict[str, Any]:
    return resource("Patient", id="p1", **content)


# ------------------------------------------------------------------ who it is about


@pytest.mark.parametrize(
    ("gender", "sex"),
    # the codes of https://hl7.org/fhir/R4/valueset-administrative-gender.html
    [("female", Sex.FEMALE), ("male", Sex.MALE), ("other", None), ("unknown", None), (None, None)],
)
def test_the_sex_is_one_of_two_or_nobody_says(gender: str | None, sex: Sex | None) -> None:
    assert read(patient(gender=gender)).subject.sex is sex


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1980-05-17", "1980-05-17", "1980-05-17"),
        ("1980-05", "1980-05-01", "1980-05-31"),
        ("1980", "1980-01-01", "1980-12-31"),
    ],
)
def test_a_birth_is_as_exact_as_it_is_written(written: str, first: str, last: str) -> None:
    born = read(patient(birthDate=written)).subject.born
    assert born == Born(date.fromisoformat(first), date.fromisoformat(last))


def test_a_minor_is_a_minor_on_the_day_before_the_birthday() -> None:
    born = read(patient(birthDate="2008-11-23")).subject.born
    assert born is not None
    assert (born.youngest(AS_OF), born.oldest(AS_OF)) == (17, 17)


def test_of_a_year_of_birth_both_ages_are_known() -> None:
    born = read(patient(birthDate="2008")).subject.born
    assert born is not None
    assert (born.youngest(AS_OF), born.oldest(AS_OF)) == (17, 18)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2026-11-23", "2026-11-23 is after 2026-11-22"),
        ("17/05/1980", "“17/05/1980” is no date"),
    ],
)
def test_a_birth_that_cannot_be_is_said(written: str, why: str) -> None:
    age = {"value": 30, "unit": "a"}
    found = read(patient(birthDate=written), condition("asthma", onsetAge=age))
    assert found.subject.born is None
    assert aside(found) == {"the date of birth": why}
    assert found.facts[0].on is None  # nobody can count from it


@pytest.mark.parametrize(
    ("content", "dead", "died_on"),
    [
        ({}, False, None),
        ({"deceasedBoolean": False}, False, None),
        ({"deceasedBoolean": True}, True, None),
        ({"deceasedDateTime": "2010-07-04T08:00:00Z"}, True, date(2010, 7, 4)),
        ({"deceasedDateTime": "2010-07"}, True, date(2010, 7, 31)),
        ({"deceasedDateTime": "last year"}, True, None),  # the day is unknown, the death is not
    ],
)
def test_the_dead_are_known_by_a_word_or_a_day(
    content: dict[str, Any], dead: bool, died_on: date | None
) -> None:
    subject = read(patient(**content)).subject
    assert (subject.dead, subject.died_on) == (dead, died_on)


def test_without_a_patient_nobody_says_whom_it_is_about() -> None:
    subject = read(condition("asthma")).subject
    assert (subject.born, subject.sex, subject.dead, subject.died_on) == (None, None, False, None)


# ------------------------------------------------------------------ where everything ends


@pytest.mark.hazard("H48")
def test_everything_in_a_file_ends_up_somewhere() -> None:
    found = read(
        patient(gender="female"),
        condition("asthma", id="1"),
        condition("Sinusitis", id="2"),
        condition("asthma", id="3", verified="refuted"),
        medication("Nardil", id="4"),
        observation("29463-7", id="5", valueQuantity=quantity(70, "kg")),
        resource("Encounter", id="6"),
        resource("Encounter", id="7"),
        resource("Claim", id="8"),
        {},
    )
    assert concepts(found) == ["asthma", "phenelzine", "weight"]
    assert [one.text for one in found.unmapped] == ["Sinusitis"]
    assert [str(one.origin) for one in found.set_aside] == [
        "Condition/3 in record.json",
        "entry 10 in record.json",
    ]
    (file,) = found.files
    assert (file.name, file.form) == ("record.json", "Bundle (collection)")
    assert (file.entries, file.mapped) == (5, 3)
    assert file.beside == {"Claim": 1, "Encounter": 2}
    assert found.facts[0].origin == Origin("record.json", "Condition/1")
    assert found.as_of == AS_OF


def test_a_record_may_be_read_for_an_earlier_day() -> None:
    first = condition("asthma", onsetDateTime="2020-01-01")
    then = condition("epilepsy", onsetDateTime="2024-01-01")
    assert concepts(read(first, then, as_of=date(2022, 1, 1))) == ["asthma"]
