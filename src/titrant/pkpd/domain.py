"""Where a model holds: the people, the doses and the drugs that it was studied with."""

from collections.abc import Iterator, Sequence

import numpy as np

from titrant.pkpd.errors import DomainError, PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Highest, Model, Range
from titrant.pkpd.people import People, outside
from titrant.pkpd.regimen import Regimen

_CLOSE = 1e-9  # of a bound: what arithmetic leaves behind


def concerns(model: Model, regimen: Regimen, people: People) -> tuple[str, ...]:
    """Return in words where people or doses are outside of what the model was studied in."""
    found = list(outside(model.domain, people))
    for amount, route in dict.fromkeys((dose.amount, dose.route) for dose in regimen.doses):
        held = model.domain.doses.get(route)
        if held is not None:
            found += _beside(amount, route, held)
    for route, highest in model.domain.highest.items():
        given = _most(regimen, route, highest.within)
        found += _above(given, route, highest, float(_bounds(model, highest, people).min()))
    return tuple(dict.fromkeys(found))


def _beside(amount: float, route: str, held: Range) -> Iterator[str]:
    """Yield that a dose is outside of a range, where it is."""
    if not held.low <= amount <= held.high:
        yield f"{amount:.6g} mg {route} is outside of {held} mg"


def _above(given: float, route: str, highest: Highest, bound: float) -> Iterator[str]:
    """Yield that a dose is above every one that a source names, where it is."""
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


def _bounds(model: Model, highest: Highest, people: People) -> Array:
    """Return the highest dose for each of the people [mg].

    Of whom no weight is known, the most that the model knows is taken.
    """
    if not highest.per_kg:
        return np.full(people.count, highest.value)
    held = model.domain.covariates.get("weight")
    unknown = np.full(people.count, held.high if held is not None else np.inf)
    return highest.value * people.columns.get("weight", unknown)


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


def hold_each(model: Model, regimens: Sequence[Regimen], people: People, *, beyond: bool) -> None:
    """Raise as `hold` does, for people who have a regimen each.

    Of many who are outside the farthest are told, not everybody.
    """
    own = list({id(one): one for one in regimens}.values())  # a regimen may be that of many
    for one in own:
        of_the_drug(model, one)
    if beyond:
        return
    found = list(outside(model.domain, people))
    for route, held in model.domain.doses.items():
        given = [dose.amount for one in own for dose in one.doses if dose.route == route]
        if given:
            found += _beside(min(given), route, held)
            found += _beside(max(given), route, held)
    for route, highest in model.domain.highest.items():
        found += _farthest_above(route, highest, regimens, _bounds(model, highest, people))
    if found:
        raise DomainError(model.id, tuple(dict.fromkeys(found)))


def _farthest_above(
    route: str, highest: Highest, regimens: Sequence[Regimen], bounds: Array
) -> Iterator[str]:
    """Yield whose dose is the farthest above every one that a source names, where any is."""
    whole = {id(one): sum(d.amount for d in one.doses if d.route == route) for one in regimens}
    found = [
        (_most(one, route, highest.within), float(bound))
        for one, bound in zip(regimens, bounds, strict=True)
        if whole[id(one)] > bound  # others cannot pass it at any time
    ]
    if found:
        given, bound = max(found, key=lambda one: one[0] / one[1])
        yield from _above(given, route, highest, bound)
