"""Relapse after a response: readings over a score and over the best one, with time between."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from titrant.knowledge import Instrument, Leaf
from titrant.outcomes.reliable import gain
from titrant.outcomes.rulebook import Rulebook
from titrant.outcomes.scores import Score, number, passed, plain
from titrant.units import Duration

_DAY = Duration(1, "d")


class Relapse(Struct, frozen=True, kw_only=True):
    """Whether somebody relapsed; None where nobody can tell yet, with what would tell."""

    so: bool | None
    missing: str = ""
    note: str = ""


class _Rule(Struct, frozen=True, kw_only=True):
    """When a reading counts, how many there have to be, and how far apart."""

    score: Leaf
    rise: Leaf | None
    readings: int
    least: timedelta
    most: timedelta | None


def find_relapse(
    rulebook: Rulebook, after: Sequence[Score], responses: Sequence[bool | None]
) -> Relapse:
    """Return whether the readings after the first dose are a relapse.

    `responses` says of each whether it is a response. Any readings count that are far enough apart,
    also where a better one lies between them.
    """
    rule = _rule(rulebook)
    if rule is None or not after or None in responses:
        return Relapse(so=None)
    if True not in responses:
        return Relapse(so=False)
    counted = _counted(rule, after, responses.index(True), rulebook.instrument)
    relapsed_at = _enough(rule, after, counted)
    if relapsed_at is not None:
        return _since(relapsed_at, after, responses)
    if counted and counted[-1] == len(after) - 1:
        return Relapse(so=None, missing=_would_tell(rule, after[-1], rulebook.instrument))
    return Relapse(so=False)


def _rule(rulebook: Rulebook) -> _Rule | None:
    names = ("score", "readings", "apart.least", "rise", "apart.most")
    score, readings, least, rise, most = (rulebook.find(f"relapse.{name}") for name in names)
    if score is None or readings is None or least is None:
        return None
    return _Rule(
        score=score,
        rise=rise,
        readings=int(number(readings)),
        least=days_of(least),
        most=None if most is None else days_of(most),
    )


def days_of(leaf: Leaf) -> timedelta:
    """Return a duration leaf as whole days."""
    return timedelta(days=int(leaf.quantity(Duration).ratio(_DAY)))


def _counted(
    rule: _Rule, after: Sequence[Score], response: int, instrument: Instrument
) -> list[int]:
    """Return which readings after the first response count towards a relapse."""
    found = []
    for at in range(response + 1, len(after)):
        best = best_of(after[:at], instrument)
        rise = -gain(best.value, after[at].value, instrument.better)
        far = rule.rise is None or passed(rule.rise, rise)
        if far and passed(rule.score, after[at].value):
            found.append(at)
    return found


def best_of(scores: Sequence[Score], instrument: Instrument) -> Score:
    """Return the best of some scores, the earliest of several."""
    best = min if instrument.better == "lower" else max
    return best(scores, key=lambda score: score.value)


def _enough(rule: _Rule, after: Sequence[Score], counted: Sequence[int]) -> int | None:
    """Return the reading that completes the last relapse, None where there are too few."""
    lengths: dict[int, int] = {}
    for at in counted:
        before = [lengths[one] for one in lengths if _apart(rule, after[one], after[at])]
        lengths[at] = 1 + max(before, default=0)
    return max((at for at, length in lengths.items() if length >= rule.readings), default=None)


def _apart(rule: _Rule, one: Score, other: Score) -> bool:
    between = other.on - one.on
    return rule.least <= between and (rule.most is None or between <= rule.most)


def _since(at: int, after: Sequence[Score], responses: Sequence[bool | None]) -> Relapse:
    """A relapse stands until a later score is a response again; then it is only told."""
    again = [score for score, so in zip(after, responses, strict=True) if so and score > after[at]]
    if not again:
        return Relapse(so=True, note=f"Relapse by {after[at].on}.")
    return Relapse(
        so=False,
        note=f"Relapse by {after[at].on}; a response again on {again[0].on}.",
    )


def _would_tell(rule: _Rule, last: Score, instrument: Instrument) -> str:
    days = f"{rule.least.days} days or more"
    if rule.most is not None:
        days = f"{rule.least.days} to {rule.most.days} days"
    return (
        f"{instrument.title} of {plain(last.value)} on {last.on} would be part of a relapse: "
        f"another one {days} later tells."
    )
