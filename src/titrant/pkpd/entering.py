"""What doses leave in each mode at some times: a closed form for each dose, summed over doses."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array, Inputs
from titrant.pkpd.measured import Doses
from titrant.pkpd.modes import Modes
from titrant.pkpd.products import Part, Plan

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Entered:
    """What entered and is still there, by mode, were it put into that mode alone.

    `held` [mg] and its slope by the mode's value, `by_value`, have the shape (rows, intos, levels,
    modes). `by_input` (rows, active, levels, modes) is the slope by what acts on doses themselves,
    seen in the modes already; None where no effect does.
    """

    held: Array
    by_value: Array
    by_input: Array | None


@dataclass(frozen=True)
class _Given:
    """What enters, of the shape (rows, inputs): `start` and `length` [h], `amount` [mg]."""

    start: Array
    length: Array
    amount: Array


class Entering:
    """The inputs of a table of doses, by the ways in of a plan.

    `places` (active,) are the parameters of the random effects that have an influence.
    """

    def __init__(self, plan: Plan, doses: Doses, places: Rows) -> None:
        pairs = [
            (slot, part)
            for slot, route in enumerate(doses.route)
            for part in plan.parts
            if part.route == route
        ]
        self._parts: tuple[Part, ...] = tuple(part for _, part in pairs)
        slots = [slot for slot, _ in pairs]
        self._at, self._over = doses.at[:, slots], doses.over[:, slots]
        self._amount, self._given = doses.amount[:, slots], doses.given[:, slots]
        self._places = places
        self.into = np.array([part.into for part in self._parts], dtype=np.intp)
        self.intos: Rows = np.unique(self.into)
        self._joined = (self.into == self.intos[:, None]).astype(float)
        self._number = self._devices()

    def _devices(self) -> Array:
        """Return how many devices each dose is; raises `PkError` where that is no whole number."""
        found = np.ones_like(self._given)
        for column, part in enumerate(self._parts):
            if part.later is None:
                continue
            number = self._given[:, column] / part.device
            bad = (self._given[:, column] > 0) & (
                (number < 1) | (np.abs(number - np.round(number)) > 1e-9)
            )
            if bad.any():
                raise PkError(
                    f"{self._given[bad, column][0]:g} mg is not a whole number of devices of "
                    f"{part.device:g} mg",
                    f"Give a multiple of {part.device:g} mg.",
                )
            found[:, column] = np.maximum(number, 1.0)
        return found

    @cached_property
    def varies(self) -> bool:
        """Whether any random effect acts on a share, a lag or a duration."""
        return bool(self.places & {int(one) for one in self._places})

    @property
    def places(self) -> set[int]:
        """The parameters that act on what enters."""
        return {
            place
            for part in self._parts
            for place in (*part.shares, *part.rests, part.over, part.lag, *(part.later or ()))
            if place is not None
        }

    def _enters(self, logs: Array, rows: Rows) -> _Given:
        start, length = self._at[rows], self._over[rows]
        amount = self._amount[rows]
        for column, part in enumerate(self._parts):
            if part.lag is not None:
                start[:, column] += np.exp(logs[:, part.lag])
            if part.over is not None:
                own = np.exp(logs[:, part.over])
                length[:, column] = np.where(length[:, column] > 0, length[:, column], own)
            for one in part.shares:
                amount[:, column] *= self._share(logs, one, column, rows)
            for one in part.rests:
                amount[:, column] *= 1.0 - self._share(logs, one, column, rows)
        return _Given(start, length, amount)

    def _share(self, logs: Array, one: int, column: int, rows: Rows) -> Array:
        share: Array = np.exp(logs[:, one])
        part = self._parts[column]
        if part.later is None or part.later[0] != one:
            return share
        number = self._number[rows, column]
        factor: Array = (1.0 + (number - 1.0) * np.exp(logs[:, part.later[1]])) / number
        return share * factor

    def inputs(self, logs: Array, rows: Rows) -> Inputs:
        """Return what enters the people `rows`, whose parameters are `logs`."""
        own = self._enters(logs, rows)
        return Inputs(own.start, own.length, own.amount, self.into)

    def entered(
        self, logs: Array, slopes: Array, modes: Modes, rows: Rows, times: Array
    ) -> Entered:
        """Return what is there at `times` (rows, levels) [h]."""
        own = self._enters(logs, rows)
        shape = _shapes(own, modes.values, times, moving=self.varies)
        amount = own.amount[:, :, None, None]
        joined = self._joined
        held = _summed(joined, amount * shape.value)
        by_value = _summed(joined, amount * shape.by_mode)
        if not self.varies:
            return Entered(held, by_value, None)
        logs_moved, started, lengthened = self._slopes(logs, slopes, rows)
        inverse = modes.inverse.transpose(0, 2, 1)[:, self.into][:, None, :, None, :]
        each = (
            logs_moved[:, :, :, None, None] * shape.value[:, None]
            + started[:, :, :, None, None] * shape.by_start[:, None]
            + lengthened[:, :, :, None, None] * shape.by_length[:, None]
        )
        by_input = (each * amount[:, None] * inverse).sum(axis=2)
        return Entered(held, by_value, by_input)

    def _slopes(self, logs: Array, slopes: Array, rows: Rows) -> tuple[Array, Array, Array]:
        """Return slopes by the effects, (rows, active, inputs): log amount, start and length."""
        shape = (len(rows), len(self._places), len(self._parts))
        amount, start, length = (np.zeros(shape) for _ in range(3))
        for line, place in enumerate(self._places):
            slope, value = slopes[:, line], np.exp(logs[:, place])
            for column, part in enumerate(self._parts):
                if part.lag == place:
                    start[:, line, column] = slope * value
                if part.over == place:
                    even = self._over[rows, column] > 0
                    length[:, line, column] = np.where(even, 0.0, slope * value)
                for one in (*part.shares, *part.rests):
                    own_share = self._share(logs, one, column, rows)
                    by = -own_share / (1.0 - own_share) if one in part.rests else 1.0
                    if one == place:
                        amount[:, line, column] += slope * by
                    if part.later is not None and part.later == (one, place):
                        number = self._number[rows, column] - 1.0
                        amount[:, line, column] += (
                            slope * by * number * value / (1.0 + number * value)
                        )
        return amount, start, length


@dataclass(frozen=True)
class _Shape:
    """What one mg leaves, (rows, inputs, levels, modes), with slopes by mode, start and length."""

    value: Array
    by_mode: Array
    by_start: Array
    by_length: Array


def _shapes(own: _Given, values: Array, times: Array, *, moving: bool) -> _Shape:
    since = times[:, None, :] - own.start[:, :, None]
    even = own.length > 0
    begun = np.where(even[:, :, None], since > 0, since >= 0)[..., None]
    tau = np.maximum(since, 0.0)[..., None]
    mode = values[:, None, None, :]
    late = np.exp(mode * tau)
    if not even.any():
        value = np.where(begun, late, 0.0)
        by_mode = tau * value
        return _Shape(value, by_mode, -mode * value, np.zeros_like(value))
    length = np.where(even, own.length, 1.0)[:, :, None, None]
    during = np.minimum(tau, length)
    over = np.exp(mode * (tau - during))
    value = over * np.expm1(mode * during) / (mode * length)
    by_mode = (tau * late - (tau - during) * over) / (mode * length) - value / mode
    by_start = by_length = value
    if moving:
        by_start = np.where(tau < length, -late / length, -mode * value)
        by_length = np.where(tau < length, 0.0, over / length) - value / length
    if not even.all():
        at_once = ~even[:, :, None, None]
        value = np.where(at_once, late, value)
        by_mode = np.where(at_once, tau * late, by_mode)
        by_start = np.where(at_once, -mode * late, by_start)
        by_length = np.where(at_once, 0.0, by_length)
    return _Shape(*(np.where(begun, one, 0.0) for one in (value, by_mode, by_start, by_length)))


def _summed(joined: Array, each: Array) -> Array:
    """Sum inputs into the places they enter, (rows, intos, levels, modes)."""
    found: Array
    if len(joined) == 1:
        found = each.sum(axis=1, keepdims=True)
        return found
    rows, inputs, levels, modes = each.shape
    found = np.einsum("im,nmx->nix", joined, each.reshape(rows, inputs, -1))
    found = found.reshape(rows, -1, levels, modes)
    return found
