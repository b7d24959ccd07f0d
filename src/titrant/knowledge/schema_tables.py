"""The closed shape of files with published exposures, and of that with measured interactions."""

from typing import Annotated, Literal

from pydantic import Field

from titrant.knowledge.leaf import Flag
from titrant.knowledge.schema_models import Positive
from titrant.knowledge.schema_words import Closed, Key, Number, Text
from titrant.pkpd.interactions import Interaction
from titrant.pkpd.people import Covariate
from titrant.pkpd.validation import Row, Table

Figure = Literal["cmax", "auc"]
Bounds = dict[Text, dict[Figure, Positive]]


class RowFile(Closed):
    """What was published of one group."""

    name: Text
    regimen: Text
    person: dict[Covariate, Number]
    until: Number
    exposures: dict[Text, dict[Figure, Positive]] = {}
    levels: dict[Text, tuple[tuple[Number, Positive], ...]] = {}
    bounds: Bounds = {}

    def made(self) -> Row:
        """Return it as a value."""
        return Row(
            name=self.name,
            regimen=self.regimen,
            person={name: float(value) for name, value in self.person.items()},
            until=float(self.until),
            exposures=_floats(self.exposures),
            levels={
                name: tuple((float(hour), float(level)) for hour, level in points)
                for name, points in self.levels.items()
            },
            bounds=_floats(self.bounds),
        )


class TableFile(Closed):
    """Rows of one publication."""

    id: Key
    title: Text
    kind: Literal["verification", "external"]
    about: Text
    source: Text
    flag: Flag
    models: tuple[Key, ...] = Field(min_length=1)
    bounds: Bounds = {}
    median: dict[Text, Positive] = {}
    rows: tuple[RowFile, ...] = Field(min_length=1)

    def made(self) -> Table:
        """Return it as a value."""
        return Table(
            id=self.id,
            title=self.title,
            kind=self.kind,
            about=self.about,
            source=self.source,
            flag=str(self.flag),
            models=self.models,
            bounds=_floats(self.bounds),
            median={name: float(value) for name, value in self.median.items()},
            rows=tuple(row.made() for row in self.rows),
        )


class InteractionFile(Closed):
    """One measured ratio."""

    with_: Annotated[Text, Field(alias="with")]
    route: Key
    auc: Positive
    cmax: Positive | None = None
    source: Text
    flag: Flag
    note: Text | None = None

    def made(self) -> Interaction:
        """Return it as a value."""
        return Interaction(
            with_=self.with_,
            route=self.route,
            auc=float(self.auc),
            cmax=float(self.cmax) if self.cmax is not None else None,
            source=self.source,
            flag=str(self.flag),
            note=self.note or "",
        )


class InteractionsFile(Closed):
    """The file of measured interactions."""

    id: Literal["interactions"]
    title: Text
    rows: tuple[InteractionFile, ...] = Field(min_length=1)


def _floats(by_analyte: dict[str, dict[Figure, Positive]]) -> dict[str, dict[str, float]]:
    return {
        name: {figure: float(value) for figure, value in figures.items()}
        for name, figures in by_analyte.items()
    }
