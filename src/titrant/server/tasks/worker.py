"""The one background worker: takes a job, does it, notes what came of it, takes the next."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError

from titrant.server.audit.actor import program
from titrant.server.sites.models import Clinic
from titrant.server.tasks import jobs
from titrant.server.tasks.actions import open_task
from titrant.server.tasks.kinds import JOB_FAILED
from titrant.server.tasks.models import Job

PAUSE = 1.0  # seconds between two looks at an empty queue

log = logging.getLogger(__name__)


def run_once(stop: "Stop | None" = None) -> int:
    """Do what is due now, and no more; return how many jobs were tried."""
    done = 0
    while not (stop is not None and stop.asked()) and run_next():
        done += 1
    return done


def run_next() -> bool:
    """Do the next job that is due; return whether there was one."""
    row = jobs.claim()
    if row is None:
        return False
    try:
        jobs.job_kinds()[row.name].work(jobs.payload_of(row))
    except Exception as error:  # noqa: BLE001 - whatever fails in a job, the worker goes on
        # What a job is called is a word of ours.
        # nosemgrep: no-identifying-in-logs
        log.warning("job %s %s failed: %s", row.name, row.pk, type(error).__name__)
        _failed(row, error)
    else:
        jobs.finish(row)
    return True


def _failed(row: Job, error: BaseException) -> None:
    if not jobs.fail(row, error):
        return
    for clinic in Clinic.objects.order_by("id"):
        open_task(
            JOB_FAILED,
            clinic=clinic.pk,
            by=program("worker:jobs", clinic.pk),
            why=f"The job {row.name} failed {row.tries} times, the last time with {row.failed}.",
            once=f"job:{row.pk}",
        )


class Stop:
    """Whether the worker was asked to stop: it ends the job in hand, and takes no other."""

    def __init__(self, parent: int | None = None) -> None:
        """With `parent`, stop as well when that process is gone: killed, it could not ask."""
        self._asked = threading.Event()
        self._parent = parent

    def ask(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask it to stop; fits a signal."""
        self._asked.set()

    def asked(self, within: float = 0) -> bool:
        """Wait so many seconds, or until it is asked; return whether it was."""
        if self._parent is not None and os.getppid() != self._parent:
            self._asked.set()
        return self._asked.wait(within)

    def on_signals(self) -> None:
        """Stop at SIGTERM and at Ctrl-C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask)


def run(stop: Stop, work: Callable[[Stop], int] = run_once) -> None:
    """Work until asked to stop. A database that is away is waited for."""
    scheduled = False
    while not stop.asked():
        try:
            close_old_connections()
            if not scheduled:
                jobs.keep_schedule()
                scheduled = True
            work(stop)
        except DatabaseError as error:
            log.warning("the worker waits for its database: %s", type(error).__name__)
            connection.close()
        stop.asked(within=PAUSE)
