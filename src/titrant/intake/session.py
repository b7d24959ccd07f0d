"""The sessions of a course, as a case file tells them."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from titrant.clinical import (
    AdverseEvent,
    BloodPressure,
    EventKind,
    PastSession,
    Route,
    SessionStatus,
    WeightBasis,
)
from titrant.clinical.order import Amount
from titrant.intake.notes import Notes
from titrant.intake.shape import EventShape, SessionShape
from titrant.intake.wording import as_found
from titrant.units import (
    Dose,
    DosePerWeight,
    Duration,
    Pressure,
    QuantityError,
    Rate,
    RatePerWeight,
    UnreadableQuantity,
    Weight,
    read_one_of,
)

T = TypeVar("T")

_PRESSURE = re.compile(r"\s*([0-9]{2,3})\s*/\s*([0-9]{2,3})\s*(?:mmHg|mm\[Hg\])?\s*", re.ASCII)
_HIGHEST = 300  # no cuff reads more: a slip of the pen
_GRADES = range(1, 6)
_DISSOCIATION = (Decimal(0), Decimal(10))
_AMOUNTS: tuple[type[Dose | DosePerWeight | Rate | RatePerWeight], ...] = (
    DosePerWeight,
    Dose,
    RatePerWeight,
    Rate,
)


def read_sessions(
    shapes: Sequence[SessionShape], notes: Notes, place: str
) -> tuple[PastSession, ...]:
    """Return the sessions up to the day of reading, in the order of their days."""
    sessions: list[PastSession] = []
    for number, shape in enumerate(shapes, start=1):
        where = f"{place}, sessions {number}"
        session = _session(shape, notes, where)
        if session.on > notes.as_of:
            notes.set_aside("a session", notes.later(session.on), where, of_course=True)
        else:
            sessions.append(session)
    return tuple(sorted(sessions, key=lambda session: session.on))


def _session(shape: SessionShape, notes: Notes, where: str) -> PastSession:
    def read(name: str, written: str | None, how: Callable[[str], T]) -> T | None:
        return None if written is None else _read(notes, f"{where}, {name}", written, how)

    session = PastSession(
        on=shape.on,
        status=SessionStatus(shape.status),
        why=shape.why,
        ordered=read("ordered", shape.ordered, _amount),
        dose=notes.amount(Dose, shape.dose, where),
        route=read("route", shape.route, _route),
        over=read("over", shape.over, Duration.read_record),
        weight=notes.amount(Weight, shape.weight, where),
        basis=None if shape.basis is None else WeightBasis(shape.basis),
        before=read("before", shape.before, blood_pressure),
        peak=read("peak", shape.peak, blood_pressure),
        dissociation=shape.dissociation,
        recovered=read("recovered", shape.recovered, Duration.read_record),
        lasted=read("lasted", shape.lasted, Duration.read_record),
        asked_earlier=shape.asked_earlier,
        events=None if shape.events is None else _events(shape.events, notes, where),
        rescue=tuple(shape.rescue),
    )
    low, high = _DISSOCIATION
    if session.dissociation is not None and not low <= session.dissociation <= high:
        found = f"{as_found(session.dissociation)} where a score from {low} to {high} belongs"
        raise notes.wrong(f"{where}, dissociation", found)
    if not session.given and session.dose is not None:
        raise notes.wrong(where, "it was not done, and has a dose")
    return session


def _read(notes: Notes, place: str, written: str, how: Callable[[str], T]) -> T:
    try:
        return how(written)
    except QuantityError as error:
        raise notes.wrong(place, f"{error}".rstrip(".")) from None


def _amount(text: str) -> Amount:
    return read_one_of(text, _AMOUNTS, "dose")


def _route(text: str) -> Route:
    words = {str(route): route for route in Route}
    if text not in words:
        raise UnreadableQuantity(f"“{text}” is no route", f"Write one of: {', '.join(words)}.")
    return words[text]


def blood_pressure(text: str) -> BloodPressure:
    """Read a blood pressure like `128/80` or `128/80 mmHg`; raises `UnreadableQuantity`."""
    found = _PRESSURE.fullmatch(text)
    mend = "Write it like 128/80 mmHg."
    if found is None:
        raise UnreadableQuantity(f"“{text.strip()}” is no blood pressure", mend)
    systolic, diastolic = int(found[1]), int(found[2])
    if not diastolic < systolic <= _HIGHEST:
        raise UnreadableQuantity(f"“{text.strip()}” cannot be a blood pressure", mend)
    return BloodPressure(Pressure(systolic, "mmHg"), Pressure(diastolic, "mmHg"))


def _events(shapes: Sequence[EventShape], notes: Notes, where: str) -> tuple[AdverseEvent, ...]:
    kinds = {str(kind): kind for kind in EventKind}
    events: list[AdverseEvent] = []
    for shape in shapes:
        if shape.grade not in {Decimal(grade) for grade in _GRADES}:
            found = f"{as_found(shape.grade)} where a grade from 1 to 5 belongs"
            raise notes.wrong(f"{where}, events, {shape.what}", found)
        kind = kinds.get(shape.what.strip().casefold(), EventKind.OTHER)
        events.append(AdverseEvent(kind=kind, what=shape.what, grade=int(shape.grade)))
    return tuple(events)
