"""What becomes of many people: percentiles of levels, and each person's exposures.

People are drawn in chunks, and a chunk's curves are counted and let go before many more are made.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from titrant.pkpd.above import checked_threshold
from titrant.pkpd.accumulation import Accumulation
from titrant.pkpd.cohort import Cohort
from titrant.pkpd.domain import hold
from titrant.pkpd.drawing import Asked, Drawing, Drawn
from titrant.pkpd.engine import pays
from titrant.pkpd.errors import PkError
from titrant.pkpd.given import number, whole
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Analyte, Model
from titrant.pkpd.people import NOBODY
from titrant.pkpd.quantiles import Counts
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.sessions import Span
from titrant.pkpd.simulation import Exposure, checked_times, chosen
from titrant.pkpd.system import System
from titrant.pkpd.tables import arrow_table

CHUNK = 1000
"""People who are drawn from one stream; a change of it changes who is drawn."""

MOST = 10_000_000

Told = Callable[[int], None]
"""Is told how many people are done."""


@dataclass(frozen=True)
class Population:
    """Percentiles of levels, and each person's exposure.

    `levels` (percentiles, analytes, times) [ng/mL]; `exposure` holds arrays (people, analytes).
    `above` (people, analytes) [h] says how long each is above the `threshold` [ng/mL], both None
    where none was given. `accumulation` says in words why there is none.
    """

    analytes: tuple[Analyte, ...]
    times: Array
    percentiles: tuple[float, ...]
    levels: Array
    exposure: Exposure
    threshold: float | None
    above: Array | None
    accumulation: Accumulation | str

    def table(self) -> Any:
        """Return the percentiles of levels as a `pyarrow.Table`, one row an analyte and time.

        Its columns are `analyte`, `time_h`, and `p05_ng_per_ml` for the 5th percentile. Raises
        `PkError` where pyarrow is not installed.
        """
        count = len(self.times)
        return arrow_table(
            {
                "analyte": [one.name for one in self.analytes for _ in range(count)],
                "time_h": np.tile(self.times, len(self.analytes)),
                **{
                    f"p{percent:02g}_ng_per_ml": levels.ravel()
                    for percent, levels in zip(self.percentiles, self.levels, strict=True)
                },
            }
        )

    def people(self) -> Any:
        """Return what each person has as a `pyarrow.Table`, one row a person and analyte.

        People count from 1. Time above a threshold and accumulation have columns where they were
        computed. Raises `PkError` where pyarrow is not installed.
        """
        own = self.exposure
        count, analytes = own.cmax.shape
        columns = {
            "cmax_ng_per_ml": own.cmax,
            "tmax_h": own.tmax,
            "auc_ng_h_per_ml": own.auc,
            "auc_until_ng_h_per_ml": own.auc_until,
        }
        if self.above is not None:
            columns["above_h"] = self.above
        if isinstance(self.accumulation, Accumulation):
            for name in ("auc", "cmax", "trough"):
                columns[f"accumulation_{name}"] = getattr(self.accumulation, name)
        return arrow_table(
            {
                "person": np.repeat(np.arange(1, count + 1), analytes),
                "analyte": [one.name for one in self.analytes] * count,
                **{name: column.ravel() for name, column in columns.items()},
            }
        )


def populate(
    model: Model,
    regimen: Regimen,
    cohort: Cohort,
    times: ArrayLike,
    *,
    subjects: int,
    seed: int,
    analytes: Sequence[str] | None = None,
    percentiles: Sequence[float] = (5.0, 50.0, 95.0),
    above: float | None = None,
    scatter: bool = False,
    threads: int = 1,
    told: Told | None = None,
    beyond: bool = False,
) -> Population:
    """Simulate people and return what they have in common; the memory does not grow with curves.

    `above` [ng/mL] asks how long each person's levels are above it, from the first of the `times`
    to the last. With `scatter` the percentiles are of measured levels; exposures are of true ones.
    Raises `PkError` for a number of people, a seed, a percentile or a threshold that cannot be,
    and as `concentrations` does; `DomainError` also where anybody who is drawn is outside of the
    domain.
    """
    _check(subjects, seed, percentiles)
    if not callable(cohort):
        raise PkError(
            f"the cohort is of the type {type(cohort).__name__}",
            "Give what draws people, like `adults(model.domain)` or `drawn_from(people)`.",
        )
    hold(model, regimen, NOBODY, beyond=beyond)
    threshold = None if above is None else checked_threshold(above)
    at, wanted = checked_times(times), chosen(model, analytes)
    large = pays(subjects, len(at), System(model).size)
    drawing = Drawing(model, regimen, cohort, seed, large=large, beyond=beyond)
    asked = Asked(wanted, at, threshold, scatter)
    counts = Counts((len(wanted), len(at)), subjects, large=large)
    kept: list[Drawn] = []
    done = 0

    def one(chunk: int) -> Drawn:
        return drawing.chunk(chunk, min(CHUNK, subjects - chunk * CHUNK), asked)

    for found in _in_order(one, -(-subjects // CHUNK), threads):
        counts.add(found.levels)
        done += len(found.levels)
        kept.append(found.without_levels())
        if told is not None:
            told(done)
    return Population(
        *(wanted, at, tuple(percentiles), counts.percentiles(percentiles)),
        exposure=_exposures([each.exposure for each in kept]),
        threshold=threshold,
        above=_joined([each.above for each in kept if each.above is not None]),
        accumulation=_accumulations(
            [each.accumulation for each in kept if each.accumulation is not None], drawing.span
        ),
    )


def _check(subjects: int, seed: int, percentiles: Sequence[float]) -> None:
    """Raise `PkError` for people, a seed or percentiles that nobody can ask for."""
    mend = f"Give a number from 1 to {MOST}."
    if not 1 <= whole(subjects, "the number of subjects", mend) <= MOST:
        raise PkError(f"{subjects} subjects", mend)
    if whole(seed, "the seed", "Give a whole number from 0 on.") < 0:
        raise PkError(f"the seed is {seed}", "Give a whole number from 0 on.")
    for one in percentiles:
        if not 0 <= number(one, "a percentile", "Give numbers like 5, 50 and 95.") <= 100:
            raise PkError(f"the percentile {one:g}", "Give one from 0 to 100.")


def _in_order(work: Callable[[int], Drawn], chunks: int, threads: int) -> Iterator[Drawn]:
    """Yield the results of chunks in their order; at most one more than threads is held."""
    if threads == 1 or chunks == 1:
        yield from map(work, range(chunks))
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(work, chunk) for chunk in range(min(threads + 1, chunks))]
        following = len(waiting)
        while waiting:
            yield waiting.pop(0).result()
            if following < chunks:
                waiting.append(pool.submit(work, following))
                following += 1


def _joined(parts: list[Array]) -> Array | None:
    return np.concatenate(parts) if parts else None


def _exposures(parts: list[Exposure]) -> Exposure:
    names = [one.name for one in fields(Exposure)]
    return Exposure(*(np.concatenate([getattr(one, name) for one in parts]) for name in names))


def _accumulations(parts: list[Accumulation], over: Span | str) -> Accumulation | str:
    if isinstance(over, str):
        return over
    auc, cmax, trough = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("auc", "cmax", "trough")
    )
    return Accumulation(auc, cmax, trough, over.length)
