"""The course so far as a small picture: one column a session, one line for what was measured."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from titrant.cli.page import Page
from titrant.clinical import PastSession
from titrant.dosing.guidance import Basis
from titrant.dosing.guidance.scored import scored
from titrant.outcomes import Score

_NAME = 14
_CELL = 11
_FULL, _NONE = "●", "○"
_DOTS = 5
_SCALE = 10


def picture(basis: Basis, page: Page) -> list[str]:
    """Return the sessions of a course side by side, the latest ones where they do not all fit."""
    course = basis.course
    sessions = [one for one in course.sessions if one.given] if course is not None else []
    if not sessions:
        return []
    fits = (page.width - _NAME - 2) // _CELL
    shown = sessions[-fits:]
    lines: list[str] = []
    if len(shown) < len(sessions):
        lines += page.wrap(f"The last {len(shown)} of {len(sessions)} sessions.", 2)
    first = len(sessions) - len(shown)
    lines.append(_row("session", [str(first + i) for i in range(1, len(shown) + 1)]))
    lines.append(_row("date", [_day(one.on) for one in shown]))
    lines.append(_row("days between", _between(sessions)[first:]))
    for name, of in _LANES:
        cells = [of(one) for one in shown]
        if any(cells):
            lines.append(_row(name, [cell or "–" for cell in cells]))
    scores = basis.response.scores if basis.response is not None else ()
    if scores:
        assert basis.response is not None
        lines.append(_row(basis.response.title, _scores(shown, scores)))
    return lines


def _row(name: str, cells: Sequence[str]) -> str:
    return f"  {name:<{_NAME}}{''.join(f'{cell:<{_CELL}}' for cell in cells)}".rstrip()


def _day(on: date) -> str:
    return f"{on.day} {on:%b}"


def _between(sessions: Sequence[PastSession]) -> list[str]:
    return ["", *(str((after.on - before.on).days) for before, after in pairwise(sessions))]


def _dose(session: PastSession) -> str:
    return "" if session.dose is None else str(session.dose)


def _ordered(session: PastSession) -> str:
    return "" if session.ordered is None else str(session.ordered)


def _weight(session: PastSession) -> str:
    return "" if session.weight is None else str(session.weight)


def _pressure(session: PastSession) -> str:
    return "" if session.peak is None else str(session.peak).removesuffix(" mmHg")


def _dissociation(session: PastSession) -> str:
    felt = session.dissociation
    if felt is None:
        return ""
    dots = int((felt * _DOTS / _SCALE).to_integral_value(ROUND_CEILING))
    return f"{_FULL * dots}{_NONE * (_DOTS - dots)} {_plain(felt)}"


def _events(session: PastSession) -> str:
    if session.events is None:
        return ""
    if not session.events:
        return "none"
    grade = max(event.grade for event in session.events)
    more = f"{len(session.events)}x " if len(session.events) > 1 else ""
    return f"{more}grade {grade}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _scores(sessions: Sequence[PastSession], scores: Sequence[Score]) -> list[str]:
    """Put the last score of each session under it, and what came after the last behind that."""
    of_each, after = scored(sessions, scores)
    cells = [_plain(found[-1].value) if found else "" for found in of_each]
    cells[-1] += "".join(f"→{_plain(score.value)}" for score in after)
    return cells


_LANES: tuple[tuple[str, Callable[[PastSession], str]], ...] = (
    ("ordered", _ordered),
    ("given", _dose),
    ("weight", _weight),
    ("peak pressure", _pressure),
    ("dissociation", _dissociation),
    ("events", _events),
)
