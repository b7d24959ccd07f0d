"""A published model as values: compartments, what flows between them, who differs, and how far.

Everything is in mg, L, h and ng/mL. Where a source counts in minutes, whoever reads its file has
turned that into hours before it comes here.
"""

from enum import StrEnum

from msgspec import Struct


class Cited(Struct, frozen=True, kw_only=True):
    """Where a number was read, and how; `assumed` says why where the source has no such number."""

    source: str
    locator: str
    flag: str
    assumed: str = ""


class Act(StrEnum):
    """How a covariate acts on a parameter."""

    POWER = "power"  # value * (covariate / centre) ** size
    ABOVE = "above"  # value + size * what of the covariate lies above the centre
    FACTOR = "factor"  # value * size ** covariate; the covariate is 0 or 1


class Relation(Struct, frozen=True, kw_only=True):
    """What a covariate does to a parameter; at `centre` it does nothing."""

    covariate: str
    act: Act
    size: float
    centre: float
    cited: Cited


class Parameter(Struct, frozen=True, kw_only=True):
    """One parameter of the typical person; `unit` is of litres and hours, or `1`."""

    name: str
    title: str
    value: float
    unit: str
    cited: Cited
    relations: tuple[Relation, ...] = ()
    note: str = ""


class Scale(StrEnum):
    """The scale on which people differ in a parameter."""

    LOG = "log"  # value * exp(effect)
    LOGIT = "logit"  # the share whose logit is the value's plus the effect


class Effect(Struct, frozen=True, kw_only=True):
    """A random effect on a parameter, normal with mean 0, on its scale.

    `wide` says why, where it is wider than anybody would believe unsaid.
    """

    parameter: str
    scale: Scale
    variance: float
    cited: Cited
    wide: str = ""


class Covariance(Struct, frozen=True, kw_only=True):
    """How far two random effects, named by their parameters, go together."""

    one: str
    other: str
    value: float
    cited: Cited


class Variability(Struct, frozen=True, kw_only=True):
    """All random effects of one kind: between people, or between the occasions of one person."""

    effects: tuple[Effect, ...] = ()
    covariances: tuple[Covariance, ...] = ()


class Compartment(Struct, frozen=True, kw_only=True):
    """A place in which an amount is; `volume` names a parameter, and is empty for a depot."""

    name: str
    volume: str = ""


class Flow(Struct, frozen=True, kw_only=True):
    """What leaves a compartment: by a rate constant, one over a time, or clearance over volume.

    `to` is empty for what leaves the body. `share` names the part of it that arrives. A chain of
    equal `stages` with the time `mean` in all may lie between. `half` names the level [mg/L] at
    which a clearance is half of itself: a model with one is not linear.
    """

    source: str
    to: str = ""
    rate: str = ""
    clearance: str = ""
    time: str = ""
    share: str = ""
    stages: int = 0
    mean: str = ""
    half: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """One way in which a part of a dose enters a compartment.

    The part is the product of the parameters `shares` and of one minus each of `rests`. It enters
    at once, or evenly over the parameter `over`, after the parameter `lag`; an infusion keeps its
    own time.
    """

    into: str
    shares: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()
    over: str = ""
    lag: str = ""


class Devices(Struct, frozen=True, kw_only=True):
    """A dose that comes in equal devices, of which each after the first gives less.

    `share` is multiplied by `factor` for every device after the first; `dose` is that of one [mg].
    """

    route: str
    dose: float
    share: str
    factor: str


class Residual(Struct, frozen=True, kw_only=True):
    """How measured levels scatter about the true ones: SDs.

    `proportional` is a share of the level, `additive` is in ng/mL, `log` is of the logarithm.
    """

    cited: Cited
    proportional: float = 0.0
    additive: float = 0.0
    log: float = 0.0


class Analyte(Struct, frozen=True, kw_only=True):
    """What is measured: the amount in a compartment over its volume.

    `weight` turns a mass of the parent into one of the analyte: 1 where the model counts all in the
    parent's mass, else the ratio of the molar masses. `caution` is a known misfit, in words.
    """

    name: str
    compartment: str
    residual: Residual
    weight: float = 1.0
    caution: str = ""


class Range(Struct, frozen=True):
    """From what to what a covariate was studied, both ends included."""

    low: float
    high: float

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:g}"
        return f"{self.low:g} to {self.high:g}"


class Highest(Struct, frozen=True, kw_only=True):
    """The highest dose of a route that any source names: `value` [mg or mg/kg] in a time [h].

    It stands in where the doses that a model was fitted to were not seen.
    """

    value: float
    unit: str
    within: float
    cited: Cited

    @property
    def per_kg(self) -> bool:
        """Whether it is a dose by weight."""
        return self.unit == "mg/kg"


class Domain(Struct, frozen=True, kw_only=True):
    """Where a model was studied: covariates, and the single doses of each route [mg].

    `highest` bounds a route whose doses were not seen.
    """

    population: str
    covariates: dict[str, Range]
    doses: dict[str, Range]
    highest: dict[str, Highest] = {}


class Says(StrEnum):
    """What a model can say about itself."""

    HALF_LIFE = "half-life"
    CLEARANCE = "clearance"
    BIOAVAILABILITY = "bioavailability"
    CMAX = "cmax"
    AUC = "auc"


class Statement(Struct, frozen=True, kw_only=True):
    """What a model says about itself, to be checked by simulation.

    `regimen` is simulated where one is needed, `until` a time [h]; `route` names whose share is
    meant. `within` is a share of `value`.
    """

    what: Says
    value: float
    unit: str
    within: float
    cited: Cited
    analyte: str = ""
    route: str = ""
    regimen: str = ""
    until: float | None = None


class Source(Struct, frozen=True, kw_only=True):
    """Something that was read."""

    title: str
    address: str
    access: str
    read_on: str


class Model(Struct, frozen=True, kw_only=True):
    """A model as its sources state it.

    `site` is where the blood was drawn: arterial, venous, or not stated. `evidence` is `published`,
    or `low` for a composition that nobody fitted. `caution` stands beside each of its results.
    `stands_for` are drugs it may be used for beside its own, each with what that costs; `bands`
    says whether it may stand in a band beside a decision.
    """

    id: str
    title: str
    version: str
    drugs: tuple[str, ...]
    site: str
    evidence: str
    summary: str
    sources: dict[str, Source]
    compartments: tuple[Compartment, ...]
    flows: tuple[Flow, ...]
    routes: dict[str, tuple[Entry, ...]]
    analytes: tuple[Analyte, ...]
    parameters: tuple[Parameter, ...]
    domain: Domain
    between: Variability = Variability()
    occasion: Variability = Variability()
    devices: Devices | None = None
    states: tuple[Statement, ...] = ()
    assumed: tuple[str, ...] = ()
    caution: tuple[str, ...] = ()
    stands_for: dict[str, str] = {}
    bands: bool = True

    @property
    def covariates(self) -> frozenset[str]:
        """The covariates that any parameter depends on."""
        return frozenset(r.covariate for one in self.parameters for r in one.relations)

    @property
    def linear(self) -> bool:
        """Whether doubling every dose doubles every level."""
        return not any(flow.half for flow in self.flows)

    def analyte(self, name: str) -> Analyte:
        """Return an analyte by name; raises `KeyError` where the model has none of it."""
        return next(one for one in self.analytes if one.name == name)
