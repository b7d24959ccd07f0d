"""Small models that tests of the engine are held against."""

from collections.abc import Sequence

from titrant.pkpd import model as pk

CITED = pk.Cited(source="test", locator="test", flag="design")


def one_compartment(
    *,
    clearance: float = 80.0,
    volume: float = 200.0,
    variances: Sequence[float] = (0.09, 0.04),
    residual: tuple[float, float, float] = (0.2, 0.0, 0.0),
) -> pk.Model:
    """Return a model of one compartment, given at once or from a depot with a lag.

    `variances` are of the clearance and the volume; `residual` is proportional, additive, log.
    """
    return pk.Model(
        id="one",
        title="One compartment",
        version="1",
        drugs=("ketamine",),
        site="venous",
        evidence="published",
        summary="For tests.",
        sources={},
        compartments=(
            pk.Compartment(name="depot"),
            pk.Compartment(name="central", volume="v"),
        ),
        flows=(
            pk.Flow(source="depot", to="central", rate="ka"),
            pk.Flow(source="central", clearance="cl"),
        ),
        routes={
            "iv": (pk.Entry(into="central"),),
            "oral": (pk.Entry(into="depot", shares=("f",), lag="lag"),),
            "slow": (pk.Entry(into="central", rests=("f",), over="long"),),
        },
        analytes=(
            pk.Analyte(
                name="ketamine",
                compartment="central",
                residual=pk.Residual(
                    cited=CITED,
                    proportional=residual[0],
                    additive=residual[1],
                    log=residual[2],
                ),
            ),
        ),
        parameters=tuple(
            pk.Parameter(name=name, title=title, value=value, unit=unit, cited=CITED)
            for name, title, value, unit in (
                ("cl", "clearance", clearance, "L/h"),
                ("v", "volume", volume, "L"),
                ("ka", "uptake", 1.5, "1/h"),
                ("f", "share", 0.3, "1"),
                ("lag", "lag", 0.2, "h"),
                ("long", "duration", 0.7, "h"),
            )
        ),
        domain=pk.Domain(population="nobody", covariates={}, doses={}),
        between=effects(("cl", "log", variances[0]), ("v", "log", variances[1])),
    )


def effects(*named: tuple[str, str, float]) -> pk.Variability:
    """Return random effects: parameter, scale and variance of each."""
    return pk.Variability(
        effects=tuple(
            pk.Effect(parameter=name, scale=pk.Scale(scale), variance=variance, cited=CITED)
            for name, scale, variance in named
        )
    )
