"""How much more a last session makes than a first: areas, peaks and troughs of two intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Model
from titrant.pkpd.parameters import Values
from titrant.pkpd.people import People
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.sessions import Span
from titrant.pkpd.simulation import concentrations, exposure

_POINTS = 121  # in an interval, the denser the nearer to its begin
_NOTHING = 1e-9  # of the peak; what is below is the engine's rounding


@dataclass(frozen=True)
class Accumulation:
    """The last dosing interval over the first, of arrays (people, analytes); no unit.

    `auc` is exact; `cmax` is of the highest levels at the same 121 times and changes of doses in
    both; `trough` is of the levels at the ends, before a next dose. It is NaN where nothing was
    left at the end of the first. Both intervals last `length` [h].
    """

    auc: Array
    cmax: Array
    trough: Array
    length: float


def accumulated(
    model: Model,
    people: People,
    parts: Sequence[tuple[Regimen, Values]],
    over: Span,
    *,
    analytes: Sequence[str] | None = None,
    large: bool | None = None,
) -> Accumulation:
    """Return the ratio of the last dosing interval to the first, of each person.

    `parts` are the occasions of the course, each with its parameters; their levels add up.
    Raises `PkError` as `exposure` does.
    """
    held = _Window(model, people, analytes, large)
    begin, times = over.first.doses[0].at, _times(over)
    first = held.levels(over.first, parts[0][1], begin + times)
    area = held.area(over.first, parts[0][1], begin + over.length)
    last, more = np.zeros_like(first), np.zeros_like(area)
    for regimen, values in parts:
        last += held.levels(regimen, values, over.last + times)
        more += held.area(regimen, values, over.last + over.length)
        more -= held.area(regimen, values, over.last)
    top = first.max(axis=2)
    left = np.where(first[:, :, -1] > _NOTHING * top, first[:, :, -1], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Accumulation(more / area, last.max(axis=2) / top, last[:, :, -1] / left, over.length)


def _times(over: Span) -> Array:
    """Return times in an interval, from its begin [h]."""
    begin = over.first.doses[0].at
    changes = [
        at - begin
        for one in over.first.doses
        for at in (one.at, one.at + one.over)
        if at - begin <= over.length
    ]
    return np.unique([*(over.length * np.linspace(0.0, 1.0, _POINTS) ** 2), *changes])


@dataclass(frozen=True)
class _Window:
    """Levels and areas of the same people by the same model.

    Whether it holds for them was looked at before: a part of a regimen would not tell.
    """

    model: Model
    people: People
    analytes: Sequence[str] | None
    large: bool | None

    def levels(self, regimen: Regimen, values: Values, times: Array) -> Array:
        return concentrations(
            *(self.model, regimen, self.people, times),
            analytes=self.analytes,
            values=values,
            large=self.large,
            threads=1,
            beyond=True,
        )

    def area(self, regimen: Regimen, values: Values, until: float) -> Array:
        found = exposure(
            *(self.model, regimen, self.people, [until]),
            analytes=self.analytes,
            values=values,
            large=self.large,
            threads=1,
            beyond=True,
        )
        return found.auc_until
