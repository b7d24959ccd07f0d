"""The picture of past sessions: which are drawn, and the words for who does not see it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from titrant.clinical import Route, SessionStatus
from titrant.server.exposures.models import PastSession
from titrant.server.exposures.session_plates import NARROW, WIDE, Session, plate
from titrant.server.pictures.wanted import Drawing
from titrant.server.web.templatetags.clinic import day
from titrant.units import Drug

FEWEST = 2  # sessions: one mark is no course
_SHAPED = {
    Drug.KETAMINE: "a circle for racemic ketamine",
    Drug.ESKETAMINE: "a square for esketamine",
}


def sessions_picture(rows: Sequence[PastSession], now: datetime) -> Drawing | None:
    """Return doses and pressures of sessions as a picture; None where too little is written.

    `now` is in the clinic's zone. Nothing is drawn that was not written: no mean, no line between.
    """
    known = [_read(row, now) for row in rows if row.status != SessionStatus.NOT_DONE]
    drawn = [one for one in known if one.mg is not None or one.high is not None]
    if len(drawn) < FEWEST:
        return None
    until = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return Drawing(
        wide=plate(drawn, until, WIDE),
        narrow=plate(drawn, until, NARROW),
        says=(
            f"Picture of {len(drawn)} sessions here, {day(drawn[0].at)} to {day(drawn[-1].at)}: "
            "the doses given and the highest pressures. The table below has the numbers."
        ),
        caption=_caption(drawn, left_out=len(rows) - len(drawn)),
    )


def _read(row: PastSession, now: datetime) -> Session:
    number, _, unit = row.dose.partition(" ")
    high, _, low = row.peak.partition("/")
    return Session(
        at=row.effective.astimezone(now.tzinfo),
        drug=Drug(row.drug),
        route=Route(row.route),
        stopped=row.status == SessionStatus.STOPPED,
        mg=Decimal(number) if unit == "mg" else None,
        high=int(high) if high else None,
        low=int(low) if low else None,
    )


def _caption(drawn: Sequence[Session], left_out: int) -> str:
    shapes = ", ".join(
        words for drug, words in _SHAPED.items() if any(drug is d.drug for d in drawn)
    )
    parts = [
        f"Each mark is one session: {shapes}{_hollow(drawn)}.",
        "A bar ends at both numbers of the highest pressure."
        if any(one.high is not None for one in drawn)
        else "",
        "The dashed line is today.",
        f"Not drawn: {left_out}, not given or with neither number written." if left_out else "",
    ]
    return " ".join(filter(None, parts))


def _hollow(drawn: Sequence[Session]) -> str:
    stopped = any(one.stopped and one.mg is not None for one in drawn)
    return "; hollow where it was stopped early" if stopped else ""
