"""What measured levels tell of people: the most likely random effects, and how sure they are.

The estimate is the maximum a posteriori, as NONMEM's `POSTHOC` with interaction has it: the least
of Σ log v + (y - f)²/v plus η'Ω⁻¹η, with the effects between people η, the levels y, those
predicted f and the variance v that the model's residual has there. On a logarithmic residual, log y
and log f stand for y and f. A level below a limit adds -2 log of the likelihood of being below.
Effects between occasions are held at 0: they are part of what is left over.

The covariance is the inverse of the expected curvature there. It tells of one person as far as the
model holds; it is never a ground for a dose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.domain import hold_each
from titrant.pkpd.engine import pays_to_fit, threads_for
from titrant.pkpd.entering import Entering
from titrant.pkpd.errors import PkError
from titrant.pkpd.fitting import MOST_STARTS, Fit, best
from titrant.pkpd.inputs import Array
from titrant.pkpd.likelihood import losses
from titrant.pkpd.measured import Measured, Table, analytes_of, doses_of, table_of
from titrant.pkpd.model import Analyte, Model
from titrant.pkpd.parameters import Values, covariance, moved, typical
from titrant.pkpd.people import People
from titrant.pkpd.products import Plan, plan
from titrant.pkpd.sensitivity import Sensitivity

STARTS = 3
"""Where the search begins: at the population, and one standard deviation away on two sides."""

_EACH = 100  # people for whom a further thread is begun

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Individuals:
    """The estimates of people; arrays have people first.

    `effects` and `shrinkage` (people, effects), in the order of the model's effects between people;
    `covariance` (people, effects, effects), and `prior`, the population's (effects, effects).
    `shrinkage` is what is left of the population's variance: 1 where the levels say nothing of an
    effect, near 0 where they say all. `levels` [ng/mL] and their standard errors `levels_error`
    are of the shape (people, levels), NaN where a person has fewer; `population_levels` are those
    of the typical person. `objective` (people,) is what was made least. `values` and `population`
    hold each parameter, (people,). `converged` (people,) says whether the search arrived; `steps`
    how many it took, `minima` how many of the starts ended at another, lesser, minimum.
    """

    model: Model
    effects: Array
    covariance: Array
    prior: Array
    shrinkage: Array
    levels: Array
    levels_error: Array
    population_levels: Array
    objective: Array
    values: dict[str, Array]
    population: dict[str, Array]
    converged: NDArray[np.bool_]
    steps: Rows
    minima: Rows

    @property
    def errors(self) -> Array:
        """The standard errors of the effects, (people, effects)."""
        return np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))


def estimate_all(
    model: Model,
    people: People,
    measured: Sequence[Measured],
    *,
    values: Values | None = None,
    starts: int = STARTS,
    large: bool | None = None,
    threads: int | None = None,
    beyond: bool = False,
) -> Individuals:
    """Return the estimates of people, each with doses and levels of its own.

    `values` are the parameters of typical people like them, (people,), where the covariates of
    `people` do not say them. `starts` is from how many places each search begins. `large` says
    whether kernels are used, and `threads` how many; without them the number of searches does, so
    that a few never wait for Numba. Kernels cannot do a random effect on a share, a lag or a
    duration of a dose, nor compartments that exchange in a loop: whole arrays do these in any case.
    Both give the same estimates. Raises `DomainError` where anybody is outside of what the model
    was studied in, unless `beyond`; and `PkError` for another drug, for a model without random
    effects between people, one that is not linear, and for levels that cannot be.
    """
    if len(measured) != people.count:
        raise PkError(
            f"{len(measured)} people were measured and {people.count} are described",
            "Give both for each.",
        )
    if not 1 <= starts <= MOST_STARTS:
        raise PkError(f"{starts} starts", f"Give from 1 to {MOST_STARTS}.")
    _usable(model)
    hold_each(model, [one.regimen for one in measured], people, beyond=beyond)
    prior = covariance(model.between, model)
    held = {
        name: np.asarray(column, dtype=float)
        for name, column in (typical(model, people) if values is None else values).items()
    }
    population = _checked(model, held, people.count)
    analytes = analytes_of(model, measured)
    table = table_of(model, analytes, measured)
    if not analytes:
        return _nothing(model, population, prior, table)
    sensitivity = _sensitivity(model, measured, analytes, table, population)
    root: Array = np.asarray(np.linalg.cholesky(prior), dtype=np.float64)
    fit = _fit(sensitivity, root, starts, large=large, threads=threads)
    typical_levels, _ = fit.levels(np.zeros((people.count, len(prior))))
    _predicted(model, table, analytes, typical_levels)
    found, minima = best(fit, people.count, starts)
    at = found.at @ root.T
    spread = root @ np.linalg.inv(found.curvature) @ root.T
    levels, slopes = fit.levels(at)
    own = spread[:, sensitivity.active[:, None], sensitivity.active]
    error = np.sqrt(np.maximum(np.einsum("npt,npq,nqt->nt", slopes, own, slopes), 0.0))
    nothing = np.where(table.real, 0.0, np.nan)
    return Individuals(
        model=model,
        effects=at,
        covariance=spread,
        prior=prior,
        shrinkage=np.minimum(np.diagonal(spread, axis1=1, axis2=2) / np.diag(prior), 1.0),
        levels=levels + nothing,
        levels_error=error + nothing,
        population_levels=typical_levels + nothing,
        objective=2.0 * found.loss,
        values=moved(population, model.between, at),
        population=population,
        converged=found.converged,
        steps=found.steps,
        minima=minima,
    )


def _usable(model: Model) -> None:
    if not model.between.effects:
        raise PkError(
            f"{model.id} says nothing of how people differ",
            "Choose a model with random effects between people.",
        )
    names = [one.parameter for one in model.between.effects]
    if len(set(names)) < len(names):
        raise PkError(f"{model.id} has two effects on one parameter", "Join them in its file.")


def _checked(model: Model, values: Values, people: int) -> dict[str, Array]:
    """Return the parameters in the model's order; raises `PkError` where one cannot be."""
    found = {}
    for one in model.parameters:
        column = values.get(one.name)
        if column is None or column.shape != (people,):
            raise PkError(f"{one.name} is not given for everybody", "Give one value for each.")
        if not (np.isfinite(column).all() and (column > 0).all()):
            raise PkError(f"{one.name} is not above zero for somebody", "Mend it.")
        found[one.name] = column
    return found


