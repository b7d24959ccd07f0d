"""The bench a preparation is made on: it collects the checks and every leaf that was used."""

from collections.abc import Callable
from enum import StrEnum

from titrant.clinical import Order
from titrant.dosing.check import Check, Kind
from titrant.dosing.unsigned import not_in_force
from titrant.dosing.words import Words, said
from titrant.knowledge import Knowledge, Leaf, LimitKind, Standing, Stops
from titrant.units import Quantity

_KINDS = {
    LimitKind.SOFT: Kind.SOFT,
    LimitKind.FIRM: Kind.FIRM,
    LimitKind.HARD: Kind.HARD,
    LimitKind.HOLD: Kind.HOLD,
}


Mend = str | Callable[[], str]
"""What would lift a limit, or how to find out where it takes work to say."""


class Scope(StrEnum):
    """How much was asked to be checked."""

    ARITHMETIC = "arithmetic"  # neither route nor protocol: the label's backstops only
    ROUTE = "route"  # a route, no protocol
    PROTOCOL = "protocol"


class Bench:
    """One order, the knowledge, and what has been found so far."""

    def __init__(self, order: Order, kb: Knowledge) -> None:
        self.order = order
        self.kb = kb
        self.checks: list[Check] = []
        self.used: dict[str, Leaf] = {}
        self.unjudged = False  # a limit could not be looked at, so no number may be given
        if order.protocol is not None:
            self.scope = Scope.PROTOCOL
        else:
            self.scope = Scope.ARITHMETIC if order.route is None else Scope.ROUTE
        self.standings = kb.standings(order.as_of)

    # -- what was found ----------------------------------------------------------------------

    def say(
        self, id: str, kind: Kind, text: str, lifts: str = "", source: str = "", leaf: str = ""
    ) -> None:
        """Add a check; a soft one with a written reason is met."""
        met = kind is Kind.INFO
        if kind is Kind.SOFT and self.order.reason:
            met, lifts = True, f"Reason written: {self.order.reason}"
        self.checks.append(
            Check(
                id=id,
                kind=kind,
                text=text,
                lifts=lifts,
                source=source,
                leaf=leaf or None,
                met=met,
            )
        )

    def hold(self, id: str, text: str, lifts: str, source: str | Leaf) -> None:
        """Add a check that asks for something to be entered or mended; `source` may be its leaf."""
        self.say(id, Kind.HOLD, text, lifts, *_behind(source))

    def refuse(self, id: str, text: str, lifts: str, source: str | Leaf) -> None:
        """Add a check that nothing lifts as the order stands; `source` may be its leaf."""
        self.say(id, Kind.HARD, text, lifts, *_behind(source))

    @property
    def refused(self) -> bool:
        """Whether a hard check stands."""
        return any(check.kind is Kind.HARD for check in self.checks)

    # -- what is known -----------------------------------------------------------------------

    def use(self, id: str) -> Leaf:
        """Return a leaf that a number of this preparation rests on, and note that it was used.

        A leaf that nobody verified or signed holds, unless only arithmetic was asked for.
        """
        leaf = self.used.get(id)
        if leaf is None:
            leaf = self.used[id] = self.kb.leaf(id)
            # Where only arithmetic was asked for, one line at the end says what nobody signed.
            if self.scope is not Scope.ARITHMETIC and self.standings[id] is not Standing.IN_FORCE:
                self._standing(leaf)
        return leaf

    def _standing(self, leaf: Leaf) -> None:
        text, lifts = not_in_force(leaf, self.standings[leaf.id])
        self.say(f"unsigned:{leaf.id}", Kind.HOLD, text, lifts, leaf.cited, leaf.id)

    def limit(self, id: str, value: Quantity, subject: Words, *, mend: Mend = "") -> None:
        """Hold `value` against a limit leaf.

        `subject` is what the value is the value of; it is put into words only where it is stopped,
        and so is `mend`. An unsigned limit stops at its default value all the same, and an empty
        one stops nothing by itself: it holds through `use`.
        """
        leaf = self.use(id)
        assert leaf.kind is not None  # `knowledge check` proves that a limit is one
        assert leaf.stops is not None
        if leaf.value is None:
            return
        bound = leaf.quantity(type(value))
        if not leaf.stops.stops(value.base, bound.base):
            return
        kind = _KINDS[leaf.kind]
        text = f"{said(subject)} is {value.brief()}, {leaf.stops.words} {bound} ({leaf.named})."
        lifts = mend if isinstance(mend, str) else mend()
        self.say(id, kind, text, lifts or _lifts(kind, leaf, bound), leaf.cited, leaf.id)


def _behind(source: str | Leaf) -> tuple[str, str]:
    return (source, "") if isinstance(source, str) else (source.cited, source.id)


_PASSES = {
    Stops.ABOVE: "{} or less",
    Stops.AT_OR_ABOVE: "less than {}",
    Stops.BELOW: "{} or more",
    Stops.AT_OR_BELOW: "more than {}",
}
"""What is not stopped, where a limit of each sort stops."""


def _lifts(kind: Kind, leaf: Leaf, bound: Quantity) -> str:
    assert leaf.stops is not None
    other = f"order {_PASSES[leaf.stops].format(bound)}"
    match kind:
        case Kind.SOFT:
            return f"Write the reason, or {other}."
        case Kind.FIRM:
            return f"A second prescriber signs, or {other}."
        case Kind.HARD:
            return "Nothing lifts this. Check the amount, its unit, the weight and the time."
        case _:
            raise AssertionError(f"{leaf.id}: what mends a hold is said where it is checked")
