"""Subjects without sound modes, compiled: a ladder of exponentials carries amounts over any time.

Each rung is the square of the one before, and the series of the exponential goes over what is less
than the first. What enters evenly is a further state, so that repeated modes and modes that do not
decay need nothing of their own. A level within a run of evenly spaced times is a sum over states of
an amount at the run's begin times a row of a table, which is built once for a subject.
"""

import math

import numpy as np

from titrant.pkpd.compiling import compiled
from titrant.pkpd.inputs import Array
from titrant.pkpd.sum_kernels import SPARE, after, numbers, shown
from titrant.pkpd.tasks import Course, Grid, Places

_RUNGS = 62
"""The longest time is at most so many doublings of the shortest: what a whole number holds."""

_TERMS = 18
"""Of the exponential's series: enough for double precision where the norm is at most 1."""


@compiled
def by_steps(
    rates: Array,
    which: Places,
    grid: Grid,
    course: Course,
    read: Array,
    low: float,
    found: Array,
    left: Array,
) -> bool:
    """Solve the subjects in `which`; arrays as in `mode_kernels.by_modes`.

    Levels are NaN where rates are not numbers, or differ from the times beyond all measure. Return
    whether all levels are numbers.
    """
    finite = True
    size, outputs = rates.shape[1], read.shape[1]
    whole = size + len(course.driven)
    ladder = np.empty((_RUNGS, whole, whole))
    table = np.empty((outputs, whole, grid.slots if grid.step > 0.0 else 1))
    state, ends = np.empty(whole + SPARE, np.int64), np.empty((2, whole * whole), np.int64)
    weight, share, x = np.empty(whole * whole), np.empty(whole + SPARE), np.empty((whole, 1))
    running = np.empty(len(course.driven), np.int64)
    for s in which:
        links, norm = _linked(rates[s], course.driven, ends, weight)
        shortest, rung = grid.step if grid.step > 0.0 else 1.0, 0
        while shortest * norm > 1.0 and rung < _RUNGS:
            shortest, rung = shortest * 0.5, rung + 1
        own = 0 if len(course.at) == 1 else s
        reach = grid.times[-1] - course.at[own, 0]
        if not (rung < _RUNGS and norm < np.inf and reach < shortest * 2.0 ** (_RUNGS - 1)):
            found[s], left[s], finite = np.nan, np.nan, False
            continue
        for i in range(whole):
            x[i, 0] = 0.0
            for j in range(whole):
                ladder[0, i, j] = 1.0 if i == j else 0.0
        _series(links, ends, weight, shortest, ladder[0])
        rungs = 1
        for o in range(outputs):
            for i in range(whole):
                table[o, i, 0] = read[s, o, i] if i < size else 0.0
        done = 1
        while done < table.shape[2]:
            while rungs <= rung:
                _product(ladder[rungs - 1], ladder[rungs - 1], ladder[rungs])
                rungs += 1
            _doubled(table, done, ladder[rung])
            done, rung = 2 * done, rung + 1
        _walked(
            *(grid, course, s, ladder, rungs, shortest, links, ends, weight, table, x),
            *(running, state, share, low, found[s]),
        )
        for i in range(size):
            left[s, i] = x[i, 0]
        finite &= numbers(found[s])
    return finite


@compiled
def _walked(
    grid: Grid,
    course: Course,
    s: int,
    ladder: Array,
    rungs: int,
    shortest: float,
    links: int,
    ends: Places,
    weight: Array,
    table: Array,
    x: Array,
    running: Places,
    state: Places,
    share: Array,
    low: float,
    found: Array,
) -> None:
    """Carry amounts from event to event, and read the levels off between them."""
    times, events = grid.times, course.at.shape[1]
    own, entries = 0 if len(course.at) == 1 else s, len(course.driven)
    for d in range(entries):
        running[d] = 0
    reached = course.at[own, 0]
    i = after(times, 0, reached)
    for o in range(len(found)):
        for j in range(i):
            found[o, j] = max(low, 0.0)
    e = 0
    while True:
        last = e == events
        end = len(times) if last else after(times, i, course.at[own, e])
        while i < end:
            rungs = _carried(times[i] - reached, ladder, rungs, shortest, links, ends, weight, x)
            reached, stop = times[i], min(grid.until[i], end) if grid.step > 0.0 else i + 1
            for o in range(len(found)):
                count = 0
                for one in range(len(x)):
                    if x[one, 0] != 0.0:
                        share[count], state[count] = x[one, 0], one
                        count += 1
                row = found[o, i:stop]
                shown(row, table[o], share, state, count, grid.stride[i], 0.0, low)
            i = stop
        at = times[-1] if last else min(course.at[own, e], times[-1])
        rungs = _carried(at - reached, ladder, rungs, shortest, links, ends, weight, x)
        reached = max(reached, at)
        if last or course.at[own, e] > times[-1]:
            break
        _entered(course, s, course.order[own, e], len(x) - entries, running, x)
        e += 1


