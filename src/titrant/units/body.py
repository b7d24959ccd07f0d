"""The body that a dose is scaled to: weight, height, body mass index."""

from decimal import Decimal
from typing import Self

from titrant.units.number import EXACT, plain
from titrant.units.quantity import Quantity, of_kind, units

_HUNDREDTH = Decimal("0.01")


class Weight(Quantity):
    """A body weight; base unit kg. The pound is the international avoirdupois pound."""

    __slots__ = ()
    KIND = "weight"
    BASE = "kg"
    EXAMPLE = "70 kg"
    ABOVE_ZERO = True
    UNITS = units(
        ("kg", "kg", "1"),
        ("g", "g", "0.001"),
        ("lb", "[lb_av]", "0.45359237", ("lbs", "pound", "pounds")),
    )

    def brief(self) -> str:
        """Print two decimals at most, rounded: a scale shows no more."""
        return f"{plain(self.value.quantize(_HUNDREDTH, context=EXACT))} {self.unit}"


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
        pair = cls._read_pair(text, ("ft", "feet"), ("in", "inches"), "5 ft 10 in")
        return super().read(text) if pair is None else pair


class BodyMassIndex(Quantity):
    """Weight over height squared; base unit kg/m2."""

    __slots__ = ()
    KIND = "body mass index"
    BASE = "kg/m2"
    EXAMPLE = "24.5 kg/m2"
    ABOVE_ZERO = True
    BRIEF = 1
    UNITS = units(("kg/m2", "kg/m2", "1"))

    @classmethod
    def of(cls, weight: Weight, height: Height) -> Self:
        """Return the body mass index of a weight (any unit) and a height (any unit)."""
        metres = EXACT.divide(of_kind(height, Height).divisor, Height.UNITS["m"].factor)
        return cls._of_base(
            EXACT.divide(of_kind(weight, Weight).base, EXACT.multiply(metres, metres))
        )
