"""Made-up people with doses and measured levels, whom two searches have to fit alike."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from msgspec import structs
from tests.lib.kinetics import CITED, effects, lagged_compartment

from titrant.knowledge import pk_model
from titrant.pkpd import model as pk
from titrant.pkpd.individual import Individuals, estimate_all
from titrant.pkpd.measured import Level, Measured, Scatter
from titrant.pkpd.parameters import covariance, moved, typical
from titrant.pkpd.people import People
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.simulation import concentrations

ETA, OBJECTIVE = 1e-6, 1e-8
"""How far effects and objectives of two searches may lie apart."""


class Fitted(NamedTuple):
    """People who are fitted by a model."""

    model: pk.Model
    people: People
    measured: list[Measured]

    def by(self, large: bool | None, **more: Any) -> Individuals:
        """Return their estimates, by kernels or by whole arrays."""
        return estimate_all(self.model, self.people, self.measured, large=large, **more)

    def some(self, count: int) -> "Fitted":
        """Return the first of them."""
        return Fitted(self.model, self.people.of(slice(0, count)), self.measured[:count])


def alike(one: Individuals, other: Individuals) -> None:
    """Assert that two searches ended at the same places, and say the same of them."""
    assert (one.converged == other.converged).all()
    assert np.abs(one.effects - other.effects).max() <= ETA
    assert np.abs(one.objective - other.objective).max() <= OBJECTIVE
    assert np.abs(one.covariance - other.covariance).max() <= ETA
    assert (one.minima == other.minima).all()
    for name in ("levels", "levels_error", "population_levels"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-6, atol=1e-9)


Scattered = tuple[float, str, Scatter | None]
"""When which analyte is measured, and how the assay scatters where that is not the model's own."""


def drawn(
    model: pk.Model,
    regimens: list[str],
    levels: list[Scattered],
    *,
    people: int = 20,
    limit: float = 0.0,
    seed: int = 1,
) -> Fitted:
    """Return people with random effects and errors, with doses in turn and one to all levels each.

    What is below `limit` [ng/mL] is told as such.
    """
    random = np.random.default_rng(seed)
    who = People({"weight": random.uniform(50, 100, people)}, people)
    root = np.linalg.cholesky(covariance(model.between, model))
    at = random.standard_normal((people, len(root))) @ root.T
    values = moved(typical(model, who), model.between, at)
    measured = []
    for person in range(people):
        regimen = read_regimen(regimens[person % len(regimens)])
        own = {name: column[person : person + 1] for name, column in values.items()}
        one = who.of(slice(person, person + 1))
        known = concentrations(model, regimen, one, [time for time, *_ in levels], values=own)[0]
        names = [analyte.name for analyte in model.analytes]
        told = []
        for column, (time, name, scatter) in enumerate(levels[: 1 + person % len(levels)]):
            value = float(known[names.index(name), column] * np.exp(random.normal(0, 0.2)))
            if value < limit:
                told.append(Level(at=time, analyte=name, below=limit, error=scatter))
            else:
                told.append(Level(at=time, analyte=name, value=value, error=scatter))
        measured.append(Measured(regimen=regimen, levels=tuple(told)))
    return Fitted(model, who, measured)


def _of_one_compartment() -> Fitted:
    model = lagged_compartment(variances=(0.3, 0.2), residual=(0.2, 1.0, 0.0))
    given = ["35 mg iv over 40 min", "20 mg iv; 30 mg oral at 1 h; 20 mg iv over 1 h at 2 h"]
    return drawn(model, given, [(at, "ketamine", None) for at in (2.5, 4.0, 9.0)])


