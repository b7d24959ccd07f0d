"""References within a file, and the one person that a file is about."""

import json

import pytest
from tests.lib.records import (
    SNOMED,
    bundle,
    coded,
    concepts,
    condition,
    medication,
    ndjson,
    read,
    read_bytes,
    resource,
)

from titrant.clinical import RecordError
from titrant.fhir.files import same_person

# ------------------------------------------------------------------ references


PHENELZINE = resource("Medication", id="m", code=coded("8123", "urn:oid:2.16.840.1.113883.6.88"))


@pytest.mark.parametrize(
    "reference",
    [
        *("Medication/m", "https://a.example/fhir/Medication/m", "Medication/m/_history/2"),
        "urn:uuid:0e3f9b2c-0000-4000-8000-000000000001",
    ],
)
def test_a_referenced_medication_is_found(reference: str) -> None:
    entries = [
        {"resource": medication(medicationReference={"reference": reference})},
        {"fullUrl": "urn:uuid:0e3f9b2c-0000-4000-8000-000000000001", "resource": PHENELZINE},
    ]
    assert concepts(read({"resourceType": "Bundle", "entry": entries})) == ["phenelzine"]


def test_a_contained_medication_is_found() -> None:
    order = medication(contained=[{"id": "x"}, PHENELZINE], medicationReference={"reference": "#m"})
    assert concepts(read(order)) == ["phenelzine"]


@pytest.mark.parametrize("reference", ["#other", "Medication/other", "", 7])
def test_a_medication_that_is_not_there_is_listed(reference: object) -> None:
    order = medication(medicationReference={"reference": reference}, contained=[PHENELZINE])
    found = read(order, resource("Basic"))
    assert [(one.kind, one.text) for one in found.unmapped] == [("MedicationRequest", "(nothing)")]


# ------------------------------------------------------------------ one person


ANN = resource("Patient", id="ann", gender="female", birthDate="1980-05-17")


def about(reference: str, key: str = "subject") -> dict[str, object]:
    return condition("epilepsy", **{key: {"reference": reference}})


@pytest.mark.hazard("H16")
@pytest.mark.parametrize(
    "resources",
    [
        (ANN, resource("Patient", id="bob")),
        (resource("Patient", gender="male"), resource("Patient", gender="female")),
        (ANN, about("Patient/bob")),
        (ANN, about("https://a.example/Patient/bob")),
        (ANN, about("Patient/bob", "patient")),
        (about("Patient/ann"), about("Patient/bob")),
        (about("urn:uuid:1-2"), about("urn:uuid:1-3")),
    ],
)
def test_a_file_about_two_people_is_refused(resources: tuple[dict[str, object], ...]) -> None:
    for content in (json.dumps(bundle(*resources)).encode(), ndjson(*resources)):
        with pytest.raises(RecordError, match="is about 2 people"):
            read_bytes(content)


@pytest.mark.parametrize(
    "reference",
    [
        *("Patient/ann", "https://a.example/fhir/Patient/ann", "Patient/ann/_history/3"),
        *("urn:uuid:ann", "urn:uuid:full", "#ann", "Group/7", "Patient/ann/"),
    ],
)
def test_one_person_may_be_referred_to_in_many_ways(reference: str) -> None:
    entries = [
        {"fullUrl": "urn:uuid:full", "resource": ANN},
        {"resource": about(reference)},
        {"resource": about("Patient/ann", "patient")},
    ]
    found = read({"resourceType": "Bundle", "entry": entries})
    assert concepts(found) == ["epilepsy", "epilepsy"]


def test_a_relative_of_another_resource_is_nobody_new() -> None:
    """Only what is read is about the person: a Practitioner's patient list is not."""
    other = resource("Appointment", subject={"reference": "Patient/bob"})
    assert concepts(read(ANN, about("Patient/ann"), other)) == ["epilepsy"]


@pytest.mark.parametrize(
    ("reference", "same"),
    [
        ("Patient/p1", "p1"),
        ("https://a.example/Patient/p1/_history/2", "p1"),
        ("urn:uuid:p1", "p1"),
        ("urn:oid:1.2.3", "1.2.3"),
        ("Patient/p1/", "p1"),
        ("p1", "p1"),
    ],
)
def test_the_part_of_a_reference_that_tells_people_apart(reference: str, same: str) -> None:
    assert same_person(reference) == same


def test_the_code_system_is_known_by_its_address_and_by_its_number() -> None:
    for system in (SNOMED, "urn:oid:2.16.840.1.113883.6.96"):
        assert concepts(read(condition(code=coded("84757009", system)))) == ["epilepsy"]
