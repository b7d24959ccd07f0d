"""One person's levels and slopes, compiled: what `sensitivity` does with whole arrays.

Compartments stand in the order of their blocks, as in `apart_kernels`, which takes the rates apart.
"""

import math
from typing import NamedTuple

import numpy as np

from titrant.pkpd.apart_kernels import INVERSE, LINES, SQUARES, VALUES, VECTORS, taken_apart
from titrant.pkpd.compiling import borrowing, compiled
from titrant.pkpd.inputs import Array
from titrant.pkpd.sensitivity import TURN
from titrant.pkpd.tasks import Layout, Places, Truths


class Shape(NamedTuple):
    """What of a plan is alike for everybody.

    A term of the rates stands in `row` and `column` with a `sign`. It is `moved` `by` an effect
    with a `power`, each of which has one place for each such pair; `read` (analytes, active) are
    powers as well. `seen` (analytes,) and `intos` are places, `which` (inputs,) those of the inputs
    in `intos`. `logit` (active,) says which effects are on that scale.
    """

    layout: Layout
    row: Places
    column: Places
    sign: Array
    moved: Places
    by: Places
    power: Array
    read: Array
    seen: Places
    intos: Places
    which: Places
    logit: Truths


class Own(NamedTuple):
    """What is a person's own, at the population's parameters; arrays have people first.

    `terms` and `read` (analytes) are logarithms, `share` (active) the typical parameters. Levels
    are `at` times [h], of the analytes `which`. Inputs have a `start`, a `length` [h] and an
    `amount` [mg].
    """

    terms: Array
    read: Array
    share: Array
    at: Array
    which: Places
    start: Array
    length: Array
    amount: Array


class Room(NamedTuple):
    """Arrays that are worked in, one person after the other."""

    line: Array
    square: Array
    rates: Array
    rate: Array
    logs: Array
    steep: Array
    change: Array
    turning: Array
    moving: Array
    held: Array
    share: Array


@compiled
def room_for(shape: Shape) -> Room:
    """Return arrays to work in."""
    size, active, intos = len(shape.layout.members), len(shape.logit), len(shape.intos)
    return Room(
        np.empty((LINES, size + 3)),
        np.empty((SQUARES, size, size)),
        np.empty((size, size)),
        np.empty(len(shape.row)),
        np.empty(active),
        np.empty(active),
        np.empty((active, size, size)),
        np.empty((intos, active, size)),
        np.empty((len(shape.seen), active, size)),
        np.empty((intos, size)),
        np.empty((2, size)),
    )


@compiled
def own_of(own: Own, person: int) -> Own:
    """Return what is one person's own."""
    return Own(
        own.terms[person],
        own.read[person],
        own.share[person],
        own.at[person],
        own.which[person],
        own.start[person],
        own.length[person],
        own.amount[person],
    )


@borrowing
def levels_of(
    shape: Shape, own: Own, effects: Array, levels: Array, slopes: Array, room: Room
) -> bool:
    """Fill a person's `levels` (levels,) and `slopes` (active, levels); false without sound modes.

    `effects` (active,) are those that have an influence.
    """
    line, square = room.line, room.square
    _rates(shape, own, effects, room)
    if not taken_apart(room.rates, shape.layout.bounds, shape.layout.parent, line, square):
        return False
    if not _changed(shape, room):
        return False
    basis, change, amount, stretched = square[VECTORS], room.change, room.share[0], room.share[1]
    for t in range(len(own.at)):
        _held(shape, own, t, room)
        analyte = own.which[t]
        seen, total = shape.seen[analyte], own.read[analyte]
        for a in range(len(effects)):
            total += shape.read[analyte, a] * room.logs[a]
        read, level = math.exp(total), 0.0
        for k in range(len(amount)):
            level += basis[seen, k] * amount[k]
        levels[t] = read * level
        for a in range(len(effects)):
            slope = 0.0
            for k in range(len(amount)):
                through = stretched[k] * change[a, k, k]
                for n in range(len(shape.intos)):
                    through -= room.held[n, k] * room.turning[n, a, k]
                slope += basis[seen, k] * through + room.moving[analyte, a, k] * amount[k]
            slopes[a, t] = read * slope
    return True


