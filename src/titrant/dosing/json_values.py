"""What every result writes alike as JSON values: a day, a leaf, a check."""

from datetime import date
from typing import Any

from titrant.dosing.check import Check
from titrant.knowledge import Leaf

Json = dict[str, Any]


def day_value(day: date | None) -> str | None:
    """Return a day as 2026-11-22."""
    return None if day is None else day.isoformat()


def leaf_value(leaf: Leaf) -> Json:
    """Return a leaf with its source and who signed it."""
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


def check_value(check: Check) -> Json:
    """Return a check with what lifts it and its source."""
    return {
        "id": check.id,
        "kind": str(check.kind),
        "text": check.text,
        "lifts": check.lifts,
        "source": check.source,
        "leaf": check.leaf,
    }
