"""Numbers as people give them to functions: what is none is refused in words."""

import math
from numbers import Integral, Real
from typing import Any

from titrant.pkpd.errors import PkError


def number(value: Any, what: str, mend: str) -> float:
    """Return a finite number as a float.

    Raises `PkError` for text, None, a truth value, and what is not finite or too large.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise PkError(f"{what} is {_shown(value)}, which is no number", mend)
    try:
        found = float(value)
    except OverflowError:
        raise PkError(f"{what} is a number of more than 300 digits", mend) from None
    if not math.isfinite(found):
        raise PkError(f"{what} is {found}", mend)
    return found


def whole(value: Any, what: str, mend: str) -> int:
    """Return a whole number; raises `PkError` for anything else, and for a truth value."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise PkError(f"{what} is {_shown(value)}, which is no whole number", mend)
    return int(value)


def _shown(value: Any) -> str:
    """Return a value as a sentence shows it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
