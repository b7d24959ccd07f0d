"""Who a population is made of: people who are given, or adults drawn within a model's domain."""

from collections.abc import Callable, Mapping

import numpy as np

from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Domain, Range
from titrant.pkpd.people import People

Cohort = Callable[[np.random.Generator, int], People]
"""Draws a number of people."""

# Shaped after the 820 people of Perez-Ruixo 2021: median weight 74 kg (39 to 170), median age 45
# (18 to 86). How they spread between is not printed; these are assumed.
MEDIAN_WEIGHT, LOG_SPREAD = 74.0, 0.22
MEDIAN_AGE, AGE_SPREAD = 45.0, 14.0
WEIGHTS, AGES = Range(39.0, 170.0), Range(18.0, 86.0)

_ROUNDS = 1000  # of drawing again those who fell outside


def adults(domain: Domain, alike_in: Mapping[str, float] | None = None) -> Cohort:
    """Return the built-in adults, as far as a model's domain goes; half are women.

    All have the covariates `alike_in`, which are not drawn then.

    Raises `PkError` where the domain holds no adult.
    """
    weights = _common("weight", WEIGHTS, domain)
    ages = _common("age", AGES, domain)

    fixed = alike_in or {}

    def draw(random: np.random.Generator, count: int) -> People:
        log = np.log(MEDIAN_WEIGHT)
        return People(
            {
                "weight": _inside(
                    lambda n: np.exp(random.normal(log, LOG_SPREAD, n)), weights, count
                ),
                "age": _inside(lambda n: random.normal(MEDIAN_AGE, AGE_SPREAD, n), ages, count),
                "female": random.integers(0, 2, count).astype(float),
                **{name: np.full(count, float(value)) for name, value in fixed.items()},
            },
            count,
        )

    return draw


def alike(covariates: Mapping[str, float]) -> Cohort:
    """Return people who all have the same covariates, and differ in their random effects only."""

    def draw(_: np.random.Generator, count: int) -> People:
        columns = {name: np.full(count, float(value)) for name, value in covariates.items()}
        return People(columns, count)

    return draw


def drawn_from(people: People) -> Cohort:
    """Return people drawn, with repetition and whole, from those who are given."""

    def draw(random: np.random.Generator, count: int) -> People:
        which = random.integers(0, people.count, count)
        return People({name: column[which] for name, column in people.columns.items()}, count)

    return draw


def _common(name: str, own: Range, domain: Domain) -> Range:
    held = domain.covariates.get(name, own)
    both = Range(max(own.low, held.low), min(own.high, held.high))
    if not both.low < both.high:
        raise PkError(f"the model holds for no adult's {name}", "Give a cohort of your own.")
    return both


def _inside(draw: Callable[[int], Array], held: Range, count: int) -> Array:
    """Draw until all are inside a range: nobody is moved to its edge."""
    found = draw(count)
    for _ in range(_ROUNDS):
        lost = (found < held.low) | (found > held.high)
        if not lost.any():
            return found
        found[lost] = draw(int(lost.sum()))
    raise PkError("no adult falls within the model's domain", "Give a cohort of your own.")
