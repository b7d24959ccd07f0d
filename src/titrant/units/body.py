"""The body that a dose is scaled to: weight, height, body mass index."""

import re
from typing import Self

from titrant.units.errors import UnreadableQuantity
from titrant.units.number import EXACT
from titrant.units.quantity import Quantity, units


class Weight(Quantity):
    """A body weight; base unit kg. The pound is the international avoirdupois pound."""

    __slots__ = ()
    KIND = "weight"
    BASE = "kg"
    EXAMPLE = "70 kg"
    BRIEF = 2
    ABOVE_ZERO = True
    UNITS = units(
        ("kg", "kg", "1"),
        ("g", "g", "0.001"),
        ("lb", "[lb_av]", "0.45359237", ("lbs", "pound", "pounds")),
    )


class Height(Quantity):
    """A body height; base unit cm. Reads `178 cm`, `1.78 m`, `70 in` and `5 ft 10 in`."""

    __slots__ = ()
    KIND = "height"
    BASE = "cm"
    EXAMPLE = "178 cm"
    ABOVE_ZERO = True
    UNITS = units(
        ("cm", "cm", "1"),
        ("m", "m", "100"),
        ("in", "[in_i]", "2.54", ("inch", "inches")),
        ("ft", "[ft_i]", "30.48", ("foot", "feet")),
    )

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a height; `5 ft 10 in` adds up, with fewer than 12 inches beside the feet."""
        parts = re.fullmatch(r"\s*(\S+\s?ft)\s+(\S+\s?in)\s*", text)
        if parts is None:
            return super().read(text)
        feet, inches = super().read(parts[1]), super().read(parts[2])
        if inches >= cls(1, "ft"):
            raise UnreadableQuantity(
                f"“{text.strip()}” has 12 inches or more beside the feet",
                "Write feet and the inches left over, like 5 ft 10 in.",
            )
        return (feet + inches).to("in")


class BodyMassIndex(Quantity):
    """Weight over height squared; base unit kg/m2."""

    __slots__ = ()
    KIND = "body mass index"
    BASE = "kg/m2"
    EXAMPLE = "24.5 kg/m2"
    BRIEF = 1
    UNITS = units(("kg/m2", "kg/m2", "1"))

    @classmethod
    def of(cls, weight: Weight, height: Height) -> Self:
        """Return the body mass index of a weight (any unit) and a height (any unit)."""
        metres = height.in_unit("m")
        return cls._of_base(EXACT.divide(weight.base, EXACT.multiply(metres, metres)))
