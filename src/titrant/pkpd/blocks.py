"""Which compartments exchange with each other, and in which order the blocks of them fill."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Block:
    """Compartments that exchange with each other, in an order in which each follows its parent.

    `parent` is the place in `members` that each hangs on, -1 for the first. `tree` says whether
    nothing else connects them: then their rates can be made symmetric, and their modes are real.
    """

    members: tuple[int, ...]
    parent: tuple[int, ...]
    tree: bool


def blocks_of(pattern: NDArray[np.bool_]) -> tuple[Block, ...]:
    """Return the blocks, each after those that feed it.

    `pattern` (compartments, compartments) says whether anything flows from column to row.
    """
    size = len(pattern)
    reach = pattern | np.eye(size, dtype=bool)
    for _ in range(size):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    both = reach & reach.T
    fed_by = reach.sum(axis=1)  # how many compartments reach this one: fewer for those before it
    order = sorted(range(size), key=lambda one: (int(fed_by[one]), int(np.argmax(both[one])), one))
    found, seen = [], set[int]()
    for one in order:
        if one not in seen:
            members = tuple(int(m) for m in np.flatnonzero(both[one]))
            seen.update(members)
            found.append(_block(members, pattern))
    return tuple(found)


def _block(members: tuple[int, ...], pattern: NDArray[np.bool_]) -> Block:
    """Walk a block from its first compartment outwards."""
    order, parent = [members[0]], [-1]
    for place, one in enumerate(order):
        for other in members:
            if other not in order and pattern[one, other] and pattern[other, one]:
                order.append(other)
                parent.append(place)
    inner = pattern[np.ix_(members, members)] & ~np.eye(len(members), dtype=bool)
    tree = len(order) == len(members) and int(inner.sum()) == 2 * (len(members) - 1)
    if not tree:
        order, parent = list(members), [-1] * len(members)
    return Block(tuple(order), tuple(parent), tree)
