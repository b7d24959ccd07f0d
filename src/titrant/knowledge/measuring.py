"""Numbers as records write them, brought to the unit of their concept."""

import re
from decimal import Context, Decimal
from typing import Any

from titrant.clinical import Measured
from titrant.knowledge.concepts import Concept
from titrant.units import KINDS, Height, QuantityError, Weight, brief

# A binary double carries any decimal of 15 significant digits; what comes after is its noise.
_DIGITS = Context(prec=15)
_HIGHEST = 15  # a power of ten that no measurement reaches
_NEVER_ZERO = frozenset({*Weight.UNITS, *Height.UNITS})
_ANNOTATION = re.compile(r"\{[^{}]*\}")  # what UCUM lets programs write beside a unit
_PLACES = 2  # digits after the point that are shown; an ellipsis stands for the rest


def number_of(value: Any) -> Decimal | None:
    """Return a JSON number as an exact decimal; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _HIGHEST:
        return None
    return _DIGITS.plus(number)


def in_own_unit(concept: Concept, number: Decimal, unit: str, code: str = "") -> Measured | str:
    """Return a number in the concept's own unit, or why it is not used.

    `unit` is what people read and `code` what programs read. Where both are known and differ in
    size, nobody can tell which is right: neither is used. A score needs no unit. An annotation of
    UCUM, like “{score}”, is not shown.
    """
    stated = [word for word in (code, unit) if word]
    shown = f"{_few_digits(number)} {_ANNOTATION.sub('', unit or code)}".strip()
    if number < 0:
        return f"{shown} is below zero"
    if number == 0 and concept.unit in _NEVER_ZERO:
        return f"{shown} is nobody’s"
    if not stated:
        if concept.unit == "1":
            return Measured(number, "1", shown)
        return f"{shown} has no unit"
    found = {value for word in stated if (value := _in_own(concept, number, word)) is not None}
    if not found:
        return f"“{' / '.join(stated)}” is no unit for it that is known here"
    if len(found) > 1:
        return f"its units contradict: {' / '.join(stated)}"
    assert concept.unit is not None  # an observation without a unit has no table to be found in
    return Measured(found.pop(), concept.unit, shown)


def _in_own(concept: Concept, number: Decimal, unit: str) -> Decimal | None:
    if unit in concept.units:
        return _DIGITS.multiply(number, Decimal(concept.units[unit]))
    for kind in KINDS:
        if concept.unit in kind.UNITS:
            try:
                return _DIGITS.plus(kind(number, unit).in_unit(concept.unit))
            except QuantityError:
                continue
    return None


def _few_digits(number: Decimal) -> str:
    """Print two decimals at most, of a small number two digits that say something."""
    return brief(number, max(_PLACES, 1 - number.adjusted()))
