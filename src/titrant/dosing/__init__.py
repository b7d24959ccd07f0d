"""The decisions: pure functions of what is known of the patient and the knowledge base."""

from titrant.dosing.bench import Scope
from titrant.dosing.check import Check, Kind, Status
from titrant.dosing.preparation import Chain, Infusion, Preparation, Run, Rung, Weights
from titrant.dosing.prepare import ARITHMETIC_ONLY, ROUTE_ONLY, prepare

__all__ = [
    "ARITHMETIC_ONLY",
    "ROUTE_ONLY",
    "Chain",
    "Check",
    "Infusion",
    "Kind",
    "Preparation",
    "Run",
    "Rung",
    "Scope",
    "Status",
    "Weights",
    "prepare",
]
