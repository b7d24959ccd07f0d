"""Words of a course that guidance and dates share: its phases, and how a check stands on a day."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a course stands in its protocol."""

    BEFORE = "before the first session"
    INDUCTION = "induction"
    WEEKS_5_TO_8 = "weeks 5 to 8"
    MAINTENANCE = "maintenance"
    BEYOND = "after what the protocol describes"
    OPEN = "course without a stated length"


class Due(StrEnum):
    """How a check or a review stands on a day; the gravest first."""

    OVERDUE = "overdue"
    DUE = "due"
    UNKNOWN = "nobody knows"  # nothing on record to count from
    COMING = "coming"
    DONE = "done"
