from datetime import UTC, date, datetime

from titrant.server.web.clock import now


def wrong(typed, zone, seconds, day, hour):
    # ruleid: no-naive-datetime
    datetime.now()
    # ruleid: no-naive-datetime
    datetime.today()
    # ruleid: no-naive-datetime
    datetime.utcnow()
    # ruleid: no-naive-datetime
    date.today()
    # ruleid: no-naive-datetime
    datetime.fromtimestamp(seconds)
    # ruleid: no-naive-datetime
    datetime.utcfromtimestamp(seconds)
    # ruleid: no-naive-datetime
    datetime(2026, 11, 21)
    # ruleid: no-naive-datetime
    datetime(2026, 11, 21, 14, 5)
    # ruleid: no-naive-datetime
    datetime.combine(day, hour)
    # ruleid: no-naive-datetime
    datetime.strptime(typed, "%Y-%m-%d %H:%M")


def right(typed, zone, seconds, day, hour):
    # ok: no-naive-datetime
    now()
    # ok: no-naive-datetime
    datetime.now(UTC)
    # ok: no-naive-datetime
    datetime.now().astimezone()
    # ok: no-naive-datetime
    datetime.fromtimestamp(seconds, UTC)
    # ok: no-naive-datetime
    datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
    # ok: no-naive-datetime
    datetime.combine(day, hour, tzinfo=zone)
    # ok: no-naive-datetime
    datetime.strptime(typed, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    # ok: no-naive-datetime
    datetime.strptime(typed, "%Y-%m-%dT%H:%M%z")
    # ok: no-naive-datetime
    date(2026, 11, 21)
