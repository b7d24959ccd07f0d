"""Looks into JSON of any shape, and what a CodeableConcept says."""

import pytest
from tests.lib.records import ICD10, LOINC, RXNORM, SNOMED, coded

from titrant.fhir.parts import named, objects, part, status, text

WHOLE = {"a": {"b": [{"c": " x "}, 2]}, "n": None, "t": True}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ((), WHOLE),
        (("a", "b", 1), 2),
        (("a", "b", 0, "c"), " x "),
        (("a", "b", 2), None),
        (("a", "b", "c"), None),
        (("a", 0), None),
        (("n", "x"), None),
        (("t", 0), None),
        (("x",), None),
    ],
)
def test_what_is_not_where_it_should_be_is_not_there(
    path: tuple[str | int, ...], found: object
) -> None:
    assert part(WHOLE, *path) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [(("a", "b", 0, "c"), "x"), (("a", "b", 1), ""), (("t",), ""), (("n",), ""), (("x",), "")],
)
def test_a_text_is_empty_where_there_is_none(path: tuple[str | int, ...], found: str) -> None:
    assert text(WHOLE, *path) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"x": [{"a": 1}, 2, None, [], {"b": 1}]}, [{"a": 1}, {"b": 1}]),
        ({"x": {"a": 1}}, [{"a": 1}]),
        ({"x": "a"}, []),
        ({"x": None}, []),
        ({}, []),
        (None, []),
    ],
)
def test_the_objects_at_a_path(value: object, found: list[object]) -> None:
    assert objects(value, "x") == found


# The addresses and numbers of https://terminology.hl7.org for the four systems.
@pytest.mark.parametrize(
    ("system", "known"),
    [
        (SNOMED, "snomed"),
        ("urn:oid:2.16.840.1.113883.6.96", "snomed"),
        (ICD10, "icd10"),
        ("http://hl7.org/fhir/sid/icd-10", "icd10"),
        ("urn:oid:2.16.840.1.113883.6.90", "icd10"),
        (RXNORM, "rxnorm"),
        ("urn:oid:2.16.840.1.113883.6.88", "rxnorm"),
        (LOINC, "loinc"),
        ("urn:oid:2.16.840.1.113883.6.1", "loinc"),
    ],
)
def test_code_systems_are_known_by_address_and_number(system: str, known: str) -> None:
    found = named(coded("123", system))
    assert found == (((known, "123"),), (), f"{known} 123", f"{known} 123")


def test_a_code_of_another_system_is_shown_and_matches_nothing() -> None:
    found = named(coded("X1", "urn:local", "Fits"))
    assert (found.codes, found.texts, found.shown, found.code) == (
        (),
        ("Fits",),
        "Fits",
        "urn:local X1",
    )


def test_a_code_without_a_system_is_shown_as_it_is() -> None:
    assert named({"coding": [{"code": "X1"}]}).shown == "X1"


def test_everything_that_an_entry_is_called_is_kept_once() -> None:
    concept = {
        "text": "Fits",
        "coding": [
            {"system": SNOMED, "code": "84757009", "display": "Epilepsy"},
            {"system": ICD10, "code": "G40.909", "display": "Epilepsy"},
            {"system": SNOMED, "display": "Seizures"},
            "no coding",
        ],
    }
    found = named(concept, "Fits", " said so ", None, 7)
    assert found.codes == (("snomed", "84757009"), ("icd10", "G40.909"))
    assert found.texts == ("Fits", "Epilepsy", "Seizures", "said so")
    assert (found.shown, found.code) == ("Fits", "snomed 84757009")


@pytest.mark.parametrize("concept", [None, {}, {"coding": []}, {"coding": [{}]}, 5, "", " "])
def test_what_says_nothing_is_shown_as_nothing(concept: object) -> None:
    assert named(concept) == ((), (), "(nothing)", "")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Active", "active"),
        (coded("ACTIVE", "urn:x"), "active"),
        ({"text": "Active"}, "active"),
        ({"coding": {"code": "active"}}, ""),
        ({}, ""),
        (None, ""),
        (7, ""),
    ],
)
def test_a_status_is_a_code_or_the_first_of_a_concept(value: object, found: str) -> None:
    assert status({"clinicalStatus": value}, "clinicalStatus") == found
