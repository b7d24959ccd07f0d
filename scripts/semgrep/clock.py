import time
from datetime import UTC, date, datetime

from django.utils import timezone

from titrant.server.web.clock import now


def wrong():
    # ruleid: one-clock
    datetime.now()
    # ruleid: one-clock
    datetime.now(UTC)
    # ruleid: one-clock
    datetime.utcnow()
    # ruleid: one-clock
    date.today()
    # ruleid: one-clock
    timezone.now()
    # ruleid: one-clock
    timezone.localdate()
    # ruleid: one-clock
    time.time()


def right():
    # ok: one-clock
    now()
    # ok: one-clock
    time.monotonic()
