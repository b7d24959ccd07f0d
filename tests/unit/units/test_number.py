"""Plain numbers: how they are read, kept exact, and printed. Expected values are by hand."""

import decimal
import json
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow

import pytest

from titrant.units import (
    TENFOLD,
    Dose,
    UnreadableQuantity,
    brief,
    json_number,
    plain,
)
from titrant.units.number import EXACT, EXACT_DOWN, EXACT_UP, PLAIN_DIGITS, exact, read_number

# ------------------------------------------------------------------ constants


def test_arithmetic_has_the_precision_of_decimal128() -> None:
    # IEEE 754-2019, table 3.6: decimal128 has 34 digits
    for context, rounding in (
        (EXACT, "ROUND_HALF_EVEN"),
        (EXACT_DOWN, "ROUND_FLOOR"),
        (EXACT_UP, "ROUND_CEILING"),
    ):
        assert context.prec == 34
        assert context.rounding == rounding
        trapped = {signal for signal, on in context.traps.items() if on}
        assert trapped == {InvalidOperation, DivisionByZero, Overflow}


def test_what_prints_fits_a_double() -> None:
    # IEEE 754 binary64: 15 is the most decimal digits that always survive (DBL_DIG)
    assert PLAIN_DIGITS == 15


def test_the_slip_of_a_point_is_tenfold() -> None:
    assert TENFOLD == 10


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    "text",
    ["0", "5", "10", "70", "0.5", "0.05", "52.5", "100", "120.25", "123456789012345"],
)
def test_a_plain_number_is_read_as_it_stands(text: str) -> None:
    for trailing_zero in (True, False):
        assert read_number(text, trailing_zero=trailing_zero) == Decimal(text)


@pytest.mark.parametrize(
    ("text", "problem", "mend"),
    [
        ("", "the number is missing", "Write digits with at most one point, like 0.5."),
        (".5", "“.5” has no zero before the point", "Write 0.5."),
        (".05", "“.05” has no zero before the point", "Write 0.05."),
        ("5.", "“5.” ends in a point", "Write 5."),
        ("12.", "“12.” ends in a point", "Write 12."),
        *(
            (
                text,
                f"“{text}” has a comma, which can mean a decimal or a thousand",
                "Write a point for decimals, and no mark for thousands.",
            )
            for text in ("0,5", "1,000", "1,000.5", ",5", "5,")
        ),
        *(
            (text, f"“{text}” starts with a sign", "Write the number alone, above zero.")
            for text in ("+5", "-5", "−5", "±5", "<5", ">5", "≤5", "≥5", "~5", "≈5", "- 5", "<")
        ),
        *(
            (text, f"“{text}” looks like a range", "Write one number.")
            for text in ("35-40", "35–40", "35—40", "35 - 40", "0.5-1", "35..40", "0..5")
        ),
        *(
            (
                text,
                f"“{text}” starts with too many zeros",
                "Write one zero before the point at most.",
            )
            for text in ("00.5", "05", "007", "00", "01.5")
        ),
        *(
            (
                text,
                f"“{text}” is not a plain number",
                "Write digits with at most one point, like 0.5.",
            )
            for text in (
                "0.5.5",
                "X5",
                "five",
                "1.2.3",
                ".",
                ".5.",
                "1 000",
                "1_000",
                "1'000",
                "1\u00a0000",  # non-breaking space
                "1\u202f000",  # narrow non-breaking space
                "70\u200b",  # zero-width space
                "\u0663\u0665",  # Arabic-Indic 35
                "\u096b",  # Devanagari 5
                "\uff13\uff15",  # full-width 35
                "0\uff0e5",  # full-width point
                "\u00bd",  # one half
                "5\u00b2",  # five squared
                "$5",
                "5 ",
                " 5",
                "5\n",
            )
        ),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str, problem: str, mend: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        read_number(text, trailing_zero=True)
    assert (caught.value.problem, caught.value.mend) == (problem, mend)
    assert str(caught.value) == f"{problem}. {mend}"


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("5.0", "Write 5."),
        ("0.50", "Write 0.5."),
        ("70.0", "Write 70."),
        ("0.0", "Write 0."),
        ("1.500", "Write 1.5."),
    ],
)
def test_a_trailing_zero_is_refused_where_it_could_be_read_ten_times_too_high(
    text: str, mend: str
) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        read_number(text, trailing_zero=False)
    assert str(caught.value) == (
        f"“{text}” ends in a zero after the point, which can be read ten times too high. {mend}"
    )
    assert read_number(text, trailing_zero=True) == Decimal(text)


