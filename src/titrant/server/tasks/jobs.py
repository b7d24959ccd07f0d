"""The queue of background work: a table, so that it is written with what asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction

from titrant.server.tasks.models import Job
from titrant.server.web.clock import now

LEASE = timedelta(minutes=15)  # longer than any job takes; a worker that died has one no longer
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 8
KEPT = timedelta(days=30)  # how long finished jobs can be looked at

Payload = dict[str, Any]
Work = Callable[[Payload], object]


@dataclass(frozen=True)
class Kind:
    """One kind of job: what is done. `every` is how often, where it is done for ever.

    A job is done at least once, and may be done twice: what it does must bear that.
    """

    name: str
    work: Work
    every: timedelta | None = None


_KINDS: dict[str, Kind] = {}


def job(name: str, *, every: timedelta | None = None) -> Callable[[Work], Work]:
    """Return a decorator that makes a function a kind of job."""

    def register(work: Work) -> Work:
        if name in _KINDS:
            raise ValueError(f"There are two jobs called {name}.")
        _KINDS[name] = Kind(name, work, every)
        return work

    return register


def job_kinds() -> dict[str, Kind]:
    """Return every kind of job by name."""
    return dict(_KINDS)


@transaction.atomic
def queue(
    name: str, payload: Payload | None = None, *, after: datetime | None = None, unique: str = ""
) -> bool:
    """Ask for a job, in the transaction of whoever asks; with `unique`, for one that waits at most.

    Return whether it was put in. Payloads hold ids, never what somebody typed.
    """
    if name not in _KINDS:
        raise KeyError(name)
    if unique and _waiting().filter(unique=unique).exists():
        return False
    row = Job(
        name=name,
        payload=msgspec.json.encode(payload or {}).decode(),
        after=now() if after is None else after,
        unique=unique,
    )
    return bool(Job.objects.bulk_create([row], ignore_conflicts=True))


def keep_schedule() -> None:
    """Put in each recurring job that does not wait: the first time, and after a new version."""
    for kind in _KINDS.values():
        if kind.every is not None:
            queue(kind.name, unique=f"recurring:{kind.name}")


def claim() -> Job | None:
    """Take the next job that is due, for a while: no other worker does it meanwhile.

    On SQLite the transaction holds the only right to write; on PostgreSQL a row that another worker
    is taking is skipped.
    """
    moment = now()
    found = _waiting().filter(after__lte=moment).exclude(taken__gt=moment).order_by("after", "id")
    if not found.exists():
        return None  # asked without the right to write, which others may need
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            found = found.select_for_update(skip_locked=True)
        row: Job | None = found.first()
        if row is not None:
            row.taken = moment + LEASE
            row.tries += 1
            row.save(update_fields=["taken", "tries"])
    return row


def finish(row: Job) -> None:
    """Note that a job is done; the row of a recurring one waits for its next time."""
    row.taken, row.failed = None, ""
    kind = _KINDS.get(row.name)
    if kind is not None and kind.every is not None:
        row.after, row.tries = _next(row.after, kind.every), 0
    else:
        row.done = now()
    row.save(update_fields=["done", "after", "tries", "taken", "failed"])


def fail(row: Job, error: BaseException) -> bool:
    """Note that a job failed, by the type of what was raised; return whether it is time to tell.

    A job is tried again after a while; one that recurs for ever, any other `TRIES` times.
    """
    row.failed, row.taken = type(error).__name__, None
    row.after = now() + min(FIRST_WAIT * (1 << min(row.tries - 1, 10)), LONGEST_WAIT)
    kind = _KINDS.get(row.name)
    if row.tries >= TRIES and (kind is None or kind.every is None):
        row.gave_up = now()
    row.save(update_fields=["failed", "taken", "after", "gave_up"])
    return row.tries == TRIES


def forget_done() -> int:
    """Delete jobs that were done long ago; return how many."""
    return Job.objects.filter(done__lt=now() - KEPT).delete()[0]


def payload_of(row: Job) -> Payload:
    """Return what a job was asked to do."""
    found: Payload = msgspec.json.decode(row.payload)
    return found


def _next(planned: datetime, every: timedelta) -> datetime:
    """Return when a recurring job is due again: on its beat, and never for what was missed."""
    moment = now()
    missed = max((moment - planned) // every, 0)
    return planned + every * (missed + 1)


def _waiting() -> Any:
    return Job.objects.filter(done=None, gave_up=None)
