"""What the kernels are told: the order of compartments, the grid of times, what enters when."""

from bisect import bisect_right
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.blocks import Block
from titrant.pkpd.inputs import Array, Inputs

Places = NDArray[np.int64]
Truths = NDArray[np.bool_]

_PARTS = 12  # the step of a grid may be this part of the shortest time between two of its times
_EXACT = 2e-12  # hours by which a time may lie beside its grid
_ROUNDING = 16  # units in the last place of the last time, if that is less
_SLOTS = 320  # steps in a run: a day of five minutes; a table of them fits into the cache


class Layout(NamedTuple):
    """Compartments in the order of their blocks.

    `members` (size,) names the compartment at each place; block b holds the places from
    `bounds[b]` to `bounds[b + 1]`; `parent` (size,) is the place that each hangs on, -1 for the
    first of a block; `trees` says whether all blocks are trees.
    """

    members: Places
    bounds: Places
    parent: Places
    trees: bool


class Grid(NamedTuple):
    """Output times [h] in runs of even spacing.

    The run that `times[i]` is in ends before the place `until[i]`; its times are `stride[i]` steps
    of `step` [h] apart, and none is longer than `slots` steps. A step of 0 means that no grid holds
    the times; then at most `slots` of them are worked on together.
    """

    times: Array
    until: Places
    stride: Places
    step: float
    slots: int


class Course(NamedTuple):
    """What enters some subjects, in order of time.

    `at` (rows, events) [h] and `order` (rows, events) have one row where all subjects share their
    times, else one for each. Event e is the begin of input `order[e]`, or the end of one where that
    is counted on. `pulse` [mg] and `rate` [mg/h] have the shape (subjects, inputs); one of them is
    0. `into` (inputs,) is a place, `which` (inputs,) the place of that in `driven`.
    """

    at: Array
    order: Places
    pulse: Array
    rate: Array
    into: Places
    driven: Places
    which: Places


class Wanted(NamedTuple):
    """What levels are to come to; no subjects in it where only the levels are wanted.

    `sums` (subjects, 5, outputs) takes peaks, their times, the time above a level, areas to
    infinity and until the last of the times, as `fast.Summaries` says. `entered` (subjects, 2,
    size) [mg] is what enters in all and until then; `above` (outputs,) are levels.
    """

    sums: Array
    entered: Array
    above: Array


NOTHING = Wanted(np.empty((0, 5, 0)), np.empty((0, 2, 0)), np.empty(0))
"""Levels alone are wanted."""


def layout_of(blocks: tuple[Block, ...]) -> Layout:
    """Return compartments in the order of their blocks."""
    members = [one for block in blocks for one in block.members]
    bounds = np.cumsum([0, *(len(block.members) for block in blocks)])
    parent = [
        one + int(begin) if one >= 0 else -1
        for begin, block in zip(bounds, blocks, strict=False)
        for one in block.parent
    ]
    trees = all(block.tree for block in blocks)
    return Layout(_places(members), _places(bounds), _places(parent), trees)


def grid_of(times: Array) -> Grid:
    """Find the runs of even spacing in times [h] that stand in order."""
    count = len(times)
    owned = np.array(times, dtype=np.float64)
    found = _lattice(owned)
    if found is None:
        until = np.full(count, count, dtype=np.int64)
        return Grid(owned, until, np.ones(count, dtype=np.int64), 0.0, min(count, _SLOTS))
    step, slot = found
    gaps = np.diff(slot)
    turns = [*(np.flatnonzero(np.diff(gaps)) + 1).tolist(), count - 1]
    until, stride = np.empty(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    slots, begin = 1, 0
    while begin < count:
        gap = int(gaps[begin]) if begin < count - 1 else 0
        end = turns[bisect_right(turns, begin)] + 1 if gap else begin + 1
        end = min(end, begin + (_SLOTS - 1) // gap + 1) if gap else end
        until[begin:end], stride[begin:end] = end, max(gap, 1)
        slots = max(slots, (end - 1 - begin) * gap + 1)
        begin = end
    return Grid(owned, until, stride, step, slots)


def _lattice(times: Array) -> tuple[float, Places] | None:
    """Return the step [h] of a grid that holds the times, and where on it each stands."""
    since = times - times[0]
    between = np.diff(times)
    between = between[between > _EXACT]
    if not between.size:
        return None
    near = min(_EXACT, _ROUNDING * float(np.spacing(np.abs(times).max())))
    for parts in range(1, _PARTS + 1):
        steps = np.rint(since[-1] * parts / between.min())
        step = float(since[-1] / steps)
        slot = np.rint(since / step)
        if np.abs(since - slot * step).max() <= near:
            return step, slot.astype(np.int64)
    return None


def course_of(inputs: Inputs, layout: Layout) -> Course:
    """Return what enters some subjects, in order of time."""
    at = np.concatenate([inputs.start, inputs.start + inputs.length], axis=1)
    if (at == at[:1]).all():
        at = at[:1]
    order = np.argsort(at, axis=1, kind="stable")
    even = inputs.length > 0
    rate = np.divide(inputs.amount, inputs.length, out=np.zeros(even.shape), where=even)
    place = np.argsort(layout.members)
    driven, which = np.unique(place[inputs.into], return_inverse=True)
    return Course(
        np.take_along_axis(at, order, axis=1),
        _places(order),
        np.where(even, 0.0, inputs.amount),
        rate,
        _places(place[inputs.into]),
        _places(driven),
        _places(which.ravel()),
    )


def some_of(course: Course, part: slice | Places) -> Course:
    """Return what enters some of the subjects."""
    rows = slice(None) if len(course.at) == 1 else part
    return course._replace(
        at=course.at[rows],
        order=course.order[rows],
        pulse=course.pulse[part],
        rate=course.rate[part],
    )


def owned(values: Array) -> Array:
    """Return values that lie one after another and may be written to, as the kernels want them."""
    return np.require(values, np.float64, ["C", "A", "W"])


def _places(values: list[int] | NDArray[np.signedinteger[Any]]) -> Places:
    return np.array(values, dtype=np.int64)
