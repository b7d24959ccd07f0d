"""How long levels lie above a threshold."""

import math

import numpy as np

from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array

_TOGETHER = 64  # people whose levels are looked at together: few enough for the cache


def checked_threshold(level: float) -> float:
    """Return a threshold [ng/mL]; raises `PkError` where it is not above zero."""
    if not (math.isfinite(level) and level > 0):
        raise PkError(f"the threshold is {level:g} ng/mL", "Give one above zero.")
    return level


def hours_above(levels: Array, times: Array, threshold: float) -> Array:
    """Return how long a line through levels is above a threshold [h], shape (people, analytes).

    `levels` (people, analytes, times) and `threshold` in ng/mL, `times` in hours and in order.
    """
    found = np.empty(levels.shape[:2])
    for start in range(0, len(levels), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        off = levels[part] - threshold
        low = np.minimum(off[:, :, 1:], off[:, :, :-1])
        high = np.maximum(off[:, :, 1:], off[:, :, :-1])
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(low >= 0, 1.0, high / (high - low))
        found[part] = np.where(high > 0, share, 0.0) @ np.diff(times)
    return found
