"""Count many numbers in bins of their size, compiled: what `quantiles` does with whole arrays."""

import numpy as np

from titrant.pkpd.compiling import borrowing
from titrant.pkpd.inputs import Array
from titrant.pkpd.tasks import Places

_TOGETHER = 8  # places whose bins are in the cache while all people are counted


@borrowing
def counted(
    values: Array, lowest: float, shift: int, first: int, last: int, low: int, table: Places
) -> None:
    """Count values (people, places) in `table` (places, bins), whose first bin is `low`.

    What is below `lowest` is in bin 0. The others go by their bits but for the last `shift`:
    `first` of these is bin 1, and all from `last` on share a bin.
    """
    people, places = values.shape
    bits = values.view(np.int64)
    for begin in range(0, places, _TOGETHER):
        for s in range(people):
            for j in range(begin, min(begin + _TOGETHER, places)):
                one = 0
                if values[s, j] >= lowest:
                    one = min(bits[s, j] >> shift, last) - first + 1
                table[j, one - low] += 1
