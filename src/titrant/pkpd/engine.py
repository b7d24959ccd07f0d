"""Choose who solves: NumPy for small requests, compiled kernels for large ones where Numba is.

The choice rests on the size of a request alone, so that equal requests get equal numbers. Small
ones never import Numba, whose import takes longer than they do.
"""

import os
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np

from titrant.pkpd.blocks import Block
from titrant.pkpd.inputs import Array, Inputs
from titrant.pkpd.linear import CHUNK, areas, solve

LARGE = 400_000_000
"""Subjects x times x compartments squared from which kernels repay the import of Numba.

The first such request of a process takes longer by kernels, all others a third to a seventh of the
time: two repay. `docs/reference/performance.md` has what was measured on both sides of it.
"""

SEARCHES = 10_000
"""Searches for people's effects from which kernels repay the import of Numba."""

_EACH = 1000  # subjects for whom a further thread is begun
_MOST = 8  # threads that are begun unasked


@dataclass(frozen=True)
class Sums:
    """What levels come to: arrays (subjects, outputs); times in h, areas in the output's unit x h.

    `peak` at `peak_at` on the times that were asked for; `area` to infinity, and `area_until` to
    the last of the times.
    """

    peak: Array
    peak_at: Array
    area: Array
    area_until: Array


@dataclass(frozen=True)
class Problem:
    """What is to be solved; arrays as in `linear.solve`."""

    rates: Array
    blocks: tuple[Block, ...]
    inputs: Inputs
    times: Array
    read: Array

    @property
    def large(self) -> bool:
        """Whether kernels pay for this problem by itself."""
        return pays(len(self.rates), len(self.times), self.rates.shape[-1])


def pays(subjects: int, times: int, size: int) -> bool:
    """Say whether kernels pay for so many subjects, times and compartments, and can be had."""
    return subjects * times * size * size >= LARGE and _numba()


@cache
def _numba() -> bool:
    return find_spec("numba") is not None


def pays_to_fit(people: int, starts: int) -> bool:
    """Say whether kernels pay for fitting so many people from so many starts, and can be had."""
    return people * starts >= SEARCHES and _numba()


def threads_for(subjects: int, each: int = _EACH) -> int:
    """Return how many threads to begin: one for few subjects, since a busy machine slows more.

    `each` are the subjects for whom a further one is begun.
    """
    return max(1, min(subjects // each, os.cpu_count() or 1, _MOST))


def levels(
    problem: Problem,
    *,
    out: Array | None = None,
    large: bool | None = None,
    threads: int | None = None,
) -> Array:
    """Return levels (subjects, outputs, times); what rounding put below zero is zero.

    `large` says whether kernels are used, and `threads` how many; without them the size does.
    Raises `OverflowError` where a level is not a number.
    """
    one = problem
    if problem.large if large is None else large:
        from titrant.pkpd.fast import levels_fast

        used = threads_for(len(one.rates)) if threads is None else threads
        return levels_fast(
            *(one.rates, one.blocks, one.inputs, one.times, one.read),
            out=out,
            threads=used,
        )
    found = solve(one.rates, one.blocks, one.inputs, one.times, one.read, out=out)
    return _positive(found)


def sums(problem: Problem, *, large: bool | None = None, threads: int | None = None) -> Sums:
    """Return what levels come to; `large` and `threads` as for `levels`.

    Raises `OverflowError` where a level is not a number, and `numpy.linalg.LinAlgError` where
    something never leaves.
    """
    one = problem
    if problem.large if large is None else large:
        from titrant.pkpd.fast import summarise

        used = threads_for(len(one.rates)) if threads is None else threads
        found = summarise(one.rates, one.blocks, one.inputs, one.times, one.read, threads=used)
        return Sums(found.peak, found.peak_at, found.area, found.area_until)
    curves = levels(problem, large=False)
    size = one.rates.shape[-1]
    everything = np.broadcast_to(np.eye(size), one.rates.shape)
    left = solve(one.rates, one.blocks, one.inputs, one.times[-1:], everything)[:, :, 0]
    area = areas(one.rates, one.inputs.total(size), np.zeros_like(left), one.read)
    entered = one.inputs.until(float(one.times[-1]), size)
    until = areas(one.rates, entered, left, one.read)
    top = curves.argmax(axis=2)
    peak = np.take_along_axis(curves, top[:, :, None], axis=2)[:, :, 0]
    return Sums(peak, one.times[top], area, until)


def _positive(found: Array) -> Array:
    """Take zero for what is below it, a cache's worth at a time."""
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        if not np.isfinite(part).all():
            raise OverflowError
        np.maximum(part, 0.0, out=part)
    return found
