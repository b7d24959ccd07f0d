"""How well levels fit: half of minus twice the log likelihood, its slope and its curvature.

The curvature is what is expected of it, which is never below zero: that of NONMEM's first-order
conditional estimation with interaction (Almquist and others, J Pharmacokinet Pharmacodyn 2015;
42:191-209). A level below the limit counts with the likelihood of being below (M3: Beal, J
Pharmacokinet Pharmacodyn 2001;28:481-504).
"""

import math

import numpy as np

from titrant.pkpd.inputs import Array
from titrant.pkpd.measured import Table

FAR = -30.0
"""Standard deviations from where the tail of the normal is a series."""

LOG_ROOT = 0.5 * math.log(2 * math.pi)
"""The logarithm of the root of 2π."""


def losses(levels: Array, table: Table) -> tuple[Array, Array, Array]:
    """Return loss, slope and curvature by the level, each (people, levels); 0 for what fills up.

    `levels` are those predicted [ng/mL]. Where one is not above zero and has no additive error, the
    loss is infinite or NaN.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        logs = table.log > 0
        shares = table.proportional**2
        variance = np.where(logs, table.log**2, table.additive**2 + shares * levels**2)
        widening = np.where(logs, 0.0, 2.0 * shares * levels) / variance
        if logs.any():
            off = np.where(logs, np.log(table.number) - np.log(levels), table.number - levels)
            move = np.where(logs, 1.0 / levels, 1.0)
        else:
            off, move = table.number - levels, np.ones(1)
        loss = 0.5 * (np.log(variance) + off**2 / variance)
        slope = 0.5 * widening - off * move / variance - 0.5 * off**2 * widening / variance
        curve = move**2 / variance + 0.5 * widening**2
        if table.below.any():
            far = off / np.sqrt(variance)
            lean = -move / np.sqrt(variance) - 0.5 * far * widening
            here = table.below
            log, mills = _tail(far[here])
            loss[here] = -log
            slope[here] = -mills * lean[here]
            curve[here] = mills * (mills + far[here]) * lean[here] ** 2
    if table.real.all():
        return loss, slope, curve
    for one in (loss, slope, curve):
        one[~table.real] = 0.0
    return loss, slope, curve


def _tail(far: Array) -> tuple[Array, Array]:
    """Return the logarithm of the normal's tail below, and density over tail, of each."""
    log, mills = np.array([_one_tail(float(one)) for one in far]).T
    return log, mills


def _one_tail(far: float) -> tuple[float, float]:
    if math.isnan(far):
        return math.nan, math.nan
    density = -0.5 * far * far - LOG_ROOT
    if far < FAR:  # 1 - 1/z² + 3/z⁴, of which the next term is below the rounding
        log = density - math.log(-far) + math.log1p(-1.0 / far**2 + 3.0 / far**4)
    else:
        log = math.log(0.5 * math.erfc(-far / math.sqrt(2.0)))
    return log, math.exp(density - log)
