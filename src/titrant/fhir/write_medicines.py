"""Write medicines, and each dose of ketamine that was given, as R4 has them."""

from titrant.fhir.parts import Json
from titrant.fhir.told import Given, Taken
from titrant.fhir.written_parts import note, quantity, without_empty


def write_taken(row: Taken) -> Json:
    """Return a medicine: taken, stopped, over, or of which nobody says whether it is taken."""
    return {
        "resourceType": "MedicationStatement",
        "id": row.id,
        "status": row.status,
        "medicationCodeableConcept": {"text": row.what},
        "effectivePeriod": without_empty({"start": row.since, "end": row.until}),
        "dateAsserted": row.at.isoformat(),
        "dosage": [{"text": row.directions}] if row.directions else None,
        "note": note(row.remark, f"Who stands behind it: {row.sure}."),
    }


def write_given(row: Given) -> Json:
    """Return one administration. R4 has no dosage without an amount: then the note has the rest."""
    dosage: Json = {}
    if row.milligrams is not None:
        dosage = {"route": {"text": row.route}, "dose": quantity(row.milligrams, "mg")}
    return {
        "resourceType": "MedicationAdministration",
        "id": row.id,
        "status": row.status,
        "medicationCodeableConcept": {"text": row.what},
        "effectiveDateTime": row.at.isoformat(),
        "dosage": dosage,
        "note": note(f"Route: {row.route}.", row.remark, f"Who stands behind it: {row.sure}."),
    }
