"""An order as a page shows it: the ladder rung by rung, what stops it, who says so."""

from collections.abc import Iterable
from dataclasses import dataclass

from titrant.dosing import Check, Kind, Preparation
from titrant.dosing.guidance.words import LIMITS
from titrant.dosing.sheet import Sheet, draw_up_sheet
from titrant.knowledge import Knowledge, Leaf
from titrant.server.courses.sourced import Sourced, sourced
from titrant.server.orders.models import Order
from titrant.server.orders.resting import Climbed, typed_of
from titrant.units import Dose

WEIGHT = "weight"
_MEANINGS = {Kind.HARD: "held", Kind.HOLD: "held", Kind.FIRM: "caution", Kind.SOFT: "caution"}


@dataclass(frozen=True)
class Rung:
    """One rung: exact and rounded, with who says so.

    Without `sources` it is arithmetic of the rungs above it, or the weight of the record.
    """

    name: str
    worked_out: str
    to_do: str
    sources: tuple[Sourced, ...]

    @property
    def weighed(self) -> bool:
        """Whether it is the weight: its rows are in the record."""
        return self.name == WEIGHT


@dataclass(frozen=True)
class Stop:
    """One check: how it is marked, what it says, what would lift it, who says so."""

    meaning: str
    word: str
    says: str
    lifts: str
    source: Sourced | None


@dataclass(frozen=True)
class Ladder:
    """A climbed order as a page shows it; `second` are the limits beyond which two sign."""

    title: str
    product: tuple[Sourced, ...]
    rungs: tuple[Rung, ...]
    notes: tuple[str, ...]
    stops: tuple[Stop, ...]
    second: tuple[Stop, ...]
    holds: tuple[Stop, ...]
    dose: str


def ladder_of(climbed: Climbed) -> Ladder:
    """Return a climbed order as a page shows it, what stops it first."""
    made, kb = climbed.made, climbed.kb
    sheet = draw_up_sheet(made)
    open_checks = [check for check in made.checks if not check.met]
    said = [check for check in made.checks if check.met]
    return Ladder(
        title=sheet.title,
        product=_each_once((one for one in made.used if one.id.startswith("product.")), kb),
        rungs=tuple(_rungs(made, sheet, kb)),
        notes=sheet.notes,
        stops=tuple(_stop(check, kb) for check in (*open_checks, *said)),
        second=tuple(_stop(check, kb) for check in made.checks if check.kind is Kind.FIRM),
        holds=tuple(
            Stop("held", "Held", hold.says, f"{hold.lifts} ({hold.who})", _leaf(hold.leaf, kb))
            for hold in climbed.holds
        ),
        dose="" if made.chain is None else made.chain.dose.rounded.brief(),
    )


def _each_once(leaves: Iterable[Leaf], kb: Knowledge) -> tuple[Sourced, ...]:
    return tuple(dict.fromkeys(sourced(leaf, kb) for leaf in leaves))


def _rungs(made: Preparation, sheet: Sheet, kb: Knowledge) -> list[Rung]:
    """Return the rows of the sheet, each with the leaves that its marks stand for."""
    cited = {one.mark: one.value for one in sheet.cited}
    by_value = {f"{leaf.title}: {leaf.shown}": leaf for leaf in made.used}
    found = []
    for row in sheet.rows:
        leaves = [by_value[cited[mark]] for mark in row.marks if cited.get(mark) in by_value]
        found.append(Rung(row.name, row.worked_out, row.to_do, _each_once(leaves, kb)))
    return found


def _stop(check: Check, kb: Knowledge) -> Stop:
    word = "met" if check.met and check.kind is not Kind.INFO else LIMITS[check.kind]
    meaning = "" if check.met else _MEANINGS[check.kind]
    return Stop(meaning, word.capitalize(), check.text, check.lifts, _leaf(check.leaf, kb))


def _leaf(id: str | None, kb: Knowledge) -> Sourced | None:
    leaf = kb.find(id) if id else None
    return None if leaf is None else sourced(leaf, kb)


def typed_words(order: Order) -> str:
    """Return an order in one line, as it was typed."""
    over = f" over {order.minutes} min" if order.minutes else ""
    basis = f", {order.basis} weight" if order.basis else ""
    return f"{order.amount} {order.unit}{over}{basis}"


def signs_words(order: Order, climbed: Climbed) -> str:
    """Return what the button of a signature says: what is signed, in milligrams."""
    chain = climbed.made.chain
    dose: Dose | str = typed_of(order).amount if chain is None else chain.dose.rounded
    said = dose if isinstance(dose, str) else dose.brief()
    route = f" {climbed.protocol.route.value.upper()}" if chain is not None else ""
    over = f" over {order.minutes} min" if order.minutes else ""
    return f"Sign order for {said}{route}{over}"
