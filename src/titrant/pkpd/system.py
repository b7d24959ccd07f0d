"""A model with numbers put in: rates between compartments, what a regimen brings, what is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from titrant.pkpd.blocks import Block, blocks_of
from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array, Inputs
from titrant.pkpd.model import Analyte, Devices, Entry, Flow, Model
from titrant.pkpd.parameters import Values
from titrant.pkpd.regimen import Dose, Regimen

_NG_PER_ML = 1000.0  # in a mg/L


@dataclass(frozen=True)
class System:
    """A model laid out in a matrix: the named compartments, then the stages of its chains."""

    model: Model

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each compartment stands."""
        names = [one.name for one in self.model.compartments]
        names += [stage for flow in self.model.flows for stage in _stages(flow)]
        return {name: place for place, name in enumerate(names)}

    @cached_property
    def size(self) -> int:
        """How many compartments there are."""
        return len(self.index)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The compartments that exchange with each other, in the order in which they fill."""
        pattern = np.zeros((self.size, self.size), dtype=bool)
        for flow in self.model.flows:
            path = [flow.source, *_stages(flow), flow.to]
            for one, other in pairwise(path):
                if other:
                    pattern[self.index[other], self.index[one]] = True
        return blocks_of(pattern)

    @cached_property
    def volumes(self) -> dict[str, str]:
        """The parameter that is the volume of each compartment which has one."""
        return {one.name: one.volume for one in self.model.compartments if one.volume}

    def rates(self, values: Values) -> Array:
        """Return the rates [1/h], shape (people, size, size); column j is where j goes."""
        found = np.zeros((_count(values), self.size, self.size))
        for flow in self.model.flows:
            leaves = self._leaving(flow, values)
            path = [flow.source, *_stages(flow), flow.to]
            for place, (one, other) in enumerate(pairwise(path)):
                rate = leaves if place == 0 else flow.stages / values[flow.mean]
                share = values[flow.share] if flow.share and place == 0 else 1.0
                found[:, self.index[one], self.index[one]] -= rate
                if other:
                    found[:, self.index[other], self.index[one]] += rate * share
        return found

    def _leaving(self, flow: Flow, values: Values) -> Array:
        if flow.time:
            return 1.0 / values[flow.time]
        if flow.rate:
            return values[flow.rate]
        return values[flow.clearance] / values[self.volumes[flow.source]]

    def inputs(self, regimen: Regimen, values: Values) -> Inputs:
        """Return what a regimen brings in; raises `PkError` for a route the model lacks."""
        count = _count(values)
        parts = [(dose, entry) for dose in regimen.doses for entry in self.entries(dose.route)]
        start, length, amount = (np.empty((count, len(parts))) for _ in range(3))
        for place, (dose, entry) in enumerate(parts):
            start[:, place] = dose.at + (values[entry.lag] if entry.lag else 0.0)
            own = values[entry.over] if entry.over else 0.0
            length[:, place] = dose.over if dose.over > 0 else own
            with np.errstate(over="ignore"):  # looked for below
                amount[:, place] = dose.amount * dose.ratio * self._share(entry, dose, values)
        if not np.isfinite(start + length).all() or not np.isfinite(amount).all():
            raise PkError("the regimen overflows", "Give amounts and times that a clinic has.")
        into = np.array([self.index[entry.into] for _, entry in parts], dtype=np.intp)
        return Inputs(start, length, amount, into)

    def entries(self, route: str) -> tuple[Entry, ...]:
        """Return the ways in of a route; raises `PkError` for one that the model lacks."""
        found = self.model.routes.get(route)
        if found is None:
            known = ", ".join(self.model.routes)
            raise PkError(
                f"{self.model.id} has no “{route}” route",
                f"It knows {known}: choose another model.",
            )
        return found

    def _share(self, entry: Entry, dose: Dose, values: Values) -> Array:
        devices = self.model.devices
        found = np.ones(_count(values))
        for name, rest in [(n, False) for n in entry.shares] + [(n, True) for n in entry.rests]:
            value = values[name]
            if devices is not None and devices.route == dose.route and devices.share == name:
                value = value * _later(devices, dose, values)
            found = found * (1.0 - value if rest else value)
        return found

    def read(self, values: Values, analytes: Sequence[Analyte]) -> Array:
        """Return what turns amounts [mg] into levels [ng/mL], shape (people, analytes, size)."""
        found = np.zeros((_count(values), len(analytes), self.size))
        for place, one in enumerate(analytes):
            volume = values[self.volumes[one.compartment]]
            found[:, place, self.index[one.compartment]] = _NG_PER_ML * one.weight / volume
        return found


def _count(values: Values) -> int:
    return len(next(iter(values.values())))


def _stages(flow: Flow) -> list[str]:
    return [f"{flow.source} to {flow.to}, stage {n + 1}" for n in range(flow.stages)]


def _later(devices: Devices, dose: Dose, values: Values) -> Array:
    """Return by what the share of several devices is less than that of the first alone."""
    number = dose.amount / devices.dose
    if number < 1 or abs(number - round(number)) > 1e-9:
        raise PkError(
            f"{dose.amount:g} mg is not a whole number of devices of {devices.dose:g} mg",
            f"Give a multiple of {devices.dose:g} mg.",
        )
    return (1.0 + (number - 1.0) * values[devices.factor]) / number
