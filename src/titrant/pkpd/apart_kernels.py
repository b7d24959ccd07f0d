"""Take the rates of one subject apart into modes, compiled: what `modes` does with whole arrays.

Compartments stand in the order of their blocks, so that a block is a range and whatever feeds it
stands before it.
"""

import math

import numpy as np

from titrant.pkpd.compiling import borrowing
from titrant.pkpd.inputs import Array
from titrant.pkpd.modes import SLOWEST, SOUND
from titrant.pkpd.tasks import Places

VALUES, _SCALE, _FED = range(3)  # rows of `line`
VECTORS, INVERSE, _OWN, _TURN = range(4)  # squares of `square`
LINES, SQUARES = 3, 4  # how many rows and squares are needed

_SWEEPS = 40


@borrowing
def taken_apart(k: Array, bounds: Places, parent: Places, line: Array, square: Array) -> bool:
    """Take rates apart as `modes.modes_of` does; say whether the modes are sound."""
    size = len(k)
    for i in range(size):
        for j in range(size):
            square[VECTORS, i, j] = square[INVERSE, i, j] = 0.0
    for block in range(len(bounds) - 1):
        if not _own_modes(k, parent, bounds[block], bounds[block + 1], line, square):
            return False
        _answered(k, bounds[block], bounds[block + 1], line, square)
    for i in range(size):
        for j in range(size):
            parts = 0.0
            for m in range(size):
                parts += abs(square[VECTORS, i, m]) * abs(square[INVERSE, m, j])
            if not parts < SOUND:
                return False
    return True


@borrowing
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
        line[VALUES, low + m] = own[m, m]
        if not SLOWEST < abs(own[m, m]) < np.inf:
            return False
        for c in range(size):
            square[VECTORS, low + c, low + m] = line[_SCALE, c] * turn[c, m]
            square[INVERSE, low + m, low + c] = turn[c, m] / line[_SCALE, c]
    return True


@borrowing
def _answered(k: Array, low: int, high: int, line: Array, square: Array) -> None:
    """Fill in how a block answers to the modes of those that feed it."""
    vectors, inverse = square[VECTORS], square[INVERSE]
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
                share = brought / (line[VALUES, j] - line[VALUES, m])
                for c in range(low, high):
                    vectors[c, j] += vectors[c, m] * share
    for j in range(low):
        for c in range(low, high):
            fed = 0.0
            for i in range(low):
                fed += vectors[c, i] * inverse[i, j]
            for m in range(low, high):
                inverse[m, j] -= inverse[m, c] * fed


@borrowing
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
