"""The queue and its worker: at least once, one at a time, later after a failure, never for ever."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.utils import OperationalError

from titrant.server.audit.models import Entry
from titrant.server.config.installation import Installation
from titrant.server.sites.models import Clinic
from titrant.server.tasks import jobs, recurring, worker
from titrant.server.tasks.models import Job, Task
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Iterator[Time]:
    clock = Time()
    with clock_at(clock):
        yield clock


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What jobs did, with kinds of the test's own."""
    log: list[Any] = []
    monkeypatch.setattr(jobs, "_KINDS", {})
    jobs.job("note")(log.append)
    jobs.job("often", every=timedelta(minutes=10))(lambda _: log.append("often"))

    @jobs.job("fail")
    def fail(_: object) -> None:
        log.append("fail")
        raise ConnectionError("Mara Ellison")

    @jobs.job("fail-often", every=timedelta(minutes=1))
    def fail_often(_: object) -> None:
        raise ConnectionError

    return log


def test_a_job_is_done_once_in_its_time(done: list[Any], time: Time) -> None:
    assert jobs.queue("note", {"id": "1"}, after=NOW + timedelta(minutes=1))
    assert worker.run_once() == 0
    time.now += timedelta(minutes=1)
    assert worker.run_once() == 1
    assert worker.run_once() == 0
    assert done == [{"id": "1"}]


def test_a_job_that_waits_is_not_put_in_twice(done: list[Any], time: Time) -> None:
    assert jobs.queue("note", unique="a")
    assert not jobs.queue("note", unique="a")
    worker.run_once()
    assert jobs.queue("note", unique="a")
    with pytest.raises(KeyError):
        jobs.queue("unknown")
    with pytest.raises(ValueError, match="two jobs"):
        jobs.job("note")(print)


def test_a_recurring_job_keeps_its_beat_and_skips_what_it_missed(
    done: list[Any], time: Time
) -> None:
    jobs._KINDS.pop("fail-often")
    jobs.keep_schedule()
    jobs.keep_schedule()
    assert worker.run_once() == 1
    assert worker.run_once() == 0
    time.now += timedelta(minutes=34)  # three times missed: done once
    assert worker.run_once() == 1
    assert Job.objects.get().after == NOW + timedelta(minutes=40)
    assert done == ["often", "often"]


def test_a_clock_set_back_does_not_do_it_again(done: list[Any], time: Time) -> None:
    jobs._KINDS.pop("fail-often")
    jobs.keep_schedule()
    worker.run_once()
    time.now -= timedelta(minutes=5)
    assert worker.run_once() == 0
    assert Job.objects.get().after == NOW + timedelta(minutes=10)


def test_a_job_that_fails_is_tried_ever_later_then_given_up_and_somebody_told(
    done: list[Any], time: Time, clinic: Clinic, other_clinic: Clinic
) -> None:
    jobs.queue("fail")
    waits = []
    for _ in range(jobs.TRIES):
        assert worker.run_once() == 1
        row = Job.objects.get()
        assert row.failed == "ConnectionError"
        waits.append(row.after - time.now)
        time.now = row.after
    assert waits[:3] == [timedelta(seconds=s) for s in (30, 60, 120)]
    assert max(waits) <= jobs.LONGEST_WAIT
    assert worker.run_once() == 0
    assert len(done) == jobs.TRIES
    assert Task.objects.filter(kind="job-failed").count() == 2
    assert not Entry.objects.filter(body__contains="Mara").exists()


def test_a_recurring_job_is_never_given_up(done: list[Any], time: Time, clinic: Clinic) -> None:
    jobs._KINDS.pop("often")
    jobs.keep_schedule()
    for _ in range(jobs.TRIES + 3):
        assert worker.run_once() == 1
        time.now = Job.objects.get().after
    assert Job.objects.get().gave_up is None
    assert Task.objects.filter(kind="job-failed").count() == 1


def test_a_job_of_a_dead_worker_is_done_by_the_next(done: list[Any], time: Time) -> None:
    jobs.queue("note")
    assert jobs.claim() is not None
    assert worker.run_once() == 0
    time.now += jobs.LEASE
    assert worker.run_once() == 1


def test_a_job_that_this_version_does_not_know_fails_and_waits(done: list[Any], time: Time) -> None:
    Job.objects.create(name="of-tomorrow", after=NOW)
    assert worker.run_once() == 1
    row = Job.objects.get()
    assert (row.failed, row.done, row.gave_up) == ("KeyError", None, None)
    jobs.finish(row)
    assert row.done == NOW


def test_old_jobs_and_old_sign_ins_are_forgotten(done: list[Any], time: Time) -> None:
    jobs.queue("note")
    worker.run_once()
    Session.objects.create(session_key="old", session_data="", expire_date=NOW)
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + timedelta(days=99))
    time.now += timedelta(days=31)
    recurring.tidying({})
    assert not Job.objects.exists()
    assert [row.pk for row in Session.objects.all()] == ["new"]


def test_a_claim_that_another_worker_was_faster_with_is_none(
    done: list[Any], time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.queue("note")
    row = jobs.claim()
    assert row is not None

    class Waiting:
        """Rows that were there when they were counted, and are taken when they are wanted."""

        def __getattr__(self, _: str) -> Any:
            return lambda *_, **__: self

        def exists(self) -> bool:
            return True

        def first(self) -> None:
            return None

    monkeypatch.setattr(jobs, "_waiting", Waiting)
    assert jobs.claim() is None


class Connection:
    """Stands for the worker's own: the test's transaction would be lost with the real one."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


def test_a_worker_works_until_it_is_asked_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Connection()
    monkeypatch.setattr(worker, "connection", connection)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "PAUSE", 0)
    stop, seen = worker.Stop(), []

    def work(given: worker.Stop) -> int:
        seen.append(given)
        if len(seen) == 1:
            raise OperationalError("the database is away")
        given.ask()
        return 0

    worker.run(stop, work)
    assert (len(seen), connection.closed) == (2, 1)
    assert Job.objects.filter(name="digest").exists()


def test_a_worker_that_was_asked_takes_no_other_job(done: list[Any], time: Time) -> None:
    jobs.queue("note")
    stop = worker.Stop()
    stop.ask()
    assert worker.run_once(stop) == 0


def test_a_worker_ends_with_its_parent() -> None:
    assert not worker.Stop(os.getppid()).asked()
    assert worker.Stop(os.getppid() + 1).asked()


def test_signals_ask_it_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    set_: dict[int, Any] = {}
    monkeypatch.setattr("signal.signal", set_.__setitem__)
    stop = worker.Stop()
    stop.on_signals()
    assert set(set_) == {2, 15}
    threading.Thread(target=set_[15], args=(15, None)).run()
    assert stop.asked()


def test_each_day_has_a_digest_and_a_backup_and_fourteen_are_kept(
    clinic: Clinic, time: Time, own_home: Installation
) -> None:
    for _ in range(16):
        recurring.digest({})
        recurring.digest({})
        recurring.backup({})
        recurring.backup({})
        time.now += timedelta(days=1)
    names = sorted(path.name for path in own_home.backups.iterdir())
    assert len(names) == recurring.BACKUPS_KEPT
    assert names[-1] == "titrant-2026-12-07.backup"
    assert len((own_home.digests / "0.jsonl").read_text().splitlines()) == 16
    assert Entry.objects.filter(kind="audit.digested", agent="worker:digest").count() == 16
