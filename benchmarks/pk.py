"""Measures the pharmacokinetic engines on two workloads, and exits 1 where a target is missed.

    python benchmarks/pk.py             print the table
    python benchmarks/pk.py --curve     and how it grows, up to a million people
    python benchmarks/pk.py --fits      print workload M alone
    python benchmarks/pk.py --write     and write it into docs/reference/performance.md

Each figure is the median of a few rounds, with the fastest beside it; the first call, which may
compile, is not in it. `make bench` prints the same figures with all others.
"""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python benchmarks/…`

from benchmarks.pk_curves import curves
from benchmarks.run import ROOT, Line, machine, table, wake
from benchmarks.workload_m import Asked
from benchmarks.workload_s import DAYS, MS, TIMES, Sets, parts
from scripts.marks import put

from titrant.pkpd.engine import Problem
from titrant.pkpd.fast import solve_fast, summarise
from titrant.pkpd.inputs import Array
from titrant.pkpd.linear import solve

PAGE = ROOT / "docs" / "reference" / "performance.md"
ROUNDS = 7
CALLS = 101
FITTED = 400  # people of workload M in one call
WITNESSES = 3  # people whom the outside solver is given


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
    return [*solving(), *fits()]


def solving() -> list[Line]:
    """Return what workload S takes."""
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


def fits() -> list[Line]:
    """Return what workload M takes: one person in a call, and many."""
    many = Asked.drawn(FITTED, 3)
    one = many.first()
    found = [
        line("M, one call: kernels", partial(one.estimated, large=True), 2, CALLS),
        line("M, one call: NumPy alone", partial(one.estimated, large=False), None),
    ]
    for who, large, threads, target in (
        ("kernels, one thread", True, 1, None),
        ("kernels, two threads", True, 2, 0.2),
        ("NumPy alone", False, 1, None),
    ):
        mid, low = taken(partial(many.estimated, large=large, threads=threads))
        what = f"M, one of {FITTED} people: {who}"
        found.append(Line(what, mid / FITTED, "ms", target, low / FITTED))
    kernels, plain = (many.estimated(large=large).effects for large in (True, False))
    apart = float(np.abs(kernels - plain).max())
    return [*found, Line(f"effects by kernels and NumPy apart, worst of {FITTED}", apart, "", 1e-6)]


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


def _whole(*, curve: bool) -> dict[str, list[Line]]:
    """Return every table by the name of its place on the page."""
    grown = {"pk-curve": curves()} if curve else {}  # its memory comes first
    return {**grown, "pk": solving(), "pk-fits": fits()}


def main(typed: Sequence[str]) -> int:
    """Measure and print; 1 where a target is missed."""
    wake()
    tables = {"pk-fits": fits()} if "--fits" in typed else _whole(curve="--curve" in typed)
    lines = [one for own in tables.values() for one in own]
    wide = max(len(one.what) for one in lines)
    for one in lines:
        what, value, target, verdict = one.cells()
        print(f"{what:<{wide}}  {value:>32}  {target:>16}  {verdict}".rstrip())
    missed = [one for one in lines if one.missed]
    print(f"{machine()}. {len(missed)} targets missed.")
    if "--write" in typed:
        text = PAGE.read_text(encoding="utf-8")
        for name, own in tables.items():
            text = put(text, name, table(own))
        PAGE.write_text(text, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)} written.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
