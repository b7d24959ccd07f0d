"""Levels and exposures of people who are given a regimen, by a published model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from titrant.pkpd.domain import hold
from titrant.pkpd.engine import Problem, levels, sums
from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.linear import areas
from titrant.pkpd.model import Analyte, Model
from titrant.pkpd.parameters import Values, typical
from titrant.pkpd.people import People
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.system import System

_EQUAL = 1e-9  # of the highest level
_FINE = 201  # times between which a peak is looked for again


@dataclass(frozen=True)
class Exposure:
    """What each person has in all: arrays of the shape (people, analytes).

    `cmax` [ng/mL] at `tmax` [h] on the times that were asked for, `auc` [ng·h/mL] to infinity, and
    `auc_until` to the last of the times.
    """

    cmax: Array
    tmax: Array
    auc: Array
    auc_until: Array


def checked_times(times: ArrayLike) -> Array:
    """Return output times [h] as an array; raises `PkError` for absent, negative or mixed ones."""
    try:
        held = np.asarray(times)
        found = np.atleast_1d(held.astype(float))
    except (TypeError, ValueError, OverflowError):
        raise PkError("the times are no numbers", "Give hours, like [1, 2, 4].") from None
    if held.size and held.dtype.kind not in "iufO":
        raise PkError("the times are no numbers", "Give hours, like [1, 2, 4].")
    if found.ndim != 1 or not found.size:
        raise PkError("there are no times", "Give one or more, in hours.")
    if not np.isfinite(found).all():
        raise PkError("a time is not a number", "Give hours.")
    if (found < 0).any():
        raise PkError(f"the time {found.min():g} h is below zero", "Count from the first dose.")
    if (np.diff(found) < 0).any():
        raise PkError("the times are not in order", "Sort them.")
    return found


def chosen(model: Model, names: Sequence[str] | None) -> tuple[Analyte, ...]:
    """Return the analytes with these names, or all; raises `PkError` for an unknown one."""
    known = {one.name: one for one in model.analytes}
    if isinstance(names, str):
        raise PkError(f"the analytes are the text “{names}”", f"Give a list, like [“{names}”].")
    for name in names or ():
        if name not in known:
            raise PkError(f"{model.id} has no “{name}”", f"It predicts {', '.join(known)}.")
    return tuple(known[name] for name in names) if names else model.analytes


def concentrations(
    model: Model,
    regimen: Regimen,
    people: People,
    times: ArrayLike,
    *,
    analytes: Sequence[str] | None = None,
    values: Values | None = None,
    out: Array | None = None,
    large: bool | None = None,
    threads: int | None = None,
    beyond: bool = False,
) -> Array:
    """Return levels [ng/mL], shape (people, analytes, times); of typical people without `values`.

    `times` [h] count from the regimen's zero, in order. `out` takes the result where it is given;
    `large` and `threads` overrule what `engine` would choose.
    Raises `DomainError` outside of what the model was studied in, unless `beyond`; and `PkError`
    for bad times, another drug, a route or an analyte that the model lacks.
    """
    hold(model, regimen, people, beyond=beyond)
    if not model.linear:
        return _integrated(model, regimen, people, times, analytes, values, out=out)
    problem = _problem(model, regimen, people, times, analytes, values)
    try:
        return levels(problem, out=out, large=large, threads=threads)
    except OverflowError:
        raise _overflow() from None


def _integrated(
    model: Model,
    regimen: Regimen,
    people: People,
    times: ArrayLike,
    analytes: Sequence[str] | None,
    values: Values | None,
    *,
    out: Array | None,
) -> Array:
    """Return what the second engine says, for a model that is not linear."""
    from titrant.pkpd.ode import integrate  # SciPy comes with it

    wanted, at = chosen(model, analytes), checked_times(times)
    held = typical(model, people) if values is None else values
    System(model).inputs(regimen, held)  # refuses what the model has no way in for
    found = integrate(model, regimen, held, at, wanted)
    if not np.isfinite(found).all():
        raise _overflow()
    if out is None:
        return found
    out[:] = found
    return out


def _problem(
    model: Model,
    regimen: Regimen,
    people: People,
    times: ArrayLike,
    analytes: Sequence[str] | None,
    values: Values | None,
) -> Problem:
    system, wanted, at = System(model), chosen(model, analytes), checked_times(times)
    held = typical(model, people) if values is None else values
    rates, inputs = system.rates(held), system.inputs(regimen, held)
    return Problem(rates, system.blocks, inputs, at, system.read(held, wanted))


def _overflow() -> PkError:
    return PkError("the levels overflow", "Give amounts and times that a clinic has.")


def exposure(
    model: Model,
    regimen: Regimen,
    people: People,
    times: ArrayLike,
    *,
    analytes: Sequence[str] | None = None,
    values: Values | None = None,
    large: bool | None = None,
    threads: int | None = None,
    beyond: bool = False,
) -> Exposure:
    """Return peaks and areas of each person; the areas are exact, whatever the times.

    Raises as `concentrations` does, and `PkError` for a model that is not linear: its areas follow
    from no formula.
    """
    hold(model, regimen, people, beyond=beyond)
    _linear(model)
    problem = _problem(model, regimen, people, times, analytes, values)
    try:
        found = sums(problem, large=large, threads=threads)
    except OverflowError:
        raise _overflow() from None
    except np.linalg.LinAlgError:
        raise _stuck(model) from None
    return Exposure(found.peak, found.peak_at, found.area, found.area_until)


def whole_area(
    model: Model,
    regimen: Regimen,
    people: People,
    *,
    analytes: Sequence[str] | None = None,
    beyond: bool = False,
) -> Array:
    """Return the areas of typical people to infinity [ng·h/mL], shape (people, analytes)."""
    hold(model, regimen, people, beyond=beyond)
    _linear(model)
    system, held = System(model), typical(model, people)
    entered = system.inputs(regimen, held).total(system.size)
    read = system.read(held, chosen(model, analytes))
    try:
        return areas(system.rates(held), entered, np.zeros_like(entered), read)
    except np.linalg.LinAlgError:
        raise _stuck(model) from None


def _linear(model: Model) -> None:
    if not model.linear:
        raise PkError(f"{model.id} is not linear", "Ask for its levels; areas are not computed.")


def _stuck(model: Model) -> PkError:
    return PkError(f"in {model.id} something never leaves", "Mend its flows.")


def peak(
    model: Model,
    regimen: Regimen,
    people: People,
    times: ArrayLike,
    analyte: str,
    *,
    beyond: bool = False,
) -> tuple[float, float]:
    """Return the highest level [ng/mL] of one typical person and its time [h]."""
    hold(model, regimen, people, beyond=beyond)
    at = checked_times(times)
    for _ in range(2):
        levels = concentrations(model, regimen, people, at, analytes=[analyte], beyond=True)[0, 0]
        top = _first(levels)
        at = np.linspace(at[max(top - 1, 0)], at[min(top + 1, len(at) - 1)], _FINE)
    levels = concentrations(model, regimen, people, at, analytes=[analyte], beyond=True)[0, 0]
    return float(levels.max()), float(at[_first(levels)])


def _first(levels: Array) -> int:
    """Return the first of the highest levels: equal sessions have equal peaks but for rounding."""
    return int((levels >= levels.max() * (1.0 - _EQUAL)).argmax())
