"""Runs mutants inside one pytest session: a plugin that scripts/mutation.py loads.

mutmut starts pytest anew for each mutant, and collecting takes longer than the tests that kill it.
Here the tests are collected once. One forked child runs them all on the code as it is, and notes
which test runs which line; then each mutant gets a forked child of its own, in which the tests of
its statement run until one fails. The tests that found most in it come first, then those of the
room's own folder, then those that run the fewest statements, and between each two of them one of
any other sort; after `SECONDS` of tests a mutant counts as survived, which at worst makes the score
too low.
"""

import bisect
import functools
import gc
import hashlib
import itertools
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from hypothesis import settings
from mutmut.mutation import trampoline

# A mutant that only a rare example kills would be killed in one run and survive the next.
settings.register_profile("few", max_examples=20, derandomize=True, database=None, deadline=None)
settings.load_profile("few")

JOB = "TITRANT_MUTATION_JOB"  # the file with what is to be done

SECONDS = 12.0  # as they took while lines were noted, which is three times as long
WARM = "tests.lib.loaded"  # what children would otherwise each load again

SURVIVED, KILLED, HUNG, UNREACHED, BROKEN = "survived", "killed", "hung", "unreached", "broken"

# ------------------------------------------------------------------ one function, many mutants


class Switch:
    """Stands where a function stood, and calls the original or the one mutant that is on.

    mutmut's own asks the environment at each call, which makes a test several times slower.
    """

    def __init__(self, function: Callable[..., Any], copies: dict[str, Callable[..., Any]]) -> None:
        self.module = function.__module__
        self.copies = copies
        self.chosen = "_mutmut_orig"

    def target(self) -> Callable[..., Any]:
        """Return the function to call."""
        return self.copies[self.chosen]


SWITCHES: list[Switch] = []


