"""Records in FHIR R4, as other systems write them, for tests of what is read from them."""

import json
from datetime import date
from functools import cache
from typing import Any

from tests.lib.loaded import loaded

from titrant.clinical import Fact, Snapshot
from titrant.fhir import read_fhir
from titrant.knowledge import Knowledge

AS_OF = date(2026, 11, 22)

SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"

Json = dict[str, Any]


@cache
def shipped() -> Knowledge:
    """Return the shipped knowledge, without a site."""
    return loaded(None)


def coded(code: str, system: str = SNOMED, display: str | None = None) -> Json:
    """Return a CodeableConcept with one coding."""
    coding = {"system": system, "code": code}
    return {"coding": [coding if display is None else {**coding, "display": display}]}


def resource(kind: str, *, id: str | None = None, **content: Any) -> Json:
    """Return a resource; a None is left out, and so is an id that nobody gave."""
    given = {"resourceType": kind, "id": id, **content}
    return {key: value for key, value in given.items() if value is not None}


def condition(text: str | None = None, **content: Any) -> Json:
    """Return a Condition that is named in words; `clinical` and `verified` are its two statuses."""
    statuses = {
        key: coded(content.pop(short), "http://terminology.hl7.org/CodeSystem/any")
        for short, key in (("clinical", "clinicalStatus"), ("verified", "verificationStatus"))
        if short in content
    }
    code = {} if text is None else {"code": {"text": text}}
    return resource("Condition", **{**code, **statuses, **content})


def medication(text: str | None = None, **content: Any) -> Json:
    """Return a MedicationRequest; active unless it says else."""
    code = {} if text is None else {"medicationCodeableConcept": {"text": text}}
    return resource("MedicationRequest", **{"status": "active", **code, **content})


def observation(code: str, **content: Any) -> Json:
    """Return an Observation with a LOINC code; final unless it says else."""
    return resource("Observation", **{"status": "final", "code": coded(code, LOINC), **content})


def quantity(value: Any, unit: str | None = None, code: str | None = None, **more: Any) -> Json:
    """Return a Quantity; a None is left out."""
    given = {"value": value, "unit": unit, "code": code, **more}
    return {key: one for key, one in given.items() if one is not None}


def bundle(*resources: Json, kind: str = "collection") -> Json:
    """Return a Bundle of resources."""
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def ndjson(*resources: Json) -> bytes:
    """Return resources one a line."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in resources)


def read(*resources: Json, as_of: date = AS_OF) -> Snapshot:
    """Read resources: one as it stands, several as a Bundle."""
    whole = resources[0] if len(resources) == 1 else bundle(*resources)
    return read_bytes(json.dumps(whole).encode(), as_of=as_of)


def read_bytes(content: bytes, *, as_of: date = AS_OF) -> Snapshot:
    """Read the bytes of a file."""
    return read_fhir(content, "record.json", shipped(), as_of)


def concepts(snapshot: Snapshot) -> list[str]:
    """Return the concepts of a snapshot's facts, in their order."""
    return [fact.concept for fact in snapshot.facts]


def only(snapshot: Snapshot) -> Fact:
    """Return the one fact of a snapshot."""
    (fact,) = snapshot.facts
    return fact


def aside(snapshot: Snapshot) -> dict[str, str]:
    """Return why entries were set aside, by what they are."""
    return {one.what: one.why for one in snapshot.set_aside}
