"""Who is simulated: covariates, one column each, checked when they are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from titrant.pkpd.errors import PkError
from titrant.pkpd.given import number
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Domain, Model

Covariate = Literal["weight", "age", "female", "asian", "japanese"]
COVARIATES: dict[str, str] = {"weight": "kg", "age": "y", "female": "", "asian": "", "japanese": ""}
"""The covariates that may be given. Those without a unit are 1 where it is so, else 0."""


@dataclass(frozen=True)
class People:
    """Covariates of one or more people: name -> (people,). Raises `PkError` for bad ones.

    One that is not given is taken from the centre of the model's relation, but for weight.
    """

    columns: Mapping[str, Array]
    count: int

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if name not in COVARIATES:
                known = ", ".join(COVARIATES)
                raise PkError(f"“{name}” is not a covariate", f"Those known are {known}.")
            if getattr(column, "dtype", np.dtype(object)).kind not in "fiu":
                raise PkError(f"{name} is no array of numbers", "Give one number for each person.")
            if column.shape != (self.count,):
                raise PkError(
                    f"{name} has {column.size} values for {self.count} people",
                    "Give one for each.",
                )
            if not np.isfinite(column).all():
                raise PkError(f"{name} is not a number for somebody", "Mend or leave out that row.")
            if COVARIATES[name] and (column <= 0).any():
                raise PkError(
                    f"{name} is {column.min():g} {COVARIATES[name]}", "Give it above zero."
                )
            if not COVARIATES[name] and not np.isin(column, (0, 1)).all():
                raise PkError(f"{name} is neither 0 nor 1 for somebody", "Write 1 where it is so.")

    def of(self, which: slice) -> "People":
        """Return some of the people, in order."""
        columns = {name: column[which] for name, column in self.columns.items()}
        return People(columns, len(range(*which.indices(self.count))))


def person(**covariates: float) -> People:
    """Return one person, like `person(weight=70, age=45)`; raises `PkError` for what is no number.

    What has no unit may be True or False.
    """
    return People({name: np.array([_one(name, value)]) for name, value in covariates.items()}, 1)


def _one(name: str, value: float) -> float:
    if isinstance(value, bool) and not COVARIATES.get(name, "unit"):
        return float(value)
    return number(value, name, "Give a number, like person(weight=70, age=45).")


NOBODY = People({}, 1)
"""One person of whom nothing is known."""


def known_to(model: Model, given: Mapping[str, float]) -> dict[str, float]:
    """Return the covariates that a model depends on, or was studied over."""
    known = model.covariates | model.domain.covariates.keys()
    return {name: value for name, value in given.items() if name in known}


def outside(domain: Domain, people: People) -> tuple[str, ...]:
    """Return in words where anybody is outside of what a model was studied in."""
    found = []
    for name, column in people.columns.items():
        held = domain.covariates.get(name)
        if held is not None and ((column < held.low) | (column > held.high)).any():
            unit = COVARIATES[name]
            far = column[np.argmax(np.maximum(held.low - column, column - held.high))]
            found.append(f"{name} {far:g} {unit} is outside of {held} {unit}".rstrip())
    return tuple(found)
