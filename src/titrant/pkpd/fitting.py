"""Fit people from several starts, and keep the best of each: whole arrays at a time."""

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.inputs import Array
from titrant.pkpd.likelihood import losses
from titrant.pkpd.posterior import Found, search
from titrant.pkpd.sensitivity import Sensitivity

_SIDES = ((1.0, -1.0), (1.0, 1.0))  # a pattern of signs over the effects, and its opposite
_ALIKE, _OTHER = 1e-8, 1e-6  # how far half the objective lies apart at one minimum, and at another

MOST_STARTS = 1 + 2 * len(_SIDES)
"""From how many places a search can begin."""

Rows = NDArray[np.intp]


class Fit:
    """People's levels and their search, in the prior's own measure.

    There each effect is standard normal: effects = root @ what is searched for.
    """

    def __init__(self, sensitivity: Sensitivity, root: Array) -> None:
        self.sensitivity = sensitivity
        self.root = root
        self.active: Array = root[sensitivity.active]  # (active, effects)
        self._one = np.eye(len(root))

    def levels(self, effects: Array) -> tuple[Array, Array]:
        """Return everybody's levels [ng/mL] (people, levels), and slopes (people, active, levels).

        `effects` (people, effects) are of the model's order and scale.
        """
        return self.sensitivity.levels(effects, np.arange(len(effects), dtype=np.intp))

    def search(self, begin: Array) -> Found:
        """Search for everybody from `begin` (people, starts, effects); rows in that order."""
        return self.searched(begin, np.arange(len(begin), dtype=np.intp))

    def searched(self, begin: Array, people: Rows) -> Found:
        """Return the search of some people, by whole arrays."""
        return search(self, begin.reshape(-1, len(self.root)), np.repeat(people, begin.shape[1]))

    def __call__(self, at: Array, rows: Rows) -> tuple[Array, Array, Array]:
        """Return loss, gradient and curvature, as `posterior.Fit` asks for."""
        own = self.sensitivity
        levels, slopes = own.levels(at @ self.root.T, rows)
        loss, slope, curve = losses(levels, own.table.of(rows))
        gradient = (slopes @ slope[:, :, None])[:, :, 0] @ self.active + at
        inner = (slopes * curve[:, None, :]) @ slopes.transpose(0, 2, 1)
        curvature = self.active.T @ inner @ self.active + self._one
        whole = loss.sum(axis=1) + 0.5 * (at * at).sum(axis=1)
        bad = ~(np.isfinite(gradient).all(axis=1) & np.isfinite(curvature).all(axis=(1, 2)))
        return np.where(bad | ~np.isfinite(whole), np.inf, whole), gradient, curvature


def best(fit: Fit, people: int, starts: int) -> tuple[Found, Rows]:
    """Search from several starts; return the best of each person, and how many ended elsewhere."""
    effects = len(fit.root)
    begin = np.zeros((people, starts, effects))
    for start in range(1, starts):
        signs = np.resize(_SIDES[(start - 1) // 2], effects)
        begin[:, start] = signs if start % 2 else -signs
    found = fit.search(begin)
    loss = found.loss.reshape(people, starts)
    least = loss.min(axis=1, keepdims=True)
    first = (loss <= least + _ALIKE).argmax(axis=1)  # the first of those that are alike
    arrived = (found.converged & np.isfinite(found.loss)).reshape(people, starts)
    minima = ((loss > least + _OTHER) & arrived).sum(axis=1)
    place = np.arange(people) * starts + first
    kept = Found(*(getattr(found, name)[place] for name in Found.__dataclass_fields__))
    return kept, minima.astype(np.intp)
