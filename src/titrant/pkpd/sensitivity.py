"""Levels of people at their own times, with the slopes of each by the random effects.

A linear model answers to each dose by itself, so that a level is a sum over doses of a closed form
in the modes of the rates. Modes are differentiated by perturbation: with M the change of the rates
seen in the modes, a mode's value changes by M's diagonal, and the modes turn into each other by
M[i, j] / (value j - value i). Where modes come too close for that, levels come from steps and
slopes from central differences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.entering import Entering
from titrant.pkpd.inputs import Array, Inputs
from titrant.pkpd.linear import solve
from titrant.pkpd.measured import Table
from titrant.pkpd.model import Effect, Scale
from titrant.pkpd.modes import Modes, modes_of
from titrant.pkpd.products import Plan

_STEP = 1e-5  # of a random effect, for a slope by central differences
TURN = 1e8
"""How far modes may turn into each other before their slopes are lost to rounding."""

Rows = NDArray[np.intp]


class _At(NamedTuple):
    """The parameters of some people: their logarithms, and the slopes of these by the effects."""

    logs: Array
    slopes: Array


@dataclass(frozen=True)
class Sensitivity:
    """Predicts the levels of a table; `logs` are the typical parameters' (people, parameters).

    `effects` are all of the model, `active` the places of those that have any influence.
    """

    plan: Plan
    entering: Entering
    table: Table
    logs: Array
    effects: Sequence[Effect]
    active: Rows
    places: Rows
    """Where the parameters of the active effects stand."""

    def levels(self, effects: Array, rows: Rows) -> tuple[Array, Array]:
        """Return levels [ng/mL] (rows, levels), and slopes (rows, active, levels).

        `effects` (rows, effects) are those of the people whose places `rows` holds.
        """
        at = self._moved(effects, rows)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
            found, slopes, sound = self._by_modes(at, rows)
        if not sound.all():
            for row in np.flatnonzero(~sound):
                found[row], slopes[row] = self._by_steps(effects[row], int(rows[row]))
        return found, slopes

    def _moved(self, effects: Array, rows: Rows) -> _At:
        """Return the logarithms of the parameters, (rows, parameters), and slopes (rows, active).

        A slope is 1 on the log scale; on the logit scale it is what the share lacks of one.
        """
        logs = self.logs[rows]
        slopes = np.ones((len(rows), len(self.active)))
        for column, (one, place) in enumerate(zip(self.active, self.places, strict=True)):
            if self.effects[one].scale is Scale.LOG:
                logs[:, place] += effects[:, one]
            else:
                typical = np.exp(logs[:, place])
                share = 1.0 / (1.0 + (1.0 / typical - 1.0) * np.exp(-effects[:, one]))
                logs[:, place] = np.log(share)
                slopes[:, column] = 1.0 - share
        return _At(logs, slopes)

    def _by_modes(self, at: _At, rows: Rows) -> tuple[Array, Array, NDArray[np.bool_]]:
        plan, table, size = self.plan, self.table, self.plan.size
        terms = plan.rates.terms(at.logs)
        rates = (terms @ plan.rates.into).reshape(-1, size, size)
        modes = modes_of(rates, plan.blocks)
        moved = terms[:, None, :] * plan.rates.powers.T[self.places] * at.slopes[:, :, None]
        changed = (moved @ plan.rates.into).reshape(len(rows), -1, size, size)
        change = modes.inverse[:, None] @ changed @ modes.vectors[:, None]
        turn, faster = _turned(change, modes)
        sound = modes.sound & (np.abs(turn) < TURN).all(axis=(1, 2, 3))
        entered = self.entering.entered(at.logs, at.slopes, modes, rows, table.at[rows])
        held, by_value, by_input = entered.held, entered.by_value, entered.by_input
        # what is held (rows, intos, levels, modes) is turned into modes by the inverse
        inverse = modes.inverse[:, :, self.entering.intos]  # (rows, modes, intos)
        back = inverse.transpose(0, 2, 1)[:, :, None, :]
        amounts = (back * held).sum(axis=1)  # (rows, levels, modes)
        turning = -(turn @ inverse[:, None])  # (rows, active, modes, intos)
        dz = (back * by_value).sum(axis=1)[:, None] * faster[:, :, None, :]
        for into in range(held.shape[1]):
            dz = dz + turning[:, :, None, :, into] * held[:, None, into]
        if by_input is not None:
            dz = dz + by_input
        read = plan.read.terms(at.logs)
        basis = modes.vectors[:, plan.seen, :] * read[:, :, None]  # (rows, analytes, modes)
        own = plan.read.powers.T[self.places] * at.slopes[:, :, None]  # (rows, active, analytes)
        turned = basis[:, None] * own[:, :, :, None] + basis[:, None] @ turn
        if len(plan.seen) == 1:
            seen, moving = basis, turned
        else:
            line, which = np.arange(len(rows))[:, None], table.which[rows]
            seen = basis[line, which]
            moving = turned.transpose(0, 2, 1, 3)[line, which].transpose(0, 2, 1, 3)
        found = (seen * amounts).sum(axis=2)
        slopes = (moving * amounts[:, None] + seen[:, None] * dz).sum(axis=3)
        return found, slopes, sound

    def _by_steps(self, effects: Array, row: int) -> tuple[Array, Array]:
        """Return one person's levels (levels,) and slopes (active, levels)."""
        count = len(self.active)
        several = np.repeat(effects[None], 2 * count + 1, axis=0)
        for column, one in enumerate(self.active):
            several[1 + column, one] += _STEP
            several[1 + count + column, one] -= _STEP
        rows = np.full(len(several), row)
        found = self._stepped(self._moved(several, rows), rows, row)
        return found[0], (found[1 : 1 + count] - found[1 + count :]) / (2 * _STEP)

    def _stepped(self, at: _At, rows: Rows, row: int) -> Array:
        plan, size = self.plan, self.plan.size
        failed = np.full((len(rows), self.table.at.shape[1]), np.nan)
        rates = (plan.rates.terms(at.logs) @ plan.rates.into).reshape(-1, size, size)
        inputs: Inputs = self.entering.inputs(at.logs, rows)
        if not (np.isfinite(rates).all() and np.isfinite(inputs.amount).all()):
            return failed
        read = np.zeros((len(rows), len(plan.seen), size))
        read[:, np.arange(len(plan.seen)), plan.seen] = plan.read.terms(at.logs)
        levels = solve(rates, plan.blocks, inputs, self.table.at[row], read)
        return levels[:, self.table.which[row], np.arange(levels.shape[2])]


def _turned(change: Array, modes: Modes) -> tuple[Array, Array]:
    """Return how modes turn into each other (…, modes, modes), and how their values change."""
    apart = modes.values[:, None, :] - modes.values[:, :, None]
    size = apart.shape[-1]
    apart[:, range(size), range(size)] = np.inf
    faster = np.diagonal(change, axis1=2, axis2=3)
    turn = np.where(change == 0, 0.0, change / apart[:, None])
    return turn, faster
