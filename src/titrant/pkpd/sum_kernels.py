"""What the kernels of both ways need: sums over rows of a table, and the place of a time."""

import numpy as np

from titrant.pkpd.compiling import compiled
from titrant.pkpd.inputs import Array
from titrant.pkpd.tasks import Places

_SIZE = 0x7FFF_FFFF_FFFF_FFFF  # the bits of a number but for its sign
_INFINITE = 0x7FF0_0000_0000_0000


@compiled
def shown(
    row: Array,
    table: Array,
    share: Array,
    state: Places,
    count: int,
    stride: int,
    level: float,
    low: float,
) -> None:
    """Put in a row a level and `count` states' shares of their rows of a table, not below `low`.

    The table is read every `stride` places. Three states are added at a time; `share` and `state`
    have room for three more than there are.
    """
    for j in range(len(row)):
        row[j] = level
    share[count] = share[count + 1] = share[count + 2] = 0.0
    state[count] = state[count + 1] = state[count + 2] = 0
    begin = 0
    while begin == 0 or begin < count:
        a, b, c = table[state[begin]], table[state[begin + 1]], table[state[begin + 2]]
        p, q, r = share[begin], share[begin + 1], share[begin + 2]
        begin += 3
        floor = low if begin >= count else -np.inf
        if stride == 1:
            for j in range(len(row)):
                value = row[j] + (p * a[j] + q * b[j] + r * c[j])
                row[j] = max(value, floor)
        else:
            for j in range(len(row)):
                i = j * stride
                value = row[j] + (p * a[i] + q * b[i] + r * c[i])
                row[j] = max(value, floor)


@compiled
def after(times: Array, begin: int, time: float) -> int:
    """Return the first place from `begin` on whose time is not before a time."""
    end = len(times)
    while begin < end:
        middle = (begin + end) // 2
        if times[middle] < time:
            begin = middle + 1
        else:
            end = middle
    return begin


@compiled
def numbers(levels: Array) -> bool:
    """Say whether all levels (outputs, times) are numbers."""
    bits, top = levels.reshape(levels.size).view(np.int64), 0
    for j in range(len(bits)):
        top = max(top, bits[j] & _SIZE)
    return top < _INFINITE


@compiled
def summed_up(levels: Array, times: Array, above: Array, found: Array) -> None:
    """Put peaks, their times and the times above a level in `found` (3, subjects, outputs).

    `levels` (subjects, outputs, times) are not below zero; `above` (outputs,). A peak is the first
    of its height.
    """
    for s in range(len(levels)):
        for o in range(len(above)):
            row = levels[s, o]
            top = _highest(row)
            found[0, s, o], found[1, s, o] = row[top], times[top]
            found[2, s, o] = _over(row, times, above[o]) if above[o] < np.inf else 0.0


@compiled
def _highest(row: Array) -> int:
    """Return the first place of the highest of some values from zero on, or of what is no number.

    The bits of numbers from zero on, read as whole numbers, stand in the same order.
    """
    bits = row.view(np.int64)
    top = bits[0]
    for j in range(len(bits)):
        top = max(top, bits[j])
    place = 0
    while bits[place] != top:
        place += 1
    return place


@compiled
def _over(row: Array, times: Array, level: float) -> float:
    """Return how long a line through some values is above a level."""
    total = 0.0
    for j in range(len(row) - 1):
        here, there = row[j] - level, row[j + 1] - level
        if here > 0.0 or there > 0.0:
            share = 1.0
            if here < 0.0 or there < 0.0:
                share = max(here, there) / abs(there - here)
            total += share * (times[j + 1] - times[j])
    return total
