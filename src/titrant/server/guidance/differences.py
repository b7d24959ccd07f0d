"""How two guidances of one case differ: what a clinician wants to know first, then the rest."""

from collections.abc import Iterator
from typing import Any

from titrant.dosing.json_values import Json

_NAMED = {"options": "kind", "holds": "id", "missing": "asks", "findings": "rule", "leaves": "leaf"}
_NEVER = "versions"  # which program and knowledge made it is said apart
_GONE, _NEW = "is no longer there", "is new"


def differences(then: Json, now: Json) -> list[str]:
    """Return what changed between two guidances as JSON values: a line each, in their order.

    Parts that have a name (an option, a hold, a finding) are compared by it; everything else by
    its place. What made them is no difference.
    """
    keys = [key for key in dict.fromkeys([*then, *now]) if key != _NEVER]
    return [line for key in keys for line in _compared(key, then.get(key), now.get(key))]


def _compared(place: str, then: Any, now: Any) -> Iterator[str]:
    if then == now:
        return
    if isinstance(then, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*then, *now]):
            yield from _compared(f"{place}, {key}", then.get(key), now.get(key))
    elif isinstance(then, list) and isinstance(now, list):
        yield from _lists(place, then, now)
    else:
        yield f"{place}: {_said(then)} -> {_said(now)}"


def _lists(place: str, then: list[Any], now: list[Any]) -> Iterator[str]:
    name = _NAMED.get(place.rpartition(", ")[2])
    before, after = _by_name(then, name), _by_name(now, name)
    for key, one in before.items():
        if key not in after:
            yield f"{place}: {_short(key)} {_GONE}"
        else:
            yield from _compared(f"{place}, {_short(key)}", one, after[key])
    for key in after:
        if key not in before:
            yield f"{place}: {_short(key)} {_NEW}"


def _by_name(values: list[Any], name: str | None) -> dict[str, Any]:
    """Return parts by their name; what has none, by what it says, or by its place."""
    found: dict[str, Any] = {}
    for number, one in enumerate(values, start=1):
        if isinstance(one, dict):
            key = str(one.get(name or "says") or one.get("text") or number)
        else:
            key = str(one)
        found[key if key not in found else f"{key} ({number})"] = one
    return found


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "1 part" if len(value) == 1 else f"{len(value)} parts"
    return _short(str(value))


_LONGEST = 160


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
