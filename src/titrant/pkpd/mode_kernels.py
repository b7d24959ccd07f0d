"""Subjects with sound modes, compiled: what `modes` and `linear` do with whole arrays.

Within a run of evenly spaced times a level is a sum over modes of an amount at the run's begin
times a row of a table, which is built once for a subject: earlier doses are in the amounts and cost
nothing more. What levels come to is found while they are in the cache, so that nobody need keep
them.
"""

import math

import numpy as np

from titrant.pkpd.apart_kernels import INVERSE, LINES, SQUARES, VALUES, VECTORS, taken_apart
from titrant.pkpd.compiling import borrowing, compiled
from titrant.pkpd.inputs import Array
from titrant.pkpd.sum_kernels import SPARE, after, numbers, shown, summed_up
from titrant.pkpd.tasks import Course, Grid, Layout, Places, Truths, Wanted

_NOW, _REST, _DRIVE, _SHARE = range(LINES, LINES + 4)  # further rows of `line`
_ANSWER = SQUARES  # a further square of `square`
_GAPS = 12  # lengths of time whose decays are kept for one subject
_ROUNDING = 4 * 2.0**-52  # of a time, by which a length between two may be off


@compiled
def by_modes(
    rates: Array,
    layout: Layout,
    grid: Grid,
    course: Course,
    read: Array,
    low: float,
    found: Array,
    wanted: Wanted,
    sound: Truths,
) -> bool:
    """Solve the subjects whose modes are sound, and say in `sound` (subjects,) which they are.

    `rates` (subjects, size, size) and `read` (subjects, outputs, size) stand in the order of the
    layout. `found` takes the levels (subjects, outputs, times), nothing below `low`; where it has
    room for one subject only, each overwrites the one before. `wanted` takes what levels come to.
    Return whether all levels are numbers.
    """
    finite = True
    size, outputs = rates.shape[1], read.shape[1]
    line, square = np.empty((LINES + 4, size + SPARE)), np.empty((SQUARES + 1, size, size))
    table, seen = np.empty((size, grid.slots)), np.empty((outputs, size))
    gaps, kept = np.empty(_GAPS), np.empty((_GAPS, size))
    running, state = np.empty(size, np.int64), np.empty(size + SPARE, np.int64)
    for s in range(len(rates)):
        sound[s] = layout.trees and taken_apart(
            rates[s], layout.bounds, layout.parent, line, square
        )
        if not sound[s]:
            continue
        _prepared(read[s], course.driven, line, square, seen)
        gaps[:] = -1.0
        if grid.step > 0.0:
            _even(line, grid.step, table)
        levels = found[min(s, len(found) - 1)]
        bound = _walked(
            *(grid, course, s, line, square, seen, table),
            *(gaps, kept, running, state, low, levels),
        )
        finite &= bound < np.inf or numbers(levels)
        if len(wanted.entered):
            summed_up(levels, grid.times, wanted.above, wanted.sums[s])
            _areas(line, square[INVERSE], seen, wanted.entered[s], wanted.sums[s])
    return finite


@borrowing
def _prepared(read: Array, driven: Places, line: Array, square: Array, seen: Array) -> None:
    """Put what is read of each mode in `seen`, and what modes come to under an even input."""
    size = len(square[VECTORS])
    for o in range(len(read)):
        for m in range(size):
            seen[o, m] = 0.0
        for i in range(size):
            if read[o, i] != 0.0:
                for m in range(size):
                    seen[o, m] += read[o, i] * square[VECTORS, i, m]
    for c in driven:
        for m in range(size):
            square[_ANSWER, c, m] = square[INVERSE, m, c] / line[VALUES, m]


@borrowing
def _walked(
    grid: Grid,
    course: Course,
    s: int,
    line: Array,
    square: Array,
    seen: Array,
    table: Array,
    gaps: Array,
    kept: Array,
    running: Places,
    state: Places,
    low: float,
    found: Array,
) -> float:
    """Carry modes from event to event, and read the levels off between them.

    Return what no level can exceed; infinity or no number where that is not known.
    """
    times, events, bound = grid.times, course.at.shape[1], 0.0
    own = 0 if len(course.at) == 1 else s
    for m in range(len(running)):
        line[_NOW, m] = line[_REST, m] = line[_DRIVE, m] = 0.0
        running[m] = 0
        if line[VALUES, m] > 0.0:
            bound = np.inf
    near = _ROUNDING * abs(times[-1])
    reached = course.at[own, 0]
    i = after(times, 0, reached)
    for o in range(len(found)):
        for j in range(i):
            found[o, j] = max(low, 0.0)
    for e in range(events):
        at = course.at[own, e]
        if at > times[-1]:
            break
        reached = _carried(line, gaps, kept, near, reached, at)
        _entered(course, s, course.order[own, e], line, square, running)
        end = after(times, i, course.at[own, e + 1]) if e + 1 < events else len(times)
        while i < end:
            stop = min(grid.until[i], end)
            reached = _carried(line, gaps, kept, near, reached, times[i])
            if grid.step == 0.0:
                stop = min(stop, i + grid.slots)
                _uneven(line, times, i, stop, table)
            for o in range(len(found)):
                row = found[o, i:stop]
                bound += _read_off(line, seen[o], state, table, row, grid.stride[i], low)
            i = stop
    _carried(line, gaps, kept, near, reached, times[-1])
    return bound


