"""Levels that were measured in people, checked when they are made, and laid out for computing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from titrant.pkpd.errors import PkError
from titrant.pkpd.given import number
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Analyte, Model
from titrant.pkpd.regimen import Regimen


class Scatter(Struct, frozen=True, kw_only=True):
    """How an assay scatters: SDs, `proportional` to the level, `additive` [ng/mL], or `log`.

    Raises `PkError` where nothing scatters, or where a logarithm scatters beside something else.
    """

    proportional: float = 0.0
    additive: float = 0.0
    log: float = 0.0

    def __post_init__(self) -> None:
        own = (self.proportional, self.additive, self.log)
        for one in own:
            if number(one, "an error of an assay", "Give it as an SD.") < 0:
                raise PkError(f"an error of an assay is {one:g}, below zero", "Give it as an SD.")
        if not any(own):
            raise PkError("an assay without any error", "Give its SD, or leave it out.")
        if self.log and (self.proportional or self.additive):
            raise PkError("an error of a logarithm beside another", "Keep one of them.")


class Level(Struct, frozen=True, kw_only=True):
    """One level [ng/mL] of an analyte `at` a time [h]: a `value`, or `below` the limit of an assay.

    `error` is the assay's own, where it is known; else the model's residual holds. Raises `PkError`
    for a level that nobody measures.
    """

    at: float
    analyte: str
    value: float | None = None
    below: float | None = None
    error: Scatter | None = None

    def __post_init__(self) -> None:
        if number(self.at, "the time of a level", "Give hours.") < 0:
            raise PkError(
                f"the time of a level is {self.at:g} h, below zero", "Count from the first dose."
            )
        if (self.value is None) == (self.below is None):
            raise PkError(
                f"the level at {self.at:g} h has both or neither of value and limit",
                "Give what was measured, or the limit that it lies below.",
            )
        told = self.value if self.value is not None else self.below
        name = "level" if self.value is not None else "limit"
        found = number(told, f"the {name} at {self.at:g} h", "Give ng/mL, or leave it out.")
        if found < 0:
            raise PkError(f"the {name} at {self.at:g} h is {found:g} ng/mL, below zero", "Mend it.")
        if found == 0:
            raise PkError(
                f"the {name} at {self.at:g} h is 0 ng/mL",
                "Give the limit that it lies below: no assay measures nothing.",
            )


class Measured(Struct, frozen=True, kw_only=True):
    """One person's doses and levels; the levels in order of their times."""

    regimen: Regimen
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True)
class Doses:
    """Doses of people, side by side: `route` (slots,), the others (people, slots).

    A person with fewer doses than others has some of 0 mg. `at`, `over` [h]; `amount` [mg] counts
    the measured interactions in, `given` does not.
    """

    route: tuple[str, ...]
    at: Array
    over: Array
    amount: Array
    given: Array


@dataclass(frozen=True)
class Table:
    """Levels of people, side by side; all of the shape (people, levels).

    `real` is false for what only fills a row up. `which` is the place of the analyte; `number` is
    the level or the limit [ng/mL]; `log` is 0 where the error is `proportional` and `additive`.
    """

    at: Array
    number: Array
    which: NDArray[np.intp]
    real: NDArray[np.bool_]
    below: NDArray[np.bool_]
    proportional: Array
    additive: Array
    log: Array

    def of(self, rows: NDArray[np.intp]) -> "Table":
        """Return the levels of some people, in any order."""
        return Table(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def analytes_of(model: Model, people: Sequence[Measured]) -> tuple[Analyte, ...]:
    """Return the analytes that were measured in anybody; raises `PkError` for an unknown one."""
    known = {one.name: one for one in model.analytes}
    named = dict.fromkeys(level.analyte for one in people for level in one.levels)
    for name in named:
        if name not in known:
            raise PkError(f"{model.id} has no “{name}”", f"It predicts {', '.join(known)}.")
    return tuple(one for name, one in known.items() if name in named)


def table_of(model: Model, analytes: Sequence[Analyte], people: Sequence[Measured]) -> Table:
    """Lay levels out; raises `PkError` for unordered ones, and those before the first dose."""
    place = {one.name: number for number, one in enumerate(analytes)}
    own = {one.name: _scatter(one) for one in analytes}
    shape = (len(people), max((len(one.levels) for one in people), default=0))
    at, number, proportional, additive, log = (np.zeros(shape) for _ in range(5))
    number += 1.0
    additive += 1.0
    which = np.zeros(shape, dtype=np.intp)
    real, below = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, one in enumerate(people):
        before = first = one.regimen.doses[0].at
        for column, level in enumerate(one.levels):
            if level.at < first:
                raise PkError(
                    f"the level at {level.at:g} h is before the first dose, at {first:g} h",
                    "Count both from the same time, or leave that level out.",
                )
            if level.at < before:
                raise PkError(
                    f"the level at {level.at:g} h stands after the one at {before:g} h",
                    "Sort them.",
                )
            before = level.at
            scatter = level.error or own[level.analyte]
            if scatter is None:
                raise PkError(
                    f"{model.id} does not say how measured {level.analyte} scatters",
                    "Give the error of the assay.",
                )
            at[row, column], which[row, column] = level.at, place[level.analyte]
            real[row, column], below[row, column] = True, level.below is not None
            number[row, column] = level.value if level.below is None else level.below
            proportional[row, column], log[row, column] = scatter.proportional, scatter.log
            additive[row, column] = scatter.additive
        at[row, len(one.levels) :] = before
    return Table(at, number, which, real, below, proportional, additive, log)


def _scatter(analyte: Analyte) -> Scatter | None:
    own = analyte.residual
    if not (own.proportional or own.additive or own.log):
        return None
    return Scatter(proportional=own.proportional, additive=own.additive, log=own.log)


def doses_of(people: Sequence[Measured]) -> Doses:
    """Lay doses out, those by one route beside each other."""
    slots: list[str] = []
    for route in dict.fromkeys(dose.route for one in people for dose in one.regimen.doses):
        most = max(sum(dose.route == route for dose in one.regimen.doses) for one in people)
        slots += [route] * most
    at, over, amount, given = (np.zeros((len(people), len(slots))) for _ in range(4))
    start = {route: slots.index(route) for route in slots}
    for row, one in enumerate(people):
        following = dict(start)
        at[row] = one.regimen.doses[0].at
        for dose in one.regimen.doses:
            slot = following[dose.route]
            following[dose.route] += 1
            at[row, slot], over[row, slot] = dose.at, dose.over
            amount[row, slot], given[row, slot] = dose.amount * dose.ratio, dose.amount
    return Doses(tuple(slots), at, over, amount, given)