def _of_two_analytes() -> Fitted:
    """Infusions and what is given at once, every kind of error, and a limit."""
    given = ["35 mg iv over 40 min", "35 mg iv over 40 min; 10 mg iv at 2 h; 20 mg iv at 3 h"]
    levels: list[Scattered] = [
        (3.2, "esketamine", None),
        (3.2, "S-norketamine", None),
        (5.0, "esketamine", Scatter(log=0.2)),
        (7.0, "S-norketamine", Scatter(additive=3.0)),
        (9.0, "esketamine", Scatter(proportional=0.1, additive=2.0)),
        (14.0, "esketamine", None),
        (14.0, "S-norketamine", Scatter(log=0.3)),
    ]
    return drawn(pk_model("otto-2021"), given, levels, limit=8.0)


def _of_a_share() -> Fitted:
    """A share of a flow varies, on its own scale; a logarithm scatters."""
    model = pk_model("otto-2021")
    share = structs.replace(
        model.parameters[0], name="to_nk", value=0.6, unit="1", relations=(), cited=CITED
    )
    formed = structs.replace(model.flows[0], share="to_nk")
    varied = structs.replace(
        model,
        parameters=(*model.parameters, share),
        flows=(formed, *model.flows[1:]),
        between=effects(("cl", "log", 0.1), ("to_nk", "logit", 0.5), ("v1", "log", 0.1)),
    )
    levels: list[Scattered] = [(1.0, "S-norketamine", None), (3.0, "esketamine", None)]
    return drawn(varied, ["35 mg iv over 40 min"], levels)


def _of_a_depot() -> Fitted:
    levels: list[Scattered] = [(at, "ketamine", None) for at in (0.3, 1.0, 4.0)]
    return drawn(pk_model("kamp-im"), ["35 mg im", "20 mg im; 20 mg im at 2 h"], levels)


def _of_meeting_modes() -> Fitted:
    """Parent and metabolite leave at one rate for typical people: no modes tell them apart."""
    model = lagged_compartment(variances=(0.02, 0.02))
    (measured,) = model.analytes
    kept = structs.replace(
        model,
        compartments=(*model.compartments, pk.Compartment(name="other", volume="v")),
        flows=(
            *model.flows[:1],
            pk.Flow(source="central", to="other", clearance="cl"),
            pk.Flow(source="other", clearance="cl"),
        ),
        analytes=(measured, structs.replace(measured, name="m", compartment="other")),
    )
    levels: list[Scattered] = [(1.0, "ketamine", None), (3.0, "m", None)]
    return drawn(kept, ["35 mg iv over 40 min"], levels, people=3)


def _of_turning_modes() -> Fitted:
    """Two places hardly exchange and are left at one rate: modes are sound, slopes are not."""
    model = lagged_compartment(variances=(0.02, 0.02))
    flow = structs.replace(model.parameters[0], name="q", value=1e-7)
    own = structs.replace(model.parameters[0], name="cl2")
    kept = structs.replace(
        model,
        parameters=(*model.parameters, flow, own),
        compartments=(*model.compartments, pk.Compartment(name="other", volume="v")),
        flows=(
            *model.flows,
            pk.Flow(source="central", to="other", clearance="q"),
            pk.Flow(source="other", to="central", clearance="q"),
            pk.Flow(source="other", clearance="cl2"),
        ),
    )
    levels: list[Scattered] = [(1.0, "ketamine", None), (3.0, "ketamine", None)]
    return drawn(kept, ["35 mg iv over 40 min"], levels, people=3)


def _of_stages() -> Fitted:
    levels: list[Scattered] = [(1.0, "S-norketamine", None), (3.0, "esketamine", None)]
    return drawn(pk_model("simons-2022"), ["20 mg iv over 1 h"], levels, people=2)


MADE: dict[str, Callable[[], Fitted]] = {
    "one compartment, repeated doses": _of_one_compartment,
    "two analytes, every error, a limit": _of_two_analytes,
    "a share of a flow": _of_a_share,
    "a depot": _of_a_depot,
    "modes that meet": _of_meeting_modes,
    "modes that turn": _of_turning_modes,
    "chains of stages": _of_stages,
}
