"""Scores with their days: out of a record, within the range of their scale, one a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from titrant.clinical import Snapshot
from titrant.knowledge import Instrument, Knowledge, Leaf
from titrant.knowledge.concepts import Better


class Score(Struct, frozen=True, order=True):
    """The total of one scale on one day."""

    on: date
    value: Decimal


def scores_of(snapshot: Snapshot, concept: str, better: Better | None = None) -> tuple[Score, ...]:
    """Return the dated totals of a concept, oldest first.

    Of two on one day the graver stays where `better` says which way is better; without it both
    stay, and `judge` takes the graver one. A result that is only a bound (“< 5”) is no score.
    """
    found = {
        Score(fact.on, fact.value.number)
        for fact in snapshot.facts
        if fact.concept == concept
        and fact.so
        and fact.on is not None
        and fact.value is not None
        and not fact.value.limit
    }
    return tuple(sorted(found)) if better is None else gravest_a_day(found, better)


def gravest_a_day(scores: Iterable[Score], better: Better) -> tuple[Score, ...]:
    """Return one score a day, oldest first: of several the one that says the worst."""
    graver = max if better == "lower" else min
    days: dict[date, Decimal] = {}
    for score in scores:
        days[score.on] = graver(score.value, days.get(score.on, score.value))
    return tuple(Score(on, value) for on, value in sorted(days.items()))


def out_of_range(instrument: Instrument, value: Decimal, kb: Knowledge) -> str:
    """Return why a number cannot be a score of this scale; nothing where it can be one."""
    if not value.is_finite():
        return f"{instrument.title} of {value} is no number."
    why = _why_not(instrument, value, kb)
    return f"{instrument.title} of {plain(value)} {why}." if why else ""


def _why_not(instrument: Instrument, value: Decimal, kb: Knowledge) -> str:
    lowest, highest = range_of(instrument, kb)
    if value < number(lowest):
        return f"is below {lowest.shown}, its lowest score"
    if value > number(highest):
        return f"is above {highest.shown}, its highest score"
    step = kb.find(f"instrument.{instrument.id}.step")
    if step is not None and (value - number(lowest)) % number(step):
        ends = f"from {lowest.shown} up to {highest.shown}"
        return f"is none of its scores: they go {ends} in steps of {step.shown}"
    return ""


def range_of(instrument: Instrument, kb: Knowledge) -> tuple[Leaf, Leaf]:
    """Return the lowest and the highest score of a scale."""
    lowest, highest = (f"instrument.{instrument.id}.{end}" for end in ("lowest", "highest"))
    return kb.leaf(lowest), kb.leaf(highest)


def number(leaf: Leaf) -> Decimal:
    """Return the number of a leaf that `knowledge check` has proved to hold one."""
    assert isinstance(leaf.value, Decimal)
    return leaf.value


def passed(leaf: Leaf, value: Decimal) -> bool:
    """Say whether a value lies where a limit stops."""
    assert leaf.stops is not None
    return leaf.stops.stops(value, number(leaf))


def plain(value: Decimal) -> str:
    """Return a number as people write it: no trailing zero, no exponent."""
    return f"{value.normalize():f}"
