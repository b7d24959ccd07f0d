"""Points and percent of a change, and whether it is more than the scatter of the scale.

Reliable change and cut after Jacobson and Truax. All arithmetic is decimal.
"""

from decimal import ROUND_FLOOR, Decimal

from titrant.knowledge.concepts import Better

_TENTH = Decimal("0.1")


def gain(before: Decimal, after: Decimal, better: Better) -> Decimal:
    """Return by how many points a score got better; below 0 where it got worse."""
    return before - after if better == "lower" else after - before


def percent_gain(before: Decimal, after: Decimal, better: Better) -> Decimal:
    """Return the percent of `before` by which a score got better, to a tenth, never rounded up.

    A response of 49.99 % is printed as 49.9 %, so that what is shown is what is judged. Raises
    ValueError where `before` is not above 0.
    """
    if before <= 0:
        raise ValueError(f"there is no percentage of {before}")
    share = 100 * gain(before, after, better) / before
    return share.quantize(_TENTH, rounding=ROUND_FLOOR)


def spread_of_change(spread: Decimal, reliability: Decimal) -> Decimal:
    """Return the standard error of a difference: √2 · SD · √(1 - r).

    Raises ValueError for a spread that is not above 0, and a reliability that is not in [0, 1).
    """
    if not spread > 0:
        raise ValueError(f"a spread of {spread} cannot be")
    if not 0 <= reliability < 1:
        raise ValueError(f"a reliability of {reliability} tells nothing apart")
    return Decimal(2).sqrt() * spread * (1 - reliability).sqrt()


def reliable_change(change: Decimal, spread: Decimal, reliability: Decimal) -> Decimal:
    """Return a change in standard errors of a difference; say with it which SD and r were used."""
    return change / spread_of_change(spread, reliability)


def least_reliable(bound: Decimal, spread: Decimal, reliability: Decimal) -> Decimal:
    """Return the change in points from which it is more than scatter, at a bound like 1.96."""
    return bound * spread_of_change(spread, reliability)


def cut_between(ill: Decimal, ill_spread: Decimal, well: Decimal, well_spread: Decimal) -> Decimal:
    """Return the score between two populations, each mean weighted by the other's spread.

    Raises ValueError where both spreads are 0, or one is below.
    """
    if min(ill_spread, well_spread) < 0 or ill_spread + well_spread == 0:
        raise ValueError(f"spreads of {ill_spread} and {well_spread} cannot be")
    return (well_spread * ill + ill_spread * well) / (well_spread + ill_spread)
