"""Subjects with sound modes, compiled: what `modes` and `linear` do with whole arrays.

Compartments stand in the order of their blocks, so that a block is a range and whatever feeds it
stands before it. Within a run of evenly spaced times a level is a sum over modes of an amount at
the run's begin times a row of a table, which is built once for a subject.
"""

import math

import numpy as np

from titrant.pkpd.compiling import compiled
from titrant.pkpd.inputs import Array
from titrant.pkpd.modes import SLOWEST, SOUND
from titrant.pkpd.sum_kernels import after, numbers, shown
from titrant.pkpd.tasks import Course, Grid, Layout, Places, Truths

_SWEEPS = 40
_VALUES, _NOW, _REST, _DRIVE, _SCALE, _FED, _SHARE = range(7)  # rows of `line`
_VECTORS, _INVERSE, _OWN, _TURN = range(4)  # squares of `square`


@compiled
def by_modes(
    rates: Array,
    layout: Layout,
    grid: Grid,
    course: Course,
    read: Array,
    low: float,
    found: Array,
    left: Array,
    sound: Truths,
) -> bool:
    """Solve the subjects whose modes are sound, and say in `sound` (subjects,) which they are.

    `rates` (subjects, size, size) and `read` (subjects, outputs, size) stand in the order of the
    layout. `found` (subjects, outputs, times) takes the levels, nothing below `low`, and `left`
    (subjects, size) the amounts at the last time. Return whether all levels are numbers.
    """
    finite = True
    size, outputs = rates.shape[1], read.shape[1]
    line, square = np.empty((7, size + 3)), np.empty((4, size, size))
    table, seen = np.empty((size, grid.slots)), np.empty((outputs, size))
    running, state = np.empty(size, np.int64), np.empty(size + 3, np.int64)
    for s in range(len(rates)):
        sound[s] = layout.trees and _sound(rates[s], layout.bounds, layout.parent, line, square)
        if not sound[s]:
            continue
        for o in range(outputs):
            for m in range(size):
                seen[o, m] = 0.0
                for i in range(size):
                    seen[o, m] += read[s, o, i] * square[_VECTORS, i, m]
        if grid.step > 0.0:
            _even(line, grid.step, table)
        _walked(grid, course, s, line, square[_INVERSE], seen, table, running, state, low, found[s])
        for i in range(size):
            left[s, i] = 0.0
            for m in range(size):
                left[s, i] += square[_VECTORS, i, m] * line[_NOW, m]
        finite &= numbers(found[s])
    return finite


@compiled
def _walked(
    grid: Grid,
    course: Course,
    s: int,
    line: Array,
    inverse: Array,
    seen: Array,
    table: Array,
    running: Places,
    state: Places,
    low: float,
    found: Array,
) -> None:
    """Carry modes from event to event, and read the levels off between them."""
    times, events = grid.times, course.at.shape[1]
    own = 0 if len(course.at) == 1 else s
    for m in range(len(inverse)):
        line[_NOW, m] = line[_REST, m] = line[_DRIVE, m] = 0.0
        running[m] = 0
    reached = course.at[own, 0]
    i = after(times, 0, reached)
    for o in range(len(found)):
        for j in range(i):
            found[o, j] = max(low, 0.0)
    for e in range(events):
        at = course.at[own, e]
        if at > times[-1]:
            break
        reached = _carried(line, len(inverse), reached, at)
        _entered(course, s, course.order[own, e], line, inverse, running)
        end = after(times, i, course.at[own, e + 1]) if e + 1 < events else len(times)
        while i < end:
            stop = min(grid.until[i], end)
            reached = _carried(line, len(inverse), reached, times[i])
            if grid.step == 0.0:
                stop = min(stop, i + grid.slots)
                _uneven(line, times, i, stop, table)
            for o in range(len(found)):
                _read_off(line, seen, o, state, table, found, i, stop, grid.stride[i], low)
            i = stop
    if times[-1] > reached:
        _carried(line, len(inverse), reached, times[-1])


@compiled
def _carried(line: Array, size: int, reached: float, time: float) -> float:
    """Carry modes from the time that is reached to another [h], which is returned."""
    if time > reached:
        for m in range(size):
            rest = line[_REST, m]
            whole = line[_NOW, m] + rest
            if whole != 0.0:
                line[_NOW, m] = whole * math.exp(line[_VALUES, m] * (time - reached)) - rest
            else:
                line[_NOW, m] = -rest
    return time


@compiled
def _entered(
    course: Course, s: int, one: int, line: Array, inverse: Array, running: Places
) -> None:
    """Begin an input or, from the number of inputs on, end one."""
    begins = one < len(course.into)
    one = one if begins else one - len(course.into)
    rate, into, size = course.rate[s, one], course.into[one], len(inverse)
    if rate != 0.0:
        running[into] += 1 if begins else -1
        line[_DRIVE, into] += rate if begins else -rate
        if running[into] == 0:
            line[_DRIVE, into] = 0.0  # what has ended leaves no rounding behind
        for m in range(size):
            rest = 0.0
            for c in range(size):
                rest += inverse[m, c] * line[_DRIVE, c]
            line[_REST, m] = rest / line[_VALUES, m]
    elif begins:
        for m in range(size):
            line[_NOW, m] += inverse[m, into] * course.pulse[s, one]


