"""Percentiles of many numbers at many places without keeping the numbers.

Up to a bound all are kept, and percentiles are exact. Beyond it each number is counted in a bin of
its size: bins are 0.8 % wide, and a percentile is told within that.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.inputs import Array

KEPT = 8_000_000
"""How many numbers are kept: 64 MB."""

_SHIFT = np.uint64(45)  # of the 52 bits behind the point 7 stay: 128 bins to each doubling
_LOWEST = np.float64(2.0**-40)  # ng/mL; whatever is below counts as nothing
_HIGHEST = np.float64(2.0**40)


class Counts:
    """Numbers of people at places of some shape, added chunk by chunk.

    `large` says whether a kernel counts; the counts are the same without one.
    """

    def __init__(self, shape: tuple[int, ...], people: int, *, large: bool = False) -> None:
        self._large = large
        self._shape = shape
        self._places = int(np.prod(shape))
        self._kept: list[Array] | None = [] if people * self._places <= KEPT else None
        self._first = _bin(_LOWEST)
        self._table: NDArray[np.int64] | None = None
        self._low = 0

    def add(self, values: Array) -> None:
        """Add the values of some people, shape (people, *shape)."""
        flat = values.reshape(len(values), self._places)
        if self._kept is not None:
            self._kept.append(flat.copy())
            return
        low, high = self._binned(np.array([flat.min(), flat.max()])).tolist()
        self._grow(low, high)
        assert self._table is not None
        if self._large:
            from titrant.pkpd.count_kernels import counted

            values, shift, last = np.ascontiguousarray(flat), int(_SHIFT), int(_bin(_HIGHEST))
            counted(values, _LOWEST, shift, int(self._first), last, self._low, self._table)
            return
        bins, width = self._binned(flat), self._table.shape[1]
        index = (bins - self._low) + np.arange(self._places) * width
        self._table += np.bincount(index.ravel(), minlength=self._places * width).reshape(
            self._places, width
        )

    def _binned(self, flat: Array) -> NDArray[np.int64]:
        """Return the bin of each value: 0 for what is next to nothing."""
        held = np.clip(flat, _LOWEST, _HIGHEST)
        found = (held.view(np.uint64) >> _SHIFT).astype(np.int64) - self._first
        return np.where(flat < _LOWEST, 0, found + 1)

    def _grow(self, low: int, high: int) -> None:
        """Make the table wide enough for these bins; what is in it stays."""
        if self._table is None:
            self._low = low
            self._table = np.zeros((self._places, high - low + 1), dtype=np.int64)
            return
        before = max(self._low - low, 0)
        after = max(high - (self._low + self._table.shape[1] - 1), 0)
        if before or after:
            self._table = np.pad(self._table, ((0, 0), (before, after)))
            self._low -= before

    def percentiles(self, wanted: Sequence[float]) -> Array:
        """Return percentiles, shape (percentiles, *shape)."""
        if self._kept is not None:
            found = np.percentile(np.concatenate(self._kept), list(wanted), axis=0)
            return found.reshape(len(wanted), *self._shape)
        assert self._table is not None
        total = self._table.sum(axis=1)
        below = np.cumsum(self._table, axis=1)
        made = np.empty((len(wanted), self._places))
        for row, percent in enumerate(wanted):
            rank = percent / 100 * (total - 1)
            place = (below <= rank[:, None]).sum(axis=1)
            before = np.where(
                place > 0, np.take_along_axis(below, np.maximum(place - 1, 0)[:, None], 1)[:, 0], 0
            )
            inside = np.take_along_axis(self._table, place[:, None], 1)[:, 0]
            share = (rank - before + 0.5) / np.maximum(inside, 1)
            made[row] = self._value(place + self._low, share)
        return made.reshape(len(wanted), *self._shape)

    def _value(self, bins: NDArray[np.int64], share: Array) -> Array:
        """Return the value that lies at a share of each bin's width."""
        low = ((bins - 1 + self._first).astype(np.uint64) << _SHIFT).view(np.float64)
        high = ((bins + self._first).astype(np.uint64) << _SHIFT).view(np.float64)
        return np.where(bins == 0, 0.0, low + (high - low) * np.clip(share, 0.0, 1.0))


def _bin(value: np.float64) -> np.int64:
    return np.int64(np.array([value]).view(np.uint64)[0] >> _SHIFT)
