"""Whom a FHIR file is about, as far as it says."""

import json
from datetime import date
from typing import Any

import pytest

from titrant.clinical import RecordError
from titrant.fhir import Named, read_patient


def read(**patient: Any) -> Named:
    content = json.dumps({"resourceType": "Patient", "id": "p", **patient}).encode()
    return read_patient(content, "a file")


def test_a_whole_person() -> None:
    assert read(
        name=[
            {"use": "nickname", "text": "May"},
            {"use": "old", "given": ["Mara"], "family": "Brandt"},
            {"use": "official", "given": ["Mara", "Lou"], "family": "Ellison"},
        ],
        birthDate="1985-04-23",
        gender="female",
        telecom=[
            {"system": "phone", "use": "old", "value": "1"},
            {"system": "phone", "value": "+1 212 555 0142"},
            {"system": "email", "value": "mara@home.example"},
        ],
        address=[
            {"use": "old", "city": "Boston"},
            {
                "line": ["12 Harbour St", 7],
                "city": "New York",
                "state": "NY",
                "postalCode": "10001",
                "country": "US",
            },
        ],
    ) == Named(
        name="Mara Lou Ellison",
        called="May",
        born=read(birthDate="1985-04-23").born,
        sex="female",
        phone="+1 212 555 0142",
        email="mara@home.example",
        address="12 Harbour St, New York, NY 10001, US",
    )


@pytest.mark.parametrize(
    ("names", "whole"),
    [
        ([], ""),
        ([{"text": "  Mara   Ellison "}], "Mara Ellison"),
        ([{"use": "maiden", "family": "Brandt"}], "Brandt"),
        ([{"use": "nickname", "text": "May"}], ""),
        ([{"given": "Mara", "family": "Ellison"}], "Ellison"),
        ([{"use": "usual", "text": "A"}, {"use": "official", "text": "B"}], "B"),
        ("Mara", ""),
    ],
)
def test_the_name_that_counts(names: Any, whole: str) -> None:
    assert read(name=names).name == whole


@pytest.mark.parametrize("gender", ["unknown", "F", 3, None])
def test_a_sex_in_other_words_is_not_guessed(gender: Any) -> None:
    assert read(gender=gender).sex == ""


def test_a_birthday_is_a_whole_day() -> None:
    assert read(birthDate="1985-04-23").birthday == date(1985, 4, 23)
    assert read(birthDate="1985").birthday is None
    assert read(birthDate="tomorrow").birthday is None
    assert read().birthday is None


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        (None, ""),
        ([{"use": "billing", "city": "Boston"}], ""),
        ([{"text": "12 Harbour St"}], "12 Harbour St"),
        ([{"line": "12 Harbour St", "city": "X"}], "X"),
    ],
)
def test_the_address_that_counts(address: Any, whole: str) -> None:
    assert read(address=address).address == whole


def test_a_file_without_a_patient_names_nobody() -> None:
    content = b'{"resourceType": "Condition"}'
    assert read_patient(content, "a file") == Named()


def test_what_is_no_fhir_says_how_to_mend_it() -> None:
    with pytest.raises(RecordError, match="it is not FHIR"):
        read_patient(b"{}", "a file")
