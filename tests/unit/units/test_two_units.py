"""Two units beside each other: feet and inches, hours and minutes."""

from decimal import Decimal

import pytest

from titrant.units import (
    Duration,
    Height,
    ImpossibleQuantity,
    Quantity,
    UnreadableQuantity,
)

Kind = type[Quantity]


@pytest.mark.parametrize(
    ("text", "inches", "centimetres"),
    [
        ("5 ft 10 in", "70", "177.8"),
        ("5ft 10in", "70", "177.8"),
        ("  5 ft   10 in ", "70", "177.8"),
        ("5 ft 10.5 in", "70.5", "179.07"),
        ("6 ft 0 in", "72", "182.88"),
        ("0 ft 11.9 in", "11.9", "30.226"),
        ("5.0 ft 10.0 in", "70", "177.8"),
    ],
)
def test_feet_and_inches_add_up(text: str, inches: str, centimetres: str) -> None:
    height = Height.read(text)
    assert type(height) is Height
    assert (height.value, height.unit) == (Decimal(inches), "in")
    assert height.base == Decimal(centimetres)
    assert Height.read(str(height)) == height


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1 h 30 min", "90"),
        ("1h 30min", "90"),
        ("\t4 h  0 min ", "240"),
        ("0 h 59.5 min", "59.5"),
        ("0 h 0 min", "0"),
    ],
)
def test_hours_and_minutes_add_up(text: str, minutes: str) -> None:
    time = Duration.read(text)
    assert type(time) is Duration
    assert (time.value, time.unit) == (Decimal(minutes), "min")
    assert time.base == Decimal(minutes) * 60
    assert Duration.read(str(time)) == time


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        *(
            (
                Height,
                f"5 ft {inches} in",
                (
                    f"“5 ft {inches} in” has 12 inches or more beside the feet. "
                    "Write feet and the inches left over, like 5 ft 10 in."
                ),
            )
            for inches in ("12", "12.5", "70")
        ),
        *(
            (
                Duration,
                f"1 h {minutes} min",
                (
                    f"“1 h {minutes} min” has 60 minutes or more beside the hours. "
                    "Write hours and the minutes left over, like 1 h 30 min."
                ),
            )
            for minutes in ("60", "60.5", "90")
        ),
        (
            Height,
            "5,5 ft 3 in",
            (
                "in “5,5 ft”, “5,5” has a comma, which can mean a decimal or a thousand. "
                "Write a point for decimals, and no mark for thousands."
            ),
        ),
        (
            Height,
            "5 ft -3 in",
            "in “-3 in”, “-3” starts with a sign. Write the number alone, above zero.",
        ),
        (
            Duration,
            ".5 h 3 min",
            "in “.5 h”, “.5” has no zero before the point. Write 0.5.",
        ),
        (
            Duration,
            "1 h 1e1 min",
            "“1e1 min” has an exponent. Write all digits, like 40 min.",
        ),
        (
            Height,
            "5 ft 9.12345678901234 in",
            (
                "in “69.12345678901234 in”, “69.12345678901234” has more than 15 digits. "
                "Write only the digits that matter."
            ),
        ),
        (Height, "10 in 5 ft", "“in 5 ft” is not a unit of a height. Use one of: cm, m, in, ft."),
        (
            Height,
            "5 ft 10",
            "“ft 10” is not a unit of a height. Use one of: cm, m, in, ft.",
        ),
        (
            Height,
            "5 foot 10 inches",
            "“foot 10 inches” is not a unit of a height. Use one of: cm, m, in, ft.",
        ),
        (
            Duration,
            "30 min 1 h",
            "“min 1 h” is not a unit of a duration. Use one of: s, min, h, d, wk.",
        ),
        (
            Duration,
            "1 d 1 h 30 min",
            "“d 1 h 30 min” is not a unit of a duration. Use one of: s, min, h, d, wk.",
        ),
        (
            Duration,
            "1 h" + " " * 70 + "60 min",
            (
                "“1 h 60 min” has 60 minutes or more beside the hours. "
                "Write hours and the minutes left over, like 1 h 30 min."
            ),
        ),
    ],
)
def test_two_units_that_do_not_add_up_are_refused(kind: Kind, text: str, sentence: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        kind.read(text)
    assert str(caught.value) == sentence


def test_no_feet_and_no_inches_are_no_height() -> None:
    with pytest.raises(ImpossibleQuantity) as caught:
        Height.read("0 ft 0 in")
    assert str(caught.value) == "a height of zero. Give the height."