@compiled
def _entered(course: Course, s: int, one: int, size: int, running: Places, x: Array) -> None:
    """Begin an input or, from the number of inputs on, end one."""
    begins = one < len(course.into)
    one = one if begins else one - len(course.into)
    rate, slot = course.rate[s, one], course.which[one]
    if rate != 0.0:
        running[slot] += 1 if begins else -1
        x[size + slot, 0] += rate if begins else -rate
        if running[slot] == 0:
            x[size + slot, 0] = 0.0  # what has ended leaves no rounding behind
    elif begins:
        x[course.into[one], 0] += course.pulse[s, one]


@compiled
def _linked(k: Array, driven: Places, ends: Places, weight: Array) -> tuple[int, float]:
    """List what flows from where to where; return how many links there are, and the norm."""
    size = len(k)
    links, norm = 0, 1.0  # what enters is a state that flows on at a rate of 1
    for j in range(size):
        total = 0.0
        for i in range(size):
            if k[i, j] != 0.0:
                ends[0, links], ends[1, links], weight[links] = i, j, k[i, j]
                links += 1
                total += abs(k[i, j])
        if not total <= norm:
            norm = total
    for d in range(len(driven)):
        ends[0, links], ends[1, links], weight[links] = driven[d], size + d, 1.0
        links += 1
    return links, norm


@compiled
def _series(links: int, ends: Places, weight: Array, time: float, found: Array) -> None:
    """Put exp(rates · time) · found in `found`; the norm of rates · time is at most 1."""
    size, width = found.shape
    term, following = found.copy(), np.empty_like(found)
    for n in range(1, _TERMS + 1):
        for i in range(size):
            for c in range(width):
                following[i, c] = 0.0
        for one in range(links):
            share = weight[one] * (time / n)
            i, j = ends[0, one], ends[1, one]
            for c in range(width):
                following[i, c] += share * term[j, c]
        for i in range(size):
            for c in range(width):
                term[i, c] = following[i, c]
                found[i, c] += following[i, c]


@compiled
def _product(a: Array, b: Array, found: Array) -> None:
    """Put a · b in `found`, skipping what is not connected."""
    size, width = found.shape
    for i in range(size):
        row = found[i]
        for c in range(width):
            row[c] = 0.0
        for j in range(size):
            share, other = a[i, j], b[j]
            if share != 0.0:
                for c in range(width):
                    row[c] += share * other[c]


@compiled
def _doubled(table: Array, done: int, step: Array) -> None:
    """Fill as many places of the table again: what each state shows after the time of a step."""
    for o in range(len(table)):
        for j in range(len(step)):
            following = table[o, j, done : 2 * done]
            for c in range(len(following)):
                following[c] = 0.0
            for i in range(len(step)):
                share, first = step[i, j], table[o, i]
                if share != 0.0:
                    for c in range(len(following)):
                        following[c] += share * first[c]


@compiled
def _carried(
    time: float,
    ladder: Array,
    rungs: int,
    shortest: float,
    links: int,
    ends: Places,
    weight: Array,
    x: Array,
) -> int:
    """Carry amounts over a time [h]; return how many rungs the ladder has by then."""
    if not time > 0.0:
        return rungs
    whole, rung = np.int64(math.floor(time / shortest)), 0
    rest = time - whole * shortest
    while whole > 0:
        if rung == rungs:
            _product(ladder[rung - 1], ladder[rung - 1], ladder[rung])
            rungs += 1
        if whole & 1:
            before = x.copy()
            _product(ladder[rung], before, x)
        whole >>= 1
        rung += 1
    if rest > 0.0:
        _series(links, ends, weight, rest, x)
    return rungs
