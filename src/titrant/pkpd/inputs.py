"""What enters compartments, put in order: the times at which it changes, and what changes then."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Inputs:
    """What enters each subject, in any order.

    `start` [h], `length` [h] and `amount` [mg] have the shape (subjects, inputs); `into`, the
    compartment, (inputs,). A length of 0 enters at once, any other evenly over that time.
    """

    start: Array
    length: Array
    amount: Array
    into: NDArray[np.intp]

    def of(self, which: slice | NDArray[np.intp]) -> "Inputs":
        """Return the inputs of some subjects."""
        return Inputs(self.start[which], self.length[which], self.amount[which], self.into)

    def total(self, size: int) -> Array:
        """Return all that ever enters each compartment [mg], shape (subjects, size)."""
        return self._summed(self.amount, size)

    def until(self, time: float, size: int) -> Array:
        """Return what has entered each compartment by a time [mg], shape (subjects, size)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(
                self.length > 0,
                np.clip((time - self.start) / self.length, 0.0, 1.0),
                (self.start <= time).astype(float),
            )
        return self._summed(self.amount * part, size)

    def _summed(self, amounts: Array, size: int) -> Array:
        found = np.zeros((len(amounts), size))
        for one, into in enumerate(self.into):
            found[:, into] += amounts[:, one]
        return found


@dataclass(frozen=True)
class Events:
    """The times at which what enters changes, in order, with what changes then.

    `at` (subjects, events) [h]; `jump` [mg] and `drive` [mg/h], what enters from then on, have the
    shape (subjects, events, compartments). `shared` says that all subjects have the same times.
    """

    at: Array
    jump: Array
    drive: Array
    shared: bool


def events_of(inputs: Inputs, size: int) -> Events:
    """Return the changes that inputs make, in order of time; equal times are joined if shared."""
    subjects, count = inputs.start.shape
    at = np.concatenate([inputs.start, inputs.start + inputs.length], axis=1)
    jump = np.zeros((subjects, 2 * count, size))
    change = np.zeros((subjects, 2 * count, size))
    even = inputs.length > 0
    for one, into in enumerate(inputs.into):
        jump[:, one, into] = np.where(even[:, one], 0.0, inputs.amount[:, one])
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.where(even[:, one], inputs.amount[:, one] / inputs.length[:, one], 0.0)
        change[:, one, into] = rate
        change[:, count + one, into] = -rate
    shared = bool((at == at[:1]).all())
    if shared:
        times, place = np.unique(at[0], return_inverse=True)
        joined = [np.zeros((subjects, len(times), size)) for _ in range(2)]
        for event, where in enumerate(place.ravel()):
            joined[0][:, where] += jump[:, event]
            joined[1][:, where] += change[:, event]
        at = np.broadcast_to(times, (subjects, len(times)))
        jump, change = joined
    else:
        order = np.argsort(at, axis=1, kind="stable")
        at = np.take_along_axis(at, order, axis=1)
        jump = np.take_along_axis(jump, order[:, :, None], axis=1)
        change = np.take_along_axis(change, order[:, :, None], axis=1)
    return Events(at, jump, _running(change), shared)


def _running(change: Array) -> Array:
    """Return the rates that stand after each change; what has ended leaves no rounding behind."""
    total = np.cumsum(change, axis=1)
    largest = np.abs(change).max(axis=1, keepdims=True)
    return np.where(np.abs(total) <= 1e-12 * largest, 0.0, total)
