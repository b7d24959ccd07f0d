"""Vital signs and counts as they are charted."""

from decimal import Decimal
from typing import NoReturn, Self

from titrant.units.number import EXACT
from titrant.units.quantity import Quantity, Unit, units

_HUNDRED = Decimal(100)
_NO_ARITHMETIC = "a temperature is a point on a scale: it does not add, scale or divide"


class Pressure(Quantity):
    """A blood pressure in mmHg.

    kPa is not read: the two published definitions of the millimetre of mercury (as pint and as
    UCUM have them) differ in the sixth digit, and pressure is charted in mmHg.
    """

    __slots__ = ()
    KIND = "pressure"
    BASE = "mmHg"
    EXAMPLE = "120 mmHg"
    UNITS = units(("mmHg", "mm[Hg]", "1"))


class Frequency(Quantity):
    """Heart or breathing rate; base unit per minute."""

    __slots__ = ()
    KIND = "rate per minute"
    BASE = "/min"
    EXAMPLE = "72 /min"
    UNITS = units(("/min", "/min", "1"))


class Percentage(Quantity):
    """A share in percent, such as oxygen saturation."""

    __slots__ = ()
    KIND = "percentage"
    BASE = "%"
    EXAMPLE = "97 %"
    BRIEF = 1
    UNITS = units(("%", "%", "1"))

    @property
    def share(self) -> Decimal:
        """The share as a number between nothing and one whole."""
        return EXACT.divide(self.base, _HUNDRED)

    @classmethod
    def apart(cls, one: Quantity, other: Quantity) -> Self:
        """Return by how many percent of `other` the two differ; both are of one kind."""
        difference = EXACT.abs(EXACT.subtract(one.base, one._same_kind(other)))
        return cls._of_base(EXACT.multiply(EXACT.divide(difference, other.divisor), _HUNDRED))

    def rounded(self) -> Self:
        """Return the nearest one with as few decimals as a sentence prints, to be read only."""
        shifted = EXACT.to_integral_value(EXACT.scaleb(self.base, self.BRIEF))
        return self._of_base(EXACT.scaleb(shifted, -self.BRIEF))


class Temperature(Quantity):
    """A body temperature; base unit the degree Fahrenheit, in which Celsius is exact.

    It is compared and converted, never added, scaled, divided or rounded to a step: its zeros
    are chosen, so that 37 Cel and 1 Cel would add up to 132.4 degF.
    """

    __slots__ = ()
    KIND = "temperature"
    BASE = "degF"
    EXAMPLE = "37 Cel"
    UNITS = {  # noqa: RUF012 - a constant, like every unit table
        "Cel": Unit("Cel", "Cel", Decimal("1.8"), Decimal(32), ("°C",)),
        "degF": Unit("degF", "[degF]", Decimal(1), Decimal(0), ("°F",)),
    }

    def _like(self, base: Decimal) -> NoReturn:  # noqa: ARG002 - nobody gets such a result
        raise TypeError(_NO_ARITHMETIC)

    @property
    def divisor(self) -> NoReturn:
        """Refuse: no temperature goes into another one."""
        raise TypeError(_NO_ARITHMETIC)


class Count(Quantity):
    """A number of things that are handed out: devices, tablets, troches."""

    __slots__ = ()
    KIND = "count"
    BASE = "pieces"
    EXAMPLE = "2 pieces"
    UNITS = units(
        (
            "pieces",
            "1",
            "1",
            ("piece", "device", "devices", "tablet", "tablets", "troche", "troches"),
        )
    )
