"""Workload M: the most probable values of seven random effects of a person, from four levels.

Three compartments of a parent and two of its metabolite; one infusion, the parent at 0.75, 1.5, 4
and 12 h, a proportional error of 20 %.
"""

from dataclasses import dataclass

import numpy as np

from titrant.pkpd.individual import Individuals, estimate_all
from titrant.pkpd.measured import Level, Measured
from titrant.pkpd.model import (
    Act,
    Analyte,
    Cited,
    Compartment,
    Domain,
    Effect,
    Entry,
    Flow,
    Model,
    Parameter,
    Relation,
    Residual,
    Scale,
    Variability,
)
from titrant.pkpd.parameters import moved, typical
from titrant.pkpd.people import People
from titrant.pkpd.regimen import Dose, Regimen
from titrant.pkpd.simulation import concentrations

HOURS = (0.75, 1.5, 4.0, 12.0)
ERROR, SPREAD = 0.2, 0.3
_NOBODY = Cited(source="nobody", locator="for speed only", flag="design")
_FLOWS = {"cl": 80.0, "q2": 100.0, "q3": 60.0, "clm": 50.0, "qm": 60.0}  # L/h at 70 kg
_VOLUMES = {"v1": 60.0, "v2": 70.0, "v3": 120.0, "vm1": 80.0, "vm2": 120.0}  # L at 70 kg
_VARIED = ("cl", "v1", "q2", "v2", "v3", "clm", "vm1")


def _parameter(name: str, value: float, unit: str, power: float) -> Parameter:
    weight = Relation(covariate="weight", act=Act.POWER, centre=70.0, size=power, cited=_NOBODY)
    relations = (weight,) if power else ()
    return Parameter(
        name=name, title=name, value=value, unit=unit, cited=_NOBODY, relations=relations
    )


def _analyte(name: str, compartment: str) -> Analyte:
    residual = Residual(cited=_NOBODY, proportional=ERROR)
    return Analyte(name=name, compartment=compartment, residual=residual)


MODEL = Model(
    id="workload-m",
    title="Workload M",
    version="1",
    drugs=("ketamine",),
    site="venous",
    evidence="none",
    summary="For speed only: its numbers mean nothing.",
    sources={},
    compartments=tuple(Compartment(name=f"in {volume}", volume=volume) for volume in _VOLUMES),
    flows=(
        Flow(source="in v1", to="in v2", clearance="q2"),
        Flow(source="in v2", to="in v1", clearance="q2"),
        Flow(source="in v1", to="in v3", clearance="q3"),
        Flow(source="in v3", to="in v1", clearance="q3"),
        Flow(source="in v1", to="in vm1", clearance="cl", share="formed"),
        Flow(source="in vm1", to="in vm2", clearance="qm"),
        Flow(source="in vm2", to="in vm1", clearance="qm"),
        Flow(source="in vm1", clearance="clm"),
    ),
    routes={"iv": (Entry(into="in v1"),)},
    analytes=(_analyte("ketamine", "in v1"), _analyte("norketamine", "in vm1")),
    parameters=(
        *(_parameter(name, value, "L/h", 0.75) for name, value in _FLOWS.items()),
        *(_parameter(name, value, "L", 1.0) for name, value in _VOLUMES.items()),
        _parameter("formed", 0.8, "1", 0.0),
    ),
    domain=Domain(population="nobody", covariates={}, doses={}),
    between=Variability(
        effects=tuple(
            Effect(parameter=name, scale=Scale.LOG, variance=SPREAD**2, cited=_NOBODY)
            for name in _VARIED
        )
    ),
)


@dataclass(frozen=True)
class Asked:
    """People with their doses and levels."""

    people: People
    measured: list[Measured]

    @staticmethod
    def drawn(people: int, seed: int) -> "Asked":
        """Return people with random weights, effects and errors."""
        random = np.random.default_rng(seed)
        who = People({"weight": np.clip(random.normal(75, 15, people), 45, 130)}, people)
        at = random.normal(0, SPREAD, (people, len(_VARIED)))
        values = moved(typical(MODEL, who), MODEL.between, at)
        measured = []
        for place, weight in enumerate(who.columns["weight"]):
            regimen = Regimen((Dose(amount=0.5 * float(weight), route="iv", over=2 / 3),))
            one = slice(place, place + 1)
            own = {name: column[one] for name, column in values.items()}
            known = concentrations(
                MODEL, regimen, who.of(one), HOURS, analytes=["ketamine"], values=own
            )[0, 0]
            told = known * np.exp(ERROR * random.standard_normal(len(HOURS)))
            levels = tuple(
                Level(at=hour, analyte="ketamine", value=float(level))
                for hour, level in zip(HOURS, told, strict=True)
            )
            measured.append(Measured(regimen=regimen, levels=levels))
        return Asked(who, measured)

    def first(self) -> "Asked":
        """Return one of them."""
        return Asked(self.people.of(slice(0, 1)), self.measured[:1])

    def estimated(self, *, large: bool, threads: int = 1) -> Individuals:
        """Return their estimates, by kernels or by whole arrays."""
        return estimate_all(MODEL, self.people, self.measured, large=large, threads=threads)
