"""In which section of a record something of a concept is kept: the one table."""

from titrant.clinical import FactKind
from titrant.server.patients.knowing import knowledge

_VITALS = frozenset(
    {"systolic", "diastolic", "heart-rate", "oxygen-saturation", "respiratory-rate", "temperature"}
)
_OWN = {
    "weight": "weights",
    "height": "heights",
    "body-mass-index": "weights",
    "adequate-antidepressant-trials": "trials",
    "pdmp-checked": "results",
    **dict.fromkeys(_VITALS, "vitals"),
}
_BY_KIND = {
    FactKind.OBSERVATION: "results",
    FactKind.MEDICATION: "medications",
    FactKind.ALLERGY: "allergies",
    FactKind.CONDITION: "conditions",
    FactKind.PROCEDURE: "conditions",
}


def kept_in(concept: str) -> str:
    """Return the word of the section that keeps a concept; empty for an answer of one day."""
    return _OWN.get(concept) or _BY_KIND.get(knowledge().concept(concept).kind, "")
