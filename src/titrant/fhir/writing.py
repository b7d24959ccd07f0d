"""Write a record as a FHIR R4 Bundle, each resource by the profile that US Core has for it.

What nobody confirmed is written as unconfirmed, and a denial that nobody confirmed not at all.
Names of conditions and medicines are written in words: no code is chosen for them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import assert_never

import msgspec

from titrant.clinical import Sureness
from titrant.fhir.parts import Json
from titrant.fhir.told import (
    Agreed,
    Allergic,
    Given,
    Illness,
    Measured,
    Pressure,
    Questioned,
    Row,
    Subject,
    Taken,
    Tested,
    Told,
)
from titrant.fhir.vital_codes import LOINC
from titrant.fhir.write_medicines import write_given, write_taken
from titrant.fhir.write_observations import write_measured, write_pressure, write_tested
from titrant.fhir.written_parts import TERMS, coding, meta, note, stands, without_empty

_VERIFIED = {
    Sureness.CONFIRMED: "confirmed",
    Sureness.REPORTED: "unconfirmed",
    Sureness.SUSPECTED: "unconfirmed",
}
_CLINICAL = {
    "active": "active",
    "suspected": "active",
    "resolved": "resolved",
    "absent": "inactive",
}
_CONSENT = {"given": "active", "refused": "rejected", "withdrawn": "inactive"}
_ANSWERS = {
    "yes": ("v2-0136", "Y", "Yes"),
    "no": ("v2-0136", "N", "No"),
    "unknown": ("data-absent-reason", "asked-unknown", "Asked But Unknown"),
}
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def write_bundle(subject: Subject, rows: Sequence[Row], made: datetime) -> bytes:
    """Return a collection Bundle as JSON: the Patient, and a resource for each row.

    The same record gives the same bytes but for `made`.
    """
    resources = [write_patient(subject), *(one for row in rows for one in _written(row, subject))]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }
    return _ENCODER.encode(bundle)


def write_patient(subject: Subject) -> Json:
    """Return who a record is about."""
    telecom = [
        {"system": system, "value": value}
        for system, value in (("phone", subject.phone), ("email", subject.email))
        if value
    ]
    *given, family = subject.name.split()
    name = {"use": "official", "text": subject.name, "family": family, "given": given}
    return without_empty(
        {
            "resourceType": "Patient",
            "id": subject.id,
            "meta": meta("us-core-patient"),
            "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{subject.id}"}],
            "name": [without_empty(name)],
            "telecom": telecom,
            "gender": subject.sex or "unknown",
            "birthDate": subject.born and subject.born.isoformat(),
            "deceasedDateTime": subject.died and subject.died.isoformat(),
            "address": [{"text": subject.address}] if subject.address else None,
        }
    )


def _written(row: Row, subject: Subject) -> Iterator[Json]:
    """Yield the resource of a row; none for a denial that nobody confirmed."""
    denied = isinstance(row, Illness | Allergic) and row.status == "absent"
    if denied and row.sure is not Sureness.CONFIRMED:
        return
    match row:
        case Measured():
            written = write_measured(row)
        case Pressure():
            written = write_pressure(row)
        case Illness():
            written = _illness(row)
        case Allergic():
            written = _allergic(row)
        case Taken():
            written = write_taken(row)
        case Given():
            written = write_given(row)
        case Tested():
            written = write_tested(row)
        case Agreed():
            written = _agreed(row)
        case Questioned():
            written = _questioned(row)
        case _:
            assert_never(row)
    whom = "patient" if isinstance(row, Allergic | Agreed) else "subject"
    about = {"reference": f"urn:uuid:{subject.id}", "type": "Patient"}
    yield without_empty({**written, whom: about})


def _illness(row: Illness) -> Json:
    category = coding(f"{TERMS}condition-category", "problem-list-item", "Problem List Item")
    return {
        "resourceType": "Condition",
        "id": row.id,
        "meta": meta("us-core-condition-problems-health-concerns"),
        "clinicalStatus": stands("condition-clinical", _CLINICAL[row.status]),
        "verificationStatus": _verified("condition-ver-status", row, row.status),
        "category": [{"coding": [category]}],
        "code": {"text": row.what},
        "onsetDateTime": row.since,
        "abatementDateTime": row.until,
        "recordedDate": row.at.isoformat(),
        "note": note(row.remark),
    }


def _allergic(row: Allergic) -> Json:
    reaction = [{"manifestation": [{"text": row.reaction}]}] if row.reaction else None
    return {
        "resourceType": "AllergyIntolerance",
        "id": row.id,
        "meta": meta("us-core-allergyintolerance"),
        "clinicalStatus": stands("allergyintolerance-clinical", _CLINICAL[row.status]),
        "verificationStatus": _verified("allergyintolerance-verification", row, row.status),
        "code": {"text": row.what},
        "onsetDateTime": row.since,
        "recordedDate": row.at.isoformat(),
        "reaction": reaction,
    }


def _agreed(row: Agreed) -> Json:
    return {
        "resourceType": "Consent",
        "id": row.id,
        "status": _CONSENT[row.answer],
        "scope": {"coding": [coding(f"{TERMS}consentscope", "treatment", "Treatment")]},
        "category": [{"coding": [coding(LOINC, "59284-0", "Consent Document")]}],
        "dateTime": row.at.isoformat(),
        "policyRule": {"text": f"{row.what}, version {row.version}"},
    }


def _questioned(row: Questioned) -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": row.id,
        "status": "amended" if row.corrects else "completed",
        "authored": row.at.isoformat(),
        "item": [
            {"linkId": one.id, "text": one.question, "answer": [_answer(one.answer, one.words)]}
            for one in row.answers
        ],
    }


def _answer(answer: str, words: str) -> Json:
    if answer not in _ANSWERS:
        return {"valueString": words}
    system, code, display = _ANSWERS[answer]
    return {"valueCoding": coding(f"{TERMS}{system}", code, display)}


def _verified(system: str, row: Told, status: str) -> Json | None:
    """Return who stands behind a row; nothing where a record does not say who confirmed it."""
    code = "refuted" if status == "absent" else _VERIFIED.get(row.sure)
    if status == "suspected":
        code = "unconfirmed"
    return None if code is None else stands(system, code)
