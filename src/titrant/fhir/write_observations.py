"""Write what was measured, tested and found as Observations of R4."""

from titrant.clinical import Sureness
from titrant.fhir.parts import Json
from titrant.fhir.told import Measured, Pressure, Tested, Told
from titrant.fhir.vital_codes import LOINC, MMHG, PRESSURE, SIDES, VITALS, Coded
from titrant.fhir.written_parts import TERMS, coding, meta, note, quantity

_UNVERIFIED = frozenset({Sureness.REPORTED, Sureness.SUSPECTED})
_CATEGORIES = {
    "vital-signs": "Vital Signs",
    "laboratory": "Laboratory",
    "exam": "Exam",
    "survey": "Survey",
}


def write_measured(row: Measured) -> Json:
    """Return a vital sign by the codes that R4's profiles fix."""
    coded: Coded = VITALS[row.what]
    codes = [coding(LOINC, code, words) for code, words in coded.codes]
    return {
        **_observation(row, "vital-signs", coded.profile),
        "code": {"coding": codes, "text": coded.codes[0][1]},
        "valueQuantity": quantity(row.number, coded.unit),
    }


def write_pressure(row: Pressure) -> Json:
    """Return a blood pressure; a side that was not read says so."""
    components = []
    for side, number in (("systolic", row.systolic), ("diastolic", row.diastolic)):
        code = {"coding": [coding(LOINC, *SIDES[side])], "text": SIDES[side][1]}
        value: Json = {"valueQuantity": quantity(number, MMHG)}
        if number is None:
            why = coding(f"{TERMS}data-absent-reason", "not-performed", "Not Performed")
            value = {"dataAbsentReason": {"coding": [why]}}
        components.append({"code": code, **value})
    return {
        **_observation(row, "vital-signs", "us-core-blood-pressure"),
        "code": {"coding": [coding(LOINC, *PRESSURE)], "text": "Blood pressure"},
        "component": components,
    }


def write_tested(row: Tested) -> Json:
    """Return a test by its name: no code is chosen for it."""
    profile = "us-core-observation-lab" if row.category == "laboratory" else ""
    value: Json = {"valueString": row.words}
    if row.number is not None:
        value = {"valueQuantity": quantity(row.number, row.unit)}
    return {
        **_observation(row, row.category, profile),
        "code": {"text": row.what},
        **value,
        "note": note(row.remark),
    }


def _observation(row: Told, category: str, profile: str) -> Json:
    """Return what every observation has; what nobody verified is preliminary, as R4 calls it."""
    status = "corrected" if row.corrects else "final"
    words = _CATEGORIES.get(category)
    kind = [coding(f"{TERMS}observation-category", category, words)] if words else []
    return {
        "resourceType": "Observation",
        "id": row.id,
        "meta": meta(profile) if profile else None,
        "status": "preliminary" if row.sure in _UNVERIFIED else status,
        "category": [{"coding": kind}] if kind else None,
        "effectiveDateTime": row.at.isoformat(),
    }
