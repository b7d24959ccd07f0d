"""The closed shape of a file that holds a pharmacokinetic model, and how its numbers are read.

A number cites the file's `cite` unless it says otherwise. Times and volumes may be written in the
units of the source; they are turned into hours and litres here, once.
"""

import math
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from titrant.knowledge.leaf import Flag
from titrant.knowledge.schema_words import Closed, Day, Key, Number, Text, Truth
from titrant.knowledge.things import Access
from titrant.pkpd import model as pk
from titrant.pkpd.people import Covariate

Unit = Literal["1", "L", "L/h", "L/min", "1/h", "1/min", "h", "min", "mg/L", "L/kg", "L/h/kg"]
UNITS: dict[Unit, tuple[str, float]] = {
    "1": ("1", 1.0),
    "L": ("L", 1.0),
    "L/h": ("L/h", 1.0),
    "L/min": ("L/h", 60.0),
    "1/h": ("1/h", 1.0),
    "1/min": ("1/h", 60.0),
    "h": ("h", 1.0),
    "min": ("h", 1 / 60),
    "mg/L": ("mg/L", 1.0),
    "L/kg": ("L", 1.0),
    "L/h/kg": ("L/h", 1.0),
}


def _signed(value: Any) -> Any:
    """Read a number below zero, which the knowledge files have nowhere else."""
    if isinstance(value, str) and value.startswith("-"):
        return -Decimal(value[1:]) if value[1:].replace(".", "", 1).isdigit() else value
    return value


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("is not above zero")
    return value


Signed = Annotated[Number, BeforeValidator(_signed)]
Positive = Annotated[Number, AfterValidator(_positive)]
Pair = tuple[Number, Number]


class Cites(Closed):
    """A number with its source; what is not said is the file's."""

    source: Key | None = None
    locator: Text | None = None
    flag: Flag | None = None
    assumed: Text | None = None


class Cite(Closed):
    """Where the numbers of a file were read, unless one says otherwise."""

    source: Key
    locator: Text
    flag: Flag


class SourceFile(Closed):
    """Something that was read for a model."""

    title: Text
    address: Text
    access: Access
    read_on: Day


class RelationFile(Cites):
    """What a covariate does to a parameter."""

    covariate: Covariate
    act: pk.Act
    size: Signed
    centre: Number = Decimal(0)

    @model_validator(mode="after")
    def _has_a_centre(self) -> Self:
        if self.act is pk.Act.POWER and self.centre <= 0:
            raise ValueError("is a power without a centre above zero")
        return self


class SpreadFile(Cites):
    """How far people, or occasions, differ in a parameter; in one of three measures."""

    scale: pk.Scale = pk.Scale.LOG
    variance: Positive | None = None
    sd: Positive | None = None
    cv_percent: Positive | None = None
    wide: Text | None = None

    @model_validator(mode="after")
    def _is_one_measure(self) -> Self:
        if sum(one is not None for one in (self.variance, self.sd, self.cv_percent)) != 1:
            raise ValueError("needs one of variance, sd and cv_percent")
        if self.cv_percent is not None and self.scale is not pk.Scale.LOG:
            raise ValueError("gives cv_percent, which is of the log scale")
        return self

    @property
    def omega(self) -> float:
        """The variance; of a coefficient of variation that of the log-normal which has it."""
        if self.variance is not None:
            return float(self.variance)
        if self.sd is not None:
            return float(self.sd) ** 2
        return math.log1p(float(self.cv_percent or 0) ** 2 / 1e4)


class ParameterFile(Cites):
    """One parameter of the typical person."""

    title: Text
    value: Number
    unit: Unit
    relations: tuple[RelationFile, ...] = ()
    between: SpreadFile | None = None
    occasion: SpreadFile | None = None
    note: Text | None = None


