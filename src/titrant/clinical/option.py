"""What may be done about a next session; a clinician chooses, and none comes before another."""

from enum import StrEnum


class OptionKind(StrEnum):
    """The kinds of option, in the fixed order in which they are always shown."""

    HOLD = "hold"  # nothing is given now
    START = "start"
    SAME = "same"
    UP = "up"
    DOWN = "down"
    LONGER = "longer interval"
    SHORTER = "shorter interval"
    RETURN = "last good interval"
    REVIEW = "review"
    STOP = "stop"
    SWITCH = "switch"
