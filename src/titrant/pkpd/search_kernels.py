"""The search for the most likely effects, compiled: `posterior` and `likelihood`, person by person.

It takes the same steps as they do, but for rounding.
"""

import math
from typing import NamedTuple

import numpy as np

from titrant.pkpd.compiling import borrowing, compiled
from titrant.pkpd.inputs import Array
from titrant.pkpd.level_kernels import Own, Room, Shape, levels_of, own_of, room_for
from titrant.pkpd.likelihood import FAR, LOG_ROOT
from titrant.pkpd.posterior import EASE, FARTHEST, FIRST, LEAST, STILL, TIGHT, TINY, WORST
from titrant.pkpd.tasks import Places, Truths

_ROOT_HALF = math.sqrt(0.5)


class Errors(NamedTuple):
    """Measured levels and how they scatter, as in `measured.Table`; arrays have people first."""

    number: Array
    real: Truths
    below: Truths
    proportional: Array
    additive: Array
    log: Array


class Ends(NamedTuple):
    """Where searches begin and then end: arrays (people, starts, …), as in `posterior.Found`.

    `sound` (people,) says whether modes were so all along; where they were not, the rest of a
    person is worth nothing.
    """

    at: Array
    loss: Array
    curvature: Array
    converged: Truths
    steps: Places
    sound: Truths


class _Fitted(NamedTuple):
    """The loss of one person at some place: `slope` (effects,), `curve` (effects, effects)."""

    slope: Array
    curve: Array


class _Table(NamedTuple):
    """Arrays that a fit is worked out in."""

    levels: Array
    slopes: Array
    moved: Array
    lean: Array


@compiled
def search_all(shape: Shape, own: Own, errors: Errors, root: Array, ends: Ends, most: int) -> None:
    """Search for everybody from several starts, each of `most` steps at most.

    `root` (active, effects) turns what is searched for into effects.
    """
    room = room_for(shape)
    active, effects, count = root.shape[0], root.shape[1], own.at.shape[1]
    table = _Table(np.empty(count), np.empty((active, count)), np.empty(active), np.empty(effects))
    here = _Fitted(np.empty(effects), np.empty((effects, effects)))
    there = _Fitted(np.empty(effects), np.empty((effects, effects)))
    square, line = np.empty((2, effects, effects)), np.empty((4, effects))
    for person in range(len(ends.at)):
        mine, scatter = own_of(own, person), _errors_of(errors, person)
        ends.sound[person] = True
        for start in range(ends.at.shape[1]):
            sound = _searched(
                *(shape, mine, scatter, root, room, table, here, there, square, line),
                *(ends, person, start, most),
            )
            if not sound:
                ends.sound[person] = False
                break


@compiled
def _errors_of(errors: Errors, person: int) -> Errors:
    return Errors(
        errors.number[person],
        errors.real[person],
        errors.below[person],
        errors.proportional[person],
        errors.additive[person],
        errors.log[person],
    )


@borrowing
def _searched(
    shape: Shape,
    own: Own,
    errors: Errors,
    root: Array,
    room: Room,
    table: _Table,
    here: _Fitted,
    there: _Fitted,
    square: Array,
    line: Array,
    ends: Ends,
    person: int,
    start: int,
    most: int,
) -> bool:
    """Go down from one start; say whether modes were sound all along."""
    at, curve, slope, rest = ends.at[person, start], here.curve, here.slope, square[0]
    loss, sound = _fitted(shape, own, errors, root, at, room, table, here)
    ends.converged[person, start], ends.steps[person, start] = False, 0
    damping, step, further = 0.0, line[0], line[1]
    rest[:] = 0.0
    going = loss < np.inf
    while sound and going and ends.steps[person, start] < most:
        ends.steps[person, start] += 1
        promised, length = _step(slope, curve, rest, damping, square[1], step)
        if not (promised >= 0.0 and length <= FARTHEST):
            rest[:] = 0.0
            promised, length = _step(slope, curve, rest, damping, square[1], step)
        if length > FARTHEST:
            for e in range(len(at)):
                step[e] *= FARTHEST / length
        for e in range(len(at)):
            further[e] = at[e] + step[e]
        near = promised <= TIGHT and damping <= FIRST
        found, sound = _fitted(shape, own, errors, root, further, room, table, there)
        if sound and found <= loss:
            for e in range(len(at)):
                slope[e] = there.slope[e] - slope[e]
            _learnt(rest, there.curve, step, slope, line[2:])
            for e in range(len(at)):
                at[e], slope[e] = further[e], there.slope[e]
                for g in range(len(at)):
                    curve[e, g] = there.curve[e, g]
            loss = found
            damping = damping * EASE if damping > LEAST else 0.0
        else:
            damping = max(damping * 10.0, FIRST)
        near |= _along(slope, slope) <= STILL
        ends.converged[person, start] = near
        going = not near and damping < WORST
    ends.loss[person, start] = loss
    for e in range(len(at)):
        for g in range(len(at)):
            ends.curvature[person, start, e, g] = curve[e, g]
    return sound


