"""What becomes of many people: percentiles of levels, peaks and areas, drawn in seeded chunks.

Each chunk draws from a stream of its own, named by the seed and the chunk's number. So the same
people come out whatever is done first and on however many threads.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from titrant.pkpd.cohort import Cohort
from titrant.pkpd.engine import pays
from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Analyte, Model, Variability
from titrant.pkpd.parameters import Values, covariance, moved, typical
from titrant.pkpd.people import People
from titrant.pkpd.quantiles import Counts
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.simulation import Exposure, checked_times, chosen, concentrations, exposure
from titrant.pkpd.system import System

CHUNK = 1000
"""People who are drawn from one stream; a change of it changes who is drawn."""

MOST = 10_000_000
_OCCASION = 12.0  # hours without a dose after which the next is another occasion

Told = Callable[[int], None]
"""Is told how many people are done."""


@dataclass(frozen=True)
class Population:
    """Percentiles of levels, and each person's exposure.

    `levels` (percentiles, analytes, times) [ng/mL]; `exposure` holds arrays (people, analytes).
    """

    analytes: tuple[Analyte, ...]
    times: Array
    percentiles: tuple[float, ...]
    levels: Array
    exposure: Exposure


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
    threads: int = 1,
    told: Told | None = None,
) -> Population:
    """Simulate people and return what they have in common; the memory does not grow with curves.

    Raises `PkError` for a number of people or a seed that cannot be, and as `concentrations` does.
    """
    if not 1 <= subjects <= MOST:
        raise PkError(f"{subjects} subjects", f"Give a number from 1 to {MOST}.")
    if seed < 0:
        raise PkError(f"the seed is {seed}", "Give a whole number from 0 on.")
    at, wanted = checked_times(times), chosen(model, analytes)
    large = pays(subjects, len(at), System(model).size)
    drawing = _Drawing(model, regimen, cohort, seed, large=large)
    counts = Counts((len(wanted), len(at)), subjects, large=large)
    kept: list[Exposure] = []
    done = 0

    def one(chunk: int) -> tuple[Array, Exposure]:
        people = min(CHUNK, subjects - chunk * CHUNK)
        return drawing.chunk(chunk, people, at, [each.name for each in wanted])

    for levels, found in _in_order(one, -(-subjects // CHUNK), threads):
        counts.add(levels)
        kept.append(found)
        done += len(levels)
        if told is not None:
            told(done)
    return Population(
        wanted, at, tuple(percentiles), counts.percentiles(percentiles), _joined(kept)
    )


def _in_order(
    work: Callable[[int], tuple[Array, Exposure]], chunks: int, threads: int
) -> Iterator[tuple[Array, Exposure]]:
    """Yield the results of chunks in their order; at most twice as many as threads are held."""
    if threads == 1 or chunks == 1:
        yield from map(work, range(chunks))
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(work, chunk) for chunk in range(min(2 * threads, chunks))]
        following = len(waiting)
        while waiting:
            yield waiting.pop(0).result()
            if following < chunks:
                waiting.append(pool.submit(work, following))
                following += 1


class _Drawing:
    """Draws the people of a chunk and simulates them."""

    def __init__(
        self, model: Model, regimen: Regimen, cohort: Cohort, seed: int, *, large: bool
    ) -> None:
        self._model, self._cohort, self._seed, self._large = model, cohort, seed, large
        self._between = _root(model.between, model)
        self._within = _root(model.occasion, model)
        self._occasions = occasions(regimen) if model.occasion.effects else [regimen]

    def chunk(
        self, number: int, count: int, times: Array, analytes: list[str]
    ) -> tuple[Array, Exposure]:
        """Return levels (people, analytes, times) and exposures of a chunk."""
        random = np.random.default_rng(np.random.SeedSequence(self._seed, spawn_key=(number,)))
        people = self._cohort(random, count)
        effects = random.standard_normal((count, len(self._between))) @ self._between.T
        held = moved(typical(self._model, people), self._model.between, effects)
        levels = np.zeros((count, len(analytes), len(times)))
        auc, until = (np.zeros((count, len(analytes))) for _ in range(2))
        for own in self._occasions:
            drawn = random.standard_normal((count, len(self._within))) @ self._within.T
            values = moved(held, self._model.occasion, drawn)
            part, found = self._one(own, people, times, analytes, values)
            levels, auc, until = levels + part, auc + found.auc, until + found.auc_until
        top = levels.argmax(axis=2)
        cmax = np.take_along_axis(levels, top[:, :, None], axis=2)[:, :, 0]
        return levels, Exposure(cmax, times[top], auc, until)

    def _one(
        self, own: Regimen, people: People, times: Array, analytes: list[str], values: Values
    ) -> tuple[Array, Exposure]:
        levels = concentrations(
            *(self._model, own, people, times),
            analytes=analytes,
            values=values,
            large=self._large,
            threads=1,
        )
        found = exposure(
            *(self._model, own, people, times[-1:]),
            analytes=analytes,
            values=values,
            large=self._large,
            threads=1,
        )
        return levels, found


def occasions(regimen: Regimen) -> list[Regimen]:
    """Return the doses by occasion: a new one begins where half a day passes without a dose."""
    groups = [[regimen.doses[0]]]
    for before, dose in zip(regimen.doses, regimen.doses[1:], strict=False):
        if dose.at - (before.at + before.over) >= _OCCASION:
            groups.append([])
        groups[-1].append(dose)
    return [Regimen(tuple(group)) for group in groups]


def _root(variability: Variability, model: Model) -> Array:
    """Return the lower root of the covariance, shape (effects, effects)."""
    matrix = covariance(variability, model)
    if not len(matrix):
        return np.zeros((0, 0))
    found: Array = np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    return found


def _joined(parts: list[Exposure]) -> Exposure:
    return Exposure(
        *(
            np.concatenate([getattr(one, name) for one in parts])
            for name in ("cmax", "tmax", "auc", "auc_until")
        )
    )
