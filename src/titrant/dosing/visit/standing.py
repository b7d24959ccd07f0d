"""What is said where a guard of the visit is not in force: it holds, and never vanishes."""

from collections.abc import Iterable, Mapping

from titrant.dosing.unsigned import not_in_force
from titrant.knowledge import Leaf, Standing


def unsigned(leaves: Iterable[Leaf], standings: Mapping[str, Standing]) -> tuple[str, str]:
    """Return what is said of the first leaf that is not in force, and what lifts it; or nothing."""
    for leaf in leaves:
        standing = standings[leaf.id]
        if standing is not Standing.IN_FORCE:
            return not_in_force(leaf, standing)
    return "", ""