@compiled
def _read_off(
    line: Array,
    seen: Array,
    o: int,
    state: Places,
    table: Array,
    found: Array,
    begin: int,
    end: int,
    stride: int,
    low: float,
) -> None:
    """Put the levels of one output from `begin` to `end` in their places."""
    count, level = 0, 0.0
    for m in range(seen.shape[1]):
        share = seen[o, m] * (line[_NOW, m] + line[_REST, m])
        level -= seen[o, m] * line[_REST, m]
        if share != 0.0:
            line[_SHARE, count], state[count] = share, m
            count += 1
    shown(found[o, begin:end], table, line[_SHARE], state, count, stride, level, low)


@compiled
def _even(line: Array, step: float, table: Array) -> None:
    """Fill the table with each mode's decay at each step, by doubling what there is."""
    for m in range(len(table)):
        row, done = table[m], 1
        row[0] = 1.0
        while done < len(row):
            decay = math.exp(line[_VALUES, m] * (step * done))
            following = row[done : 2 * done]
            for j in range(len(following)):
                following[j] = row[j] * decay
            done *= 2


@compiled
def _uneven(line: Array, times: Array, begin: int, end: int, table: Array) -> None:
    """Fill the table with each mode's decay at times that no grid holds."""
    for m in range(len(table)):
        for j in range(begin, end):
            table[m, j - begin] = math.exp(line[_VALUES, m] * (times[j] - times[begin]))


@compiled
def _sound(k: Array, bounds: Places, parent: Places, line: Array, square: Array) -> bool:
    """Take rates apart as `modes.modes_of` does; say whether the modes are sound."""
    size = len(k)
    for i in range(size):
        for j in range(size):
            square[_VECTORS, i, j] = square[_INVERSE, i, j] = 0.0
    for block in range(len(bounds) - 1):
        if not _own_modes(k, parent, bounds[block], bounds[block + 1], line, square):
            return False
        _answered(k, bounds[block], bounds[block + 1], line, square)
    for i in range(size):
        for j in range(size):
            parts = 0.0
            for m in range(size):
                parts += abs(square[_VECTORS, i, m]) * abs(square[_INVERSE, m, j])
            if not parts < SOUND:
                return False
    return True


@compiled
def _own_modes(k: Array, parent: Places, low: int, high: int, line: Array, square: Array) -> bool:
    """Find the modes of one block by itself; say whether there are any that decay."""
    size = high - low
    own, turn = square[_OWN], square[_TURN]
    for c in range(size):
        for i in range(size):
            own[c, i] = 0.0
        own[c, c] = k[low + c, low + c]
        line[_SCALE, c] = 1.0
        above = parent[low + c]
        if above >= 0:
            there, back = k[low + c, above], k[above, low + c]
            both = there * back
            if not 0.0 < both < np.inf:
                return False
            line[_SCALE, c] = line[_SCALE, above - low] * math.sqrt(there / back)
            own[c, above - low] = math.sqrt(both)
    for c in range(size):
        for i in range(c):
            own[i, c] = own[c, i]
    _turned(own, turn, size)
    for m in range(size):
        line[_VALUES, low + m] = own[m, m]
        if not SLOWEST < abs(own[m, m]) < np.inf:
            return False
        for c in range(size):
            square[_VECTORS, low + c, low + m] = line[_SCALE, c] * turn[c, m]
            square[_INVERSE, low + m, low + c] = turn[c, m] / line[_SCALE, c]
    return True


@compiled
def _answered(k: Array, low: int, high: int, line: Array, square: Array) -> None:
    """Fill in how a block answers to the modes of those that feed it."""
    vectors, inverse = square[_VECTORS], square[_INVERSE]
    for j in range(low):
        for c in range(low, high):
            line[_FED, c] = 0.0
            for i in range(low):
                line[_FED, c] += k[c, i] * vectors[i, j]
        for m in range(low, high):
            brought = 0.0
            for c in range(low, high):
                brought += inverse[m, c] * line[_FED, c]
            if brought != 0.0:
                share = brought / (line[_VALUES, j] - line[_VALUES, m])
                for c in range(low, high):
                    vectors[c, j] += vectors[c, m] * share
    for j in range(low):
        for c in range(low, high):
            fed = 0.0
            for i in range(low):
                fed += vectors[c, i] * inverse[i, j]
            for m in range(low, high):
                inverse[m, j] -= inverse[m, c] * fed


@compiled
def _turned(a: Array, turn: Array, size: int) -> None:
    """Make a symmetric matrix diagonal in place by Jacobi's rotations; `turn` gets its vectors."""
    for i in range(size):
        for j in range(size):
            turn[i, j] = 0.0
        turn[i, i] = 1.0
    for _ in range(_SWEEPS):
        still = True
        for p in range(size - 1):
            for q in range(p + 1, size):
                off = a[p, q]
                if off * off <= 1e-33 * abs(a[p, p] * a[q, q]):
                    continue
                still = False
                slope = (a[q, q] - a[p, p]) / (2.0 * off)
                t = 1.0 / (abs(slope) + math.sqrt(slope * slope + 1.0))
                t = -t if slope < 0 else t
                c = 1.0 / math.sqrt(t * t + 1.0)
                s = t * c
                a[p, p] -= t * off
                a[q, q] += t * off
                a[p, q] = a[q, p] = 0.0
                for k in range(size):
                    if k not in (p, q):
                        left, right = a[k, p], a[k, q]
                        a[k, p] = a[p, k] = c * left - s * right
                        a[k, q] = a[q, k] = s * left + c * right
                    left, right = turn[k, p], turn[k, q]
                    turn[k, p] = c * left - s * right
                    turn[k, q] = s * left + c * right
        if still:
            return
