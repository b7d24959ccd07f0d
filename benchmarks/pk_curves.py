"""How the time of workload S grows: with people, with output times, with states, and at first.

`benchmarks/pk.py --curve` measures these and prints them. Called by itself with a number of people
and `numpy` or `kernels`, it prints the milliseconds of the first request of a fresh process.
"""

import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python benchmarks/…`

from benchmarks.run import Line
from benchmarks.workload_s import DAYS, MS, Sets, parts

from titrant.pkpd.blocks import blocks_of
from titrant.pkpd.engine import Problem, levels

PEOPLE = (10_000, 100_000, 1_000_000)
PART = 10_000  # people who are made and summed up together
EVERY = (60, 15, 5, 1)  # minutes between output times
PAIRS = (0, 1, 2, 4)  # of states more than the six
APART, ALIKE = 0.6, 0.97  # rates of a metabolite in those of the one before
FIRST = (1000, 2000, 4000, 8000, 16_000)  # people of the first request of a process
WAYS = ("numpy", "kernels")
ROUNDS = 5


def curves() -> list[Line]:
    """Return all curves; that of people comes first, since it tells the memory."""
    return [*people(), *times(), *states(), *first()]


def summing(asked: Problem) -> float:
    """Return the milliseconds of summaries on two threads."""
    from titrant.pkpd.fast import summarise

    start = time.perf_counter()
    summarise(*parts(asked), threads=2)
    return (time.perf_counter() - start) * MS


def people() -> list[Line]:
    """Return summaries of ever more people, made and summed up in parts."""
    found = []
    summing(Sets.drawn(PART, 0).problem())
    for count in PEOPLE:
        spent = sum(summing(Sets.drawn(PART, one).problem()) for one in range(count // PART))
        found.append(Line(f"{count:,} people: summaries, two threads", spent, "ms"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak *= 1 if sys.platform == "darwin" else 1024
    return [*found, Line("memory of that process", peak / 1e6, "MB", 500)]


def times() -> list[Line]:
    """Return summaries of 10,000 people at ever more output times."""
    asked, found = Sets.drawn(PART, 0).problem(), []
    for minutes in EVERY:
        day = np.arange(24 * 60 // minutes + 1) * (minutes / 60)
        one = replace(asked, times=(DAYS[:, None] + day).ravel())
        spent = median(summing(one) for _ in range(ROUNDS))
        found.append(Line(f"10,000 people, {len(one.times):,} times: summaries", spent, "ms"))
    return found


def states() -> list[Line]:
    """Return summaries of 10,000 people by models with ever more metabolites of two states."""
    asked, found = Sets.drawn(PART, 0).problem(), []
    for pairs, ratio in (*((one, APART) for one in PAIRS), (PAIRS[-1], ALIKE)):
        one = grown(asked, pairs, ratio)
        spent = median(summing(one) for _ in range(ROUNDS))
        alike = ", much alike" if ratio == ALIKE else ""
        what = f"10,000 people, {one.rates.shape[-1]} states{alike}: summaries"
        found.append(Line(what, spent, "ms"))
    return found


def grown(asked: Problem, pairs: int, ratio: float) -> Problem:
    """Return a problem with further metabolites, each of the one before; the last is read."""
    size = asked.rates.shape[-1] + 2 * pairs
    rates = np.zeros((len(asked.rates), size, size))
    rates[:, :6, :6] = asked.rates
    out = -asked.rates[:, 4, 4]
    for before, one in zip((4, *range(6, size, 2)), range(6, size, 2), strict=False):
        rates[:, one, before], out = out / 2, out * ratio  # the other half goes elsewhere
        rates[:, one, one], rates[:, one + 1, one + 1] = -out, -out / 4
        rates[:, one + 1, one], rates[:, one, one + 1] = out / 2, out / 4
    read = np.zeros((len(rates), 2, size))
    read[:, :, :6] = asked.read
    if pairs:
        read[:, 1], read[:, 1, size - 2] = 0.0, 10.0
    return replace(asked, rates=rates, blocks=blocks_of(rates[0] != 0), read=read)


def first() -> list[Line]:
    """Return the first request of fresh processes, by each engine on one thread.

    The larger is the first number of people for whom kernels are begun: they import Numba and load
    what was compiled, and NumPy does not.
    """
    found = []
    for count in FIRST:
        for way in WAYS:
            line = [sys.executable, __file__, str(count), way]
            done = [subprocess.run(line, capture_output=True, check=True) for _ in range(ROUNDS)]
            spent = median(float(one.stdout) for one in done)
            found.append(Line(f"{count:,} people, first of a process, {way}", spent, "ms"))
    return found


def main(count: int, way: str) -> None:
    """Print the milliseconds of one request."""
    asked = Sets.drawn(count, 1).problem()
    start = time.perf_counter()
    levels(asked, large=way == "kernels", threads=1)
    print((time.perf_counter() - start) * MS)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