def _sensitivity(
    model: Model,
    measured: Sequence[Measured],
    analytes: Sequence[Analyte],
    table: Table,
    population: Values,
) -> Sensitivity:
    doses = doses_of(measured)
    routes, named = tuple(dict.fromkeys(doses.route)), tuple(one.name for one in analytes)
    laid = _plan(_Same(model), routes, named)
    names = list(population)
    effects = model.between.effects
    every = np.array([names.index(one.parameter) for one in effects], dtype=np.intp)
    none = np.zeros(0, dtype=np.intp)
    used = set(Entering(laid, doses, none).places)
    used |= {int(one) for one in np.flatnonzero(laid.rates.powers.any(axis=0))}
    used |= {int(one) for one in np.flatnonzero(laid.read.powers.any(axis=0))}
    active = np.array([n for n, one in enumerate(every) if int(one) in used], dtype=np.intp)
    return Sensitivity(
        plan=laid,
        entering=Entering(laid, doses, every[active]),
        table=table,
        logs=np.log(np.column_stack(list(population.values()))),
        effects=effects,
        active=active,
        places=every[active],
    )


class _Same:
    """A model that is the same as another where it is the same object: its dicts have no hash."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __hash__(self) -> int:
        return id(self.model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.model is self.model


@lru_cache(maxsize=32)
def _plan(same: _Same, routes: tuple[str, ...], analytes: tuple[str, ...]) -> Plan:
    return plan(same.model, routes, [same.model.analyte(name) for name in analytes])


def _predicted(model: Model, table: Table, analytes: Sequence[Analyte], levels: Array) -> None:
    """Raise `PkError` where nothing is predicted, and the error is a share of it."""
    loss, _, _ = losses(levels, table)
    bad = ~(np.isfinite(levels) & np.isfinite(loss) & (levels >= 0)) & table.real
    if bad.any():
        row, column = np.argwhere(bad)[0]
        name = analytes[table.which[row, column]].name
        raise PkError(
            f"{model.id} predicts no {name} at {table.at[row, column]:g} h",
            "Leave that level out, or mend its time or the doses.",
        )


def _fit(
    sensitivity: Sensitivity,
    root: Array,
    starts: int,
    *,
    large: bool | None,
    threads: int | None,
) -> Fit:
    """Return what fits: kernels where they can, for a large request or one that asks for them."""
    people = len(sensitivity.logs)
    trees = all(block.tree for block in sensitivity.plan.blocks)
    wanted = pays_to_fit(people, starts) if large is None else large
    if not wanted or not trees or sensitivity.entering.varies:
        return Fit(sensitivity, root)
    from titrant.pkpd.fast_fitting import FastFit

    return FastFit(sensitivity, root, threads_for(people, _EACH) if threads is None else threads)


def _nothing(model: Model, population: dict[str, Array], prior: Array, table: Table) -> Individuals:
    """Return the population's estimate, for people in whom nothing was measured."""
    people, effects = len(table.at), len(prior)
    none = np.zeros((people, 0))
    return Individuals(
        model=model,
        effects=np.zeros((people, effects)),
        covariance=np.repeat(prior[None], people, axis=0),
        prior=prior,
        shrinkage=np.ones((people, effects)),
        levels=none,
        levels_error=none,
        population_levels=none,
        objective=np.zeros(people),
        values=dict(population),
        population=population,
        converged=np.ones(people, dtype=bool),
        steps=np.zeros(people, dtype=np.intp),
        minima=np.zeros(people, dtype=np.intp),
    )
