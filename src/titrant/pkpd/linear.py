"""Linear compartments solved exactly: by their modes where those are sound, by steps where not.

Amounts follow dx/dt = K x + u, with u constant between events. Over such a stretch the solution is
closed: in modes, each output time costs one exponential a mode.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.blocks import Block
from titrant.pkpd.inputs import Array, Events, Inputs, events_of
from titrant.pkpd.modes import Modes, modes_of
from titrant.pkpd.stepping import by_steps

CHUNK = 128
"""Subjects that are worked on together: few enough for the cache, enough for one call each."""

_PIECE = 64
"""Subjects whose decays are held at once: asking for more memory takes longer than to fill it."""


def solve(
    rates: Array,
    blocks: tuple[Block, ...],
    inputs: Inputs,
    times: Array,
    read: Array,
    *,
    out: Array | None = None,
) -> Array:
    """Return what `read` makes of the amounts at some times, shape (subjects, outputs, times).

    `rates` (subjects, size, size) [1/h]: column j holds where an amount in j goes. `read`
    (subjects, outputs, size) turns amounts [mg] into what is asked for. `times` (times,) [h] stand
    in order. Before the first input all is 0. `out` takes the result where it is given.
    """
    shape = (len(rates), read.shape[1], len(times))
    found = np.empty(shape) if out is None else out
    sound = np.empty(len(rates), dtype=bool)
    for start in range(0, len(rates), CHUNK):
        part = slice(start, start + CHUNK)
        events, modes = events_of(inputs.of(part), rates.shape[-1]), modes_of(rates[part], blocks)
        sound[part] = modes.sound
        if modes.sound.any():
            with np.errstate(all="ignore"):  # modes that are not sound
                _by_modes(modes, events, times, read[part], found[part])
    others = np.flatnonzero(~sound)
    for start in range(0, len(others), CHUNK):
        which = others[start : start + CHUNK]
        events = events_of(inputs.of(which), rates.shape[-1])
        found[which] = by_steps(rates[which], events, times, read[which])
    return found


def _by_modes(modes: Modes, events: Events, times: Array, read: Array, found: Array) -> None:
    """Carry the modes from event to event, and read the times off between them into `found`."""
    values = modes.values
    seen = read @ modes.vectors
    jump = events.jump @ modes.inverse.transpose(0, 2, 1)
    rest = (events.drive @ modes.inverse.transpose(0, 2, 1)) / values[:, None, :]
    moving = np.empty_like(jump)  # what decays after each event; the rest is -rest
    now = np.zeros_like(values)
    for event in range(events.at.shape[1]):
        if event:
            gone = events.at[:, event] - events.at[:, event - 1]
            now = moving[:, event - 1] * np.exp(values * gone[:, None]) - rest[:, event - 1]
        moving[:, event] = now + jump[:, event] + rest[:, event]
        now = moving[:, event] - rest[:, event]
    if events.shared:
        _between_shared(events.at[0], times, values, seen, (moving, rest), found)
    else:
        found[:] = _between(events.at, times, values, seen, moving, rest)


def _between_shared(
    at: Array,
    times: Array,
    values: Array,
    seen: Array,
    states: tuple[Array, Array],
    found: Array,
) -> None:
    """Read off times after events that all subjects share: one exponential a time since.

    `states` hold what decays after each event, and the rest that it decays to, with its sign off.
    """
    moving, rest = states
    last = np.searchsorted(at, times, side="right") - 1
    since = times - at[np.maximum(last, 0)]
    different, place = _alike(since)
    begins = np.searchsorted(last, np.arange(len(at) + 1)).tolist()
    found[:, :, : begins[0]] = 0.0
    windows = [
        (event, slice(begin, end), _joined(place[begin:end]))
        for event, (begin, end) in enumerate(pairwise(begins))
        if begin < end
    ]
    table = np.empty((min(_PIECE, len(values)), values.shape[1], len(different)))
    for start in range(0, len(values), _PIECE):
        part = slice(start, start + _PIECE)
        own = values[part, :, None]
        decay = np.multiply(own, different, out=table[: len(own)])
        np.exp(decay, out=decay)
        for event, times_after, which in windows:
            levels = found[part, :, times_after]
            np.matmul(seen[part] * moving[part, event, None, :], decay[:, :, which], out=levels)
            if rest[part, event].any():
                levels -= seen[part] @ rest[part, event, :, None]


def _joined(place: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Return places as a range where they are one, which spares a copy of what stands there."""
    return slice(place[0], place[-1] + 1) if (np.diff(place) == 1).all() else place


def _alike(since: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return times that differ by more than rounding, and which of them each one is."""
    order = np.argsort(since, kind="stable")
    ordered = since[order]
    new = np.concatenate([[True], np.diff(ordered) > 1e-12])
    place = np.empty(len(since), dtype=np.intp)
    place[order] = np.cumsum(new) - 1
    return ordered[new], place


def _between(
    at: Array, times: Array, values: Array, seen: Array, moving: Array, rest: Array
) -> Array:
    """Read off times after events that each subject has at times of its own."""
    last = (at[:, :, None] <= times).sum(axis=1) - 1
    begun = last >= 0
    last = np.maximum(last, 0)
    since = np.where(begun, times - np.take_along_axis(at, last, axis=1), 0.0)
    z = np.take_along_axis(moving, last[:, :, None], axis=1) * np.exp(
        values[:, None, :] * since[:, :, None]
    ) - np.take_along_axis(rest, last[:, :, None], axis=1)
    return np.where(begun[:, None, :], seen @ z.transpose(0, 2, 1), 0.0)


def areas(rates: Array, entered: Array, left: Array, read: Array) -> Array:
    """Return the integral of what `read` shows, shape (subjects, outputs), in its unit times h.

    `entered` is what came in over the time, `left` what is still there at its end; both have the
    shape (subjects, size) [mg]. All to infinity: everything entered and nothing is left.
    Raises `numpy.linalg.LinAlgError` where something never leaves.
    """
    whole = np.linalg.solve(rates, (left - entered)[:, :, None])
    return (read @ whole)[:, :, 0]
