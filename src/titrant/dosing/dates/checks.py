"""Every check that a course is due for, on a day: overdue, due, not known, coming, done."""

from datetime import date

from titrant.clinical import Course, Snapshot
from titrant.dosing.course_words import Due
from titrant.dosing.dates import following, long_term
from titrant.dosing.dates.desk import Desk
from titrant.dosing.dates.entries import Calendar, Entry
from titrant.knowledge import Knowledge, Protocol

_GOING_ON = (
    following.course_review,
    following.endpoint,
    following.rems_forms,
    following.first_exposure,
    following.mania,
    following.end_calls,
    long_term.mood,
    long_term.bladder,
    long_term.thinking,
    long_term.liver,
    long_term.misuse,
    long_term.pregnancy,
)
_OVER = (
    following.rems_forms,
    following.first_exposure,
    following.mania_after_sessions,
    following.end_calls,
    long_term.liver_after_pain,
)
_ORDER = {state: place for place, state in enumerate(Due)}


def due(snapshot: Snapshot, course: Course, protocol: Protocol, kb: Knowledge) -> Calendar:
    """Return every check of a course with its rule, the last time, the next and its state.

    A course that has ended keeps what follows it: the calls, the forms, the last question and
    tests. What nobody wrote down is not done; what has nothing to count from is not known.
    """
    desk = Desk(snapshot, course, protocol, kb)
    dead = snapshot.subject.dead
    if not dead:
        for look in _GOING_ON if course.ended is None else _OVER:
            look(desk)
    return Calendar(
        protocol=protocol.id,
        version=protocol.version,
        title=protocol.title,
        as_of=snapshot.as_of,
        closed="The record says that this person died. Nothing is due." if dead else "",
        entries=tuple(sorted(desk.entries, key=_in_order)),
        versions=kb.versions,
    )


def _in_order(entry: Entry) -> tuple[int, date]:
    return (_ORDER[entry.state], entry.due or entry.until or date.max)
