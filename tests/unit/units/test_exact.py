"""Values given by code: taken where they are exact, or refused. Expected values are by hand."""

from decimal import Decimal

import pytest

from titrant.units import (
    ImpossibleQuantity,
    UnreadableQuantity,
)
from titrant.units.number import exact


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (35, "35"),
        (10**33, "1E+33"),
        ("0.5", "0.5"),
        ("70.0", "70"),
        (0.5, "0.5"),
        (0.1, "0.1"),
        (70.0, "70"),
        (0.123456789012345, "0.123456789012345"),
        (1e-5, "0.00001"),
        (Decimal("0.1"), "0.1"),
        (Decimal("1E+2"), "100"),
        (Decimal("1.234567890123456789012345678901234"), "1.234567890123456789012345678901234"),
        (Decimal("1E-33"), "1E-33"),
    ],
)
def test_what_is_exact_is_taken(value: Decimal | int | str | float, expected: str) -> None:
    taken = exact(value)
    assert type(taken) is Decimal
    assert taken == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (True, "true or false is not an amount. Give a number."),
        (False, "true or false is not an amount. Give a number."),
        (float("nan"), "nan is not a finite number. Give a finite number."),
        (float("inf"), "inf is not a finite number. Give a finite number."),
        (float("-inf"), "-inf is not a finite number. Give a finite number."),
        (Decimal("NaN"), "NaN is not a finite number. Give a finite number."),
        (Decimal("sNaN"), "sNaN is not a finite number. Give a finite number."),
        (Decimal("Infinity"), "Infinity is not a finite number. Give a finite number."),
        (
            0.1 + 0.2,
            "0.30000000000000004 carries binary rounding. Give the number as a decimal text.",
        ),
        (
            0.1234567890123456,
            "0.1234567890123456 carries binary rounding. Give the number as a decimal text.",
        ),
        (-1, "-1 is below zero. Give a number of zero or more."),
        (-0.5, "-0.5 is below zero. Give a number of zero or more."),
        (Decimal("-0.001"), "-0.001 is below zero. Give a number of zero or more."),
    ],
)
def test_what_is_not_exact_or_no_amount_is_refused(
    value: Decimal | int | str | float, sentence: str
) -> None:
    with pytest.raises(ImpossibleQuantity) as caught:
        exact(value)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "value",
    [
        10**34,
        pytest.param(10**5000, id="longer than Python prints"),
        pytest.param(-(10**5000), id="longer than Python prints, below zero"),
        1e300,
        1e-300,
        Decimal("1E+34"),
        Decimal("1E-34"),
        Decimal("1E+999999"),
        Decimal("0E-999999"),  # a zero that would print a million zeros
        Decimal("1.2345678901234567890123456789012345"),  # 35 digits: rounded in silence
        "0." + "0" * 40 + "1",
    ],
)
def test_what_arithmetic_cannot_hold_is_refused(value: Decimal | int | str | float) -> None:
    with pytest.raises(ImpossibleQuantity) as caught:
        exact(value)
    assert str(caught.value) == (
        "the number has more than 34 digits. Give only the digits that matter."
    )


def test_a_text_given_by_code_is_read_like_a_record() -> None:
    assert exact("5.0") == 5
    with pytest.raises(UnreadableQuantity, match=r"“\.5” has no zero before the point"):
        exact(".5")
    with pytest.raises(UnreadableQuantity, match=r"“-5” starts with a sign"):
        exact("-5")


class Named(float):
    """A float that prints its name as well, as NumPy's do."""

    def __repr__(self) -> str:
        return f"Named({float(self)})"


def test_a_float_of_another_library_is_taken_by_its_digits() -> None:
    assert exact(Named(0.5)) == Decimal("0.5")
    with pytest.raises(ImpossibleQuantity, match="carries binary rounding"):
        exact(Named(0.1 + 0.2))
