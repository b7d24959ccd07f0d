"""A calendar and a plan as sentences.yaml writes them: their JSON, with what is empty left out.

Sources are told by their ids and versions not at all; test_record.py reads those whole.
"""

from collections.abc import Iterable
from typing import Any

from titrant.dosing.dates import Calendar, Plan, calendar_record, plan_record

_EMPTY: tuple[Any, ...] = (None, "", [])


def told_calendar(made: Calendar, reads: Iterable[str]) -> dict[str, Any]:
    """Return a calendar: the checks of each state in their order, and some of them whole."""
    record = _brief(calendar_record(made))
    entries = record.pop("entries", [])
    whole = {one.pop("id"): one for one in map(dict, entries)}
    stands: dict[str, list[str]] = {}
    for one in entries:
        stands.setdefault(one["state"], []).append(one["id"])
    return {**record, "stands": stands, "read": {id: whole[id] for id in reads}}


def told_plan(made: Plan) -> dict[str, Any]:
    """Return a plan."""
    return _brief(plan_record(made))


def _brief(record: dict[str, Any]) -> dict[str, Any]:
    made = {key: _inner(key, value) for key, value in record.items() if key != "versions"}
    return {key: value for key, value in made.items() if not _is_empty(value)}


def _inner(key: str, value: Any) -> Any:
    if key == "sources":
        return [leaf["leaf"] for leaf in value]
    if isinstance(value, dict):
        return _brief(value)
    if isinstance(value, list):
        return [_brief(one) if isinstance(one, dict) else one for one in value]
    return value


def _is_empty(value: Any) -> bool:
    return any(value is one or (value == one and value is not False) for one in _EMPTY)
