"""The second rung: from what was ordered to milligrams, and how fast they run."""

from collections.abc import Sequence

from msgspec import Struct

from titrant.clinical.order import Amount
from titrant.dosing.bench import Bench
from titrant.dosing.preparation import Weights
from titrant.dosing.words import Words
from titrant.units import Dose, DosePerWeight, Drug, Duration, Rate, RatePerWeight

_NO_TIME = Duration(0, "s")
_H3 = "hazard H3, mg for mg/kg or a slipped point"
_H6 = "hazard H6, rate and time fields"


class Part(Struct, frozen=True):
    """A dose that runs evenly over a time, or at once where there is none."""

    dose: Dose
    over: Duration | None
    how: Words

    @property
    def rate(self) -> Rate:
        """The drug rate of this part."""
        assert self.over is not None  # only infusions and injections into a vein ask
        return self.dose.over(self.over)


def find_parts(bench: Bench, drug: Drug, weights: Weights | None) -> list[Part] | None:
    """Return the ordered dose in milligrams, part by part; None where a check says why not."""
    order = bench.order
    asked: list[tuple[Amount, Duration | None]]
    if order.segments:
        asked = [(segment.amount, segment.over) for segment in order.segments]
    elif order.amount is not None:
        asked = [(order.amount, order.over)]
    else:
        bench.hold("dose-missing", "No dose was ordered.", "Enter the dose with its unit.", _H3)
        return None
    if any(over == _NO_TIME for _, over in asked):
        bench.hold("time-zero", "The time is zero.", "Enter how long the dose runs.", _H6)
        return None
    parts = [_part(bench, amount.of(drug), over, weights) for amount, over in asked]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if total_dose(known).base == 0:
        bench.hold("dose-zero", "The dose is zero.", "Enter the dose, or do not prepare.", _H3)
        return None
    return known


def total_dose(parts: Sequence[Part]) -> Dose:
    """Return the sum of the parts."""
    total, *rest = [part.dose for part in parts]
    for dose in rest:
        total = total + dose
    return total


def total_time(parts: Sequence[Part]) -> Duration:
    """Return the sum of the times of an infusion's parts."""
    total, *rest = [part.over for part in parts if part.over is not None]
    for time in rest:
        total = total + time
    return total if not rest else total.to("min")


def _part(
    bench: Bench, amount: Amount, over: Duration | None, weights: Weights | None
) -> Part | None:
    if isinstance(amount, Dose):
        return Part(amount, over, (amount, " as ordered"))
    if isinstance(amount, Rate):
        return _timed(bench, amount, amount, over, (amount,))
    if weights is None or weights.used is None:
        # A dose per kg without a weight is never prepared (hard by the safety page).
        if bench.order.weight is None:
            bench.refuse(
                "weight-missing",
                f"{amount} was ordered and no weight is known.",
                "Weigh the person and enter the weight in kg.",
                "hazard H4, unknown weight for a dose per kg",
            )
        return None
    weight = weights.used
    how = (amount, " × ", weight)
    if isinstance(amount, DosePerWeight):
        return Part(amount * weight, over, how)
    return _timed(bench, amount, amount * weight, over, how)


def _timed(
    bench: Bench,
    ordered: Rate | RatePerWeight,
    rate: Rate,
    over: Duration | None,
    how: tuple[object, ...],
) -> Part | None:
    if over is None:
        bench.hold(
            "time-missing",
            f"{ordered} is a rate and no time is stated.",
            "State how long it runs, like 4 h.",
            _H6,
        )
        return None
    return Part(rate * over, over, (*how, " × ", over))


def fastest(parts: Sequence[Part], window: Duration) -> Dose:
    """Return the most drug that any stretch of `window` holds; each part runs evenly.

    The dose given up to a moment is piecewise linear, so the fullest stretch starts where a part
    starts or ends where a part ends.
    """
    edges = [_NO_TIME]
    for part in parts:
        assert part.over is not None  # only infusions ask
        edges.append(edges[-1] + part.over)
    end = edges[-1]
    if end <= window:
        return total_dose(parts)
    starts = [edge for edge in edges if edge + window <= end]
    starts += [edge - window for edge in edges if edge >= window]
    doses = [_between(parts, edges, start, start + window) for start in starts]
    return max(doses, key=lambda dose: dose.base)


def _between(
    parts: Sequence[Part], edges: Sequence[Duration], start: Duration, end: Duration
) -> Dose:
    got = parts[0].dose.scaled(0)
    for part, opens, closes in zip(parts, edges, edges[1:], strict=False):
        since, until = max(start, opens), min(end, closes)
        if until > since and part.over is not None:
            got = got + part.dose.scaled((until - since).ratio(part.over))
    return got
