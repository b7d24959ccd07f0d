"""The three numbers that people ask for: how high, when, and how much in all."""

import math

import numpy as np
from msgspec import Struct

from titrant.pkpd.model import Model
from titrant.pkpd.people import People
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.simulation import peak, whole_area

_AFTER = 24.0  # hours after the last dose in which a peak is looked for
_EVERY = 1 / 12  # hours


class Brief(Struct, frozen=True, kw_only=True):
    """The highest level [ng/mL], its time [h], and the area to infinity [ng·h/mL]."""

    cmax: float
    tmax: float
    auc: float


def brief(
    model: Model, regimen: Regimen, who: People, analyte: str, *, beyond: bool = False
) -> Brief:
    """Return what a typical person has in all; raises `PkError` as `exposure` does."""
    until = regimen.end + _AFTER
    changes = [at for dose in regimen.doses for at in (dose.at, dose.at + dose.over)]
    times = np.unique([*np.arange(0.0, until, _EVERY), *changes, until])
    cmax, tmax = peak(model, regimen, who, times, analyte, beyond=beyond)
    auc = whole_area(model, regimen, who, analytes=[analyte], beyond=beyond)
    return Brief(cmax=cmax, tmax=tmax, auc=float(auc[0, 0]))


def two_figures(value: float) -> float:
    """Return a number rounded to two significant figures: models know no more."""
    if value == 0:
        return 0.0
    return round(value, 1 - math.floor(math.log10(abs(value))))
