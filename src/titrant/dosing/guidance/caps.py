"""How many sessions a person may have had in all: this site's own numbers, or a hold."""

from collections.abc import Iterator

from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.unsigned import of_unsigned
from titrant.dosing.guidance.values import Hold
from titrant.dosing.guidance.who import SECOND

_CAPS = ("exposure.sessions.span", "exposure.sessions.lifetime")


def capped(seen: Considered) -> Iterator[Hold]:
    """Say where the sessions reach what this site allows, or where it has set nothing."""
    desk = seen.desk
    had = seen.exposures
    counts = (sum(one.sessions_in_span for one in had), sum(one.sessions for one in had))
    for id, count in zip(_CAPS, counts, strict=True):
        unsigned = desk.unsigned(id)
        if unsigned is not None:
            yield of_unsigned(unsigned)
        elif count >= desk.whole(id):
            leaf = desk.use(id)
            yield Hold(
                id=id,
                says=f"{count} sessions, and this site’s limit is {leaf.shown} ({leaf.title}).",
                lifts="A second prescriber reads the course, signs, and says why it goes on.",
                who=SECOND,
                source=leaf.cited,
                leaf=id,
            )
