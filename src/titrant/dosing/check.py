"""What stands in the way of a preparation: refusal is a result, in the clinic's words."""

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What a check asks for."""

    INFO = "info"  # said, asks for nothing
    SOFT = "soft"  # a written reason
    HOLD = "hold"  # something must be entered, mended or signed first
    FIRM = "firm"  # a second prescriber
    HARD = "hard"  # never


class Status(StrEnum):
    """What became of a preparation."""

    DONE = "done"
    HELD = "held"
    REFUSED = "refused"


class Check(Struct, frozen=True, kw_only=True):
    """One thing that was found, with what would lift it and who says so.

    `met` is true where nothing more is asked: for information, and for a soft limit with its
    written reason. `leaf` is the id of the knowledge leaf behind it, where there is one.
    """

    id: str
    kind: Kind
    text: str
    lifts: str
    source: str
    leaf: str | None = None
    met: bool = False


def status_of(checks: list[Check]) -> Status:
    """Return what a list of checks amounts to."""
    if any(check.kind is Kind.HARD for check in checks):
        return Status.REFUSED
    return Status.DONE if all(check.met for check in checks) else Status.HELD
