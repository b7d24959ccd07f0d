"""Carry amounts from one time to the next by the exponential of the rates: slower, always sound."""

import numpy as np

from titrant.pkpd.exponential import exponential
from titrant.pkpd.inputs import Array, Events


def by_steps(rates: Array, events: Events, times: Array, read: Array) -> Array:
    """Return what `read` makes of the amounts at some times, shape (subjects, outputs, times).

    `rates` (subjects, size, size) [1/h], `read` (subjects, outputs, size), `times` (times,) [h] in
    order. Works for every matrix, with repeated modes and with modes that do not decay.
    """
    subjects, size = rates.shape[:2]
    every = np.concatenate([events.at, np.broadcast_to(times, (subjects, len(times)))], axis=1)
    order = np.argsort(every, axis=1, kind="stable")  # an event comes before a time equal to it
    every = np.take_along_axis(every, order, axis=1)
    found = np.zeros((subjects, read.shape[1], len(times)))
    x, u = np.zeros((subjects, size)), np.zeros((subjects, size))
    count, rows = events.at.shape[1], np.arange(subjects)
    carried = _Carrying(rates)
    for step in range(every.shape[1]):
        if step:
            x = carried.after(every[:, step] - every[:, step - 1], x, u)
        which = order[:, step]
        event = which < count
        e = np.minimum(which, count - 1)
        x = np.where(event[:, None], x + events.jump[rows, e], x)
        u = np.where(event[:, None], events.drive[rows, e], u)
        if not event.all():
            seen = (read @ x[:, :, None])[:, :, 0]
            found[rows[~event], :, which[~event] - count] = seen[~event]
    return found


class _Carrying:
    """The exponentials of some rates; times that all subjects share are kept."""

    def __init__(self, rates: Array) -> None:
        subjects, size = rates.shape[:2]
        self._size = size
        self._driven = np.zeros((subjects, 2 * size, 2 * size))  # [[K, I], [0, 0]]
        self._driven[:, :size, :size] = rates
        self._driven[:, :size, size:] = np.eye(size)
        self._kept: dict[float, Array] = {}

    def after(self, gone: Array, x: Array, u: Array) -> Array:
        """Return the amounts after times [h] in which `u` came in evenly."""
        if not gone.any():
            return x
        matrix = self._matrix(gone)
        size = self._size
        moved = matrix[:, :size, :size] @ x[:, :, None] + matrix[:, :size, size:] @ u[:, :, None]
        return moved[:, :, 0]

    def _matrix(self, gone: Array) -> Array:
        one = round(float(gone[0]), 12)
        if (np.abs(gone - one) > 1e-12).any():
            return exponential(self._driven * gone[:, None, None])
        if one not in self._kept:
            self._kept[one] = exponential(self._driven * one)
        return self._kept[one]