@borrowing
def _carried(
    line: Array, gaps: Array, kept: Array, near: float, reached: float, time: float
) -> float:
    """Carry modes from the time that is reached to another [h]; return the time reached then.

    Decays over lengths of time that differ by less than `near` [h], their rounding, are the same.
    """
    if not time > reached:
        return reached
    gap, place, last = time - reached, 0, len(gaps) - 1
    while place < last and gaps[place] >= 0.0 and abs(gaps[place] - gap) > near:
        place += 1
    if place == last or gaps[place] < 0.0:
        gaps[place] = gap
        for m in range(kept.shape[1]):
            kept[place, m] = math.exp(line[VALUES, m] * gap)
    for m in range(kept.shape[1]):
        rest = line[_REST, m]
        whole = line[_NOW, m] + rest
        line[_NOW, m] = whole * kept[place, m] - rest if whole != 0.0 else -rest
    return time


@borrowing
def _entered(course: Course, s: int, one: int, line: Array, square: Array, running: Places) -> None:
    """Begin an input or, from the number of inputs on, end one."""
    begins = one < len(course.into)
    one = one if begins else one - len(course.into)
    rate, into, size = course.rate[s, one], course.into[one], len(running)
    if rate != 0.0:
        running[into] += 1 if begins else -1
        line[_DRIVE, into] += rate if begins else -rate
        if running[into] == 0:
            line[_DRIVE, into] = 0.0  # what has ended leaves no rounding behind
        for m in range(size):
            line[_REST, m] = 0.0
        for c in course.driven:
            if line[_DRIVE, c] != 0.0:
                for m in range(size):
                    line[_REST, m] += square[_ANSWER, c, m] * line[_DRIVE, c]
    elif begins:
        for m in range(size):
            line[_NOW, m] += square[INVERSE, m, into] * course.pulse[s, one]


@borrowing
def _read_off(
    line: Array, seen: Array, state: Places, table: Array, row: Array, stride: int, low: float
) -> float:
    """Put the levels of one output in a row; return what none of them can exceed."""
    count, level, bound = 0, 0.0, 0.0
    for m in range(len(seen)):
        share, rest = seen[m] * (line[_NOW, m] + line[_REST, m]), seen[m] * line[_REST, m]
        level -= rest
        bound += abs(share) + abs(rest)
        if share != 0.0:
            line[_SHARE, count], state[count] = share, m
            count += 1
    shown(row, table, line[_SHARE], state, count, stride, level, low)
    return bound


@borrowing
def _areas(line: Array, inverse: Array, seen: Array, entered: Array, sums: Array) -> None:
    """Put areas to infinity and until the last of the times in `sums`: each mode by its rate."""
    for o in range(len(seen)):
        sums[3, o] = sums[4, o] = 0.0
    for m in range(len(inverse)):
        whole, until = 0.0, -line[_NOW, m]
        for c in range(len(inverse)):
            whole += inverse[m, c] * entered[0, c]
            until += inverse[m, c] * entered[1, c]
        for o in range(len(seen)):
            sums[3, o] -= seen[o, m] * whole / line[VALUES, m]
            sums[4, o] -= seen[o, m] * until / line[VALUES, m]


@borrowing
def _even(line: Array, step: float, table: Array) -> None:
    """Fill the table with each mode's decay at each step, by doubling what there is."""
    for m in range(len(table)):
        row, done, decay = table[m], 1, math.exp(line[VALUES, m] * step)
        row[0] = 1.0
        while done < len(row):
            following = row[done : 2 * done]
            for j in range(len(following)):
                following[j] = row[j] * decay
            done, decay = 2 * done, decay * decay


@borrowing
def _uneven(line: Array, times: Array, begin: int, end: int, table: Array) -> None:
    """Fill the table with each mode's decay at times that no grid holds."""
    for m in range(len(table)):
        for j in range(begin, end):
            table[m, j - begin] = math.exp(line[VALUES, m] * (times[j] - times[begin]))
