"""Read a typed quantity: one plain number, one known unit, nothing that could be read two ways."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from titrant.units.errors import UnreadableQuantity
from titrant.units.number import read_number

if TYPE_CHECKING:  # the classes that use this module are defined above it
    from collections.abc import Mapping
    from typing import Protocol

    class _Row(Protocol):
        @property
        def code(self) -> str: ...
        @property
        def ucum(self) -> str: ...
        @property
        def also(self) -> tuple[str, ...]: ...

    class Kind(Protocol):
        """What this module needs to know of a kind of quantity: constants of its class."""

        @property
        def KIND(self) -> str: ...  # noqa: D102, N802
        @property
        def EXAMPLE(self) -> str: ...  # noqa: D102, N802
        @property
        def UNITS(self) -> "Mapping[str, _Row]": ...  # noqa: D102, N802


LONGEST = 64  # characters; no quantity needs more

_SPLIT = re.compile(r"(?P<number>[^A-Za-z%/\[{µμγ°]*)(?P<unit>.*)", re.DOTALL)
_EXPONENT = re.compile(r"[0-9.,]+\s?[eE][-+]?[0-9]")
_WORD = re.compile(r"(nan|inf|infinity|none|null|unknown)\b", re.IGNORECASE)

# Spellings that are refused because they are misread, and what to write instead.
# `mcg` and `hr` are not UCUM: as UCUM they parse into other things or nothing at all.
_INSTEAD = {
    "mcg": "ug",
    "µg": "ug",
    "μg": "ug",
    "γ": "ug",
    "hr": "h",
    "hrs": "h",
    "cc": "mL",
    "mins": "min",
    "sec": "s",
    "secs": "s",
    "bpm": "/min",
}
_PIECE = re.compile(r"[^/\s]+")


def read_quantity(text: str, kind: "Kind", *, trailing_zero: bool) -> tuple[Decimal, str]:
    """Split `text` into an exact number and the printed code of a known unit of `kind`.

    Raises `UnreadableQuantity` with the mend.
    """
    shown = text.strip()
    if len(shown) > LONGEST:
        raise UnreadableQuantity(
            f"a {kind.KIND} of {len(shown)} characters", f"Write it like {kind.EXAMPLE}."
        )
    if _WORD.match(shown):
        raise UnreadableQuantity(f"“{shown}” is not a number", f"Write it like {kind.EXAMPLE}.")
    if _EXPONENT.match(shown):
        raise UnreadableQuantity(
            f"“{shown}” has an exponent", f"Write all digits, like {kind.EXAMPLE}."
        )
    parts = _SPLIT.fullmatch(shown)
    assert parts is not None  # the pattern matches every text
    number = parts["number"].strip()
    if not number:
        raise UnreadableQuantity(
            f"“{shown}” has no number" if shown else f"no {kind.KIND} is written",
            f"Write it like {kind.EXAMPLE}.",
        )
    if not parts["unit"]:
        raise UnreadableQuantity(f"“{shown}” has no unit", f"Write it like {kind.EXAMPLE}.")
    try:
        value = read_number(number, trailing_zero=trailing_zero)
    except UnreadableQuantity as error:
        raise UnreadableQuantity(f"in “{shown}”, {error.problem}", error.mend) from None
    return value, read_unit(parts["unit"], kind)


def read_unit(text: str, kind: "Kind") -> str:
    """Find the printed code of a unit by any of its accepted spellings; never guess.

    Raises `UnreadableQuantity` that names what the kind accepts.
    """
    for row in kind.UNITS.values():
        if text in {row.code, row.ucum, *row.also}:
            return row.code
    accepted = ", ".join(row.code for row in kind.UNITS.values())
    better = _closest(text, kind)
    if better is not None:
        raise UnreadableQuantity(
            f"“{text}” is not a unit that can be read in only one way", f"Write {better}."
        )
    raise UnreadableQuantity(f"“{text}” is not a unit of a {kind.KIND}", f"Use one of: {accepted}.")


def _closest(text: str, kind: "Kind") -> str | None:
    """Find the unit that was probably meant: for the sentence only, never for the value."""
    respelt = _PIECE.sub(lambda piece: _INSTEAD.get(piece[0].lower(), piece[0]), text)
    for row in kind.UNITS.values():
        if respelt.casefold() in {row.code.casefold(), row.ucum.casefold()}:
            return row.code
    return None
