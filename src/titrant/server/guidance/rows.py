"""The sessions of a course as rows: what was given, what was seen, the score that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from titrant.clinical import PastSession
from titrant.dosing.guidance import Basis
from titrant.dosing.guidance.scored import scored
from titrant.outcomes import Score
from titrant.units import plain


@dataclass(frozen=True)
class Row:
    """One session; an empty cell is what nobody wrote down."""

    number: int
    on: date
    days: str
    dose: str
    route: str
    weight: str
    peak: str
    dissociation: str
    events: str
    score: str
    remark: str


def rows(basis: Basis) -> list[Row]:
    """Return the sessions of the course that a guidance rests on, the oldest first."""
    sessions = basis.course.sessions if basis.course is not None else ()
    scores = _scores(sessions, basis.response.scores if basis.response is not None else ())
    found = []
    before: date | None = None
    for number, (session, score) in enumerate(zip(sessions, scores, strict=True), 1):
        days = "" if before is None else str((session.on - before).days)
        found.append(_row(number, session, days, score))
        before = session.on if session.given else before
    return found


def _row(number: int, session: PastSession, days: str, score: str) -> Row:
    felt = session.dissociation
    over = f" over {session.over.brief()}" if session.over is not None else ""
    return Row(
        number=number,
        on=session.on,
        days=days,
        dose="" if session.dose is None else f"{session.dose.brief()}{over}",
        route="" if session.route is None else session.route.words,
        weight="" if session.weight is None else session.weight.brief(),
        peak="" if session.peak is None else str(session.peak).removesuffix(" mmHg"),
        dissociation="" if felt is None else plain(felt),
        events=_events(session),
        score=score,
        remark=session.why or ("" if session.given else "not given"),
    )


def _events(session: PastSession) -> str:
    if session.events is None:
        return ""
    said = (f"{event.what}, grade {event.grade}" for event in session.events)
    return "; ".join(said) or "none"


def _scores(sessions: Sequence[PastSession], scores: Sequence[Score]) -> list[str]:
    """Return the scores of each session, and beside the last what came after it."""
    of_each, after = scored(sessions, scores)
    cells = [[plain(score.value) for score in found] for found in of_each]
    if cells:
        cells[-1] += [f"after: {plain(score.value)}" for score in after]
    return ["; ".join(cell) for cell in cells]