@borrowing
def _fitted(
    shape: Shape,
    own: Own,
    errors: Errors,
    root: Array,
    at: Array,
    room: Room,
    table: _Table,
    fitted: _Fitted,
) -> tuple[float, bool]:
    """Return the loss, infinite where it cannot be, and whether modes are sound; fill the rest."""
    levels, slopes, moved, lean = table.levels, table.slopes, table.moved, table.lean
    slope, curve = fitted.slope, fitted.curve
    active, effects = root.shape
    for a in range(active):
        moved[a] = 0.0
        for e in range(effects):
            moved[a] += root[a, e] * at[e]
    if not levels_of(shape, own, moved, levels, slopes, room):
        return math.inf, False
    loss = 0.5 * _along(at, at)
    curve[:] = 0.0
    for e in range(effects):
        slope[e] = at[e]
    for t in range(len(levels)):
        if not errors.real[t]:
            continue
        one, steep, weight = _loss_of(levels[t], errors, t)
        loss += one
        for e in range(effects):
            lean[e] = 0.0
            for a in range(active):
                lean[e] += root[a, e] * slopes[a, t]
            slope[e] += steep * lean[e]
            for g in range(e + 1):
                curve[e, g] += weight * lean[e] * lean[g]
    sizes = 0.0
    for e in range(effects):
        curve[e, e] += 1.0
        sizes += abs(slope[e])
        for g in range(e + 1):
            curve[g, e] = curve[e, g]
            sizes += abs(curve[e, g])
    return (loss if loss + sizes < np.inf else math.inf), True


@borrowing
def _loss_of(level: float, errors: Errors, t: int) -> tuple[float, float, float]:
    """Return loss, slope and curvature of one level, as `likelihood.losses` does."""
    log, number = errors.log[t], errors.number[t]
    if not (level > 0.0 or (errors.additive[t] > 0.0 and log == 0.0 and level <= 0.0)):
        return math.inf, 0.0, 0.0
    if log > 0.0:
        variance, widening = log * log, 0.0
        off, move = math.log(number) - math.log(level), 1.0 / level
    else:
        share = errors.proportional[t] ** 2
        variance = errors.additive[t] ** 2 + share * level**2
        widening = 2.0 * share * level / variance
        off, move = number - level, 1.0
    if errors.below[t]:
        far = off / math.sqrt(variance)
        lean = -move / math.sqrt(variance) - 0.5 * far * widening
        density = -0.5 * far * far - LOG_ROOT
        if far < FAR:
            tail = density - math.log(-far) + math.log1p(-1.0 / far**2 + 3.0 / far**4)
        else:
            tail = math.log(0.5 * math.erfc(-far * _ROOT_HALF))
        mills = math.exp(density - tail)
        return -tail, -mills * lean, mills * (mills + far) * lean**2
    share = off**2 / variance
    slope = 0.5 * widening - off * move / variance - 0.5 * share * widening
    return 0.5 * (math.log(variance) + share), slope, move**2 / variance + 0.5 * widening**2


@borrowing
def _step(
    slope: Array, curve: Array, rest: Array, damping: float, matrix: Array, step: Array
) -> tuple[float, float]:
    """Fill in a step; return what it promises, NaN where there is none, and its length."""
    size = len(slope)
    for i in range(size):
        step[i] = -slope[i]
        for j in range(size):
            matrix[i, j] = curve[i, j] + rest[i, j]
        matrix[i, i] += damping * curve[i, i]
    for i in range(size):
        best = i
        for k in range(i + 1, size):
            if abs(matrix[k, i]) > abs(matrix[best, i]):
                best = k
        if matrix[best, i] == 0.0:
            return math.nan, math.nan
        if best != i:
            step[i], step[best] = step[best], step[i]
            for j in range(i, size):
                matrix[i, j], matrix[best, j] = matrix[best, j], matrix[i, j]
        for k in range(i + 1, size):
            share = matrix[k, i] / matrix[i, i]
            step[k] -= share * step[i]
            for j in range(i + 1, size):
                matrix[k, j] -= share * matrix[i, j]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            step[i] -= matrix[i, k] * step[k]
        step[i] /= matrix[i, i]
    return -_along(step, slope), math.sqrt(_along(step, step))


@borrowing
def _along(one: Array, other: Array) -> float:
    """Return the sum of products."""
    total = 0.0
    for i in range(len(one)):
        total += one[i] * other[i]
    return total


@borrowing
def _learnt(rest: Array, curve: Array, step: Array, change: Array, line: Array) -> None:
    """Update what the curvature lacks, as `posterior` does; `line` (2, effects) is worked in."""
    off, held = line[0], line[1]
    along = _along(change, step)
    if not along > TINY:
        return
    size = sized = twice = 0.0
    for i in range(len(step)):
        off[i], held[i] = change[i], 0.0
        for j in range(len(step)):
            off[i] -= curve[i, j] * step[j]
            held[i] += rest[i, j] * step[j]
        size += step[i] * held[i]
        sized += step[i] * off[i]
    size, sized = abs(size), abs(sized)
    kept = sized / size if size > sized else 1.0
    for i in range(len(step)):
        off[i] -= kept * held[i]
        twice += step[i] * off[i] / along**2
    for i in range(len(step)):
        for j in range(len(step)):
            cross = (off[i] * change[j] + change[i] * off[j]) / along
            rest[i, j] = kept * rest[i, j] + cross - twice * change[i] * change[j]


@compiled
def predict_all(
    shape: Shape, own: Own, effects: Array, levels: Array, slopes: Array, sound: Truths
) -> None:
    """Fill `levels` (people, levels) and `slopes` (people, active, levels) where modes are sound.

    `effects` (people, active) are those that have an influence; `sound` (people,) says where.
    """
    room = room_for(shape)
    for person in range(len(effects)):
        mine = own_of(own, person)
        sound[person] = levels_of(
            shape, mine, effects[person], levels[person], slopes[person], room
        )
