"""What a plan or a calendar rests on: every leaf that was looked at, and what nobody has signed."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from titrant.dosing.check import Check, Kind
from titrant.dosing.unsigned import UNSIGNED, not_in_force
from titrant.knowledge import Knowledge, Leaf, Standing
from titrant.units import Duration

Ends = tuple[int, int]
"""The lower and the upper end of a range; one number is both."""

_DAY = Duration(1, "d")


class Rests:
    """The knowledge on one day, with every leaf that was used and every one that holds."""

    def __init__(self, kb: Knowledge, as_of: date) -> None:
        self.kb = kb
        self.as_of = as_of
        self.used: dict[str, Leaf] = {}
        self.holds: dict[str, Check] = {}
        self._standings = kb.standings(as_of)

    def leaf(self, id: str) -> Leaf | None:
        """Return a leaf, and note that it was used; None where there is none, or it is empty."""
        found = self.kb.find(id)
        if found is None:
            return None
        standing = self._standings[id]
        if standing is not Standing.IN_FORCE:
            text, lifts = not_in_force(found, standing)
            self.hold(f"{UNSIGNED}{id}", text, lifts, found)
        if standing is Standing.EMPTY:
            return None
        self.used[id] = found
        return found

    def counts(self, id: str) -> Ends | None:
        """Return a leaf as bare whole numbers; None where there is none, or it is a text."""
        leaf = self.leaf(id)
        if leaf is None or isinstance(leaf.value, str):
            return None
        low, high = _ends(leaf)
        return int(low), int(high)

    def days(self, id: str) -> Ends | None:
        """Return a leaf as whole days, a part of a day as a whole one; None as for `counts`."""
        leaf = self.leaf(id)
        if leaf is None or isinstance(leaf.value, str):
            return None
        assert leaf.unit is not None
        low, high = (_whole(Duration(number, leaf.unit)) for number in _ends(leaf))
        return low, high

    def hold(self, id: str, text: str, lifts: str, leaf: Leaf | None = None) -> None:
        """Add what stands in the way of relying on this."""
        self.holds[id] = Check(
            id=id,
            kind=Kind.HOLD,
            text=text,
            lifts=lifts,
            source=leaf.cited if leaf is not None else "",
            leaf=leaf.id if leaf is not None else None,
        )


def _ends(leaf: Leaf) -> tuple[Decimal, Decimal]:
    if leaf.low is not None and leaf.high is not None:
        return leaf.low, leaf.high
    assert isinstance(leaf.value, Decimal)
    return leaf.value, leaf.value


def _whole(time: Duration) -> int:
    return int(time.ratio(_DAY).to_integral_value(ROUND_CEILING))


def said(ends: Ends) -> str:
    """Return a range as people read it."""
    low, high = ends
    return f"{low}" if low == high else f"{low} to {high}"


def plus(day: date, days: int) -> date:
    """Return the day so many days later."""
    return day + timedelta(days=days)
