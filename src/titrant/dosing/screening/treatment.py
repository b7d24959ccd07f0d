"""Which treatment a person is screened for, and which cells of the tables are about it."""

from msgspec import Struct

from titrant.clinical import Route
from titrant.knowledge import Action, Column, Knowledge, Leaf, Protocol, Rule, actions_of
from titrant.units import Drug

_ROUTES = {
    Route.IV: Column.INJECTED,
    Route.IM: Column.INJECTED,
    Route.SC: Column.INJECTED,
    Route.NASAL: Column.NASAL,
    Route.SUBLINGUAL: Column.MOUTH,
    Route.ORAL: Column.MOUTH,
}
_DRUGS = {Drug.KETAMINE: Column.RACEMIC, Drug.ESKETAMINE: Column.ESKETAMINE}

# Where a jurisdiction has no cell of its own, the one it belongs to.
_PART_OF = {"de": "eu"}

ANYWHERE = "any"
TABLES = ("screening", "interactions")


class Treatment(Struct, frozen=True, kw_only=True):
    """What changes a screening's answer: drug, route, setting and jurisdiction.

    `jurisdiction` is None where nobody said: then the strictest cell of all jurisdictions counts.
    """

    protocol: str
    title: str
    drug: Drug
    route: Route
    setting: str
    jurisdiction: str | None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the tables that are about this treatment."""
        home = (Column.HOME,) if self.at_home else ()
        return (_DRUGS[self.drug], _ROUTES[self.route], *home)

    @property
    def at_home(self) -> bool:
        """Whether nobody of the clinic is beside the person."""
        return self.setting == "home"


def treatment_of(protocol: Protocol, jurisdiction: str | None = None) -> Treatment:
    """Return the treatment of a protocol; one that is for any jurisdiction takes the one given."""
    own = protocol.jurisdiction.lower()
    return Treatment(
        protocol=protocol.id,
        title=protocol.title,
        drug=protocol.drug,
        route=protocol.route,
        setting=protocol.setting,
        jurisdiction=own if own != ANYWHERE else (jurisdiction.lower() if jurisdiction else None),
    )


def jurisdictions(kb: Knowledge) -> list[str]:
    """Return every jurisdiction that a protocol or a cell of a rule names."""
    named = {kb.protocol(id).jurisdiction.lower() for id in kb.ids("protocols")} - {ANYWHERE}
    cells = [name for table in TABLES for rule in kb.rules(table) for name in rule.cells]
    named |= {place for name in cells if (place := name.partition(".")[-1])}
    return sorted(named | _PART_OF.keys())


class Cell(Struct, frozen=True):
    """The leaf that decides, and its actions, the gravest first."""

    leaf: Leaf
    actions: tuple[Action, ...]


def cell_of(rule: Rule, treatment: Treatment) -> Cell | None:
    """Return the strictest cell of a rule that is about a treatment; None where there is none."""
    found = [
        Cell(leaf, actions_of(leaf))
        for scope in treatment.columns
        for leaf in _cells(rule, scope, treatment.jurisdiction)
    ]
    return min(found, key=lambda cell: (cell.actions[0].gravity, -len(cell.actions)), default=None)


def cells_for(table: str, treatment: Treatment, kb: Knowledge) -> tuple[tuple[Rule, Cell], ...]:
    """Return the rules of a table that are about a treatment, each with the cell that decides."""

    def found(_key: tuple[str, Treatment]) -> tuple[tuple[Rule, Cell], ...]:
        pairs = ((rule, cell_of(rule, treatment)) for rule in kb.rules(table))
        return tuple((rule, cell) for rule, cell in pairs if cell is not None)

    return kb.once("cells", (table, treatment), found)


def _cells(rule: Rule, scope: Column, jurisdiction: str | None) -> list[Leaf]:
    if jurisdiction is None:
        return [leaf for name, leaf in rule.cells.items() if name.partition(".")[0] == scope]
    for place in (jurisdiction, _PART_OF.get(jurisdiction)):
        if place is not None and (own := rule.cells.get(f"{scope}.{place}")) is not None:
            return [own]
    plain = rule.cells.get(scope)
    return [plain] if plain is not None else []
