"""Which course dates are worked out for, and what else of the record bears on it."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from titrant.clinical import Course, Snapshot


class Chosen(Struct, frozen=True, kw_only=True):
    """A course, and every other of the person; `opened` is False where a plan would open it."""

    course: Course
    others: tuple[Course, ...]
    opened: bool = True


def choose(snapshot: Snapshot, protocol: str | None, *, ended: bool = False) -> Chosen | str:
    """Return the active course of this clinic, of one protocol where it is given.

    With `ended` the latest course that is over stands in where none is active. A sentence where
    nobody can tell which course is meant.
    """
    here = [course for course in snapshot.courses if not course.elsewhere]
    meant = [course for course in here if protocol in {None, course.protocol}]
    active = [course for course in meant if course.ended is None]
    if len(active) > 1:
        named = ", ".join(course.protocol for course in active)
        return f"The record has several active courses: {named}. End all but one in the record."
    over = [course for course in meant if course.ended is not None] if ended else []
    found = active or sorted(over, key=lambda course: course.ended or date.min)[-1:]
    if found:
        others = tuple(course for course in snapshot.courses if course is not found[0])
        return Chosen(course=found[0], others=others)
    if protocol is None:
        return "The record has no active course of this clinic. Name a protocol with --protocol."
    return Chosen(course=Course(protocol=protocol), others=snapshot.courses, opened=False)


def given(courses: Iterable[Course]) -> list[date]:
    """Return the days of the sessions in which any of the drug was given, in their order."""
    return sorted(session.on for course in courses for session in course.sessions if session.given)
