"""One rule looking at a few facts, for tests of how it looks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace
from tests.lib.loaded import loaded

from titrant.clinical import Fact, FactKind, Measured, Origin, Snapshot, State, Sureness
from titrant.dosing.screening.known import Known
from titrant.dosing.screening.looks import Look
from titrant.dosing.screening.screen import LOOKS
from titrant.knowledge import Knowledge, Rule

TODAY = date(2026, 11, 22)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def kb() -> Knowledge:
    return loaded(None)


def rule(id: str) -> Rule:
    """Return a rule that ships."""
    return next(
        one for table in ("screening", "interactions") for one in kb().rules(table) if one.id == id
    )


def fact(concept: str, *, days: int | None = 0, number: str | None = None, **known: Any) -> Fact:
    """Return a fact of so many days ago; None for a fact without a day."""
    meant = kb().concept(concept)
    on = None if days is None else ago(days)
    made = Fact(
        concept=concept,
        kind=meant.kind,
        text=known.pop("text", meant.title),
        origin=Origin("made.yaml", f"{concept} {days} {number}"),
        on=on,
        seen=on,
        state=State.UNSTATED if meant.kind is FactKind.OBSERVATION else State.ACTIVE,
        value=None
        if number is None
        else Measured(Decimal(number), meant.unit or "1", f"{number} {meant.unit}"),
    )
    return replace(made, **known)


def no(concept: str, sure: Sureness = Sureness.CONFIRMED) -> Fact:
    """Return an answer “no”."""
    return fact(concept, so=False, state=State.UNSTATED, sure=sure)


def over(concept: str, *, days: int | None, ended: int | None = None) -> Fact:
    """Return something that is over, with the day on which it ended where that is known."""
    end = None if ended is None else ago(ended)
    return fact(concept, days=days, state=State.ENDED, ended=end)


def known(*facts: Fact, **snapshot: Any) -> Known:
    made = Snapshot(as_of=TODAY, facts=facts, **snapshot)
    return Known(made, kb(), "iv-depression")


def look(id: str | Rule, *facts: Fact, **snapshot: Any) -> Look:
    """Return what a rule's look comes to."""
    one = rule(id) if isinstance(id, str) else id
    return LOOKS[one.finds](one, known(*facts, **snapshot))
