"""Runs mutants inside one pytest session: a plugin that scripts/mutation.py loads.

mutmut starts pytest anew for each mutant, and collecting takes longer than the tests that kill it.
Here the tests are collected once. One forked child runs them all on the code as it is, and notes
which test runs which function; then each mutant gets a forked child of its own, in which the tests
of its function run until one fails. The quickest and the most successful tests come first.
"""

import json
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from mutmut.mutation import trampoline
from mutmut.state import state

# A mutant that only a rare example kills would be killed in one run and survive the next.
settings.register_profile("few", max_examples=20, derandomize=True, database=None, deadline=None)
settings.load_profile("few")

JOB = "TITRANT_MUTATION_JOB"  # the file with what is to be done

SURVIVED, KILLED, HUNG, UNREACHED, BROKEN = "survived", "killed", "hung", "unreached", "broken"


@dataclass
class Child:
    """A forked process that tries one mutant."""

    mutant: str
    reads: int
    ends_by: float


@dataclass
class Work:
    """What is to be tried, what is known, and how the tests did so far."""

    mutants: list[str]
    results: dict[str, str]
    place: Path
    workers: int
    until: float | None
    tests: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    children: dict[int, Child] = field(default_factory=dict)

    def save(self) -> None:
        """Write what is known, whole or not at all."""
        part = self.place.with_suffix(".part")
        part.write_text(json.dumps(self.results, indent=0, sort_keys=True), encoding="utf-8")
        part.replace(self.place)


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try every mutant of the job instead of running the tests once."""
    job: dict[str, Any] = json.loads(Path(os.environ[JOB]).read_text(encoding="utf-8"))
    if session.testsfailed:
        pytest.exit("the tests cannot be collected", returncode=1)
    place = Path(job["results"])
    known = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    until = None if job["minutes"] is None else time.monotonic() + 60 * job["minutes"]
    work = Work(job["mutants"], known, place, job["workers"], until)
    items = {item.nodeid: item for item in session.items}
    observe(session, work)
    for done, mutant in enumerate(work.mutants, start=1):
        if work.until is not None and time.monotonic() > work.until:
            break
        start(session, items, work, mutant)
        if done % 50 == 0:
            work.save()
            print(f"{done} of {len(work.mutants)}, {Counter(work.results.values())}", flush=True)
    while work.children:
        reap(work)
    work.save()
    return True


# ------------------------------------------------------------------ which test runs what


def observe(session: pytest.Session, work: Work) -> None:
    """Run every test once on the code as it is, in a child, and note what each runs."""
    reads, writes = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(reads)
        tests: dict[str, list[str]] = {}
        seconds = {}
        met = state()._stats  # noqa: SLF001 - where the mutated functions report themselves
        trampoline.set_mutant_under_test("stats")
        quiet(session)
        for item, following in pairs(session.items):
            met.clear()
            begin = time.perf_counter()
            run(item, following)
            seconds[item.nodeid] = time.perf_counter() - begin
            for function in met:
                tests.setdefault(function, []).append(item.nodeid)
            if session.testsfailed:
                tests, seconds = {}, {item.nodeid: 0.0}
                break
        with os.fdopen(writes, "w", encoding="utf-8") as out:
            json.dump([tests, seconds], out)
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, encoding="utf-8") as text:
        work.tests, work.seconds = json.load(text)
    os.waitpid(pid, 0)
    if not work.tests:
        pytest.exit(f"{', '.join(work.seconds)} fails without a mutant", returncode=1)


def pairs(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Yield each test with the one after it, as pytest wants to know them."""
    return zip(items, [*items[1:], None], strict=True)


def run(item: pytest.Item, following: pytest.Item | None) -> None:
    """Run one test with its fixtures."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def quiet(session: pytest.Session) -> None:
    """Throw away what a child prints."""
    session.config.pluginmanager.unregister(name="terminalreporter")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


# ------------------------------------------------------------------ one mutant


def start(session: pytest.Session, items: dict[str, pytest.Item], work: Work, mutant: str) -> None:
    """Start a child for a mutant as soon as a worker is free."""
    function = mutant.partition("__mutmut_")[0]
    own = [name for name in work.tests.get(function, ()) if name in items]
    if not own:
        work.results[mutant] = UNREACHED
        return
    while len(work.children) >= work.workers:
        reap(work)
    own.sort(key=lambda name: (-work.kills[function, name], work.seconds[name]))
    seconds = sum(work.seconds[name] for name in own)
    limit = int(5 * seconds) + 3
    reads, writes = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(reads)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        quiet(session)
        trampoline.set_mutant_under_test(mutant)
        trampoline.get_mutant_under_test = lambda: (
            mutant
        )  # a look into os.environ for each call is slow
        for item, following in pairs([items[name] for name in own]):
            run(item, following)
            if session.testsfailed:
                os.write(writes, item.nodeid.encode())
                os._exit(1)
        os._exit(0)
    os.close(writes)
    work.children[pid] = Child(mutant, reads, time.monotonic() + 4 * limit)


def reap(work: Work) -> None:
    """Wait for a child to end, and note what became of its mutant."""
    while True:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            break
        for late in [p for p, child in work.children.items() if time.monotonic() > child.ends_by]:
            os.kill(late, 9)
        time.sleep(0.002)
    child = work.children.pop(pid)
    with os.fdopen(child.reads, encoding="utf-8") as text:
        killer = text.read()
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        work.results[child.mutant] = SURVIVED
    elif code == 1 and killer:
        work.results[child.mutant] = KILLED
        work.kills[child.mutant.partition("__mutmut_")[0], killer] += 1
    else:  # a signal: out of time; anything else: the child broke
        work.results[child.mutant] = HUNG if code < 0 else BROKEN
