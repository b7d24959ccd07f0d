"""Volumes that are drawn and infused, and the speed of a pump."""

from titrant.units.duration import Duration
from titrant.units.number import EXACT
from titrant.units.quantity import Quantity, of_kind, units

SECONDS_PER_HOUR = Duration(1, "h").base


class FlowRate(Quantity):
    """Volume over time, what a pump is set to; base unit mL/h. Not a dose."""

    __slots__ = ()
    KIND = "pump rate"
    BASE = "mL/h"
    EXAMPLE = "52.5 mL/h"
    DOSE_LIKE = True
    UNITS = units(
        ("mL/h", "mL/h", "1", ("ml/h",)),
        ("mL/min", "mL/min", "60", ("ml/min",)),
    )

    def __mul__(self, time: Duration) -> "Volume":
        seconds = of_kind(time, Duration).base
        return Volume._of_base(EXACT.divide(EXACT.multiply(self.base, seconds), SECONDS_PER_HOUR))


class Volume(Quantity):
    """A volume of fluid; base unit mL."""

    __slots__ = ()
    KIND = "volume"
    BASE = "mL"
    EXAMPLE = "3.5 mL"
    DOSE_LIKE = True
    UNITS = units(
        ("mL", "mL", "1", ("ml",)),
        ("L", "L", "1000", ("l",)),
        ("uL", "uL", "0.001", ("ul",)),
    )

    def lasts(self, rate: FlowRate) -> Duration:
        """Return how long this volume runs at a pump rate."""
        up = EXACT.multiply(self.base, SECONDS_PER_HOUR)
        return Duration._of_base(EXACT.divide(up, of_kind(rate, FlowRate).divisor))

    def flow(self, part: Quantity, whole: Quantity, time: Duration) -> FlowRate:
        """Return the pump rate at which the share part/whole of this volume runs over a time.

        One division, so that a rate that can be written exactly is exact and none is set a step
        too low.
        """
        up = EXACT.multiply(EXACT.multiply(self.base, part.base), SECONDS_PER_HOUR)
        down = EXACT.multiply(part._same_kind(whole), of_kind(time, Duration).divisor)
        return FlowRate._of_base(EXACT.divide(up, down))

    def __truediv__(self, time: Duration) -> FlowRate:
        seconds = of_kind(time, Duration).divisor
        return FlowRate._of_base(EXACT.divide(EXACT.multiply(self.base, SECONDS_PER_HOUR), seconds))
