"""What is known of the body that a dose is scaled to."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from titrant.units import Height, Weight


class Sex(StrEnum):
    """Sex as the ideal-weight formula asks for it."""

    FEMALE = "female"
    MALE = "male"


class WeighingMethod(StrEnum):
    """How a weight came to be known."""

    SCALE = "scale"  # the clinic's calibrated scale
    HOME_SCALE = "home-scale"
    STATED = "stated"  # the patient said so
    ESTIMATED = "estimated"


class WeightBasis(StrEnum):
    """Which weight a dose per weight is multiplied by."""

    ACTUAL = "actual"
    IDEAL = "ideal"
    ADJUSTED = "adjusted"


class WeightReading(Struct, frozen=True, kw_only=True):
    """A weight as it was measured. `second` is the same scale read by a second person."""

    weight: Weight
    on: date | None = None
    method: WeighingMethod | None = None
    second: Weight | None = None


class Person(Struct, frozen=True, kw_only=True):
    """Height and sex, for the body mass index and the ideal weight."""

    height: Height | None = None
    sex: Sex | None = None
