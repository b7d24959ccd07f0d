"""What courses and clearances add to the case of a person."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from titrant.intake.shape import ClearanceShape, CourseShape, ReviewShape, SessionShape
from titrant.server.accounts.roles import Role
from titrant.server.courses.models import Cleared, Course
from titrant.server.patients.case import CaseParts
from titrant.server.patients.models import Patient
from titrant.server.patients.telling import Telling, tells

Row = TypeVar("Row", Course, Cleared)


@tells
def courses(people: Sequence[Patient]) -> Telling:
    """Tell the courses of some people: see `_courses`."""
    rows = Course.objects.filter(patient__in=people).prefetch_related("reviews")
    of_each = _by_patient(rows.order_by("number"))
    return lambda parts, patient: _courses(parts, of_each.get(patient.pk, []))


@tells
def clearances(people: Sequence[Patient]) -> Telling:
    """Tell what was cleared and not withdrawn."""
    rows = Cleared.objects.filter(patient__in=people, withdrawn=None).order_by("at", "id")
    of_each = _by_patient(rows)
    return lambda parts, patient: _clearances(parts, of_each.get(patient.pk, []))


def _by_patient(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.patient_id, []).append(row)
    return found


def _courses(parts: CaseParts, rows: Sequence[Course]) -> None:
    """Put the sessions of each protocol into the courses that were opened and ended here.

    A course takes the sessions up to its end that no earlier one has; the open one takes the rest.
    Sessions of a protocol that nobody opened a course for stay the course that they are.
    """
    by_protocol: dict[str, list[Course]] = {}
    for row in rows:
        begun = row.opened or row.ended
        if begun is not None and _day(parts, begun) <= parts.as_of:
            by_protocol.setdefault(row.protocol, []).append(row)
    for protocol, of_it in by_protocol.items():
        history = [one for one in parts.case.courses if _is(one, protocol)]
        rest = [session for one in history for session in one.sessions]
        parts.case.courses[:] = [one for one in parts.case.courses if not _is(one, protocol)]
        for row in of_it:
            over = _ended(parts, row)
            own = [one for one in rest if over is None or one.on <= over]
            rest = [one for one in rest if one not in own]
            parts.case.courses.append(_shape(parts, row, own, over))
        if rest:  # typed in after the last end, or given since: a course that nobody opened
            parts.case.courses.append(
                CourseShape(protocol=protocol, opened=rest[0].on, sessions=rest)
            )


def _clearances(parts: CaseParts, rows: Sequence[Cleared]) -> None:
    for row in rows:
        on = _day(parts, row.at)
        if on > parts.as_of:
            continue
        director = Role.DIRECTOR.value in row.role.split(" + ")
        parts.case.clearances.append(
            ClearanceShape(
                rule=row.rule,
                mark=row.mark,
                on=on,
                by="medical director" if director else "prescriber",
                why=row.why,
                on_word_of=row.on_word_of,
                until=row.until,
                protocol=row.protocol,
            )
        )


def _is(shape: CourseShape, protocol: str) -> bool:
    return shape.protocol == protocol and not shape.elsewhere


def _shape(
    parts: CaseParts, row: Course, sessions: list[SessionShape], over: date | None
) -> CourseShape:
    opened = [_day(parts, row.opened)] if row.opened is not None else []
    first = min([*opened, *(one.on for one in sessions)], default=over)
    return CourseShape(
        protocol=row.protocol,
        version=row.version or None,
        opened=first,
        ended=over,
        target=row.target or None,
        ends_when=row.ends_when,
        reviews=[
            ReviewShape(_day(parts, one.at), _decision(one.decision), one.why)
            for one in row.reviews.all()
            if _day(parts, one.at) <= parts.as_of
        ],
        sessions=sessions,
    )


def _decision(word: str) -> Any:
    return word  # one of the two that the form offers


def _ended(parts: CaseParts, row: Course) -> date | None:
    if row.ended is None:
        return None
    over = _day(parts, row.ended)
    return over if over <= parts.as_of else None


def _day(parts: CaseParts, moment: datetime) -> date:
    return moment.astimezone(parts.zone).date()
