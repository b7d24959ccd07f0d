"""Where a model holds: the people, the doses and the drugs that it was studied with."""

from collections.abc import Iterator

import numpy as np

from titrant.pkpd.errors import DomainError, PkError
from titrant.pkpd.model import Model
from titrant.pkpd.people import People, outside
from titrant.pkpd.regimen import Regimen

_CLOSE = 1e-9  # of a bound: what arithmetic leaves behind


def concerns(model: Model, regimen: Regimen, people: People) -> tuple[str, ...]:
    """Return in words where people or doses are outside of what the model was studied in."""
    found = list(outside(model.domain, people))
    for amount, route in dict.fromkeys((dose.amount, dose.route) for dose in regimen.doses):
        held = model.domain.doses.get(route)
        if held is not None and not held.low <= amount <= held.high:
            found.append(f"{amount:.6g} mg {route} is outside of {held} mg")
    found += _above(model, regimen, people)
    return tuple(dict.fromkeys(found))


def _above(model: Model, regimen: Regimen, people: People) -> Iterator[str]:
    """Yield where a dose is above every one that a source names, of a route without a range."""
    for route, highest in model.domain.highest.items():
        given = _most(regimen, route, highest.within)
        bound = highest.value * (_lightest(model, people) if highest.per_kg else 1.0)
        if given > bound * (1.0 + _CLOSE):
            here = f", here {bound:.4g} mg" if highest.per_kg else ""
            yield (
                f"{given:.6g} mg {route} within {highest.within:g} h is above every dose that a "
                f"source names: {highest.value:g} {highest.unit}{here} ({highest.cited.locator})"
            )


def _most(regimen: Regimen, route: str, within: float) -> float:
    """Return the most that is given by a route in a time [h], counted from each dose on [mg]."""
    doses = [dose for dose in regimen.doses if dose.route == route]
    at = np.array([dose.at for dose in doses])
    parts = [dose.amount * min(1.0, within / dose.over if dose.over else 1.0) for dose in doses]
    sums = np.concatenate([[0.0], np.cumsum(parts)])
    after = np.searchsorted(at, at + within * (1.0 - _CLOSE))
    return float((sums[after] - sums[:-1]).max(initial=0.0))


def _lightest(model: Model, people: People) -> float:
    """Return the least weight of those who are given, or the most that the model knows [kg]."""
    weights = people.columns.get("weight")
    if weights is not None:
        return float(weights.min())
    held = model.domain.covariates.get("weight")
    return held.high if held is not None else np.inf


def within(model: Model, regimen: Regimen, people: People) -> None:
    """Raise `DomainError` where people or doses are outside of what the model was studied in."""
    found = concerns(model, regimen, people)
    if found:
        raise DomainError(model.id, found)


def of_the_drug(model: Model, regimen: Regimen) -> None:
    """Raise `PkError` where a regimen names a drug that the model tells nothing of."""
    for drug in dict.fromkeys(dose.drug for dose in regimen.doses if dose.drug):
        if drug not in model.drugs and drug not in model.stands_for:
            raise PkError(
                f"the regimen gives {drug}, and {model.id} is of {' and '.join(model.drugs)}",
                "Choose a model of that drug: amounts of the two are not the same.",
            )


def another_drug(model: Model, regimen: Regimen) -> tuple[str, ...]:
    """Return in words what it costs that a model stands for the drug that a regimen names."""
    named = dict.fromkeys(dose.drug for dose in regimen.doses)
    return tuple(model.stands_for[drug] for drug in named if drug in model.stands_for)


def hold(model: Model, regimen: Regimen, people: People, *, beyond: bool) -> None:
    """Raise `PkError` for another drug, and `DomainError` outside of the domain, unless `beyond`.

    Whoever goes beyond reads `concerns`, and says them beside the result.
    """
    if not isinstance(model, Model):
        raise PkError(f"the model is of the type {type(model).__name__}", "Give a `Model`.")
    if not isinstance(regimen, Regimen):
        raise PkError(
            f"the regimen is of the type {type(regimen).__name__}",
            "Give a `Regimen`; text is read by `read_regimen`.",
        )
    if not isinstance(people, People):
        raise PkError(
            f"the people are of the type {type(people).__name__}",
            "Give `People`; one is made by `person`.",
        )
    of_the_drug(model, regimen)
    if not beyond:
        within(model, regimen, people)
