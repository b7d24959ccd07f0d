"""Measures the pharmacokinetic engines on workload S, and exits 1 where a target is missed.

    python benchmarks/pk.py             print the table
    python benchmarks/pk.py --curve     and summaries of up to a million people
    python benchmarks/pk.py --write     and write it into docs/reference/performance.md

Workload S: three compartments of a parent, two of its metabolite and a depot; six infusions, every
five minutes for a day after each, both levels: 3,468 of them for each person. Each figure is the
median of a few rounds, with the fastest beside it; the first call, which may compile, is not in it.
"""

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python benchmarks/…`

from benchmarks.run import ROOT, Line, machine, table
from scripts.marks import put

from titrant.pkpd.blocks import blocks_of
from titrant.pkpd.engine import Problem
from titrant.pkpd.fast import solve_fast, summarise
from titrant.pkpd.inputs import Array, Inputs
from titrant.pkpd.linear import solve

PAGE = ROOT / "docs" / "reference" / "performance.md"
MS = 1000
ROUNDS = 7
WITNESSES = 3  # people whom the outside solver is given
DAYS = np.array([0.0, 3.0, 7.0, 10.0, 14.0, 17.0]) * 24
TIMES = (DAYS[:, None] + np.arange(289) / 12).ravel()
CURVE = (10_000, 100_000, 1_000_000)
PART = 10_000  # people of the curve who are made and summed up together


@dataclass(frozen=True)
class Sets:
    """Parameters of people: each an array (people,)."""

    weight: Array
    moved: Array

    @staticmethod
    def drawn(people: int, seed: int) -> "Sets":
        """Return people with random weights and effects."""
        random = np.random.default_rng(seed)
        weight = np.clip(random.normal(75, 15, people), 45, 130)
        return Sets(weight, np.exp(random.normal(0, 0.3, (7, people))))

    def problem(self) -> Problem:
        """Return workload S for these people."""
        flow, size, moved = (self.weight / 70) ** 0.75, self.weight / 70, self.moved
        v1, v2, v3 = 60 * size * moved[1], 70 * size * moved[3], 120 * size * moved[4]
        vm1, vm2, people = 80 * size * moved[6], 120 * size, len(self.weight)
        clearance, q2 = 80 * flow * moved[0], 100 * flow * moved[2]
        rates = np.zeros((people, 6, 6))
        for source, to, rate in (
            (0, 1, np.full(people, 1.5)),
            (1, 2, q2 / v1),
            (2, 1, q2 / v2),
            (1, 3, 60 * flow / v1),
            (3, 1, 60 * flow / v3),
            (1, 4, 0.8 * clearance / v1),
            (1, None, 0.2 * clearance / v1),
            (4, 5, 60 * flow / vm1),
            (5, 4, 60 * flow / vm2),
            (4, None, 50 * flow * moved[5] / vm1),
        ):
            rates[:, source, source] -= rate
            if to is not None:
                rates[:, to, source] += rate
        read = np.zeros((people, 2, 6))
        read[:, 0, 1], read[:, 1, 4] = 1000 / v1, 1000 / vm1
        start = np.tile(DAYS, (people, 1))
        amount = np.tile(0.5 * self.weight[:, None], (1, len(DAYS)))
        into = np.full(len(DAYS), 1, dtype=np.intp)
        inputs = Inputs(start, np.full_like(start, 2 / 3), amount, into)
        return Problem(rates, blocks_of(rates[0] != 0), inputs, TIMES, read)


Whole = tuple[Array, tuple, Inputs, Array, Array]  # type: ignore[type-arg]


def parts(asked: Problem) -> Whole:
    """Return what every engine is called with."""
    return asked.rates, asked.blocks, asked.inputs, asked.times, asked.read


def taken(call: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median and the fastest milliseconds of some calls, after one that warms up."""
    call()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * MS)
    return median(found), min(found)


def line(what: str, call: Callable[[], object], target: float | None, rounds: int = ROUNDS) -> Line:
    """Return the measured figure of a call, in ms."""
    mid, low = taken(call, rounds)
    return Line(what, mid, "ms", target, low)


def outside(asked: Problem) -> Array:
    """Return the levels of a few people by SciPy's LSODA, as a person would write it down."""
    from scipy.integrate import odeint

    found = np.zeros((WITNESSES, 2, len(TIMES)))
    for one in range(WITNESSES):
        rates, state = asked.rates[one], np.zeros(6)
        rate = asked.inputs.amount[one, 0] / asked.inputs.length[one, 0]
        entering = np.array([0.0, rate, 0.0, 0.0, 0.0, 0.0])
        stops = [*np.sort(np.concatenate([DAYS, DAYS + 2 / 3])), TIMES[-1]]
        for place, (begin, end) in enumerate(pairwise(stops)):
            own = entering if place % 2 == 0 else np.zeros(6)
            which = (begin < TIMES) & (end >= TIMES)
            at = np.concatenate([[begin], TIMES[which], [end]])
            way = odeint(lambda x, _, k=rates, u=own: k @ x + u, state, at, rtol=1e-8, atol=1e-8)
            found[one][:, which] = asked.read[one] @ way[1:-1].T
            state = way[-1]
    return found


def measure() -> list[Line]:
    """Return every figure."""
    few, many = Sets.drawn(100, 1).problem(), Sets.drawn(10_000, 2)
    asked = many.problem()
    call = parts(asked)
    out = np.zeros((10_000, 2, len(TIMES)))
    return [
        line("S, 10,000: rates built", many.problem, None),
        line("S, 10,000: fresh array, one thread", partial(solve_fast, *call), 250),
        line("S, 10,000: fresh array, two threads", partial(solve_fast, *call, threads=2), 150),
        line("S, 10,000: out=, one thread", partial(solve_fast, *call, out=out), None),
        line("S, 10,000: out=, two threads", partial(solve_fast, *call, out=out, threads=2), 90),
        line("S, 10,000: summaries, one thread", partial(summarise, *call), None),
        line("S, 10,000: summaries, two threads", partial(summarise, *call, threads=2), 90),
        line("S, 10,000: NumPy alone, fresh array", partial(solve, *call), 1000, 3),
        line("S, 100: NumPy alone", partial(solve, *parts(few)), 5),
        line("S, 100: kernels", partial(solve_fast, *parts(few)), 5),
        *against(asked),
    ]


def against(asked: Problem) -> list[Line]:
    """Return how SciPy's LSODA compares, and how far all lie apart."""
    some = slice(0, WITNESSES)
    few = Problem(
        asked.rates[some], asked.blocks, asked.inputs.of(some), asked.times, asked.read[some]
    )
    start = time.perf_counter()
    other = outside(few)
    scipy = (time.perf_counter() - start) * MS / WITNESSES
    own = taken(partial(solve_fast, *parts(asked)), 3)[0] / len(asked.rates)
    exact, found = solve(*parts(asked)), solve_fast(*parts(asked))
    peak = exact.max(axis=2, keepdims=True)
    worst = float((np.abs(found - exact) / peak).max())
    there = float((np.abs(found[some] - other) / peak[some]).max())
    return [
        Line("one person by SciPy's LSODA", scipy, "ms"),
        Line("the same, in people by kernels", scipy / own, "×"),
        Line("kernels and NumPy apart, worst of 10,000, in peaks", worst, "", 1e-9),
        Line("kernels and LSODA (1e-8) apart, worst of 3, in peaks", there, ""),
    ]


def curve() -> list[Line]:
    """Return summaries of ever more people, made and summed up in parts, on two threads."""
    found = []
    summarise(*parts(Sets.drawn(PART, 0).problem()), threads=2)
    for people in CURVE:
        spent = 0.0
        for part in range(people // PART):
            call = parts(Sets.drawn(PART, part).problem())
            start = time.perf_counter()
            summarise(*call, threads=2)
            spent += time.perf_counter() - start
        found.append(Line(f"S, {people:,}: summaries, two threads", spent * MS, "ms"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak *= 1 if sys.platform == "darwin" else 1024
    return [*found, Line("memory of the whole process", peak / 1e6, "MB", 500)]


def main(typed: Sequence[str]) -> int:
    """Measure and print; 1 where a target is missed."""
    lines = [*(curve() if "--curve" in typed else []), *measure()]  # the curve's memory comes first
    wide = max(len(one.what) for one in lines)
    for one in lines:
        what, value, target, verdict = one.cells()
        print(f"{what:<{wide}}  {value:>32}  {target:>16}  {verdict}".rstrip())
    missed = [one for one in lines if one.missed]
    print(f"{machine()}. {len(missed)} targets missed.")
    if "--write" in typed:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(put(text, "pk", table(lines)), encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)} written.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
