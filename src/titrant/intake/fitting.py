"""Fit what YAML holds into a closed shape: whatever does not fit is an error with its place.

`msgspec.convert` does not take a field that may be a day or a number, which people write.
"""

from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from titrant.intake.wording import as_found, as_wanted

S = TypeVar("S", bound=Struct)


class Unfit(Exception):
    """Something stands where it does not belong; the message starts with its place."""


def fitted(raw: dict[str, Any], shape: type[S], place: str = "") -> S:
    """Return a shape filled with what YAML holds; raises `Unfit`. An empty key is as none."""
    at, about = (f"{place}, ", f"{place}: ") if place else ("", "")
    known = _keys(shape)
    for key in raw:
        if key not in known:
            raise Unfit(f"{about}there is no key “{key}”; there are {', '.join(known)}")
    filled: dict[str, Any] = {}
    for key, (field, kind) in known.items():
        value = raw.get(key)
        if value is not None:
            filled[field.name] = _fit(value, kind, f"{at}{key}")
        elif field.default is NODEFAULT and field.default_factory is NODEFAULT:
            raise Unfit(f"{about}“{key}” is missing")
    return shape(**filled)


@cache
def _keys(shape: type[Struct]) -> dict[str, tuple[FieldInfo, Any]]:
    kinds = get_type_hints(shape)
    return {field.encode_name: (field, kinds[field.name]) for field in fields(shape)}


def _fit(value: Any, wanted: Any, place: str) -> Any:
    kinds = get_args(wanted) if get_origin(wanted) in {Union, UnionType} else (wanted,)
    for kind in kinds:
        outer = get_origin(kind) or kind
        if outer is Literal:
            if value in get_args(kind):
                return value
        elif type(value) is outer:  # exactly: true is no number
            return _inside(value, kind, place)
        elif isinstance(value, dict) and issubclass(outer, Struct):
            return fitted(value, outer, place)
    raise Unfit(f"{place}: {as_found(value)} where {as_wanted(kinds)} belongs")


def _inside(value: Any, kind: Any, place: str) -> Any:
    """Fit what a list or a mapping holds; anything else is whole as it is."""
    match value:
        case list():
            (one,) = get_args(kind)
            return [_fit(inner, one, f"{place} {n}") for n, inner in enumerate(value, start=1)]
        case dict():
            (_, one) = get_args(kind)
            return {key: _fit(inner, one, f"{place}, {key}") for key, inner in value.items()}
        case _:
            return value
