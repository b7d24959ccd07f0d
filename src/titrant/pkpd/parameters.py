"""The parameters of each person: the typical value, moved by covariates and by random effects."""

from collections.abc import Callable, Mapping

import numpy as np

from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Act, Model, Parameter, Relation, Scale, Variability
from titrant.pkpd.people import People

Values = Mapping[str, Array]
"""Each parameter of a model for every person, shape (people,)."""

_ACTS: dict[Act, Callable[[Array, Array, Relation], Array]] = {
    Act.POWER: lambda value, x, r: value * (x / r.centre) ** r.size,
    Act.ABOVE: lambda value, x, r: value + r.size * np.maximum(x - r.centre, 0.0),
    Act.FACTOR: lambda value, x, r: value * np.where(x == 1, r.size, 1.0),
}
_SCALES: dict[Scale, Callable[[Array, Array], Array]] = {
    Scale.LOG: lambda value, effect: value * np.exp(effect),
    Scale.LOGIT: lambda value, effect: 1.0 / (1.0 + (1.0 / value - 1.0) * np.exp(-effect)),
}


def typical(model: Model, people: People) -> dict[str, Array]:
    """Return the parameters of typical people with these covariates.

    Raises `PkError` where weight is needed and not given, and where a covariate takes a parameter
    to zero or below.
    """
    return {one.name: _typical(one, people, model) for one in model.parameters}


def _typical(parameter: Parameter, people: People, model: Model) -> Array:
    value = np.full(people.count, parameter.value)
    for relation in parameter.relations:
        column = people.columns.get(relation.covariate)
        if column is None and relation.covariate == "weight":
            raise PkError(f"{model.id} needs a weight", "Give it, like “70 kg”.")
        if column is not None:
            value = _ACTS[relation.act](value, column, relation)
    if (value <= 0).any() and parameter.value > 0:
        raise PkError(
            f"{parameter.title} is not above zero for somebody with these covariates",
            f"{model.id} does not hold there.",
        )
    return value


def moved(values: Values, variability: Variability, effects: Array) -> dict[str, Array]:
    """Return the parameters moved by random effects, shape (people, effects), in their order."""
    found = dict(values)
    for place, effect in enumerate(variability.effects):
        found[effect.parameter] = _SCALES[effect.scale](found[effect.parameter], effects[:, place])
    return found


def covariance(variability: Variability, model: Model) -> Array:
    """Return the covariance matrix of the random effects, shape (effects, effects).

    Raises `PkError` where it is singular: no such people can be drawn.
    """
    names = [one.parameter for one in variability.effects]
    found = np.diag([one.variance for one in variability.effects]).astype(float)
    for pair in variability.covariances:
        i, j = names.index(pair.one), names.index(pair.other)
        found[i, j] = found[j, i] = pair.value
    if len(found) and not _positive(found):
        raise PkError(
            f"the covariance of {model.id} is singular: {', '.join(names)} cannot vary so",
            "Mend the variances and covariances in its file.",
        )
    return found


def _positive(matrix: Array) -> bool:
    """Say whether a covariance is positive, seen as correlations so that no scale hides it."""
    if not (np.isfinite(matrix).all() and (np.diag(matrix) > 0).all()):
        return False
    spread = np.sqrt(np.diag(matrix))
    least = np.linalg.eigvalsh(matrix / np.outer(spread, spread)).min()
    return bool(least > 1e-10)
