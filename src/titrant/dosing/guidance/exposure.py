"""What a person had in all, from anyone: across routes, sites and prescribers."""

from collections.abc import Iterator
from datetime import timedelta

from titrant.clinical import PastSession
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.given import everything_given
from titrant.dosing.guidance.values import Exposure, Hold
from titrant.dosing.guidance.who import DIRECTOR, SECOND
from titrant.units import Dose

SPAN = "frequency.ledger"
_CAPS = ("exposure.sessions.span", "exposure.sessions.lifetime")


def exposures(desk: Desk) -> tuple[Exposure, ...]:
    """Return what was given of each drug; racemic ketamine and esketamine do not add."""
    span = desk.span(SPAN)
    by_drug: dict[str, list[PastSession]] = {}
    for drug, session in everything_given(desk):
        by_drug.setdefault(drug, []).append(session)
    return tuple(
        Exposure(
            drug=drug,
            sessions=len(sessions),
            total=_total(sessions),
            sessions_in_span=len(_within(desk, sessions, span)),
            total_in_span=_total(_within(desk, sessions, span)),
        )
        for drug, sessions in sorted(by_drug.items())
    )


def _within(desk: Desk, sessions: list[PastSession], span: timedelta) -> list[PastSession]:
    return [session for session in sessions if desk.as_of - session.on < span]


def _total(sessions: list[PastSession]) -> Dose | None:
    """Add up doses; None where one of them is not known."""
    doses = [session.dose for session in sessions]
    known = [dose for dose in doses if dose is not None]
    if not known or len(known) < len(doses):
        return None
    return Dose(sum(dose.in_unit("mg") for dose in known), "mg")


def capped(seen: Considered) -> Iterator[Hold]:
    """Say where the sessions reach what this site allows, or where it has set nothing."""
    desk = seen.desk
    had = exposures(desk)
    counts = (sum(one.sessions_in_span for one in had), sum(one.sessions for one in had))
    for id, count in zip(_CAPS, counts, strict=True):
        unsigned = desk.unsigned(id)
        if unsigned is not None:
            yield Hold(
                id=unsigned.id,
                says=unsigned.text,
                lifts=unsigned.lifts,
                who=DIRECTOR,
                source=unsigned.source,
                leaf=id,
            )
            continue
        if count >= desk.whole(id):
            leaf = desk.use(id)
            yield Hold(
                id=id,
                says=f"{count} sessions, and this site’s limit is {leaf.shown} ({leaf.title}).",
                lifts="A second prescriber reads the course, signs, and says why it goes on.",
                who=SECOND,
                source=leaf.cited,
                leaf=id,
            )
