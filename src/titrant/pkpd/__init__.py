"""Published models of ketamine as values: regimen, model and people in, concentrations out.

Nothing here reads a file. Times are in hours, amounts in mg, levels in ng/mL. What lies outside of
where a model was studied raises `DomainError`, unless it is asked for with `beyond=True`.
"""

from titrant.pkpd.accumulation import Accumulation
from titrant.pkpd.checking import Finding, check
from titrant.pkpd.cohort import Cohort, adults, alike, drawn_from
from titrant.pkpd.domain import concerns, within
from titrant.pkpd.errors import DomainError, PkError
from titrant.pkpd.model import Model
from titrant.pkpd.people import COVARIATES, People, person
from titrant.pkpd.population import Population, populate
from titrant.pkpd.regimen import Dose, Regimen, regimen_of
from titrant.pkpd.regimen_text import described, read_regimen
from titrant.pkpd.simulation import Exposure, concentrations, exposure, peak

__all__ = [
    "COVARIATES",
    "Accumulation",
    "Cohort",
    "DomainError",
    "Dose",
    "Exposure",
    "Finding",
    "Model",
    "People",
    "PkError",
    "Population",
    "Regimen",
    "adults",
    "alike",
    "check",
    "concentrations",
    "concerns",
    "described",
    "drawn_from",
    "exposure",
    "peak",
    "person",
    "populate",
    "read_regimen",
    "regimen_of",
    "within",
]
