"""The part of a model between some routes and some analytes, as products of powers of parameters.

A rate is a parameter, one over a parameter, or a quotient of two, times a share. Written as a
product of powers, its derivative by the logarithm of a parameter is itself times the power.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.blocks import Block, blocks_of
from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Analyte, Entry, Flow, Model
from titrant.pkpd.spoken import by_route
from titrant.pkpd.system import System

_NG_PER_ML = 1000.0  # in a mg/L

Powers = Mapping[str, float]


@dataclass(frozen=True)
class Products:
    """Terms that are a factor times powers of parameters, each added into some places.

    `factor` (terms,), `powers` (terms, parameters), `into` (terms, places), which holds signs.
    """

    factor: Array
    powers: Array
    into: Array

    def terms(self, logs: Array) -> Array:
        """Return the terms, shape (people, terms), from the parameters' logarithms."""
        found: Array = self.factor * np.exp(logs @ self.powers.T)
        return found


@dataclass(frozen=True)
class Part:
    """What of a dose by a route enters one place; parameters are named by where they stand."""

    route: str
    into: int
    shares: tuple[int, ...]
    rests: tuple[int, ...]
    over: int | None
    lag: int | None
    later: tuple[int, int] | None = None
    """The share and the factor of several devices, and `device`, the dose of one [mg]."""
    device: float = 1.0


@dataclass(frozen=True)
class Plan:
    """The compartments that a dose reaches and that reach a level; the others leave no trace.

    `rates` go into places (size, size), `read` into the analytes, each seen in the compartment
    `seen` (analytes,).
    """

    size: int
    blocks: tuple[Block, ...]
    rates: Products
    read: Products
    seen: NDArray[np.intp]
    parts: tuple[Part, ...]


def plan(model: Model, routes: Sequence[str], analytes: Sequence[Analyte]) -> Plan:
    """Lay out a linear model; raises `PkError` for one that is not, and for a route it lacks."""
    if not model.linear:
        raise PkError(f"{model.id} is not linear", "Choose a linear model.")
    system = System(model)
    entries = [(route, entry) for route in routes for entry in system.entries(route)]
    where = {one.name: place for place, one in enumerate(model.parameters)}
    index, steps = _steps(model, system)
    kept = _kept(index, steps, [e.into for _, e in entries], [a.compartment for a in analytes])
    placed = {name: place for place, name in enumerate(kept)}
    size = len(kept)
    inner = [one for one in steps if one[0] in placed]
    pattern = np.zeros((size, size), dtype=bool)
    terms: list[tuple[float, Powers, int, float]] = []
    for one, other, factor, leaving, arriving in inner:
        column = placed[one]
        terms.append((factor, leaving, column * size + column, -1.0))
        if other in placed:
            pattern[placed[other], column] = True
            terms.append((factor, arriving, placed[other] * size + column, 1.0))
    read = [
        (_NG_PER_ML * one.weight, {system.volumes[one.compartment]: -1.0}, place, 1.0)
        for place, one in enumerate(analytes)
    ]
    seen = np.array([placed.get(one.compartment, -1) for one in analytes], dtype=np.intp)
    for analyte, at in zip(analytes, seen, strict=True):
        if at < 0:
            ways = " or ".join(map(by_route, routes))
            raise PkError(
                f"none of {analyte.name} comes from a dose {ways} in {model.id}",
                "Leave its levels out, or choose another model.",
            )
    parts = tuple(
        _part(model, route, entry, where, placed)
        for route, entry in entries
        if entry.into in placed
    )
    return Plan(
        size,
        blocks_of(pattern),
        _products(terms, where, size * size),
        _products(read, where, len(analytes)),
        seen,
        parts,
    )


_Step = tuple[str, str, float, Powers, Powers]


def _steps(model: Model, system: System) -> tuple[list[str], list[_Step]]:
    """Return every place, and what goes from one to the next: leaving, and the part arriving."""
    index = [one.name for one in model.compartments]
    steps: list[_Step] = []
    for number, flow in enumerate(model.flows):
        stages = [f"stage {stage + 1} of flow {number + 1}" for stage in range(flow.stages)]
        index += stages
        leaving = _leaving(flow, system)
        arriving = _with_share(leaving, flow.share)
        for place, (one, other) in enumerate(pairwise([flow.source, *stages, flow.to])):
            if place:
                steps.append((one, other, float(flow.stages), {flow.mean: -1.0}, {flow.mean: -1.0}))
            else:
                steps.append((one, other, 1.0, leaving, arriving))
    return index, steps


def _leaving(flow: Flow, system: System) -> Powers:
    if flow.time:
        return {flow.time: -1.0}
    if flow.rate:
        return {flow.rate: 1.0}
    return {flow.clearance: 1.0, system.volumes[flow.source]: -1.0}


def _with_share(powers: Powers, share: str) -> Powers:
    return {**powers, share: powers.get(share, 0.0) + 1.0} if share else powers


def _kept(
    index: list[str], steps: list[_Step], begin: list[str], end: list[str]
) -> tuple[str, ...]:
    """Return the places that something entered reaches and that reach something measured."""
    ways = [(one, other) for one, other, *_ in steps if other]
    after = _reached(set(begin), ways)
    before = _reached(set(end), [(other, one) for one, other in ways])
    return tuple(name for name in index if name in after and name in before)


def _reached(found: set[str], ways: list[tuple[str, str]]) -> set[str]:
    for _ in ways:
        found = found | {other for one, other in ways if one in found}
    return found


def _products(
    terms: Sequence[tuple[float, Powers, int, float]], where: Mapping[str, int], places: int
) -> Products:
    factor = np.array([one[0] for one in terms])
    powers = np.zeros((len(terms), len(where)))
    into = np.zeros((len(terms), places))
    for row, (_, named, place, sign) in enumerate(terms):
        for name, power in named.items():
            powers[row, where[name]] = power
        into[row, place] = sign
    return Products(factor, powers, into)


def _part(
    model: Model, route: str, entry: Entry, where: Mapping[str, int], placed: Mapping[str, int]
) -> Part:
    devices = model.devices
    several = devices is not None and devices.route == route
    later = None
    if devices is not None and several and devices.share in (*entry.shares, *entry.rests):
        later = (where[devices.share], where[devices.factor])
    return Part(
        route,
        placed[entry.into],
        tuple(where[name] for name in entry.shares),
        tuple(where[name] for name in entry.rests),
        where[entry.over] if entry.over else None,
        where[entry.lag] if entry.lag else None,
        later,
        devices.dose if devices is not None and several else 1.0,
    )
