"""Set levels that were measured against those that a model simulates for many people."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from titrant.pkpd.cohort import Cohort
from titrant.pkpd.drawing import unscattered
from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.measured import Level
from titrant.pkpd.model import Model
from titrant.pkpd.population import populate
from titrant.pkpd.regimen import Regimen

_EVERY = tuple(float(percent) for percent in range(101))
_EVEN = 121  # times that the band is drawn through, besides those of doses and levels


class Place(Struct, frozen=True, kw_only=True):
    """A level beside the simulated ones at its time `at` [h].

    `level` [ng/mL], or the limit of an assay where it lies `below_limit`; `percentile` is the place
    of that among the simulated.
    """

    person: str
    at: float
    level: float
    below_limit: bool
    percentile: float


class Checked(Struct, frozen=True, kw_only=True):
    """What came out for one analyte: each level's place, and the band, arrays (times,) [ng/mL].

    `scatter` says whether the band holds how measurements scatter, too.
    """

    analyte: str
    places: tuple[Place, ...]
    times: Array
    low: Array
    median: Array
    high: Array
    scatter: bool

    @property
    def measured(self) -> tuple[Place, ...]:
        """The levels that an assay gave a number to."""
        return tuple(one for one in self.places if not one.below_limit)

    @property
    def limits(self) -> tuple[Place, ...]:
        """Those that lie below the limit of an assay."""
        return tuple(one for one in self.places if one.below_limit)

    @property
    def below(self) -> int:
        """How many lie below the 5th percentile."""
        return sum(one.percentile < 5 for one in self.measured)

    @property
    def above(self) -> int:
        """How many lie above the 95th percentile."""
        return sum(one.percentile > 95 for one in self.measured)

    @property
    def expected_limits(self) -> float:
        """How many of those below a limit the model expects there; others are not counted."""
        return sum(one.percentile for one in self.limits) / 100


def check(
    model: Model,
    regimen: Regimen,
    cohort: Cohort,
    people: Mapping[str, Sequence[Level]],
    analyte: str,
    *,
    subjects: int,
    seed: int,
    threads: int = 1,
    told: Callable[[int], None] | None = None,
    beyond: bool = False,
) -> Checked:
    """Return the levels of one analyte beside those of simulated people.

    Raises `PkError` where there is none, or one before the first dose, and as `populate` does.
    """
    levels = [(name, one) for name, own in people.items() for one in own if one.analyte == analyte]
    if not levels:
        raise PkError(f"no level of {analyte} was measured", "Choose another analyte.")
    first = regimen.doses[0].at
    if min(one.at for _, one in levels) < first:
        raise PkError("a level is before the first dose", "Count both from the same time.")
    times = _times(regimen, [one.at for _, one in levels])
    scatter = not unscattered([model.analyte(analyte)])
    found = populate(
        *(model, regimen, cohort, times),
        subjects=subjects,
        seed=seed,
        analytes=[analyte],
        percentiles=_EVERY,
        scatter=scatter,
        threads=threads,
        told=told,
        beyond=beyond,
    ).levels[:, 0]
    return Checked(
        analyte=analyte,
        places=tuple(_place(name, one, times, found) for name, one in levels),
        times=times,
        low=found[5],
        median=found[50],
        high=found[95],
        scatter=scatter,
    )


def _times(regimen: Regimen, measured: Sequence[float]) -> Array:
    until = max(measured)
    changes = [at for dose in regimen.doses for at in (dose.at, dose.at + dose.over) if at <= until]
    return np.unique([*np.linspace(0.0, until, _EVEN), *changes, *measured])


def _place(name: str, level: Level, times: Array, found: Array) -> Place:
    """Return the place of a level among the percentiles (101, times) of the simulated."""
    limited = level.below is not None
    number = level.below if level.below is not None else level.value
    assert number is not None  # a level has one or the other
    simulated = found[:, int(np.searchsorted(times, level.at))]
    return Place(
        person=name,
        at=level.at,
        level=number,
        below_limit=limited,
        percentile=float(np.interp(number, simulated, _EVERY)),
    )
