"""Published exposures and levels beside what models predict for them, with the error of each."""

from collections.abc import Iterator, Sequence
from statistics import median

import numpy as np
from msgspec import Struct

from titrant.pkpd.domain import concerns
from titrant.pkpd.model import Model
from titrant.pkpd.people import person
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.simulation import concentrations, exposure, peak
from titrant.units import Weight

PARENT = "parent"
"""In a table, whatever a model predicts of the drug itself."""

_PER_HOUR = 60  # times a peak is looked for at
_DAY = 24.0


class Row(Struct, frozen=True, kw_only=True):
    """What was published of one group: exposures by analyte, or levels at times.

    `cmax` in ng/mL, `auc` in ng·h/mL to `until` [h], or to infinity where that is 0; levels as
    (h, ng/mL). `bounds` of its own come before those of the table.
    """

    name: str
    regimen: str
    person: dict[str, float]
    until: float
    exposures: dict[str, dict[str, float]] = {}
    levels: dict[str, tuple[tuple[float, float], ...]] = {}
    bounds: dict[str, dict[str, float]] = {}


class Table(Struct, frozen=True, kw_only=True):
    """Rows of one publication. `kind` is `verification` where a model was made from them.

    `bounds` are errors allowed by analyte and figure; `median` those of the levels of an analyte.
    What has no bound is shown all the same.
    """

    id: str
    title: str
    kind: str
    about: str
    source: str
    flag: str
    models: tuple[str, ...]
    rows: tuple[Row, ...]
    bounds: dict[str, dict[str, float]] = {}
    median: dict[str, float] = {}


class Compared(Struct, frozen=True, kw_only=True):
    """One published figure beside a prediction; `error` is a share of the published one.

    `within` is the error allowed, None where none is set. `beyond` says why the model was not made
    for it.
    """

    table: str
    row: str
    model: str
    analyte: str
    figure: str
    published: float
    predicted: float
    error: float
    within: float | None
    beyond: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the error is allowed, or none is set."""
        return self.within is None or abs(self.error) <= self.within


def compare(table: Table, models: Sequence[Model]) -> tuple[Compared, ...]:
    """Return every figure of a table beside the prediction of each model that has the route."""
    found = []
    for row in table.rows:
        weight = Weight(str(row.person["weight"]), "kg") if "weight" in row.person else None
        regimen = read_regimen(row.regimen, weight)
        for model in models:
            if all(route in model.routes for route in regimen.routes):
                found += list(_row(table, row, model))
    return tuple(found)


def _row(table: Table, row: Row, model: Model) -> Iterator[Compared]:
    weight = Weight(str(row.person["weight"]), "kg") if "weight" in row.person else None
    regimen, who = read_regimen(row.regimen, weight), person(**row.person)
    beyond = concerns(model, regimen, who)
    until = row.until or regimen.end + _DAY
    times = np.linspace(0, until, int(until * _PER_HOUR) + 1)

    def compared(analyte: str, figure: str, published: float, predicted: float) -> Compared:
        bounds = row.bounds.get(analyte) or table.bounds.get(analyte) or {}
        return Compared(
            table=table.id,
            row=row.name,
            model=model.id,
            analyte=analyte,
            figure=figure,
            published=published,
            predicted=predicted,
            error=predicted / published - 1.0,
            within=bounds.get(figure),
            beyond=beyond,
        )

    for analyte, figures in row.exposures.items():
        name = _name(model, analyte)
        for figure, published in figures.items():
            if figure == "cmax":
                predicted = peak(model, regimen, who, times, name, beyond=True)[0]
            else:
                held = exposure(model, regimen, who, times, analytes=[name], beyond=True)
                predicted = float((held.auc_until if row.until else held.auc)[0, 0])
            yield compared(name, figure, published, predicted)
    for analyte, points in row.levels.items():
        name = _name(model, analyte)
        at = [hour for hour, _ in points]
        levels = concentrations(model, regimen, who, at, analytes=[name], beyond=True)[0, 0]
        errors = []
        for (hour, published), predicted in zip(points, levels, strict=True):
            one = compared(name, f"at {hour:g} h", published, float(predicted))
            errors.append(abs(one.error))
            yield one
        yield Compared(
            table=table.id,
            row=row.name,
            model=model.id,
            analyte=name,
            figure="median of the errors",
            published=0.0,
            predicted=0.0,
            error=median(errors),
            within=table.median.get(name),
            beyond=beyond,
        )


def _name(model: Model, analyte: str) -> str:
    return model.analytes[0].name if analyte == PARENT else analyte
