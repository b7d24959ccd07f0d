"""Look for the most likely random effects of many people at once, by damped scoring.

Effects are counted in the prior's own measure, where each is standard normal and none goes with
another: half the objective is the loss of the levels plus half the squared length.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.inputs import Array

TIGHT, STILL = 1e-11, 1e-14
"""What a further step promises (twice its decrease), or the slope's square, where one arrives."""

MOST = 100
"""Steps of one search."""

FARTHEST = 4.0
"""Standard deviations that one step may go."""

LEAST, FIRST, WORST, EASE = 1e-3, 0.1, 1e12, 0.1
"""Damping: below what it ends, where it begins, where one gives up, and how it eases."""

TINY = 1e-300
"""What counts as nothing."""

Rows = NDArray[np.intp]
Fit = Callable[[Array, Rows], tuple[Array, Array, Array]]
"""Returns loss (rows,), gradient (rows, effects) and curvature (rows, effects, effects)."""


@dataclass(frozen=True)
class Found:
    """Where a search ended: `at` (rows, effects), `loss` (rows,), `curvature`, `converged`."""

    at: Array
    loss: Array
    curvature: Array
    converged: NDArray[np.bool_]
    steps: NDArray[np.intp]


def search(fit: Fit, start: Array, rows: Rows) -> Found:
    """Go down from `start` (rows, effects); `rows` says whose levels each row has to fit."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _searched(fit, start, rows)


def _searched(fit: Fit, start: Array, rows: Rows) -> Found:
    at = start.copy()
    loss, slope, curve = fit(at, rows)
    rest = np.zeros_like(curve)  # what the expected curvature lacks, learnt from the steps
    damping = np.zeros(len(at))
    converged = np.zeros(len(at), dtype=bool)
    steps = np.zeros(len(at), dtype=np.intp)
    live = np.flatnonzero(np.isfinite(loss))
    for _ in range(MOST):
        if not len(live):
            break
        step, promised, plain = _step(slope[live], curve[live], rest[live], damping[live])
        rest[live[plain]] = 0.0
        near = (promised <= TIGHT) & (damping[live] <= FIRST)
        there = at[live] + step
        found = fit(there, rows[live])
        better = found[0] <= loss[live]
        steps[live] += 1
        moved = live[better]
        old = slope[moved]
        at[moved] = there[better]
        loss[moved], slope[moved], curve[moved] = (one[better] for one in found)
        rest[moved] = _learnt(rest[moved], curve[moved], step[better], slope[moved] - old)
        eased = np.where(damping[live] > LEAST, damping[live] * EASE, 0.0)
        damping[live] = np.where(better, eased, np.maximum(damping[live] * 10.0, FIRST))
        small = (slope[live] ** 2).sum(axis=1) <= STILL  # the curvature is hardly below one
        near |= small
        converged[live[near]] = True
        live = live[~near & (damping[live] < WORST)]
    return Found(at, loss, curve, converged, steps)


def _step(
    slope: Array, curve: Array, rest: Array, damping: Array
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return steps, what they promise, and where the expected curvature alone had to do."""
    unit = np.arange(slope.shape[1])
    plain = curve.copy()
    plain[:, unit, unit] *= 1.0 + damping[:, None]
    step = _solved(plain + rest, slope)
    promised = -(step * slope).sum(axis=1)
    length: Array = np.linalg.norm(step, axis=1).astype(np.float64)
    bad = ~((promised >= 0) & (length <= FARTHEST))
    if bad.any():
        step[bad] = _solved(plain[bad], slope[bad])
        promised[bad] = -(step[bad] * slope[bad]).sum(axis=1)
        length[bad] = np.sqrt((step[bad] ** 2).sum(axis=1))
    step *= np.minimum(1.0, FARTHEST / np.maximum(length, TINY))[:, None]
    return step, promised, bad


def _solved(matrix: Array, slope: Array) -> Array:
    try:
        found = np.linalg.solve(matrix, -slope[:, :, None])[:, :, 0]
        return np.asarray(found, dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(slope, np.nan)


def _learnt(rest: Array, curve: Array, step: Array, change: Array) -> Array:
    """Return what the curvature lacks, so that a step accounts for the change of the slope.

    The update is that of Dennis, Gay and Welsch (ACM Trans Math Softw 1981;7:348-368).
    """
    wanted = change - (curve @ step[:, :, None])[:, :, 0]
    held = (rest @ step[:, :, None])[:, :, 0]
    size = np.abs((step * held).sum(axis=1))
    sized = np.abs((step * wanted).sum(axis=1))
    kept = np.where(size > sized, sized / np.where(size > sized, size, 1.0), 1.0)
    off = wanted - kept[:, None] * held
    along = (change * step).sum(axis=1)
    usable = along > TINY
    along = np.where(usable, along, 1.0)
    cross = off[:, :, None] * change[:, None, :]
    cross = (cross + cross.transpose(0, 2, 1)) / along[:, None, None]
    square = change[:, :, None] * change[:, None, :]
    twice = (step * off).sum(axis=1) / along**2
    made = kept[:, None, None] * rest + cross - twice[:, None, None] * square
    return np.where(usable[:, None, None], made, rest)
