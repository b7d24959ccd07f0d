"""Courses, days and calendars for tests of when sessions and checks can be."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.lib.loaded import loaded

from titrant.clinical import Course, Fact, Origin, PastSession, Review, Sex, Snapshot, Subject
from titrant.clinical.session import Decision, SessionStatus
from titrant.dosing.dates import Calendar, Entry, Plan, Slot, due, plan
from titrant.knowledge import Knowledge

MONDAY = date(2026, 11, 23)
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


def day(number: int) -> date:
    """Return the day so many days after the Monday that everything here is counted from."""
    return MONDAY + timedelta(days=number)


def course(protocol: str, days: Iterable[int] = (), **known: Any) -> Course:
    """Return a course with sessions on these days."""
    sessions = tuple(PastSession(on=day(one)) for one in days)
    return Course(protocol=protocol, sessions=sessions, **known)


def went_on(number: int) -> Review:
    """Return a review that decided to go on."""
    return Review(on=day(number), decision=Decision.CONTINUE, why="better")


def not_done(number: int) -> PastSession:
    """Return a session in which nothing was given."""
    return PastSession(on=day(number), status=SessionStatus.NOT_DONE)


def planned(of: str | Course, at: int = 0, *, kb: Knowledge | None = None, **asked: Any) -> Plan:
    """Plan a course as of a day, at the signed demonstration site, open from Monday to Friday."""
    kb = kb or loaded()
    made = of if isinstance(of, Course) else course(of)
    asked = {"start": day(at), "weekdays": WEEKDAYS, **asked}
    return plan(made, kb.protocol(made.protocol), kb, as_of=day(at), **asked)


def offsets(slots: Iterable[Slot]) -> list[int | None]:
    """Return the planned days, counted from the Monday."""
    return [None if slot.on is None else (slot.on - MONDAY).days for slot in slots]


def windows(slots: Iterable[Slot]) -> list[tuple[int, int]]:
    """Return the windows, counted from the Monday."""
    return [((slot.earliest - MONDAY).days, (slot.latest - MONDAY).days) for slot in slots]


def fact(concept: str, at: int, kb: Knowledge | None = None, **known: Any) -> Fact:
    """Return a fact of a day."""
    kind = (kb or loaded()).concept(concept).kind
    origin = Origin("made.yaml", f"{concept} {at}")
    known = {"on": day(at), "seen": day(at), **known}
    return Fact(concept=concept, kind=kind, text=concept, origin=origin, **known)


def calendar(
    of: Course,
    at: int,
    *facts: Fact,
    sex: Sex | None = Sex.MALE,
    others: tuple[Course, ...] = (),
    kb: Knowledge | None = None,
    dead: bool = False,
) -> Calendar:
    """Return what a course is due for as of a day, at the signed demonstration site."""
    kb = kb or loaded()
    snapshot = Snapshot(
        as_of=day(at), subject=Subject(sex=sex, dead=dead), facts=facts, courses=(of, *others)
    )
    return due(snapshot, of, kb.protocol(of.protocol), kb)


def entries(made: Calendar) -> dict[str, Entry]:
    """Return the entries of a calendar by id."""
    return {entry.id: entry for entry in made.entries}
