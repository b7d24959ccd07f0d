"""Where something is entered that nobody has said yet."""

from urllib.parse import urlencode

from django.urls import reverse

from titrant.clinical import FactKind
from titrant.dosing.screening import Missing
from titrant.server.courses.questions import by_rule
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Patient

_VITALS = frozenset(
    {"systolic", "diastolic", "heart-rate", "oxygen-saturation", "respiratory-rate", "temperature"}
)
_OWN = {
    "weight": "weights",
    "height": "heights",
    "body-mass-index": "weights",
    "adequate-antidepressant-trials": "trials",
    "pdmp-checked": "results",
}
_BY_KIND = {
    FactKind.OBSERVATION: "results",
    FactKind.MEDICATION: "medications",
    FactKind.ALLERGY: "allergies",
    FactKind.CONDITION: "conditions",
    FactKind.PROCEDURE: "conditions",
}


def entered_at(missing: Missing, patient: Patient) -> str:
    """Return the address of the form that answers a question of the screening."""
    if not missing.concepts:  # what follows from who somebody is: the birth date
        return reverse("patient_contact", args=[patient.pk])
    section = _section(missing.concepts[0])
    question = by_rule().get(missing.rule)
    if question is not None and section not in {"results", "vitals", "trials"}:
        asked = reverse("patient_asked_add", args=[patient.pk])
        return f"{asked}?{urlencode({'what': question.id})}"
    return reverse(f"patient_{section}_add", args=[patient.pk])


def _section(concept: str) -> str:
    if concept in _VITALS:
        return "vitals"
    if concept in _OWN:
        return _OWN[concept]
    return _BY_KIND.get(knowledge().concept(concept).kind, "asked")
