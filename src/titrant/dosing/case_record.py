"""A case as bytes that can be kept, and read again as the same case.

Whoever keeps guidance keeps the case that it was worked out from: the same case under the same
program and knowledge gives the same bytes of guidance.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from titrant.dosing.guidance.values import Case
from titrant.units import KINDS, Drug, DrugQuantity, Quantity

_QUANTITIES: dict[str, type[Quantity]] = {kind.__name__: kind for kind in KINDS}


class UnreadableCase(ValueError):
    """These bytes are no case of this version, or of none."""


def case_bytes(case: Case) -> bytes:
    """Return a case as JSON: the same case gives the same bytes."""
    return msgspec.json.encode(case, enc_hook=_quantity_value)


def read_case_bytes(kept: bytes) -> Case:
    """Return the case that was kept; raises `UnreadableCase` for anything else."""
    try:
        found = _revived(Case, msgspec.json.decode(kept))
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise UnreadableCase(f"This is no case that this version can read: {error}") from None
    assert isinstance(found, Case)
    return found


def _quantity_value(value: object) -> dict[str, str]:
    if not isinstance(value, Quantity):
        raise TypeError(f"{type(value).__name__} is no part of a case")
    said = {"quantity": type(value).__name__, "value": f"{value.value:f}", "unit": value.unit}
    if isinstance(value, DrugQuantity) and value.drug is not None:
        said["drug"] = value.drug.value
    return said


def _revived(kind: Any, value: Any) -> Any:
    """Return JSON values as what they were made of; `kind` is the type that belongs there."""
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _one_of(get_args(kind), value)
    if origin is tuple:
        inner = get_args(kind)[0]
        return tuple(_revived(inner, one) for one in value)
    if origin is dict:
        return {key: _revived(get_args(kind)[1], one) for key, one in value.items()}
    for sort, revive in _REVIVED.items():
        if issubclass(kind, sort):
            return revive(kind, value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} where {kind.__name__} belongs")
    return value


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None and NoneType in kinds:
        return None
    first = next(kind for kind in kinds if kind is not NoneType)
    return _revived(first, value)  # of several kinds of quantity the value says which it is


def _struct(kind: type[Struct], value: Mapping[str, Any]) -> Struct:
    hints = _hints(kind)
    odd = value.keys() - hints.keys()
    if odd:
        raise KeyError(f"{kind.__name__} has no {', '.join(sorted(odd))}")
    return kind(**{name: _revived(hints[name], one) for name, one in value.items()})


@cache
def _hints(kind: type[Struct]) -> dict[str, Any]:
    return get_type_hints(kind)


def _quantity(_: type[Quantity], value: Mapping[str, str]) -> Quantity:
    made = _QUANTITIES[value["quantity"]](Decimal(value["value"]), value["unit"])
    if "drug" in value:
        assert isinstance(made, DrugQuantity)
        return made.of(Drug(value["drug"]))
    return made


_REVIVED: dict[type, Callable[[Any, Any], Any]] = {
    Struct: _struct,
    Quantity: _quantity,
    date: lambda _, value: date.fromisoformat(value),
    Decimal: lambda _, value: Decimal(value),
    Enum: lambda kind, value: kind(value),
}
