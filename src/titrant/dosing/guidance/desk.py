"""The desk that guidance is worked out on: the case, the knowledge, and what was used of it."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from titrant.clinical import PastSession, Route
from titrant.dosing.check import Check, Kind
from titrant.dosing.guidance.given import everything_given
from titrant.dosing.guidance.values import Case, Ground
from titrant.dosing.unsigned import UNSIGNED, not_in_force
from titrant.knowledge import Knowledge, Leaf, Standing
from titrant.units import Duration

OWN_COURSE = "the course so far"
_DAY = Duration(1, "d")
_INJECTED = frozenset({Route.IV, Route.SC})


class Reading(NamedTuple):
    """A dated measurement in its concept's own unit."""

    on: date
    number: Decimal
    unit: str


class Desk:
    """One case and the knowledge; notes each leaf that something rests on."""

    def __init__(self, case: Case, kb: Knowledge) -> None:
        self.kb = kb
        self.snapshot = case.snapshot
        self.as_of = case.snapshot.as_of
        self.treatment = case.treatment
        self.protocol = kb.protocol(case.treatment.protocol)
        self.standings = kb.standings(self.as_of)
        self._own = kb.once("own leaves", self.protocol.id, self._named)
        self.used: dict[str, Leaf] = {}

    @property
    def injected(self) -> bool:
        """Whether the dose goes into a vein or under the skin."""
        return self.treatment.route in _INJECTED

    @cached_property
    def given(self) -> tuple[tuple[str, PastSession], ...]:
        """Every dose that the person had, from anyone, with its drug, in the order of the days."""
        return everything_given(self.snapshot, self.kb)

    def measured(self, concept: str) -> list["Reading"]:
        """Return the dated measurements of a concept, the latest first; of one day the higher."""
        found = [
            Reading(fact.on, fact.value.number, fact.value.unit)
            for fact in self.snapshot.facts
            if fact.concept == concept and fact.so and fact.value and fact.on
        ]
        return sorted(found, reverse=True)

    # -- leaves ----------------------------------------------------------------------------------

    def leaf(self, id: str) -> Leaf:
        """Return a leaf without noting it."""
        return self.kb.leaf(id)

    def use(self, id: str) -> Leaf:
        """Return a leaf that something rests on, and note it."""
        leaf = self.used.get(id)
        if leaf is None:
            leaf = self.used[id] = self.kb.leaf(id)
        return leaf

    def own(self, name: str) -> Leaf | None:
        """Return a leaf of the protocol by its name, None where it has none."""
        return self._own.get(name)

    def _named(self, protocol: str) -> dict[str, Leaf]:
        prefix = f"protocol.{protocol}."
        return {leaf.id.removeprefix(prefix): leaf for leaf in self.kb.leaves(prefix)}

    def whole(self, id: str) -> int:
        """Return a leaf's plain number, noted as used."""
        value = self.use(id).value
        assert isinstance(value, Decimal)
        return int(value)

    def days(self, leaf: Leaf) -> tuple[int, int] | None:
        """Return a time, or a range of times, in whole days; None where it is not set."""
        return self.kb.once("days of", leaf.id, lambda _: _whole_days(leaf)) or None

    def span(self, id: str) -> timedelta:
        """Return a leaf's time, noted as used."""
        days = self.days(self.use(id))
        assert days is not None
        return timedelta(days=days[0])

    # -- what nobody signed ------------------------------------------------------------------------

    def unsigned(self, id: str) -> Check | None:
        """Return what holds because this site has not signed a leaf; None where it stands."""
        leaf = self.use(id)
        standing = self.standings[id]
        if standing is Standing.IN_FORCE:
            return None
        text, lifts = not_in_force(leaf, standing)
        return Check(
            id=f"{UNSIGNED}{id}", kind=Kind.HOLD, text=text, lifts=lifts, source=leaf.cited, leaf=id
        )

    # -- grounds -----------------------------------------------------------------------------------

    def by_leaf(self, says: str, id: str) -> Ground:
        """Return a ground that rests on a leaf, noted as used."""
        leaf = self.use(id)
        return Ground(
            says=says, source=leaf.cited, tier=str(leaf.tier), flag=str(leaf.flag), leaf=id
        )

    def by_claim(self, id: str) -> Ground:
        """Return what a source says, as it says it."""
        claim = self.kb.claim(id)
        return Ground(
            says=f"{claim.says[:1].upper()}{claim.says[1:]}.".replace("..", "."),
            source=f"{claim.source}, {claim.locator}",
            tier=claim.tier,
            flag=claim.flag,
            claim=id,
        )

    def by_protocol(self, says: str) -> Ground:
        """Return what follows from a protocol as a whole, and from no number of it alone."""
        protocol = self.protocol
        return Ground(says=says, source=f"protocol {protocol.id}", tier=str(protocol.support))


def by_record(says: str) -> Ground:
    """Return a ground that is this person's own record."""
    return Ground(says=says, source=OWN_COURSE, tier="record")


def _whole_days(leaf: Leaf) -> tuple[()] | tuple[int, int]:
    if leaf.unit is not None and isinstance(leaf.value, Decimal):
        low = high = leaf.value
    elif leaf.unit is not None and leaf.low is not None and leaf.high is not None:
        low, high = leaf.low, leaf.high
    else:
        return ()
    return (
        int(Duration(low, leaf.unit).ratio(_DAY)),
        int(Duration(high, leaf.unit).ratio(_DAY)),
    )
