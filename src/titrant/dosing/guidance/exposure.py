"""What a person had in all, from anyone: across routes, sites and prescribers."""

from datetime import timedelta

from titrant.clinical import PastSession
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.values import Exposure
from titrant.units import Dose

SPAN = "frequency.ledger"


def exposures(desk: Desk) -> tuple[Exposure, ...]:
    """Return what was given of each drug; racemic ketamine and esketamine do not add."""
    span = desk.span(SPAN)
    by_drug: dict[str, list[PastSession]] = {}
    for drug, session in desk.given:
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
    return Dose(sum(dose.base for dose in known), Dose.BASE)
