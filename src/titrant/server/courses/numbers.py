"""The numbers of one protocol as a page shows them: each with who says so, and whether it acts."""

from dataclasses import dataclass
from datetime import date

from titrant.dosing.guidance import Guidance
from titrant.knowledge import Knowledge, Leaf
from titrant.knowledge.leaf import LimitKind
from titrant.server.courses.sourced import Sourced, sourced

_ASKS = {
    LimitKind.SOFT: "a reason",
    LimitKind.FIRM: "a second prescriber",
    LimitKind.HARD: "never",
    LimitKind.HOLD: "held",
}


@dataclass(frozen=True)
class Number:
    """One leaf: what it is, its value, what passing it asks for, how it stands, who says so."""

    title: str
    value: str
    limit: str
    stands: str
    note: str
    source: Sourced


def numbers_of(protocol: str, kb: Knowledge, as_of: date) -> list[Number]:
    """Return every number of a protocol as it counts on a day, in the order of their names."""
    return [_number(leaf, kb, as_of) for leaf in kb.leaves(f"protocol.{protocol}.")]


def others_of(guidance: Guidance, kb: Knowledge) -> list[Number]:
    """Return the numbers that the options rest on besides those of their protocol."""
    own = f"protocol.{guidance.basis.protocol.id}."
    used = {leaf.id: leaf for leaf in guidance.basis.used if not leaf.id.startswith(own)}
    return [_number(used[id], kb, guidance.basis.as_of) for id in sorted(used)]


def _number(leaf: Leaf, kb: Knowledge, as_of: date) -> Number:
    limit = ""
    if leaf.kind is not None and leaf.stops is not None:
        limit = f"{leaf.stops.words} it: {_ASKS[leaf.kind]}"
    signed = leaf.signature
    stands = str(leaf.standing(as_of))
    return Number(
        title=leaf.title,
        value=leaf.shown,
        limit=limit,
        stands=stands if signed is None else f"{stands}, signed by {signed.by}",
        note=leaf.note,
        source=sourced(leaf, kb),
    )
