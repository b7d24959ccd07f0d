"""Simulate what was asked for on the command line."""

import os
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from titrant.cli.curve_values import Curve, Curves, Gain, Request, Told
from titrant.cli.progress import progress
from titrant.knowledge import pk_interactions
from titrant.pkpd.above import checked_threshold, hours_above
from titrant.pkpd.accumulation import Accumulation, accumulated
from titrant.pkpd.cohort import Cohort, adults, alike
from titrant.pkpd.domain import another_drug, concerns, hold
from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.interactions import interacting
from titrant.pkpd.model import Analyte, Model
from titrant.pkpd.parameters import typical
from titrant.pkpd.people import known_to, person
from titrant.pkpd.population import populate
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.sessions import Span, span
from titrant.pkpd.simulation import chosen, concentrations, exposure, peak

DEFAULT_SEED = 1
_DAY = 24.0
_MOST_POINTS = 2000
_MOST_ASKED = 1_000_000
_STEPS = (1 / 60, 2 / 60, 5 / 60, 10 / 60, 15 / 60, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 168.0)


def simulated(request: Request) -> Curves:
    """Return curves and exposures; raises `PkError` for what cannot be computed."""
    regimen = read_regimen(request.regimen, request.weight)
    if request.other is not None:
        regimen = interacting(regimen, request.other, pk_interactions())
    times, over = _times(regimen, request), span(regimen)
    curves: list[Curve] = []
    warnings: list[str] = []
    if request.above is not None:
        checked_threshold(request.above)
    if request.subjects is None and request.seed is not None:
        raise PkError("a seed is given and no number of subjects", "Give --subjects, too.")
    for model in request.models:
        who = person(**known_to(model, request.covariates))
        hold(model, regimen, who, beyond=request.beyond)
        warnings += [f"{model.id}: {said}" for said in concerns(model, regimen, who)]
        warnings += [f"{model.id}: {said}" for said in another_drug(model, regimen)]
        warnings += _not_given(model, request)
        names = [one.name for one in model.analytes if _wanted(one, request)]
        curves += (
            _typical(model, regimen, request, times, names)
            if request.subjects is None
            else (_population(model, regimen, request, times, names))
        )
    unknown = [name for name in request.analytes if name not in {c.analyte.name for c in curves}]
    if unknown:
        chosen(request.models[0], unknown)  # says which there are
    return Curves(
        regimen=regimen,
        times=times,
        subjects=request.subjects,
        seed=DEFAULT_SEED if request.seed is None else request.seed,
        covariates=request.covariates,
        curves=tuple(curves),
        warnings=tuple(warnings),
        other=request.other,
        threshold=request.above,
        alone=over if isinstance(over, str) else "",
    )


def _not_given(model: Model, request: Request) -> Iterator[str]:
    if request.subjects is None and "age" in model.covariates and "age" not in request.covariates:
        yield f"{model.id}: no age was given; the typical person is below the age where it counts."


def _wanted(analyte: Analyte, request: Request) -> bool:
    return not request.analytes or analyte.name in request.analytes


def _times(regimen: Regimen, request: Request) -> Array:
    """Return the times: evenly, with those at which a dose begins or ends."""
    until = regimen.end + _DAY if request.until is None else request.until
    if until <= 0:
        raise PkError("the simulation lasts no time", "Give --until above zero.")
    every = request.every
    if every is not None and every <= 0:
        raise PkError(
            "--every leaves no time between points", "Give a time above zero, like “10 min”."
        )
    if every is None:
        every = next((s for s in _STEPS if until / s < _MOST_POINTS), until / _MOST_POINTS)
    if until / every > _MOST_ASKED:
        raise PkError(
            f"--every makes {until / every:,.0f} points, which is too many points",
            f"Give a longer time between them: at most {_MOST_ASKED:,} are computed.",
        )
    even = np.arange(int(until / every + 1e-9) + 1) * every
    changes = [t for dose in regimen.doses for t in (dose.at, dose.at + dose.over) if t <= until]
    return np.unique(np.round(np.concatenate([even, changes, [until]]), 9))


def _typical(
    model: Model, regimen: Regimen, request: Request, times: Array, names: Sequence[str]
) -> Iterator[Curve]:
    who = person(**known_to(model, request.covariates))
    found = exposure(model, regimen, who, times, analytes=names or None, beyond=True)
    levels = concentrations(model, regimen, who, times, analytes=names or None, beyond=True)
    over = span(regimen)
    gained = None
    if isinstance(over, Span):
        parts = [(regimen, typical(model, who))]
        gained = accumulated(model, who, parts, over, analytes=names or None)
    above = None if request.above is None else hours_above(levels, times, request.above)
    for place, name in enumerate(names):
        cmax, tmax = peak(model, regimen, who, times, name, beyond=True)
        yield Curve(
            model=model,
            analyte=model.analyte(name),
            median=levels[0, place],
            low=None,
            high=None,
            cmax=Told(value=cmax),
            tmax=Told(value=tmax),
            auc=Told(value=float(found.auc[0, place])),
            above=None if above is None else _told(above[:, place]),
            gain=None if gained is None else _gain(gained, place),
        )


def _population(
    model: Model, regimen: Regimen, request: Request, times: Array, names: Sequence[str]
) -> Iterator[Curve]:
    assert request.subjects is not None
    found = populate(
        model,
        regimen,
        drawn_by(model, request.covariates),
        times,
        subjects=request.subjects,
        seed=DEFAULT_SEED if request.seed is None else request.seed,
        analytes=names or None,
        threads=min(os.cpu_count() or 1, 8),
        above=request.above,
        told=progress(model.id, request.subjects, lines=request.progress),
        beyond=request.beyond,
    )
    gained = found.accumulation
    for place, name in enumerate(names):
        low, median, high = found.levels[:, place]
        yield Curve(
            model=model,
            analyte=model.analyte(name),
            median=median,
            low=low,
            high=high,
            cmax=_told(found.exposure.cmax[:, place]),
            tmax=_told(found.exposure.tmax[:, place]),
            auc=_told(found.exposure.auc[:, place]),
            above=None if found.above is None else _told(found.above[:, place]),
            gain=None if isinstance(gained, str) else _gain(gained, place),
        )


def drawn_by(model: Model, covariates: Mapping[str, float]) -> Cohort:
    """Return who is drawn: people like the one who was typed, or adults where no weight was."""
    own = known_to(model, covariates)
    return alike(own) if "weight" in own else adults(model.domain, own)


def _gain(found: Accumulation, place: int) -> Gain:
    """Return what a course accumulates of one analyte; a trough of nothing tells nothing."""
    trough = found.trough[:, place]
    return Gain(
        auc=_told(found.auc[:, place]),
        cmax=_told(found.cmax[:, place]),
        trough=None if np.isnan(trough).any() else _told(trough),
        length=found.length,
    )


def _told(values: Array) -> Told:
    """Return the number of one person, or the median of many with percentiles."""
    if len(values) == 1:
        return Told(value=float(values[0]))
    low, median, high = np.percentile(values, [5, 50, 95])
    return Told(value=float(median), low=float(low), high=float(high))
