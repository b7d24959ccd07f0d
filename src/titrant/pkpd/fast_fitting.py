"""Fit people by compiled kernels, person by person; the estimates are those of `fitting`.

They do models whose blocks are all trees, and doses whose shares, lags and durations have no random
effect. A person whose modes are not sound somewhere on the way is fitted by whole arrays.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from titrant.pkpd import posterior
from titrant.pkpd.fast import shared_out
from titrant.pkpd.fitting import Fit
from titrant.pkpd.inputs import Array
from titrant.pkpd.level_kernels import Own, Shape
from titrant.pkpd.model import Scale
from titrant.pkpd.posterior import Found
from titrant.pkpd.search_kernels import Ends, Errors, predict_all, search_all
from titrant.pkpd.sensitivity import Sensitivity
from titrant.pkpd.tasks import Truths, layout_of, owned

CHUNK = 64
"""People whom one thread fits at a time."""


class FastFit(Fit):
    """People's levels and their search, compiled."""

    def __init__(self, sensitivity: Sensitivity, root: Array, threads: int = 1) -> None:
        super().__init__(sensitivity, root)
        self._threads = threads
        self._active = owned(self.active)
        self._shape = _shape(sensitivity)
        self._own = _own(sensitivity)
        table = sensitivity.table
        self._errors = Errors(
            owned(table.number),
            _truths(table.real),
            _truths(table.below),
            owned(table.proportional),
            owned(table.additive),
            owned(table.log),
        )

    def levels(self, effects: Array) -> tuple[Array, Array]:
        """Return what `Fit.levels` does."""
        own = self.sensitivity
        people, count = own.table.at.shape
        levels, slopes = np.empty((people, count)), np.empty((people, len(own.active), count))
        moved, sound = owned(effects[:, own.active]), np.empty(people, dtype=np.bool_)

        def work(part: slice) -> bool:
            own_part = _some(self._own, part)
            predict_all(self._shape, own_part, moved[part], levels[part], slopes[part], sound[part])
            return True

        with np.errstate(all="ignore"):
            shared_out(work, people, self._threads, CHUNK)
        others = np.flatnonzero(~sound)
        if len(others):
            levels[others], slopes[others] = own.levels(effects[others], others)
        return levels, slopes

    def search(self, begin: Array) -> Found:
        """Return what `Fit.search` does."""
        people, starts, effects = begin.shape
        ends = Ends(
            begin.copy(),
            np.empty((people, starts)),
            np.empty((people, starts, effects, effects)),
            np.empty((people, starts), dtype=np.bool_),
            np.empty((people, starts), dtype=np.int64),
            np.empty(people, dtype=np.bool_),
        )

        def work(part: slice) -> bool:
            given = (_some(self._own, part), _some(self._errors, part), self._active)
            search_all(self._shape, *given, _some(ends, part), posterior.MOST)
            return True

        with np.errstate(all="ignore"):
            shared_out(work, people, self._threads, CHUNK)
        others = np.flatnonzero(~ends.sound)
        if len(others):
            again = self.searched(begin[others], others)
            for name in Found.__dataclass_fields__:
                kept = getattr(ends, name)
                kept[others] = getattr(again, name).reshape(-1, *kept.shape[1:])
        rows = people * starts
        return Found(
            ends.at.reshape(rows, effects),
            ends.loss.reshape(rows),
            ends.curvature.reshape(rows, effects, effects),
            ends.converged.reshape(rows),
            ends.steps.reshape(rows),
        )


_Arrays = TypeVar("_Arrays", Own, Errors, Ends)


def _some(arrays: _Arrays, part: slice) -> _Arrays:
    """Return what is some people's."""
    own: list[Any] = [one[part] for one in arrays]
    return type(arrays)(*own)


def _shape(slow: Sensitivity) -> Shape:
    plan = slow.plan
    layout = layout_of(plan.blocks)
    place = np.argsort(layout.members)
    powers = plan.rates.powers[:, slow.places]
    moved, by = np.nonzero(powers)
    term = np.abs(plan.rates.into).argmax(axis=1)  # each term goes to one place
    return Shape(
        layout,
        place[term // plan.size],
        place[term % plan.size],
        owned(plan.rates.into.sum(axis=1)),
        moved,
        by,
        owned(powers[moved, by]),
        owned(plan.read.powers[:, slow.places]),
        place[plan.seen],
        place[slow.entering.intos],
        np.searchsorted(slow.entering.intos, slow.entering.into),
        _truths([slow.effects[one].scale is Scale.LOGIT for one in slow.active]),
    )


def _own(slow: Sensitivity) -> Own:
    plan, logs = slow.plan, slow.logs
    given = slow.entering.inputs(logs, np.arange(len(logs)))
    return Own(
        owned(np.log(plan.rates.factor) + logs @ plan.rates.powers.T),
        owned(np.log(plan.read.factor) + logs @ plan.read.powers.T),
        owned(np.exp(logs[:, slow.places])),
        owned(slow.table.at),
        slow.table.which.astype(np.int64),
        owned(given.start),
        owned(given.length),
        owned(given.amount),
    )


def _truths(values: ArrayLike) -> Truths:
    return np.require(values, np.bool_, ["C", "A", "W"])
