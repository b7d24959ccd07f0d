"""What the kernels of both ways need: sums over rows of a table, and the place of a time."""

import numpy as np

from titrant.pkpd.compiling import borrowing
from titrant.pkpd.inputs import Array
from titrant.pkpd.tasks import Places

SPARE = 6
"""How many places more than there are states `shown` needs."""

_SIZE = 0x7FFF_FFFF_FFFF_FFFF  # the bits of a number but for its sign
_INFINITE = 0x7FF0_0000_0000_0000


@borrowing
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

    The table is read every `stride` places. `share` and `state` have `SPARE` places more than there
    are states.
    """
    for place in range(count, count + SPARE):
        share[place], state[place] = 0.0, 0
    if stride == 1 and count <= 3:
        _three(row, table, share, state, level, low)
    elif stride == 1 and count <= 6:
        _six(row, table, share, state, level, low)
    else:
        _many(row, table, share, state, count, stride, level, low)


@borrowing
def _three(row: Array, table: Array, share: Array, state: Places, level: float, low: float) -> None:
    """Add three states in one pass."""
    a, b, c = table[state[0]], table[state[1]], table[state[2]]
    p, q, r = share[0], share[1], share[2]
    for j in range(len(row)):
        value = level + (p * a[j] + q * b[j] + r * c[j])
        row[j] = max(value, low)


@borrowing
def _six(row: Array, table: Array, share: Array, state: Places, level: float, low: float) -> None:
    """Add six states in one pass."""
    a, b, c = table[state[0]], table[state[1]], table[state[2]]
    d, e, f = table[state[3]], table[state[4]], table[state[5]]
    p, q, r = share[0], share[1], share[2]
    u, v, w = share[3], share[4], share[5]
    for j in range(len(row)):
        value = level + ((p * a[j] + q * b[j] + r * c[j]) + (u * d[j] + v * e[j] + w * f[j]))
        row[j] = max(value, low)


@borrowing
def _many(
    row: Array,
    table: Array,
    share: Array,
    state: Places,
    count: int,
    stride: int,
    level: float,
    low: float,
) -> None:
    """Add any number of states, three in each pass."""
    for j in range(len(row)):
        row[j] = level
    begin = 0
    while begin == 0 or begin < count:
        a, b, c = table[state[begin]], table[state[begin + 1]], table[state[begin + 2]]
        p, q, r = share[begin], share[begin + 1], share[begin + 2]
        begin += 3
        floor = low if begin >= count else -np.inf
        for j in range(len(row)):
            i = j * stride
            value = row[j] + (p * a[i] + q * b[i] + r * c[i])
            row[j] = max(value, floor)


@borrowing
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


@borrowing
def numbers(levels: Array) -> bool:
    """Say whether all levels (outputs, times) are numbers."""
    bits, top = levels.reshape(levels.size).view(np.int64), 0
    for j in range(len(bits)):
        top = max(top, bits[j] & _SIZE)
    return top < _INFINITE


@borrowing
def summed_up(levels: Array, times: Array, above: Array, found: Array) -> None:
    """Put peaks, their times and the times above a level in `found` (3 or more, outputs).

    `levels` (outputs, times) are those of one subject and not below zero; `above` (outputs,). A
    peak is the first of its height.
    """
    for o in range(len(above)):
        row = levels[o]
        top = _highest(row)
        found[0, o], found[1, o] = row[top], times[top]
        found[2, o] = _over(row, times, above[o]) if above[o] < np.inf else 0.0


@borrowing
def _highest(row: Array) -> int:
    """Return the first place of the highest of some values from zero on, or of what is no number.

    The bits of numbers from zero on, read as whole numbers, stand in the same order. Both passes go
    over all values, since a search that stops takes one value at a time.
    """
    bits = row.view(np.int64)
    top, place = 0, len(bits)
    for j in range(len(bits)):
        top = max(top, int(bits[j]))
    for j in range(len(bits)):
        place = min(place, j if bits[j] == top else len(bits))
    return place


@borrowing
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
