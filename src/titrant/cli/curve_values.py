"""What is asked for on the command line of levels, and what comes out, as plain values."""

from msgspec import Struct

from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Analyte, Model
from titrant.pkpd.regimen import Regimen
from titrant.units import Weight


class Request(Struct, frozen=True, kw_only=True):
    """What was asked for; times in hours. `subjects` is None for the typical person.

    `other` is what is taken beside the dose, whose effect on exposure was measured; `above` is a
    threshold [ng/mL].
    """

    models: tuple[Model, ...]
    regimen: str
    weight: Weight | None = None
    covariates: dict[str, float] = {}
    other: str | None = None
    analytes: tuple[str, ...] = ()
    subjects: int | None = None
    seed: int | None = None
    until: float | None = None
    every: float | None = None
    above: float | None = None
    beyond: bool = False
    progress: bool = False


class Told(Struct, frozen=True, kw_only=True):
    """A number as it is told: its value, and for people its 5th and 95th percentile."""

    value: float
    low: float | None = None
    high: float | None = None


class Gain(Struct, frozen=True, kw_only=True):
    """The last dosing interval over the first, each of `length` [h].

    `trough` is None where next to nothing was left at the end of the first.
    """

    auc: Told
    cmax: Told
    trough: Told | None
    length: float


class Curve(Struct, frozen=True, kw_only=True):
    """One analyte by one model: levels [ng/mL] at the times, and the exposures.

    `cmax` [ng/mL], `tmax` [h], `auc` [ng·h/mL] to infinity, `above` the threshold [h].
    """

    model: Model
    analyte: Analyte
    median: Array
    low: Array | None
    high: Array | None
    cmax: Told
    tmax: Told
    auc: Told
    above: Told | None = None
    gain: Gain | None = None


class Curves(Struct, frozen=True, kw_only=True):
    """What came out, model by model; `times` in hours.

    `threshold` [ng/mL] is None where none was given; `alone` says why no course is compared.
    """

    regimen: Regimen
    times: Array
    subjects: int | None
    seed: int
    covariates: dict[str, float]
    curves: tuple[Curve, ...]
    warnings: tuple[str, ...]
    other: str | None = None
    threshold: float | None = None
    alone: str = ""
