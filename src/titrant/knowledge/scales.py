"""What is wrong in the numbers of a scale: a rule without its number, or one nobody reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from titrant.knowledge.leaf import LimitKind, Stops
from titrant.units import Duration


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the rule that reads a leaf expects.

    `stops` is the side on which it stops: `worse` or `better` scores, or `less` or `more` of
    anything; empty where it is no limit. `unit` is its unit; a time is in any unit of time. What
    `counts` is a whole number from 1 on.
    """

    unit: str = "1"
    stops: str = ""
    counts: bool = False


_TIME = "a time"
_RULES: dict[str, _Shape] = {
    "lowest": _Shape(),
    "highest": _Shape(),
    "step": _Shape(counts=True),
    "response": _Shape(unit="%", stops="less"),
    "response.points": _Shape(stops="less"),
    "remission": _Shape(stops="worse"),
    "baseline.least": _Shape(stops="less"),
    "change.meaningful": _Shape(stops="less"),
    "worsening": _Shape(stops="more"),
    "relapse.score": _Shape(stops="worse"),
    "relapse.rise": _Shape(stops="more"),
    "relapse.readings": _Shape(counts=True),
    "relapse.apart.least": _Shape(unit=_TIME),
    "relapse.apart.most": _Shape(unit=_TIME),
}
_RELAPSE = ("relapse.score", "relapse.readings", "relapse.apart.least")


def find_unjudged(content: dict[str, Any]) -> Iterator[str]:
    """Yield one sentence for each number of a scale that is missing, unread or of another kind."""
    scales: dict[str, dict[str, Any]] = content["instruments"]
    owned: dict[str, dict[str, Any]] = {id: {} for id in scales}
    for id, leaf in content["leaves"].items():
        word, _, name = id.partition(".")
        if word == "instrument":
            scale, _, own = name.partition(".")
            if scale not in scales:
                yield f"{id}: there is no instrument {scale}."
            else:
                owned[scale][own] = leaf
    for id, leaves in owned.items():
        yield from _leaves(f"instrument.{id}", leaves, scales[id]["better"])
        yield from _range(id, leaves, scales[id])


def _leaves(id: str, leaves: dict[str, Any], better: str) -> Iterator[str]:
    for name, leaf in leaves.items():
        if name in _RULES:
            yield from _misfits(f"{id}.{name}", leaf, _RULES[name], better)
        elif leaf["limit"]:
            yield f"{id}.{name}: no rule reads this limit, so it would stop nothing."
    if any(name in leaves for name in _RELAPSE):
        for name in _RELAPSE:
            if name not in leaves:
                yield f"{id}.{name}: a rule of relapse has no use without it."
    if "response" in leaves and "response.points" in leaves:
        yield f"{id}: judges response by percent and by points; keep one."


def _misfits(id: str, leaf: dict[str, Any], shape: _Shape, better: str) -> Iterator[str]:
    times = shape.unit == _TIME and leaf["unit"] in Duration.UNITS
    if not times and leaf["unit"] != shape.unit:
        yield f"{id}: is in {leaf['unit'] or 'no unit'}, and has to be in {shape.unit}."
    if leaf["value"] is None and not leaf["needs_site_value"]:
        yield f"{id}: it has to be one number."
    if shape.counts and leaf["value"] is not None and not _is_a_count(leaf["value"]):
        yield f"{id}: {leaf['value']} is no count; write a whole number from 1 on."
    limit = leaf["limit"]
    if not shape.stops:
        if limit is not None:
            yield f"{id}: the rule that reads it stops at no limit; take its limit out."
    elif limit is None or limit["kind"] != LimitKind.SOFT:
        yield f"{id}: it has to be a limit of the kind {LimitKind.SOFT}."
    elif Stops(limit["stops"]).caps is not _caps(shape.stops, better):
        yield f"{id}: it stops {Stops(limit['stops']).words}, which is the wrong side."


def _is_a_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0


def _caps(side: str, better: str) -> bool:
    return side == "more" or (side == "worse" and better == "lower")


def _range(id: str, leaves: dict[str, Any], scale: dict[str, Any]) -> Iterator[str]:
    """Both ends are there and in order; bands lie between them; the items can reach the top."""
    ends = [_number(leaves.get(name)) for name in ("lowest", "highest")]
    low, high = ends
    if low is None or high is None or low >= high:
        yield f"instrument {id}: has no lowest and highest score, the lowest first."
        return
    if (bands := leaves.get("bands")) is not None and not _in_order(bands["value"], low, high):
        yield f"instrument.{id}.bands: “{bands['value']}” is not bands in order within the range."
    if scale["items"]:
        most = max(Decimal(score) for score in scale["answers"].values()) * len(scale["items"])
        if most != high:
            yield f"instrument {id}: its items reach {most}, its highest score is {high}."


def _number(leaf: dict[str, Any] | None) -> Decimal | None:
    if leaf is None or leaf["value"] is None or leaf["unit"] is None:
        return None
    return Decimal(leaf["value"])


def _in_order(text: str | None, low: Decimal, high: Decimal) -> bool:
    try:
        ends = [Decimal(end) for band in str(text).split(", ") for end in band.split("-")]
    except InvalidOperation:
        return False
    pairs = all(band.count("-") == 1 for band in str(text).split(", "))
    return pairs and ends == sorted(ends) and low <= ends[0] and ends[-1] <= high
