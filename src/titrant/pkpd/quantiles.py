"""Percentiles of many numbers at many places without keeping the numbers.

Up to a bound all are kept, and percentiles are exact. Beyond it each number is counted in a bin of
its size: bins are 0.8 % wide, and a percentile is told within that.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.inputs import Array

KEPT = 8_000_000
"""How many numbers are kept: 64 MB."""

_SHIFT = 45  # of the 52 bits behind the point 7 stay: 128 bins to each doubling
_LOWEST = np.float64(2.0**-40)  # ng/mL; whatever is below counts as nothing
_HIGHEST = np.float64(2.0**40)
_DOUBLING = 128  # bins
_TOGETHER = 64  # places that are worked on together, so that what is made beside them is small


class Counts:
    """Numbers of people at places of some shape, added chunk by chunk.

    `large` says whether a kernel counts; the counts are the same without one.
    """

    def __init__(self, shape: tuple[int, ...], people: int, *, large: bool = False) -> None:
        self._large = large
        self._shape = shape
        self._places = int(np.prod(shape))
        self._keeps = people * self._places <= KEPT
        self._kept: Array = np.empty((people if self._keeps else 0, self._places))
        self._people = 0
        self._first, self._last = _bin(_LOWEST), _bin(_HIGHEST)
        self._tables = [] if self._keeps else [_Table(part) for part in self._parts()]

    def _parts(self) -> Iterator[slice]:
        """Yield places that are worked on together."""
        for begin in range(0, self._places, _TOGETHER):
            yield slice(begin, min(begin + _TOGETHER, self._places))

    def add(self, values: Array) -> None:
        """Add the values of some people, shape (people, *shape)."""
        flat = values.reshape(len(values), self._places)
        if self._keeps:
            self._kept[self._people : self._people + len(flat)] = flat
            self._people += len(flat)
            return
        ends = self._binned(np.stack([flat.min(axis=0), flat.max(axis=0)]))
        whole = np.ascontiguousarray(flat) if self._large else flat
        for own in self._tables:
            table = own.grown(int(ends[0, own.part].min()), int(ends[1, own.part].max()))
            if self._large:
                from titrant.pkpd.count_kernels import counted

                bins = (self._first, self._last, own.low)
                counted(whole, own.part.start, _LOWEST, _SHIFT, *bins, table)
            else:
                places, width = table.shape
                index = self._binned(flat[:, own.part]) - own.low + np.arange(places) * width
                table += np.bincount(index.ravel(), minlength=table.size).reshape(places, width)

    def _binned(self, flat: Array) -> NDArray[np.int64]:
        """Return the bin of each value: 0 for what is next to nothing."""
        held = np.clip(flat, _LOWEST, _HIGHEST)
        found = (held.view(np.int64) >> _SHIFT) - self._first
        return np.where(flat < _LOWEST, 0, found + 1)

    def percentiles(self, wanted: Sequence[float]) -> Array:
        """Return percentiles, shape (percentiles, *shape)."""
        made = np.empty((len(wanted), self._places))
        if self._keeps:
            for part in self._parts():
                kept = self._kept[: self._people, part]
                made[:, part] = np.percentile(kept, list(wanted), axis=0)
        for own in self._tables:
            made[:, own.part] = self._counted(own, wanted)
        return made.reshape(len(wanted), *self._shape)

    def _counted(self, own: "_Table", wanted: Sequence[float]) -> Array:
        """Return percentiles of some places from what was counted."""
        total = own.table.sum(axis=1)
        below = np.cumsum(own.table, axis=1)
        made = np.empty((len(wanted), len(total)))
        for row, percent in enumerate(wanted):
            rank = percent / 100 * (total - 1)
            place = (below <= rank[:, None]).sum(axis=1)
            before = np.where(
                place > 0, np.take_along_axis(below, np.maximum(place - 1, 0)[:, None], 1)[:, 0], 0
            )
            inside = np.take_along_axis(own.table, place[:, None], 1)[:, 0]
            share = (rank - before + 0.5) / np.maximum(inside, 1)
            made[row] = self._value(place + own.low, share)
        return made

    def _value(self, bins: NDArray[np.int64], share: Array) -> Array:
        """Return the value that lies at a share of each bin's width."""
        low = ((bins - 1 + self._first) << _SHIFT).view(np.float64)
        high = ((bins + self._first) << _SHIFT).view(np.float64)
        return np.where(bins == 0, 0.0, low + (high - low) * np.clip(share, 0.0, 1.0))


class _Table:
    """How many people are in each bin, at places that lie beside each other.

    It holds the bins from `low` on that anybody there needed, by whole doublings: levels at one
    time take a small part of all.
    """

    def __init__(self, part: slice) -> None:
        self.part = part
        self.low = 0
        self.table: NDArray[np.int32] = np.zeros((part.stop - part.start, 0), dtype=np.int32)

    def grown(self, low: int, high: int) -> NDArray[np.int32]:
        """Return the table, wide enough for these bins; what is in it stays."""
        low, end = low // _DOUBLING * _DOUBLING, (high // _DOUBLING + 1) * _DOUBLING
        if not self.table.size:
            self.low = low
        before = max(self.low - low, 0)
        after = max(end - self.low - self.table.shape[1], 0)
        if before or after:
            self.table = np.pad(self.table, ((0, 0), (before, after)))
            self.low -= before
        return self.table


def _bin(value: np.float64) -> int:
    return int(np.array([value]).view(np.int64)[0] >> _SHIFT)
