"""The estimate of one person as it is told: parameters and levels with intervals, in words."""

import numpy as np
from msgspec import Struct

from titrant.pkpd.domain import hold
from titrant.pkpd.individual import STARTS, Individuals, estimate_all
from titrant.pkpd.measured import Level, Measured
from titrant.pkpd.model import Effect, Model, Scale
from titrant.pkpd.parameters import Values
from titrant.pkpd.people import People
from titrant.pkpd.regimen import Regimen

WIDE = 1.6448536269514722
"""Standard deviations on either side that hold 90 %."""

FARTHEST = 3.0
"""Standard deviations of the population beyond which an estimate is doubted."""

FAR = (
    "THE LEVELS DO NOT FIT: an estimate lies more than three standard deviations from the "
    "population. Look at unit, drug, times and doses before anything else."
)
NOTHING = "No level was given: the estimate is the population's."
LEFT = "The search did not arrive: the estimate may not be the most likely one."
SEVERAL = "The levels fit in more than one way; the most likely one is told."
OCCASIONS = (
    "How a person differs from one session to the next is not estimated; it is in the model, so "
    "that the intervals are too narrow."
)
ONLY = "Such an estimate never enters guidance or an order."


class Interval(Struct, frozen=True):
    """A number and the 90 % interval about it."""

    value: float
    low: float
    high: float


class Estimate(Struct, frozen=True, kw_only=True):
    """One parameter that people differ in: what was estimated, and the population beside it.

    `effect` and its standard error `error` are on the effect's own scale. `shrinkage` is what is
    left of the population's variance: at 1 the levels say nothing of it.
    """

    parameter: str
    title: str
    unit: str
    own: Interval
    population: Interval
    effect: float
    error: float
    shrinkage: float


class Prediction(Struct, frozen=True, kw_only=True):
    """A measured level [ng/mL] with what is predicted there, for the person and the population."""

    level: Level
    own: Interval
    population: float


class Individual(Struct, frozen=True, kw_only=True):
    """All that levels tell of one person; `said` are the sentences that stand beside it."""

    model: str
    estimates: tuple[Estimate, ...]
    predictions: tuple[Prediction, ...]
    objective: float
    converged: bool
    said: tuple[str, ...]


def estimate(
    model: Model,
    regimen: Regimen,
    who: People,
    levels: tuple[Level, ...],
    *,
    values: Values | None = None,
    starts: int = STARTS,
    large: bool | None = None,
    beyond: bool = False,
) -> Individual:
    """Return what levels tell of one person; a level that is given twice counts twice.

    Arguments and errors are as for `estimate_all`. For one person `large` is worth asking for where
    many will follow in the same process.
    """
    hold(model, regimen, who, beyond=beyond)
    measured = [Measured(regimen=regimen, levels=levels)]
    found = estimate_all(
        model, who, measured, values=values, starts=starts, large=large, beyond=True
    )
    return told(found, levels)


def told(found: Individuals, levels: tuple[Level, ...], person: int = 0) -> Individual:
    """Return one of several people's estimates as it is told; `levels` are that person's."""
    said = [] if levels else [NOTHING]
    if (np.abs(found.effects[person]) > FARTHEST * np.sqrt(np.diag(found.prior))).any():
        said.append(FAR)
    if not found.converged[person]:
        said.append(LEFT)
    if found.minima[person]:
        said.append(SEVERAL)
    if found.model.occasion.effects:
        said.append(OCCASIONS)
    return Individual(
        model=found.model.id,
        estimates=tuple(
            _estimate(found, person, place, effect)
            for place, effect in enumerate(found.model.between.effects)
        ),
        predictions=tuple(
            _prediction(found, person, place, level) for place, level in enumerate(levels)
        ),
        objective=float(found.objective[person]),
        converged=bool(found.converged[person]),
        said=(*said, ONLY),
    )


def _estimate(found: Individuals, person: int, place: int, effect: Effect) -> Estimate:
    parameter = next(one for one in found.model.parameters if one.name == effect.parameter)
    typical = float(found.population[effect.parameter][person])
    own, error = float(found.effects[person, place]), float(found.errors[person, place])
    return Estimate(
        parameter=parameter.name,
        title=parameter.title,
        unit=parameter.unit,
        own=_interval(typical, own, error, effect.scale),
        population=_interval(typical, 0.0, float(np.sqrt(found.prior[place, place])), effect.scale),
        effect=own,
        error=error,
        shrinkage=float(found.shrinkage[person, place]),
    )


def _interval(typical: float, effect: float, error: float, scale: Scale) -> Interval:
    """Return the parameter at an effect and at the ends of the effect's 90 % interval."""

    def at(moved: float) -> float:
        if scale is Scale.LOG:
            return typical * float(np.exp(moved))
        return 1.0 / (1.0 + (1.0 / typical - 1.0) * float(np.exp(-moved)))

    return Interval(at(effect), at(effect - WIDE * error), at(effect + WIDE * error))


def _prediction(found: Individuals, person: int, place: int, level: Level) -> Prediction:
    """Return what is predicted there; the interval is taken on the logarithm of the level."""
    value = float(found.levels[person, place])
    wide = float(np.exp(WIDE * found.levels_error[person, place] / value)) if value > 0 else 1.0
    return Prediction(
        level=level,
        own=Interval(value, value / wide, value * wide),
        population=float(found.population_levels[person, place]),
    )
