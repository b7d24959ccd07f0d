"""Scores as a test writes them: `scored(phq_9, ...)` judged against the shipped knowledge."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tests.lib.loaded import loaded

from titrant.knowledge import Knowledge
from titrant.outcomes import Response, Score, judge

FIRST_DOSE = date(2026, 10, 1)
AS_OF = date(2026, 12, 1)

Number = int | str


def score(day: int, value: Number) -> Score:
    """Return a score so many days after the first dose; day 0 is the day of the dose."""
    return Score(FIRST_DOSE + timedelta(days=day), Decimal(value))


def course(
    instrument: str,
    scores: Mapping[int, Number] | list[tuple[int, Number]],
    *,
    kb: Knowledge | None = None,
    first_dose: date | None = FIRST_DOSE,
    as_of: date = AS_OF,
) -> Response:
    """Judge scores by their day after the first dose, at the demonstration site unless given."""
    kb = kb or loaded()
    pairs = scores.items() if isinstance(scores, Mapping) else scores
    made = [score(day, value) for day, value in pairs]
    return judge(kb.instrument(instrument), made, first_dose, as_of, kb)
