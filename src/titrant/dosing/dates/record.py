"""A plan of dates and a calendar as JSON values."""

from datetime import date
from typing import Any

from titrant.dosing.check import Check
from titrant.dosing.dates.entries import Calendar, Entry
from titrant.dosing.dates.plan import Plan, PlannedReview, Slot
from titrant.knowledge import Leaf

Json = dict[str, Any]


def plan_record(plan: Plan) -> Json:
    """Return a plan as JSON values; days as 2026-11-22, open weekdays as 0 for Monday."""
    return {
        "protocol": {"id": plan.protocol, "version": plan.version, "title": plan.title},
        "as_of": plan.as_of.isoformat(),
        "begins": plan.begins.isoformat(),
        "given": plan.given,
        "most_in_7_days": plan.most,
        "weekdays": sorted(plan.weekdays),
        "sessions": [_slot(slot) for slot in plan.slots],
        "review": _review(plan.review),
        "left_open": list(plan.left_open),
        "holds": [_hold(hold) for hold in plan.holds],
        "sources": [_leaf(leaf) for leaf in plan.used],
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
        "on": _day(slot.on),
        "optional": slot.optional,
        "why": slot.why,
        "leaves": list(slot.leaves),
    }


def _review(review: PlannedReview | None) -> Json | None:
    if review is None:
        return None
    return {
        "on": _day(review.on),
        "after": review.after,
        "done": _day(review.done),
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
        "last_on": _day(entry.last_on),
        "last": None
        if fact is None
        else {
            "concept": fact.concept,
            "text": fact.text,
            "file": fact.origin.file,
            "place": fact.origin.place,
        },
        "due": _day(entry.due),
        "until": _day(entry.until),
        "note": entry.note,
        "holds": [_hold(hold) for hold in entry.holds],
        "sources": [_leaf(leaf) for leaf in entry.leaves],
    }


def _hold(check: Check) -> Json:
    return {
        "id": check.id,
        "text": check.text,
        "lifts": check.lifts,
        "source": check.source,
        "leaf": check.leaf,
    }


def _leaf(leaf: Leaf) -> Json:
    return {
        "leaf": leaf.id,
        "title": leaf.title,
        "value": leaf.shown,
        "source": leaf.source,
        "locator": leaf.locator,
        "flag": str(leaf.flag),
        "tier": str(leaf.tier),
        "signed_by": leaf.signature.by if leaf.signature else None,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
