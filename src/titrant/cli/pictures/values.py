"""What is drawn, as plain values, and what is made of it: a picture with its numbers beside it."""

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Array = NDArray[np.float64]
Spec = dict[str, Any]
"""A Vega-Lite specification, or a part of one."""

NARROWEST, WIDEST = 360, 2000
NOT_THIS_PATIENT = "Published models, not this patient."


class Look(Struct, frozen=True, kw_only=True):
    """How a picture looks: `width` [px], on a `dark` ground or not, levels on a `log` axis."""

    width: int = 720
    dark: bool = False
    log: bool = False

    def __post_init__(self) -> None:
        if not NARROWEST <= self.width <= WIDEST:
            raise ValueError(f"a picture is {NARROWEST} to {WIDEST} px wide, not {self.width}")


class Series(Struct, frozen=True, kw_only=True):
    """One analyte by one model: levels [ng/mL] at times [h], each of the shape (times,).

    `median` is of the typical person where there is no `low` and `high`, the 5th and 95th
    percentile of many people. `name` is the model's; each of `cautions` is a sentence about this
    series.
    """

    name: str
    analyte: str
    site: str
    times: Array
    median: Array
    low: Array | None = None
    high: Array | None = None
    low_evidence: bool = False
    cautions: tuple[str, ...] = ()


class Given(Struct, frozen=True, kw_only=True):
    """A dose: `amount` [mg] by `route`, begun `at` [h]."""

    at: float
    amount: float
    route: str


class Interval(Struct, frozen=True, kw_only=True):
    """A median, or the typical person's value, with its 5th and 95th percentile where known."""

    value: float
    low: float | None = None
    high: float | None = None


class Exposed(Struct, frozen=True, kw_only=True):
    """One row of a forest: `cmax` [ng/mL] and `auc` [ng·h/mL] of an analyte by a model.

    `regimen` is empty where all rows have the same.
    """

    name: str
    analyte: str
    site: str
    cmax: Interval
    auc: Interval
    regimen: str = ""
    low_evidence: bool = False
    cautions: tuple[str, ...] = ()


class Pair(Struct, frozen=True, kw_only=True):
    """A published number and what was predicted for it, both in `unit` and above zero.

    `quantity` says what it is, like Cmax; `name` where it was published.
    """

    name: str
    quantity: str
    unit: str
    published: float
    predicted: float


class Table(Struct, frozen=True, kw_only=True):
    """Numbers as they are read: the first cell of each row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Picture(Struct, frozen=True, kw_only=True):
    """A Vega-Lite specification, what it shows in words, and its numbers."""

    title: str
    said: tuple[str, ...]
    notes: tuple[str, ...]
    specification: Spec
    tables: tuple[Table, ...]
