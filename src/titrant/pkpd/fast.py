"""Linear compartments solved exactly by compiled kernels, in fixed chunks over a few threads.

What `linear` says holds here too. No number depends on how many threads there are: each subject is
worked out by itself. Needs Numba; `engine` decides who is asked.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from titrant.pkpd.blocks import Block
from titrant.pkpd.inputs import Array, Inputs
from titrant.pkpd.linear import areas
from titrant.pkpd.mode_kernels import by_modes
from titrant.pkpd.step_kernels import by_steps
from titrant.pkpd.sum_kernels import summed_up
from titrant.pkpd.tasks import (
    NOTHING,
    Course,
    Grid,
    Layout,
    Places,
    Wanted,
    course_of,
    grid_of,
    layout_of,
    owned,
    some_of,
)

CHUNK = 256
"""Subjects that are put in order together, and that one thread works on."""

_HELD = 100_000
"""Levels that are worked on together where none is kept: they fit into the cache."""


@dataclass(frozen=True)
class Summaries:
    """What each subject's levels come to: arrays of the shape (subjects, outputs).

    `peak`, in the unit of the output, at `peak_at` [h] among the times; `area`, that unit times h,
    to infinity and `area_until` to the last of the times, both exact; `above` [h], how long a line
    through the levels at the times is above a given one.
    """

    peak: Array
    peak_at: Array
    area: Array
    area_until: Array
    above: Array


def solve_fast(
    rates: Array,
    blocks: tuple[Block, ...],
    inputs: Inputs,
    times: Array,
    read: Array,
    *,
    out: Array | None = None,
    threads: int = 1,
) -> Array:
    """Return what `read` makes of the amounts at some times, as `linear.solve` does."""
    task = _Task(rates, inputs, read, layout_of(blocks), grid_of(times), -np.inf)
    return _solved(task, out, threads)[0]


def levels_fast(
    rates: Array,
    blocks: tuple[Block, ...],
    inputs: Inputs,
    times: Array,
    read: Array,
    *,
    out: Array | None = None,
    threads: int = 1,
) -> Array:
    """Return what `solve_fast` does, with zero for what rounding put below it.

    Raises `OverflowError` where a level is not a number.
    """
    task = _Task(rates, inputs, read, layout_of(blocks), grid_of(times), 0.0)
    found, finite = _solved(task, out, threads)
    if not finite:
        raise OverflowError
    return found


def _solved(task: "_Task", out: Array | None, threads: int) -> tuple[Array, bool]:
    """Return levels, and whether all are numbers."""
    shape = (len(task.rates), task.read.shape[1], len(task.grid.times))
    fits = out is not None and out.dtype == np.float64 and out.flags.carray
    found = out if out is not None and fits else np.empty(shape)

    def work(part: slice) -> bool:
        return task.chunk(part).solve(found[part])

    finite = all(shared_out(work, len(task.rates), threads))
    if out is not None and not fits:
        out[:] = found
        return out, finite
    return found, finite


def summarise(
    rates: Array,
    blocks: tuple[Block, ...],
    inputs: Inputs,
    times: Array,
    read: Array,
    *,
    above: Array | None = None,
    threads: int = 1,
) -> Summaries:
    """Return what the levels come to without keeping them; `above` (outputs,) are levels.

    A level below zero, which is rounding, counts as zero. Raises `OverflowError` where one is not
    a number, and `numpy.linalg.LinAlgError` where something never leaves.
    """
    found = np.empty((len(rates), 5, read.shape[1]))
    level = np.full(read.shape[1], np.inf) if above is None else owned(above)
    task = _Task(rates, inputs, read, layout_of(blocks), grid_of(times), 0.0)
    size, last, members = rates.shape[-1], float(times[-1]), task.layout.members

    def work(part: slice) -> bool:
        given = inputs.of(part)
        entered = np.stack([given.total(size), given.until(last, size)], axis=1)
        task.chunk(part).sum_up(Wanted(found[part], owned(entered[:, :, members]), level))
        return True

    shared_out(work, len(rates), threads)
    peak, peak_at, over, area, until = found.transpose(1, 0, 2)
    return Summaries(peak, peak_at, area, until, over)


@dataclass(frozen=True)
class _Task:
    """What is solved, chunk by chunk."""

    rates: Array
    inputs: Inputs
    read: Array
    layout: Layout
    grid: Grid
    low: float

    def chunk(self, part: slice) -> "_Chunk":
        """Return some subjects, with all that is theirs in the order of the layout."""
        members = self.layout.members
        return _Chunk(
            self,
            owned(self.rates[part][:, members[:, None], members]),
            owned(self.read[part][:, :, members]),
            course_of(self.inputs.of(part), self.layout),
        )


@dataclass(frozen=True)
class _Chunk:
    """Subjects whose compartments stand in the order of the layout."""

    task: _Task
    rates: Array
    read: Array
    course: Course

    def solve(self, found: Array) -> bool:
        """Put levels in `found`; say whether all are numbers."""
        grid, low, read = self.task.grid, self.task.low, self.read
        finite, others = self._by_modes(found, NOTHING)
        if others.size:
            left = np.empty(self.rates.shape[:2])
            finite &= by_steps(self.rates, others, grid, self.course, read, low, found, left)
        return finite

    def sum_up(self, wanted: Wanted) -> None:
        """Put in `wanted` what levels come to; raises as `summarise` does."""
        grid, low = self.task.grid, self.task.low
        shape = (self.read.shape[1], len(grid.times))
        finite, others = self._by_modes(np.empty((1, *shape)), wanted)
        few = max(1, _HELD // (shape[0] * shape[1]))
        for start in range(0, len(others), few):
            which = others[start : start + few]
            rates, read, course = self.rates[which], self.read[which], some_of(self.course, which)
            levels, left = np.empty((len(which), *shape)), np.empty(rates.shape[:2])
            every = np.arange(len(which))
            finite &= by_steps(rates, every, grid, course, read, low, levels, left)
            if not finite:
                break
            for curves, s in zip(levels, which, strict=True):
                summed_up(curves, grid.times, wanted.above, wanted.sums[s])
            entered = wanted.entered[which]
            wanted.sums[which, 3] = areas(rates, entered[:, 0], np.zeros_like(left), read)
            wanted.sums[which, 4] = areas(rates, entered[:, 1], left, read)
        if not finite:
            raise OverflowError

    def _by_modes(self, found: Array, wanted: Wanted) -> tuple[bool, Places]:
        """Work out those with sound modes; say whether all is numbers, and who the others are."""
        layout, grid, low = self.task.layout, self.task.grid, self.task.low
        finite, sound = True, np.zeros(len(self.rates), dtype=np.bool_)
        if layout.trees:
            finite = by_modes(
                *(self.rates, layout, grid, self.course, self.read, low, found, wanted, sound)
            )
        return finite, np.flatnonzero(~sound)


def shared_out(
    work: Callable[[slice], bool], subjects: int, threads: int, chunk: int = CHUNK
) -> list[bool]:
    """Work through all chunks of some subjects; return what each says."""
    parts = [slice(start, start + chunk) for start in range(0, subjects, chunk)]
    if threads == 1 or len(parts) == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))
