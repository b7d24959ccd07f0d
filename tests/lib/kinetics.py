"""Small pharmacokinetic models for tests, and random ones with random regimens."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd import Dose, Model, People, Regimen, person, regimen_of
from titrant.pkpd.model import (
    Analyte,
    Cited,
    Compartment,
    Domain,
    Effect,
    Entry,
    Flow,
    Parameter,
    Relation,
    Residual,
    Scale,
    Variability,
)

CITED = Cited(source="test", locator="here", flag="design")
NOBODY = person()
PERSON_70 = person(weight=70)


def parameter(name: str, value: float, unit: str = "1", *relations: Relation) -> Parameter:
    """Return a parameter that cites the test."""
    return Parameter(
        name=name, title=name, value=value, unit=unit, cited=CITED, relations=relations
    )


def analyte(name: str, compartment: str, **residual: float) -> Analyte:
    """Return an analyte whose scatter cites the test."""
    return Analyte(name=name, compartment=compartment, residual=Residual(cited=CITED, **residual))


def model(
    parameters: Sequence[Parameter],
    compartments: dict[str, str],
    flows: Sequence[Flow],
    routes: dict[str, tuple[Entry, ...]],
    analytes: Sequence[Analyte],
    effects: dict[str, float] | None = None,
) -> Model:
    """Return a model of these parts; `effects` are variances by parameter, on the log scale."""
    return Model(
        id="test-model",
        title="A model of a test",
        version="1",
        drugs=("ketamine",),
        site="venous",
        evidence="published",
        summary="",
        sources={},
        compartments=tuple(Compartment(name=n, volume=v) for n, v in compartments.items()),
        flows=tuple(flows),
        routes=routes,
        analytes=tuple(analytes),
        parameters=tuple(parameters),
        domain=Domain(population="nobody", covariates={}, doses={}),
        between=Variability(
            effects=tuple(
                Effect(parameter=name, scale=Scale.LOG, variance=variance, cited=CITED)
                for name, variance in (effects or {}).items()
            )
        ),
    )


def one_compartment(
    *, cl: float = 80.0, v: float = 60.0, ka: float = 1.5, f: float = 0.5, variance: float = 0.09
) -> Model:
    """Return one compartment with a way in by vein and one by mouth."""
    return model(
        [
            parameter("cl", cl, "L/h"),
            parameter("v", v, "L"),
            parameter("ka", ka, "1/h"),
            parameter("f", f),
        ],
        {"central": "v", "gut": ""},
        [Flow(source="central", clearance="cl"), Flow(source="gut", to="central", rate="ka")],
        {
            "iv": (Entry(into="central"),),
            "oral": (Entry(into="gut", shares=("f",)),),
        },
        [analyte("ketamine", "central", proportional=0.2)],
        {"cl": variance, "v": variance},
    )


def lagged_compartment(
    *,
    clearance: float = 80.0,
    volume: float = 200.0,
    variances: Sequence[float] = (0.09, 0.04),
    residual: tuple[float, float, float] = (0.2, 0.0, 0.0),
) -> Model:
    """Return one compartment, given at once, from a depot with a lag, or slowly.

    `variances` are of the clearance and the volume; `residual` is proportional, additive, log.
    """
    proportional, additive, log = residual
    return model(
        [
            parameter("cl", clearance, "L/h"),
            parameter("v", volume, "L"),
            parameter("ka", 1.5, "1/h"),
            parameter("f", 0.3),
            parameter("lag", 0.2, "h"),
            parameter("long", 0.7, "h"),
        ],
        {"depot": "", "central": "v"},
        [Flow(source="depot", to="central", rate="ka"), Flow(source="central", clearance="cl")],
        {
            "iv": (Entry(into="central"),),
            "oral": (Entry(into="depot", shares=("f",), lag="lag"),),
            "slow": (Entry(into="central", rests=("f",), over="long"),),
        },
        [analyte("ketamine", "central", proportional=proportional, additive=additive, log=log)],
        dict(zip(("cl", "v"), variances, strict=True)),
    )


def effects(*named: tuple[str, str, float]) -> Variability:
    """Return random effects: parameter, scale and variance of each."""
    return Variability(
        effects=tuple(
            Effect(parameter=name, scale=Scale(scale), variance=variance, cited=CITED)
            for name, scale, variance in named
        )
    )


def random_model(random: np.random.Generator, *, stages: int = 0) -> Model:
    """Return a parent of three compartments, a metabolite of two, and a depot before them."""
    sizes = {
        name: float(np.exp(random.normal(mean, 0.5)))
        for name, mean in (
            *(("cl", 4.2), ("q2", 4.3), ("q3", 4.0), ("clm", 4.0), ("qm", 4.0)),
            *(("v1", 4.0), ("v2", 4.2), ("v3", 4.8), ("vm1", 4.3), ("vm2", 4.8)),
        )
    }
    parameters = [
        parameter(name, value, "L" if name.startswith("v") else "L/h")
        for name, value in sizes.items()
    ]
    parameters += [
        parameter("ka", float(np.exp(random.normal(0.5, 0.7))), "1/h"),
        parameter("f", float(random.uniform(0.05, 0.95))),
        parameter("fm", float(random.uniform(0.3, 1.0))),
        parameter("d", float(random.uniform(0.1, 2.0)), "h"),
        parameter("lag", float(random.uniform(0.0, 0.5)), "h"),
        parameter("mean", float(random.uniform(0.1, 1.0)), "h"),
    ]
    chain = {"stages": stages, "mean": "mean"} if stages else {}
    return model(
        parameters,
        {"central": "v1", "fast": "v2", "slow": "v3", "nk": "vm1", "nk2": "vm2", "gut": ""},
        [
            Flow(source="gut", to="central", rate="ka"),
            Flow(source="central", to="nk", clearance="cl", share="fm", **chain),  # type: ignore[arg-type]
            Flow(source="central", to="fast", clearance="q2"),
            Flow(source="fast", to="central", clearance="q2"),
            Flow(source="central", to="slow", clearance="q3"),
            Flow(source="slow", to="central", clearance="q3"),
            Flow(source="nk", clearance="clm"),
            Flow(source="nk", to="nk2", clearance="qm"),
            Flow(source="nk2", to="nk", clearance="qm"),
        ],
        {
            "iv": (Entry(into="central"),),
            "oral": (Entry(into="gut", shares=("f",), lag="lag"),),
            "film": (
                Entry(into="gut", shares=("f",), over="d"),
                Entry(into="nk", rests=("f",), lag="lag"),
            ),
        },
        [analyte("ketamine", "central"), analyte("norketamine", "nk")],
    )


def random_regimen(random: np.random.Generator) -> Regimen:
    """Return up to six doses by any route of `random_model`, within three days."""
    doses = []
    for _ in range(int(random.integers(1, 7))):
        route = str(random.choice(["iv", "oral", "film"]))
        over = float(random.choice([0.0, random.uniform(0.1, 3.0)]))
        doses.append(
            Dose(
                amount=float(random.uniform(1, 100)),
                route=route,
                at=float(random.uniform(0, 72)),
                over=over,
            )
        )
    return regimen_of(doses)


def peaks(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the highest level of each person and analyte, to hold differences against."""
    return np.asarray(np.maximum(levels.max(axis=2, keepdims=True), 1e-300))


def many(**covariates: Sequence[float]) -> People:
    """Return people by columns."""
    columns = {name: np.array(values, dtype=float) for name, values in covariates.items()}
    return People(columns, len(next(iter(columns.values()))))
