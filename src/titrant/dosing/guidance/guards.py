"""What the guidance rests on and nobody has signed: it holds, and never acts unseen."""

from collections.abc import Sequence

from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.settling import Draft
from titrant.dosing.guidance.unsigned import of_unsigned
from titrant.dosing.guidance.values import Hold
from titrant.knowledge import Standing

_HOLDING = frozenset({Standing.UNSIGNED, Standing.EXPIRED, Standing.NOT_YET})


def unsigned_guards(
    seen: Considered, holds: Sequence[Hold], drafts: Sequence[Draft]
) -> tuple[Hold, ...]:
    """Return a hold for each leaf that was looked at, is not in force, and holds nowhere yet.

    An empty leaf has no value that could act: what misses it says so itself.
    """
    desk = seen.desk
    told = {hold.id for hold in holds}
    told |= {check.id for draft in drafts for check in draft.limits}
    idle = seen.scales.idle
    found = [
        check
        for id in sorted(desk.used.keys() - idle)
        if desk.standings[id] in _HOLDING and (check := desk.unsigned(id)) is not None
    ]
    return tuple(of_unsigned(check) for check in found if check.id not in told)
