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
from titrant.pkpd.tasks import Course, Grid, Layout, course_of, grid_of, layout_of, owned, some_of

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
        return task.chunk(part).solve(slice(None), found[part])[1]

    finite = all(_shared_out(work, len(task.rates), threads))
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
    found = np.empty((5, len(rates), read.shape[1]))
    level = np.full(read.shape[1], np.inf) if above is None else owned(above)
    task = _Task(rates, inputs, read, layout_of(blocks), grid_of(times), 0.0)
    size, last = rates.shape[-1], float(times[-1])

    few = max(1, _HELD // (read.shape[1] * len(times)))

    def work(part: slice) -> bool:
        chunk, own, given = task.chunk(part), rates[part], inputs.of(part)
        held = np.empty((few, read.shape[1], len(times)))
        sums, left = found[:, part], np.empty(own.shape[:2])
        for start in range(0, len(own), few):
            some = slice(start, min(start + few, len(own)))
            levels = held[: some.stop - start]
            left[some], finite = chunk.solve(some, levels)
            if not finite:
                raise OverflowError
            summed_up(levels, task.grid.times, level, sums[:, some])
        sums[3] = areas(own, given.total(size), np.zeros_like(left), read[part])
        sums[4] = areas(own, given.until(last, size), left, read[part])
        return True

    _shared_out(work, len(rates), threads)
    peak, peak_at, over, area, until = found
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

    def solve(self, part: slice, found: Array) -> tuple[Array, bool]:
        """Put levels of some in `found`; return what is left [mg], and whether all are numbers."""
        layout, grid, low = self.task.layout, self.task.grid, self.task.low
        rates, read, course = self.rates[part], self.read[part], some_of(self.course, part)
        left, sound = np.empty(rates.shape[:2]), np.zeros(len(rates), dtype=np.bool_)
        finite = True
        if layout.trees:
            finite &= by_modes(rates, layout, grid, course, read, low, found, left, sound)
        others = np.flatnonzero(~sound)
        if others.size:
            finite &= by_steps(rates, others, grid, course, read, low, found, left)
        placed = np.empty_like(left)
        placed[:, layout.members] = left
        return placed, finite


def _shared_out(work: Callable[[slice], bool], subjects: int, threads: int) -> list[bool]:
    """Work through all chunks; return what each says."""
    parts = [slice(start, start + CHUNK) for start in range(0, subjects, CHUNK)]
    if threads == 1 or len(parts) == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))
