"""What stands in a case file and what belongs there, in the words of somebody who writes one."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, get_args, get_origin

_KINDS: dict[Any, str] = {
    str: "a text",
    Decimal: "a plain number",
    date: "a day like 2026-11-22",
    bool: "true or false",
    list: "a list",
    dict: "a group of keys with values",
}
_LONGEST = 40  # of what somebody wrote, as much as recalls it


def as_found(value: Any) -> str:
    """Return what somebody wrote, and what sort of thing it is."""
    match value:
        case None:
            return "nothing stands"
        case bool():
            return f"{str(value).lower()} stands"
        case str():
            return f"the text “{_short(value)}” stands"
        case list():
            return "a list stands"
        case dict():
            return f"keys ({_short(', '.join(value))}) stand"
        case _:
            return f"{_short(str(value))} stands"


def as_wanted(kinds: Iterable[Any]) -> str:
    """Return what belongs in a place: each kind once, the words of a closed list in full."""
    words: dict[str, None] = {}
    for kind in kinds:
        if get_origin(kind) is Literal:
            words.update(dict.fromkeys(get_args(kind)))
        elif kind is not NoneType:
            words.setdefault(_KINDS.get(get_origin(kind) or kind, _KINDS[dict]))
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def answered(answer: bool | str | Decimal | None) -> str:  # noqa: FBT001 (it is what was written)
    """Return an answer as a plain word; empty where it is a number, or nothing."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer.strip().casefold() if isinstance(answer, str) else ""
