"""One item of the gate: what it asks, what is known, and who may lift what holds it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from titrant.clinical import Fact, Snapshot, Visit
from titrant.dosing.screening import Treatment
from titrant.dosing.screening.known import Known
from titrant.dosing.visit.standing import unsigned
from titrant.knowledge import Knowledge, Leaf, Rule, Standing


class ItemState(StrEnum):
    """Where an item of the gate stands; whatever is not met holds."""

    MET = "met"
    HELD = "held"  # something stands in the way
    NOT_ASKED = "not asked"  # nobody has said, which is not “no”


class Who(StrEnum):
    """Who may lift what holds."""

    NOBODY = "nobody today"
    PRESCRIBER = "prescriber"
    REASON = "prescriber with a written reason"
    MEASURE = "nurse by measuring again"
    ASK = "nurse by asking and writing the answer down"
    DIRECTOR = "medical director by signing"
    PSYCHIATRIC = "psychiatric clinician"


class Item(Struct, frozen=True, kw_only=True):
    """One thing that has to be met before a dose; `lifts` and `who` are empty where it is."""

    id: str
    title: str
    state: ItemState
    says: str
    leaf: Leaf
    lifts: str = ""
    who: Who | None = None
    basis: tuple[Fact, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the session waits for it."""
        return self.state is not ItemState.MET


class Day:
    """One person's day as the items look at it: the record, the visit and the knowledge."""

    def __init__(self, snapshot: Snapshot, treatment: Treatment, kb: Knowledge) -> None:
        self.snapshot = snapshot
        self.treatment = treatment
        self.kb = kb
        self.as_of = snapshot.as_of
        self.known = Known(snapshot, kb, treatment.protocol)
        self.standings: Mapping[str, Standing] = kb.standings(snapshot.as_of)
        visit = snapshot.visit
        self.visit: Visit | None = visit if visit is not None and visit.on == self.as_of else None
        self._rules = {rule.id: rule for table in _TABLES for rule in kb.rules(table)}

    def rule(self, id: str) -> Rule:
        """Return a rule of either table."""
        return self._rules[id]

    def of_today(self, concept: str) -> tuple[Fact, ...]:
        """Return the measurements of a concept that were taken on this day."""
        return tuple(fact for fact in self.known.measured(concept) if fact.on == self.as_of)

    def guarded(self, item: Item, leaves: Iterable[Leaf] = ()) -> Item:
        """Return an item held besides where a leaf that it rests on is not in force.

        A range, like the rest between two readings, is an instruction and guards nothing by itself.
        """
        guards = (leaf for leaf in (item.leaf, *leaves) if leaf.low is None)
        says, lifts = unsigned(guards, self.standings)
        if not says:
            return item
        if item.holds:
            both = f"{item.lifts} {lifts}".strip()
            return replace(item, says=f"{item.says} {says}", lifts=both)
        return replace(
            item,
            state=ItemState.HELD,
            says=f"{item.says} {says}",
            lifts=lifts,
            who=Who.DIRECTOR,
        )


_TABLES = ("screening", "interactions")
