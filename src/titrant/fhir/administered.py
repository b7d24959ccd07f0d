"""Doses of ketamine and esketamine that a record says were given: every one counts, from anyone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from titrant.clinical import Course, PastSession, Route, SessionStatus
from titrant.fhir.parts import Json, Named, named, part, text
from titrant.knowledge import Match
from titrant.knowledge.measuring import number_of
from titrant.units import Dose, Drug, QuantityError

ELSEWHERE = "not stated"
"""What stands for a protocol where a record says only that a dose was given."""

_DRUGS = {str(drug): drug for drug in Drug}
_ROUTES = {
    Route.IV: ("47625008", "intravenous", "iv"),
    Route.IM: ("78421000", "intramuscular", "im"),
    Route.SC: ("34206005", "subcutaneous", "sc"),
    Route.NASAL: ("46713006", "nasal", "intranasal"),
    Route.SUBLINGUAL: ("37839007", "sublingual"),
    Route.ORAL: ("26643006", "oral", "po"),
}


def counts(match: Match) -> bool:
    """Say whether an administration of this is a dose that counts."""
    return match.concept in _DRUGS


def given_dose(content: Json, concept: str, on: date | None, status: str) -> PastSession | None:
    """Return what an administration gave, where it is of ketamine or esketamine and has a day."""
    if concept not in _DRUGS or on is None:
        return None
    return PastSession(
        on=on,
        status=SessionStatus.STOPPED if status == "stopped" else SessionStatus.COMPLETED,
        dose=dose_of(part(content, "dosage", "dose")),
        route=_route(named(part(content, "dosage", "route"))),
    )


def dose_of(amount: Any) -> Dose | None:
    """Return an amount; None where its code and its unit say two things."""
    value = number_of(part(amount, "value"))
    doses = []
    for unit in (text(amount, "code"), text(amount, "unit")):
        try:
            doses += [] if value is None or not unit else [Dose(value, unit)]
        except QuantityError:
            continue
    return doses[0] if doses and len({dose.base for dose in doses}) == 1 else None


def _route(what: Named) -> Route | None:
    said = {code for _, code in what.codes} | {text.casefold() for text in what.texts}
    found = [route for route, words in _ROUTES.items() if said & set(words)]
    return found[0] if len(found) == 1 else None


def courses_given(given: Sequence[tuple[str, PastSession]]) -> tuple[Course, ...]:
    """Return doses as one course a drug, given elsewhere and over: it only counts."""
    courses: list[Course] = []
    for name in sorted({drug for drug, _ in given}):
        sessions = sorted((one for drug, one in given if drug == name), key=lambda one: one.on)
        courses.append(
            Course(
                protocol=ELSEWHERE,
                drug=_DRUGS[name],
                opened=sessions[0].on,
                ended=sessions[-1].on,
                elsewhere=True,
                sessions=tuple(sessions),
            )
        )
    return tuple(courses)