def wrap_in_trampoline(
    copies: dict[str, Callable[..., Any]],
    is_classmethod: bool = False,  # noqa: FBT001, FBT002
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Take the place of mutmut's decorator, which every mutated function bears."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        switch = Switch(function, copies)
        SWITCHES.append(switch)

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            return switch.target()(*args, **kwargs)

        @functools.wraps(function)
        def called_on_class(owner: Any, *args: Any, **kwargs: Any) -> Any:
            return getattr(owner, switch.target().__name__)(*args, **kwargs)

        return called_on_class if is_classmethod else called

    return decorate


trampoline.wrap_in_trampoline = wrap_in_trampoline  # type: ignore[assignment]


def turn_on(mutant: str) -> None:
    """Let a mutant take the place of its function in this process."""
    name = mutant.rpartition(".")[2]
    (switch,) = [s for s in SWITCHES if name in s.copies and mutant.startswith(f"{s.module}.x")]
    switch.chosen = name


# ------------------------------------------------------------------ the job


@dataclass
class Child:
    """A forked process that tries one mutant."""

    mutant: str
    reads: int
    ends_by: float


@dataclass
class Work:
    """What is to be tried, what is known, and how the tests did so far.

    `lines` are a file and the first and last line of the statement that a mutant changes.
    """

    mutants: list[str]
    lines: dict[str, tuple[str, int, int]]
    results: dict[str, str]
    place: Path
    workers: int
    until: float | None
    tests: dict[tuple[str, int, int], list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    reach: Counter[str] = field(default_factory=Counter)
    kills: Counter[tuple[object, str]] = field(default_factory=Counter)
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
    lines = {mutant: tuple(where) for mutant, where in job["lines"].items()}
    work = Work(job["mutants"], lines, known, place, job["workers"], until)
    items = {item.nodeid: item for item in session.items}
    if (warm := sys.modules.get(WARM)) is not None:
        warm.warm()
    observe(session, work)
    gc.freeze()  # what is there now stays: no child has to look through it again
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
    """Run every test once on the code as it is, in children, and note which lines each runs."""
    files = list(dict.fromkeys(item.path for item in session.items))
    shares = [set(files[first :: work.workers]) for first in range(work.workers)]
    parts = [[item for item in session.items if item.path in share] for share in shares if share]
    places = sorted(set(work.lines.values()))
    work.tests = {where: [] for where in places}
    for reads, pid in [watch(session, part, places) for part in parts]:
        with os.fdopen(reads, encoding="utf-8") as text:
            failed, seconds, found = json.load(text)
        os.waitpid(pid, 0)
        if failed:
            pytest.exit(f"{failed} fails without a mutant", returncode=1)
        work.seconds |= seconds
        names = list(seconds)
        for where, mask in zip(places, found, strict=True):
            bits = f"{int(mask, 16):b}"[::-1]
            ran = [names[i] for i, bit in enumerate(bits) if bit == "1"]
            work.tests[where] += ran
            work.reach.update(ran)


def watch(
    session: pytest.Session, items: Sequence[pytest.Item], places: Sequence[tuple[str, int, int]]
) -> tuple[int, int]:
    """Run some tests in a child of its own; return where it tells what each ran, and its id."""
    reads, writes = os.pipe()
    if (pid := os.fork()) != 0:
        os.close(writes)
        return reads, pid
    try:
        os.close(reads)
        quiet(session)
        seconds: dict[str, float] = {}
        watched = sorted({file for file, _, _ in places})
        coverage = Coverage(data_file=None, include=watched, config_file=False)
        coverage.start()
        for item, following in pairs(items):
            coverage.switch_context(item.nodeid)
            begin = time.process_time()
            run(item, following)
            seconds[item.nodeid] = time.process_time() - begin
            if session.testsfailed:
                break
        coverage.stop()
        failed = next(reversed(seconds)) if session.testsfailed else ""
        with os.fdopen(writes, "w", encoding="utf-8") as out:
            json.dump([failed, seconds, masks(coverage, places, seconds)], out)
    finally:
        os._exit(0)


def masks(
    coverage: Coverage, places: Sequence[tuple[str, int, int]], names: Iterable[str]
) -> list[str]:
    """Return for each statement the tests that run it, as bits of a number in base 16."""
    bit = {name: 1 << i for i, name in enumerate(names)}
    data = coverage.get_data()
    found: list[str] = []
    own, at = "", {}
    for file, first, last in places:
        if file != own:
            own, at = file, data.contexts_by_lineno(file)
        ran = {name for line in range(first, last + 1) for name in at.get(line, ())}
        found.append(f"{sum(bit.get(name, 0) for name in ran):x}")
    return found


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
    where, found = work.lines[mutant], work.kills
    own = [name for name in work.tests[where] if name in items]
    if not own:
        work.results[mutant] = UNREACHED
        return
    while len(work.children) >= work.workers:
        reap(work)
    function = function_of(mutant)
    own.sort(
        key=lambda name: (
            *(-found[about, name] for about in (where, function)),
            not _near(where[0], name),
            work.reach[name],
        )
    )
    own = list(dict.fromkeys(itertools.chain.from_iterable(zip(own, _mixed(own), strict=True))))
    whole = list(itertools.accumulate(work.seconds[name] for name in own))
    own = own[: max(1, bisect.bisect(whole, SECONDS))]
    limit = int(5 * sum(work.seconds[name] for name in own)) + 3
    reads, writes = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.close(reads)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
            gc.disable()  # a child lives too short to need it
            quiet(session)
            turn_on(mutant)
            os._exit(notices(session, [items[name] for name in own], writes))
        finally:
            os._exit(2)  # nothing of a child may run on as if it were its parent
    os.close(writes)
    work.children[pid] = Child(mutant, reads, time.monotonic() + 4 * limit)


def _near(file: str, test: str) -> bool:
    """Say whether a test stands in the folder of tests that a file's own folder has."""
    return Path(file).parent.name in Path(test.partition("::")[0]).parent.parts


def _mixed(names: Sequence[str]) -> list[str]:
    """Return tests in an order that has nothing to do with them, and is always the same."""
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())


def function_of(mutant: str) -> str:
    """Return module and function, as the ids of the mutants of one begin."""
    return mutant.partition("__mutmut_")[0]


def notices(session: pytest.Session, tests: Sequence[pytest.Item], writes: int) -> int:
    """Run tests until one fails and write its name; return 1 where one did."""
    for item, following in pairs(tests):
        run(item, following)
        if session.testsfailed:
            os.write(writes, item.nodeid.encode())
            return 1
    return 0


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
        for about in (work.lines[child.mutant], function_of(child.mutant)):
            work.kills[about, killer] += 1
    else:  # a signal: out of time; anything else: the child broke
        work.results[child.mutant] = HUNG if code < 0 else BROKEN
