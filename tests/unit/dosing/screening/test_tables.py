"""The tables and the looks name each other, and every concept that is read can be supplied."""

import json
from typing import Any

import pytest
from tests.lib.looking import TODAY, kb
from tests.lib.snapshots import every_rule

from titrant.clinical import FactKind
from titrant.dosing.screening.screen import LOOKS
from titrant.fhir import read_fhir
from titrant.intake import read_case
from titrant.knowledge.files import COMPILED

CONCEPTS: dict[str, Any] = json.loads((COMPILED / "knowledge.json").read_bytes())["concepts"]
READ = sorted({id for rule in every_rule() for id in (*rule.concepts, *rule.unless)})
SYSTEMS = {
    "snomed": "http://snomed.info/sct",
    "icd10": "http://hl7.org/fhir/sid/icd-10-cm",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "loinc": "http://loinc.org",
}


def test_the_tables_name_the_looks_and_the_looks_the_tables() -> None:
    assert {rule.finds for rule in every_rule()} == set(LOOKS)


def suppliers(id: str) -> list[str]:
    """Return the concepts through which a fact comes to count for one: itself, and narrower."""
    return [id, *(one for one in CONCEPTS if id in kb().concept(one).within)]


def resource(id: str) -> dict[str, Any] | None:
    """Return a FHIR resource that names a concept by a code, else by words; None without either."""
    row = CONCEPTS[id]
    coding = [
        {"system": address, "code": code}
        for system, address in SYSTEMS.items()
        for code in row[system]
    ]
    if not coding and not row["names"]:
        return None
    code = {"coding": coding[:1]} if coding else {"text": row["names"][0]}
    match FactKind(row["kind"]):
        case FactKind.CONDITION:
            return {"resourceType": "Condition", "code": code}
        case FactKind.MEDICATION:
            return {"resourceType": "MedicationRequest", "medicationCodeableConcept": code}
        case FactKind.ALLERGY:
            return {"resourceType": "AllergyIntolerance", "code": code}
        case FactKind.PROCEDURE:
            return {"resourceType": "Procedure", "code": code}
        case FactKind.OBSERVATION:
            unit = row["unit"]
            value = (
                {"valueString": "positive"}
                if unit is None
                else {"valueQuantity": {"value": 5, "code": next(iter(row["units"]), unit)}}
            )
            return {"resourceType": "Observation", "code": code, **value}
        case FactKind.STATUS:
            return {"resourceType": "Observation", "code": code, "valueBoolean": True}


def from_fhir(id: str) -> set[str]:
    made = resource(id)
    if made is None:
        return set()
    snapshot = read_fhir(json.dumps(made).encode(), "made.json", kb(), TODAY)
    return {
        one for fact in snapshot.facts for one in (fact.concept, *kb().concept(fact.concept).within)
    }


@pytest.mark.parametrize("id", READ)
def test_a_concept_that_a_rule_reads_comes_from_a_record(id: str) -> None:
    """By its own codes or names, or by those of a narrower concept that counts for it."""
    assert any(id in from_fhir(one) for one in suppliers(id)), id


WRITTEN = {
    FactKind.CONDITION: "conditions: [ID]",
    FactKind.PROCEDURE: "procedures: [ID]",
    FactKind.ALLERGY: "allergies: [ID]",
    FactKind.MEDICATION: "medications: [ID]",
    FactKind.STATUS: "answers: {ID: yes}",
    FactKind.OBSERVATION: 'measurements: [{what: ID, value: "VALUE", on: 2026-11-22}]',
}


@pytest.mark.parametrize("id", READ)
def test_a_concept_that_a_rule_reads_can_be_written_in_a_case_file(id: str) -> None:
    concept = kb().concept(id)
    value = {None: "positive", "1": "5"}.get(concept.unit, f"5 {concept.unit}")
    text = WRITTEN[concept.kind].replace("ID", id).replace("VALUE", value)
    snapshot = read_case(text, "case.yaml", kb(), TODAY)
    assert [fact.concept for fact in snapshot.facts] == [id]
