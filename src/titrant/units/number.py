"""Plain decimal numbers: how they are read, kept exact, and printed.

The rules follow the medication-safety habit of a leading zero and no trailing zero
(hazard H3: `.5` read as 5, `5.0` read as 50).
"""

import re
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from titrant.units.errors import ImpossibleQuantity, UnreadableQuantity

# IEEE 754 decimal128 precision: every product of two typed numbers is exact in it.
_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN, traps=_TRAPS)
EXACT_DOWN = Context(prec=34, rounding=ROUND_FLOOR, traps=_TRAPS)
EXACT_UP = Context(prec=34, rounding=ROUND_CEILING, traps=_TRAPS)

# A binary double carries any decimal of 15 significant digits unchanged, so a JSON number does too.
PLAIN_DIGITS = 15
_PLAIN = Context(prec=PLAIN_DIGITS, rounding=ROUND_HALF_EVEN)

# The slip this house fears most: a decimal point in the wrong place.
TENFOLD = Decimal(10)

_NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)


def read_number(text: str, *, trailing_zero: bool) -> Decimal:
    """Read a plain decimal as a person types it.

    `trailing_zero` says whether `70.0` is acceptable: it is on a scale, not in a typed dose.
    Raises `UnreadableQuantity` with the mend for `.5`, `5.`, `0,5`, signs, exponents and words.
    """
    if not _NUMBER.fullmatch(text):
        raise UnreadableQuantity(*_why_not_a_number(text))
    if len(text.replace(".", "").lstrip("0")) > PLAIN_DIGITS:
        raise UnreadableQuantity(
            f"“{text}” has more than {PLAIN_DIGITS} digits", "Write only the digits that matter."
        )
    if not trailing_zero and "." in text and text.endswith("0"):
        raise UnreadableQuantity(
            f"“{text}” ends in a zero after the point, which can be read ten times too high",
            f"Write {plain(Decimal(text))}.",
        )
    return Decimal(text)


def _why_not_a_number(text: str) -> tuple[str, str]:
    shown = f"“{text}”"
    if not text:
        return "the number is missing", "Write digits with at most one point, like 0.5."
    if re.fullmatch(r"\.[0-9]+", text):
        return f"{shown} has no zero before the point", f"Write 0{text}."
    if re.fullmatch(r"[0-9]+\.", text):
        return f"{shown} ends in a point", f"Write {text[:-1]}."
    if "," in text:
        return (
            f"{shown} has a comma, which can mean a decimal or a thousand",
            "Write a point for decimals, and no mark for thousands.",
        )
    if text[0] in "+-−±<>≤≥~≈":
        return f"{shown} starts with a sign", "Write the number alone, above zero."
    if re.search(r"[-–—]|\.\.", text):
        return f"{shown} looks like a range", "Write one number."
    if re.fullmatch(r"0[0-9][0-9.]*", text):
        return f"{shown} starts with too many zeros", "Write one zero before the point at most."
    return f"{shown} is not a plain number", "Write digits with at most one point, like 0.5."


def exact(value: Decimal | int | str | float) -> Decimal:
    """Turn a value given by code or by a record into an exact decimal.

    A float is accepted only where its shortest text is a short decimal (0.5, not 0.1 + 0.2), so
    that no binary rounding slips into an amount. Raises `ImpossibleQuantity` for everything else.
    """
    if isinstance(value, bool):
        raise ImpossibleQuantity("true or false is not an amount", "Give a number.")
    if isinstance(value, str):
        number = read_number(value, trailing_zero=True)
    else:
        # float's own repr: a subclass, such as NumPy's, may print its name as well
        number = Decimal(float.__repr__(value) if isinstance(value, float) else value)
    if not number.is_finite():
        raise ImpossibleQuantity(f"{value} is not a finite number", "Give a finite number.")
    if isinstance(value, float) and len(number.as_tuple().digits) > PLAIN_DIGITS:
        raise ImpossibleQuantity(
            f"{value} carries binary rounding", "Give the number as a decimal text."
        )
    if len(number.as_tuple().digits) > EXACT.prec or abs(number.adjusted()) >= EXACT.prec:
        raise ImpossibleQuantity(
            f"the number has more than {EXACT.prec} digits", "Give only the digits that matter."
        )
    if number < 0:
        raise ImpossibleQuantity(f"{value} is below zero", "Give a number of zero or more.")
    return number


def plain(value: Decimal) -> str:
    """Print a decimal with a leading zero, without a trailing one and without an exponent.

    At most 15 significant digits; a longer one (a quotient) is rounded half-even.
    """
    text = format(_PLAIN.plus(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def json_number(value: Decimal) -> int | float:
    """Return a decimal as the number that JSON prints: plain, at most 15 significant digits.

    A double carries 15 digits unchanged, so every typed or rounded amount arrives exactly.
    """
    short = _PLAIN.plus(value)
    return int(short) if short == short.to_integral_value() else float(short)


def brief(value: Decimal, places: int) -> str:
    """Print a decimal cut after `places` digits, with an ellipsis where something was cut off."""
    text = plain(value)
    whole, _, fraction = text.partition(".")
    if len(fraction) <= places:
        return text
    return f"{whole}.{fraction[:places]}…"