class FlowFile(Closed):
    """A flow one way (`from`, `to`), or both ways (`between`)."""

    from_: Annotated[Text | None, Field(alias="from")] = None
    to: Text | None = None
    between: tuple[Text, Text] | None = None
    rate: Key | None = None
    clearance: Key | None = None
    time: Key | None = None
    share: Key | None = None
    stages: Number = Decimal(0)
    mean: Key | None = None
    half: Key | None = None

    @model_validator(mode="after")
    def _is_one_flow(self) -> Self:
        if (self.from_ is None) == (self.between is None):
            raise ValueError("needs either from, or between")
        if sum(one is not None for one in (self.rate, self.clearance, self.time)) != 1:
            raise ValueError("needs one of rate, clearance and time")
        if (self.stages > 0) != (self.mean is not None) or self.stages != int(self.stages):
            raise ValueError("has stages without their mean time, or the reverse")
        return self

    def flows(self) -> list[pk.Flow]:
        """Return the flow, or the two of an exchange."""
        ways = [self.between, self.between[::-1]] if self.between else [(self.from_, self.to or "")]
        return [
            pk.Flow(
                source=str(one),
                to=other,
                rate=self.rate or "",
                clearance=self.clearance or "",
                time=self.time or "",
                share=self.share or "",
                stages=int(self.stages),
                mean=self.mean or "",
                half=self.half or "",
            )
            for one, other in ways
        ]


class EntryFile(Closed):
    """One way in which a part of a dose enters."""

    into: Text
    shares: tuple[Key, ...] = ()
    rests: tuple[Key, ...] = ()
    over: Key | None = None
    lag: Key | None = None


class DevicesFile(Closed):
    """A dose that comes in devices."""

    route: Key
    dose: Positive
    share: Key
    factor: Key


class ResidualFile(Cites):
    """How measured levels scatter."""

    proportional: Number = Decimal(0)
    additive: Number = Decimal(0)
    log: Number = Decimal(0)


class AnalyteFile(Closed):
    """What is measured; `weight` is its molar mass over the parent's, where the model needs it."""

    compartment: Text
    residual: ResidualFile
    weight: Pair | None = None
    caution: Text | None = None


class CovarianceFile(Cites):
    """How far two random effects go together."""

    of: tuple[Key, Key]
    value: Signed


class CovariancesFile(Closed):
    """Those between people, and those between occasions."""

    between: tuple[CovarianceFile, ...] = ()
    occasion: tuple[CovarianceFile, ...] = ()


class HighestFile(Cites):
    """The highest dose of a route that any source names, within some hours."""

    value: Positive
    unit: Literal["mg", "mg/kg"]
    within_h: Positive


class DomainFile(Closed):
    """Where a model was studied; `highest` is for routes whose doses were not seen."""

    population: Text
    covariates: dict[Covariate, Pair]
    doses: dict[Key, Pair] = {}
    highest: dict[Key, HighestFile] = {}

    @model_validator(mode="after")
    def _bounds_a_route_once(self) -> Self:
        twice = self.doses.keys() & self.highest.keys()
        if twice:
            raise ValueError(f"has doses and a highest one for {', '.join(sorted(twice))}")
        return self


class StatementFile(Cites):
    """What a model says about itself."""

    what: pk.Says
    value: Positive
    unit: Text
    within: Positive
    analyte: Text
    route: Key | None = None
    regimen: Text | None = None
    until: Positive | None = None


class ModelFile(Closed):
    """A file of `pk_models`; `extends` takes over another's disposition."""

    id: Key
    version: Text
    extends: Key | None = None
    title: Text
    drugs: tuple[Key, ...] = Field(min_length=1)
    stands_for: dict[Key, Text] = {}
    site: Literal["arterial", "venous", "not stated"]
    evidence: Literal["published", "low"]
    bands: Truth = True
    summary: Text
    sources: dict[Key, SourceFile] = Field(min_length=1)
    cite: Cite | None = None
    domain: DomainFile
    compartments: dict[Text, Key | None] = Field(min_length=1)
    flows: tuple[FlowFile, ...] = Field(min_length=1)
    routes: dict[Key, tuple[EntryFile, ...]] = Field(min_length=1)
    devices: DevicesFile | None = None
    parameters: dict[Key, ParameterFile] = Field(min_length=1)
    covariances: CovariancesFile = CovariancesFile()
    analytes: dict[Text, AnalyteFile] = Field(min_length=1)
    states: tuple[StatementFile, ...] = ()
    assumed: tuple[Text, ...] = ()
    caution: tuple[Text, ...] = ()
