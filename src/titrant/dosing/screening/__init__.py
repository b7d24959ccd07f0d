"""Screening, interactions and protocol fit: what a record says for and against a treatment."""

from titrant.dosing.screening.findings import Finding, Missing, Screening, Why
from titrant.dosing.screening.fit import Fit, Reason, Verdict, fit
from titrant.dosing.screening.screen import find_interactions, find_open_interactions, screen
from titrant.dosing.screening.treatment import Treatment, jurisdictions, treatment_of

__all__ = [
    "Finding",
    "Fit",
    "Missing",
    "Reason",
    "Screening",
    "Treatment",
    "Verdict",
    "Why",
    "find_interactions",
    "find_open_interactions",
    "fit",
    "jurisdictions",
    "screen",
    "treatment_of",
]
