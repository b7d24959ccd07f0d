"""Count many numbers in bins of their size, compiled: what `quantiles` does with whole arrays."""

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.compiling import borrowing
from titrant.pkpd.inputs import Array

_TOGETHER = 8  # places whose bins are in the cache while all people are counted


@borrowing
def counted(
    values: Array,
    start: int,
    lowest: float,
    shift: int,
    first: int,
    last: int,
    low: int,
    table: NDArray[np.int32],
) -> None:
    """Count values (people, places) from the place `start` on in `table` (some places, bins).

    What is below `lowest` is in bin 0. The others go by their bits but for the last `shift`:
    `first` of these is bin 1, and all from `last` on share a bin. The table begins with bin `low`.
    """
    people, places = len(values), len(table)
    bits = values.view(np.int64)
    for begin in range(0, places, _TOGETHER):
        for s in range(people):
            for j in range(begin, min(begin + _TOGETHER, places)):
                one = 0
                if values[s, start + j] >= lowest:
                    one = min(bits[s, start + j] >> shift, last) - first + 1
                table[j, one - low] += 1
