"""Draw the people of a chunk, simulate them, and sum up what each of them has.

Each chunk draws from a stream of its own, named by the seed and the chunk's number. So the same
people come out whatever is done first and on however many threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from titrant.pkpd.above import hours_above
from titrant.pkpd.accumulation import Accumulation, accumulated
from titrant.pkpd.cohort import Cohort
from titrant.pkpd.errors import DomainError, PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Analyte, Model, Variability
from titrant.pkpd.parameters import Values, covariance, moved, typical
from titrant.pkpd.people import People, outside
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.sessions import Span, occasions, span
from titrant.pkpd.simulation import Exposure, concentrations, exposure

_SCATTER = 1
"""Names the stream beside a chunk's own that measurements scatter by, so that people stay."""


@dataclass(frozen=True)
class Asked:
    """What is asked of every person: `times` [h], a threshold [ng/mL], whether levels scatter."""

    analytes: tuple[Analyte, ...]
    times: Array
    above: float | None = None
    scatter: bool = False


@dataclass(frozen=True)
class Drawn:
    """People of a chunk: `levels` (people, analytes, times) [ng/mL], the rest (people, analytes).

    `above` [h] is None where no threshold was given, `accumulation` where nothing can be compared.
    """

    levels: Array
    exposure: Exposure
    above: Array | None
    accumulation: Accumulation | None

    def without_levels(self) -> "Drawn":
        """Return the same without the curves, which take most of the memory."""
        return replace(self, levels=np.empty((0, 0, 0)))


class Drawing:
    """Draws people by a seed and simulates them; `span` is compared, or says why nothing is."""

    def __init__(
        self,
        model: Model,
        regimen: Regimen,
        cohort: Cohort,
        seed: int,
        *,
        large: bool,
        beyond: bool,
    ) -> None:
        self._model, self._cohort, self._seed, self._large = model, cohort, seed, large
        self._beyond = beyond
        self._between = _root(model.between, model)
        self._within = _root(model.occasion, model)
        self._occasions = occasions(regimen) if model.occasion.effects else [regimen]
        self.span: Span | str = span(regimen)

    def chunk(self, number: int, count: int, asked: Asked) -> Drawn:
        """Return the people of a chunk; raises `PkError` as `exposure` does.

        Raises `DomainError` where anybody is outside of the domain, unless it may go beyond.
        """
        random = np.random.default_rng(np.random.SeedSequence(self._seed, spawn_key=(number,)))
        people = self._cohort(random, count)
        far = () if self._beyond else outside(self._model.domain, people)
        if far:
            raise DomainError(self._model.id, far)
        effects = random.standard_normal((count, len(self._between))) @ self._between.T
        held = moved(typical(self._model, people), self._model.between, effects)
        parts: list[tuple[Regimen, Values]] = []
        for own in self._occasions:
            drawn = random.standard_normal((count, len(self._within))) @ self._within.T
            parts.append((own, moved(held, self._model.occasion, drawn)))
        levels, found = self._summed(people, parts, asked)
        above = None if asked.above is None else hours_above(levels, asked.times, asked.above)
        gained = None
        if isinstance(self.span, Span):
            gained = accumulated(
                *(self._model, people, parts, self.span),
                analytes=[one.name for one in asked.analytes],
                large=self._large,
            )
        if asked.scatter:
            own_stream = np.random.SeedSequence(self._seed, spawn_key=(number, _SCATTER))
            levels = _scattered(levels, asked.analytes, np.random.default_rng(own_stream))
        return Drawn(levels, found, above, gained)

    def _summed(
        self, people: People, parts: Sequence[tuple[Regimen, Values]], asked: Asked
    ) -> tuple[Array, Exposure]:
        """Return levels and exposures of all occasions together."""
        levels, areas = self._one(people, *parts[0], asked)
        auc, until = areas.auc, areas.auc_until
        for part in parts[1:]:
            more, areas = self._one(people, *part, asked)
            levels += more
            auc, until = auc + areas.auc, until + areas.auc_until
        top = levels.argmax(axis=2)
        cmax = np.take_along_axis(levels, top[:, :, None], axis=2)[:, :, 0]
        return levels, Exposure(cmax, asked.times[top], auc, until)

    def _one(
        self, people: People, own: Regimen, values: Values, asked: Asked
    ) -> tuple[Array, Exposure]:
        names = [one.name for one in asked.analytes]
        levels = concentrations(
            *(self._model, own, people, asked.times),
            analytes=names,
            values=values,
            large=self._large,
            threads=1,
            beyond=True,
        )
        areas = exposure(
            *(self._model, own, people, asked.times[-1:]),
            analytes=names,
            values=values,
            large=self._large,
            threads=1,
            beyond=True,
        )
        return levels, areas


def unscattered(analytes: Sequence[Analyte]) -> tuple[str, ...]:
    """Return the names of those of which a model does not say how measurements scatter."""
    return tuple(
        one.name
        for one in analytes
        if not (one.residual.proportional or one.residual.additive or one.residual.log)
    )


def _scattered(levels: Array, analytes: Sequence[Analyte], random: np.random.Generator) -> Array:
    """Return levels as an assay would have them, in place; none is below zero.

    Raises `PkError` where a model does not say how they scatter.
    """
    for name in unscattered(analytes):
        raise PkError(f"the model does not say how measured {name} scatters", "Leave it out.")
    for place, one in enumerate(analytes):
        own, error = levels[:, place], one.residual
        if error.log:
            own *= np.exp(error.log * random.standard_normal(own.shape))
            continue
        spread = np.sqrt(error.additive**2 + (error.proportional * own) ** 2)
        own += spread * random.standard_normal(own.shape)
        np.maximum(own, 0.0, out=own)
    return levels


def _root(variability: Variability, model: Model) -> Array:
    """Return the lower root of the covariance, shape (effects, effects)."""
    matrix = covariance(variability, model)
    if not len(matrix):
        return np.zeros((0, 0))
    found: Array = np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    return found
