"""Workload S: a parent of three compartments, a metabolite of two and a depot; six infusions.

Levels of both are read every five minutes for a day after each infusion: 3,468 of them for each
person. The numbers mean nothing.
"""

from dataclasses import dataclass

import numpy as np

from titrant.pkpd.blocks import Block, blocks_of
from titrant.pkpd.engine import Problem
from titrant.pkpd.inputs import Array, Inputs

MS = 1000
DAYS = np.array([0.0, 3.0, 7.0, 10.0, 14.0, 17.0]) * 24
TIMES = (DAYS[:, None] + np.arange(289) / 12).ravel()


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


Whole = tuple[Array, tuple[Block, ...], Inputs, Array, Array]


def parts(asked: Problem) -> Whole:
    """Return what every engine is called with."""
    return asked.rates, asked.blocks, asked.inputs, asked.times, asked.read