@borrowing
def _rates(shape: Shape, own: Own, effects: Array, room: Room) -> None:
    """Fill in the parameters' logarithms, less the typical, their slopes, and the rates."""
    for a in range(len(effects)):
        room.logs[a], room.steep[a] = effects[a], 1.0
        if shape.logit[a]:
            share = 1.0 / (1.0 + (1.0 / own.share[a] - 1.0) * math.exp(-effects[a]))
            room.logs[a], room.steep[a] = math.log(share / own.share[a]), 1.0 - share
    room.rates[:] = 0.0
    for f in range(len(shape.row)):
        room.rate[f] = own.terms[f]
    for p in range(len(shape.moved)):
        room.rate[shape.moved[p]] += shape.power[p] * room.logs[shape.by[p]]
    for f in range(len(shape.row)):
        room.rate[f] = math.exp(room.rate[f]) * shape.sign[f]
        room.rates[shape.row[f], shape.column[f]] += room.rate[f]


@borrowing
def _changed(shape: Shape, room: Room) -> bool:
    """Fill in how modes change with each effect; false where they come too close for that.

    `change` gets how modes turn into each other and, in its diagonal, how fast their values change;
    `turning` that of what enters, and `moving` that of what is seen.
    """
    values, change = room.line[VALUES], room.change
    vectors, inverse = room.square[VECTORS], room.square[INVERSE]
    active, size = change.shape[0], change.shape[1]
    change[:] = 0.0
    for p in range(len(shape.moved)):
        f, a = shape.moved[p], shape.by[p]
        row, column, much = shape.row[f], shape.column[f], room.rate[f] * shape.power[p]
        for i in range(size):
            part = much * room.steep[a] * inverse[i, row]
            for j in range(size):
                change[a, i, j] += part * vectors[column, j]
    for a in range(active):
        for i in range(size):
            for j in range(size):
                if i != j and change[a, i, j] != 0.0:
                    change[a, i, j] /= values[j] - values[i]
                    if not abs(change[a, i, j]) < TURN:
                        return False
        for n in range(len(shape.intos)):
            for k in range(size):
                total = 0.0
                for j in range(size):
                    if j != k:
                        total += change[a, k, j] * inverse[j, shape.intos[n]]
                room.turning[n, a, k] = total
        for o in range(len(shape.seen)):
            for k in range(size):
                total = shape.read[o, a] * room.steep[a] * vectors[shape.seen[o], k]
                for j in range(size):
                    if j != k:
                        total += vectors[shape.seen[o], j] * change[a, j, k]
                room.moving[o, a, k] = total
    return True


@borrowing
def _held(shape: Shape, own: Own, t: int, room: Room) -> None:
    """Fill in what each mode holds at a level's time, in all and by where it entered.

    `held` (intos, size) is what entered there, were it put into that mode alone; `share` what is
    in the mode [mg], and its slope by the mode's value.
    """
    values, inverse, held, share = room.line[VALUES], room.square[INVERSE], room.held, room.share
    held[:] = 0.0
    share[:] = 0.0
    for m in range(len(own.start)):
        tau, length, amount = own.at[t] - own.start[m], own.length[m], own.amount[m]
        if amount == 0.0 or tau < 0.0 or (length > 0.0 and tau == 0.0):
            continue
        n = shape.which[m]
        for k in range(held.shape[1]):
            mode = values[k]
            value = math.exp(mode * tau)
            slope = tau * value
            if length > 0.0:
                during = min(tau, length)
                over = math.exp(mode * (tau - during))
                slope = (slope - (tau - during) * over) / (mode * length)
                value = over * math.expm1(mode * during) / (mode * length)
                slope -= value / mode
            held[n, k] += amount * value
            share[0, k] += amount * value * inverse[k, shape.intos[n]]
            share[1, k] += amount * slope * inverse[k, shape.intos[n]]
