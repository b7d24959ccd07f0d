"""What levels and doses do, as far as a source says so: for populations and for teaching.

Nothing here tells of one person, and nothing of benefit: levels did not go with less depression
(n = 53, PMC6746183). Each function refuses what lies outside of what its source measured. The
numbers come with their source from outside.
"""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Cited, Range
from titrant.pkpd.regimen import Regimen

_EXACT = 0.01  # by which share a dose and its time may differ from those of the source


class Score(Struct, frozen=True, kw_only=True):
    """A score that rises in a straight line over a range of levels [ng/mL].

    `zero` holds the levels between which the line reaches 0, where the source does not say it.
    """

    id: str
    title: str
    drug: str
    site: str
    range: Range
    zero: Range
    cited: Cited
    zero_cited: Cited
    people: int
    caution: tuple[str, ...] = ()


class Rise(Struct, frozen=True):
    """How far something rises: mean and SD [mmHg]."""

    mean: float
    sd: float


class Pressure(Struct, frozen=True, kw_only=True):
    """The peak of the blood pressure after one dose [mg/kg] given evenly `over` a time [h]."""

    id: str
    title: str
    drug: str
    route: str
    dose: float
    over: float
    systolic: Rise
    diastolic: Rise
    cited: Cited
    people: int
    infusions: int
    caution: tuple[str, ...] = ()


class Rises(Struct, frozen=True):
    """Percentiles of the rise above the value before [mmHg], in the order asked for."""

    systolic: tuple[float, ...]
    diastolic: tuple[float, ...]


def strength(score: Score, levels: ArrayLike, *, drug: str, site: str) -> tuple[Array, Array]:
    """Return from what to what the score is, as a share of that at the top of its range.

    `levels` [ng/mL] are steady ones of the drug in blood of the site. Raises `PkError` for another
    drug or site, and for a level outside of the range: nothing is extended.
    """
    if drug != score.drug:
        raise PkError(
            f"{score.id} was measured with {score.drug}, not with {drug}", "Give its levels."
        )
    if site != score.site:
        raise PkError(
            f"{score.id} was measured in {score.site} blood, not {site}", "Choose such a model."
        )
    at = np.asarray(levels, dtype=float)
    outside = ~((at >= score.range.low) & (at <= score.range.high))  # NaN, too
    if outside.any():
        raise PkError(
            f"the level {at[outside].flat[0]:g} ng/mL is outside of {score.range.low:g} to "
            f"{score.range.high:g} ng/mL",
            "Nothing is known there: leave it out.",
        )
    ends = [(at - zero) / (score.range.high - zero) for zero in (score.zero.high, score.zero.low)]
    return ends[0], ends[1]


def rises(
    pressure: Pressure,
    regimen: Regimen,
    weight: float,
    *,
    drug: str,
    percentiles: Sequence[float] = (5.0, 50.0, 95.0),
) -> Rises:
    """Return how far blood pressure rises at most in people of a `weight` [kg] after a regimen.

    Raises `PkError` for any but the dose that was studied, and for percentiles that cannot be.
    """
    if drug != pressure.drug:
        raise PkError(
            f"{pressure.id} was measured with {pressure.drug}, not with {drug}", "Leave it out."
        )
    if not (np.isfinite(weight) and weight > 0):
        raise PkError(f"the weight is {weight}", "Give kg above zero.")
    dose = regimen.doses[0]
    studied = (
        len(regimen.doses) == 1
        and dose.route == pressure.route
        and abs(dose.amount / (pressure.dose * weight) - 1) <= _EXACT
        and abs(dose.over / pressure.over - 1) <= _EXACT
        and dose.ratio == 1
    )
    if not studied:
        raise PkError(
            f"{pressure.id} tells of one dose of {pressure.dose:g} mg/kg {pressure.route} over "
            f"{60 * pressure.over:g} min only",
            "Leave it out for another.",
        )
    if not all(0 < one < 100 for one in percentiles):
        raise PkError("a percentile is not between 0 and 100", "Give numbers like 5, 50 and 95.")
    return Rises(_normal(pressure.systolic, percentiles), _normal(pressure.diastolic, percentiles))


def _normal(rise: Rise, percentiles: Sequence[float]) -> tuple[float, ...]:
    normal = NormalDist(rise.mean, rise.sd)
    return tuple(normal.inv_cdf(one / 100) for one in percentiles)