def test_zeros_before_the_point_are_no_trailing_zeros() -> None:
    for text in ("10", "100", "0", "10.5"):
        assert read_number(text, trailing_zero=False) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456789012345",
        "12345678901234.5",
        "0.123456789012345",
        "0.000123456789012345",  # zeros in front are no digits that matter
        "100000000000000",
    ],
)
def test_fifteen_digits_are_read(text: str) -> None:
    assert read_number(text, trailing_zero=False) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "1234567890123456",
        "123456789012345.6",
        "0.1234567890123456",
        "0.0001234567890123456",
        "1.000000000000001",
        "1000000000000000",
        "70.00000000000000",
    ],
)
def test_sixteen_digits_are_refused(text: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        read_number(text, trailing_zero=True)
    assert str(caught.value) == (
        f"“{text}” has more than 15 digits. Write only the digits that matter."
    )


# ------------------------------------------------------------------ printing


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("0", "0"),
        ("-0.0", "0"),
        ("0.00", "0"),
        ("5", "5"),
        ("5.0", "5"),
        ("70.00", "70"),
        ("0.5", "0.5"),
        ("0.50", "0.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("1.5E+3", "1500"),
        ("1E-6", "0.000001"),
        ("1E-20", "0.00000000000000000001"),
        ("123456789012345", "123456789012345"),
        ("0.123456789012345", "0.123456789012345"),
        ("0.0123456789012345", "0.0123456789012345"),
        ("1234567890123456", "1234567890123460"),
        ("0.33333333333333333333", "0.333333333333333"),
        ("0.66666666666666666666", "0.666666666666667"),
        ("1.000000000000005", "1"),  # half-even: the digit before is even
        ("1.000000000000015", "1.00000000000002"),  # half-even: the digit before is odd
        ("0.9999999999999999", "1"),
    ],
)
def test_a_number_prints_plainly(value: str, printed: str) -> None:
    assert plain(Decimal(value)) == printed


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("0.5", 4, "0.5"),
        ("35", 1, "35"),
        ("0.1234", 4, "0.1234"),
        ("0.12345", 4, "0.1234…"),
        ("0.99999", 4, "0.9999…"),  # cut, never rounded up
        ("69.853224", 2, "69.85…"),
        ("24.55", 1, "24.5…"),
        ("0.00001", 4, "0.0000…"),
        ("2.5000", 1, "2.5"),
    ],
)
def test_a_brief_number_says_where_it_was_cut(value: str, places: int, printed: str) -> None:
    assert brief(Decimal(value), places) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("35", "35"),
        ("35.0", "35"),
        ("0", "0"),
        ("1E+2", "100"),
        ("52.5", "52.5"),
        ("0.1", "0.1"),
        ("0.3333333333333333333", "0.333333333333333"),
        ("123456789012345", "123456789012345"),
        ("12345678901234.5", "12345678901234.5"),
    ],
)
def test_a_number_of_json_is_the_number_that_is_printed(value: str, printed: str) -> None:
    assert json.dumps(json_number(Decimal(value))) == printed


def test_a_whole_number_of_json_is_whole() -> None:
    assert type(json_number(Decimal("35.0"))) is int
    assert type(json_number(Decimal("35.5"))) is float


def test_nothing_depends_on_the_decimal_context_of_the_thread() -> None:
    hostile = Context(prec=2, rounding=decimal.ROUND_UP, traps=[decimal.Inexact, decimal.Rounded])
    with decimal.localcontext(hostile):
        dose = Dose("70.12345", "mg")
        assert exact(0.12345) == Decimal("0.12345")
        assert plain(Decimal("12345.678")) == "12345.678"
        assert brief(Decimal("12345.678"), 2) == "12345.67…"
        assert json_number(Decimal("12345.678")) == 12345.678
        assert dose.to("ug").value == Decimal("70123.45")
        assert str(dose.scaled(3)) == "210.37035 mg"
