"""A course and its sessions as JSON values: what nobody wrote down is null, which is not “none”."""

from typing import Any

from titrant.clinical import Course, PastSession
from titrant.dosing.json_values import day_value
from titrant.units import json_number


def course_record(course: Course) -> dict[str, Any]:
    """Return a course as JSON values; amounts are texts with their unit."""
    return {
        "protocol": course.protocol,
        "version": course.version,
        "drug": _text(course.drug),
        "opened": day_value(course.opened),
        "ended": day_value(course.ended),
        "elsewhere": course.elsewhere,
        "target": course.target,
        "ends_when": course.ends_when,
        "reviews": [
            {"on": day_value(review.on), "decision": str(review.decision), "why": review.why}
            for review in course.reviews
        ],
        "sessions": [session_record(session) for session in course.sessions],
    }


def session_record(session: PastSession) -> dict[str, Any]:
    """Return a past session as JSON values."""
    dissociation, events = session.dissociation, session.events
    return {
        "on": day_value(session.on),
        "status": str(session.status),
        "why": session.why,
        "ordered": _text(session.ordered),
        "dose": _text(session.dose),
        "route": _text(session.route),
        "over": _text(session.over),
        "weight": _text(session.weight),
        "basis": _text(session.basis),
        "before": _text(session.before),
        "peak": _text(session.peak),
        "dissociation": None if dissociation is None else json_number(dissociation),
        "recovered": _text(session.recovered),
        "lasted": _text(session.lasted),
        "asked_earlier": session.asked_earlier,
        "events": None
        if events is None
        else [
            {"kind": str(event.kind), "what": event.what, "grade": event.grade} for event in events
        ],
        "rescue": list(session.rescue),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
