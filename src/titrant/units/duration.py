"""How long something takes."""

from typing import Self

from titrant.units.quantity import Quantity, units


class Duration(Quantity):
    """A length of time; base unit the second, so that minutes and hours stay exact."""

    __slots__ = ()
    KIND = "duration"
    BASE = "s"
    EXAMPLE = "40 min"
    BRIEF = 1
    UNITS = units(
        ("s", "s", "1", ("second", "seconds")),
        ("min", "min", "60", ("minute", "minutes")),
        ("h", "h", "3600", ("hour", "hours")),
        ("d", "d", "86400", ("day", "days")),
        ("wk", "wk", "604800", ("week", "weeks")),
    )

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `40 min`, `4 h` or `1 h 30 min`; hours come first and minutes stay below 60."""
        pair = cls._read_pair(text, ("h", "hours"), ("min", "minutes"), "1 h 30 min")
        return super().read(text) if pair is None else pair
