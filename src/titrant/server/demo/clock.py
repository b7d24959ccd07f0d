"""The clock of the demonstration: it begins on one morning, and runs only while it is shown."""

from datetime import UTC, datetime, timedelta

from titrant.server.audit.models import Entry

MORNING = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)  # 08:30 in New York, a Monday


def ahead() -> timedelta:
    """Return how far this clock is ahead of the machine's, so that it goes on where it stopped."""
    last = Entry.objects.order_by("-recorded").values_list("recorded", flat=True).first()
    return max(MORNING, last or MORNING) - datetime.now(UTC)
