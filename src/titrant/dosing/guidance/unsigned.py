"""What nobody has signed, as a hold."""

from titrant.dosing.check import Check
from titrant.dosing.guidance.values import Hold
from titrant.dosing.guidance.who import DIRECTOR


def of_unsigned(check: Check) -> Hold:
    """Return what nobody has signed as a hold."""
    return Hold(
        id=check.id,
        says=check.text,
        lifts=check.lifts,
        who=DIRECTOR,
        source=check.source,
        leaf=check.leaf or "",
    )
