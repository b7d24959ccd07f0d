"""How long something takes."""

import re
from typing import Self

from titrant.units.errors import UnreadableQuantity
from titrant.units.quantity import Quantity, units


class Duration(Quantity):
    """A length of time; base unit the second, so that minutes and hours stay exact."""

    __slots__ = ()
    KIND = "duration"
    BASE = "s"
    EXAMPLE = "40 min"
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
        parts = re.fullmatch(r"\s*(\S+\s?h)\s+(\S+\s?min)\s*", text)
        if parts is None:
            return super().read(text)
        hours, minutes = super().read(parts[1]), super().read(parts[2])
        if minutes >= cls(1, "h"):
            raise UnreadableQuantity(
                f"“{text.strip()}” has 60 minutes or more beside the hours",
                "Write hours and the minutes left over, like 1 h 30 min.",
            )
        return (hours + minutes).to("min")
