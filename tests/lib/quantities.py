"""Quantities as they are typed, for properties; and a witness for them that is not decimal."""

from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from titrant.units import Count, Drug, DrugQuantity, Quantity

Q = TypeVar("Q", bound=Quantity)


def numbers(digits: int = 15, places: int = 15, *, zero: bool = True) -> st.SearchStrategy[str]:
    """Numbers as a careful hand types them: plain, with no trailing zero, of so many digits."""
    return st.builds(_plain, st.integers(0 if zero else 1, 10**digits - 1), st.integers(0, places))


def _plain(whole: int, places: int) -> str:
    if not places:
        return str(whole)
    padded = str(whole).rjust(places + 1, "0")
    return f"{padded[:-places]}.{padded[-places:]}".rstrip("0").rstrip(".")


def spellings(kind: type[Quantity]) -> list[str]:
    """Return every way in which a unit of a kind is written behind a number."""
    every = {name for row in kind.UNITS.values() for name in (row.code, row.ucum, *row.also)}
    return sorted(every - {"1"})  # UCUM's code of a count: `2 1` is no way to write two pieces


def texts(kind: type[Quantity], digits: int = 15, places: int = 15) -> st.SearchStrategy[str]:
    """Quantities of a kind as they are typed, in any spelling of any unit."""
    return st.builds(
        lambda number, space, unit: f"{number}{space}{unit}",
        numbers(digits, places, zero=not kind.ABOVE_ZERO),
        st.sampled_from(["", " ", "  "]),
        st.sampled_from(spellings(kind)),
    )


def amounts(
    kind: type[Q], digits: int = 9, places: int = 6, *, zero: bool = True
) -> st.SearchStrategy[Q]:
    """Quantities of a kind in any of its units; racemic ketamine, where they have a drug.

    Nine digits and six places hold whatever a clinic writes, and leave room in 34 digits for
    exact sums and products.
    """

    def make(number: str, unit: str) -> Q:
        return stated(kind(number, unit))

    return st.builds(
        make,
        numbers(digits, places, zero=zero and not kind.ABOVE_ZERO),
        st.sampled_from(list(kind.UNITS)),
    )


def quotients(kind: type[Q]) -> st.SearchStrategy[Q]:
    """Quantities that came out of a division, so that all their 34 digits are in use."""
    return st.builds(
        lambda amount, part, whole: amount.portion(Count(part, "pieces"), Count(whole, "pieces")),
        amounts(kind, zero=False),
        st.integers(1, 1000),
        st.integers(1, 1000),
    )


def stated(quantity: Q) -> Q:
    """State the drug of a quantity that has one, so that it combines."""
    return quantity.of(Drug.KETAMINE) if isinstance(quantity, DrugQuantity) else quantity


def true(quantity: Quantity) -> Fraction:
    """Return the amount in the base unit, in fractions, from what was typed alone."""
    row = quantity.UNITS[quantity.unit]
    return Fraction(quantity.value) * Fraction(row.factor) + Fraction(row.offset)


def near(one: Decimal, other: Decimal) -> bool:
    """Say whether two numbers agree to 30 digits, of the 34 that arithmetic has."""
    return abs(Fraction(one) - Fraction(other)) <= abs(Fraction(other)) / 10**30
