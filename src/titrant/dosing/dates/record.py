"""A plan of dates and a calendar as JSON values."""

from titrant.dosing.dates.entries import Calendar, Entry
from titrant.dosing.dates.plan import Plan, PlannedReview, Slot
from titrant.dosing.json_values import Json, check_value, day_value, leaf_value


def plan_record(plan: Plan) -> Json:
    """Return a plan as JSON values; days as 2026-11-22, open weekdays as 0 for Monday."""
    return {
        "protocol": {"id": plan.protocol, "version": plan.version, "title": plan.title},
        "as_of": plan.as_of.isoformat(),
        "begins": plan.begins.isoformat(),
        "given": plan.given,
        "most_in_7_days": plan.most,
        "weekdays": sorted(plan.weekdays),
        "closed": [day_value(day) for day in sorted(plan.closed)],
        "sessions": [_slot(slot) for slot in plan.slots],
        "review": _review(plan.review),
        "left_open": list(plan.left_open),
        "holds": [check_value(hold) for hold in plan.holds],
        "sources": [leaf_value(leaf) for leaf in plan.used],
        "versions": plan.versions.record(),
    }


def calendar_record(calendar: Calendar) -> Json:
    """Return a calendar as JSON values, the overdue first."""
    return {
        "protocol": {
            "id": calendar.protocol,
            "version": calendar.version,
            "title": calendar.title,
        },
        "as_of": calendar.as_of.isoformat(),
        "waits": calendar.waits,
        "closed": calendar.closed,
        "entries": [_entry(entry) for entry in calendar.entries],
        "versions": calendar.versions.record(),
    }


def _slot(slot: Slot) -> Json:
    return {
        "number": slot.number,
        "phase": str(slot.phase),
        "earliest": slot.earliest.isoformat(),
        "latest": slot.latest.isoformat(),
        "on": day_value(slot.on),
        "optional": slot.optional,
        "why": slot.why,
        "leaves": list(slot.leaves),
    }


def _review(review: PlannedReview | None) -> Json | None:
    if review is None:
        return None
    return {
        "on": day_value(review.on),
        "after": review.after,
        "done": day_value(review.done),
        "overdue": review.overdue,
        "leaves": list(review.leaves),
    }


def _entry(entry: Entry) -> Json:
    fact = entry.last
    return {
        "id": entry.id,
        "what": entry.what,
        "who": entry.who,
        "state": str(entry.state),
        "last_on": day_value(entry.last_on),
        "last": None
        if fact is None
        else {
            "concept": fact.concept,
            "text": fact.text,
            "file": fact.origin.file,
            "place": fact.origin.place,
        },
        "due": day_value(entry.due),
        "until": day_value(entry.until),
        "note": entry.note,
        "holds": [check_value(hold) for hold in entry.holds],
        "sources": [leaf_value(leaf) for leaf in entry.leaves],
    }
