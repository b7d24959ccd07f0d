"""The steps of a protocol's dose, as its sources name them: nothing is put between them."""

from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from titrant.clinical import PastSession
from titrant.clinical.order import Amount as Ordered
from titrant.dosing.guidance.bases import scaled_to
from titrant.dosing.guidance.desk import Desk
from titrant.knowledge import Leaf
from titrant.units import Dose, DosePerWeight, Percentage, Rate, RatePerWeight

_KINDS: tuple[type[Dose | DosePerWeight | Rate | RatePerWeight], ...] = (
    DosePerWeight,
    Dose,
    RatePerWeight,
    Rate,
)
_STEPS = ("start.older", "start", "step.1", "step.2", "step.3", "step.4", "second")
_TIERS = ("tier.1", "tier.2", "tier.3")
_FIRST = ("trial", "rate.usual")
_TOPS = ("dose.hard", "dose.firm", "dose.soft")
_CAPS = ("rate-per-weight.cap", "rate.cap")
_HUNDREDTH = Decimal("0.01")


class Ends(NamedTuple):
    """A range of steps: `low` is None where only a ceiling is known; `below` leaves out `high`.

    `unit` is empty where it is the protocol's own.
    """

    low: Decimal | None
    high: Decimal
    leaves: tuple[str, ...]
    below: bool = False
    unit: str = ""


def ordered(number: Decimal, unit: str) -> Ordered:
    """Return a number of the protocol's own unit as an amount that can be ordered."""
    for kind in _KINDS:
        if unit in kind.UNITS:
            return kind(number, unit)
    raise ValueError(f"{unit} is no unit of a dose")


class Ladder:
    """The steps of one protocol, lowest first, in the protocol's own unit.

    `unit` is None where its sources give no dose at all.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        found = {name: desk.own(name) for name in (*_STEPS, *_TIERS, *_CAPS, *_FIRST)}
        self.leaves = {name: leaf for name, leaf in found.items() if leaf is not None}
        units = [leaf.unit for leaf in self.leaves.values() if leaf.unit is not None]
        self.unit = units[0] if units else None
        self.increment = desk.own("increment")
        self.named: dict[Decimal, str] = {}
        for name in (*_STEPS, *_TIERS):
            leaf = self.leaves.get(name)
            if leaf is not None and isinstance(leaf.value, Decimal) and leaf.unit == self.unit:
                self.named.setdefault(leaf.value, leaf.id)

    # -- where a session stood -----------------------------------------------------------------

    def level(self, session: PastSession) -> Decimal | None:
        """Return the dose of a session in the protocol's unit, as its step where it lies on one."""
        number = self._number(session)
        if number is None:
            return None
        near = [step for step in self.named if self._alike(step, number)]
        return near[0] if near else _readable(number)

    def _number(self, session: PastSession) -> Decimal | None:
        if self.unit is None:
            return None
        for kind in _KINDS:
            if self.unit in kind.UNITS and isinstance(session.ordered, kind):
                return session.ordered.in_unit(self.unit)
        if session.dose is None:
            return None
        if self.unit in Dose.UNITS:
            return session.dose.in_unit(self.unit)
        weight = scaled_to(self._desk, session)
        if self.unit in DosePerWeight.UNITS:
            return None if weight is None else session.dose.per(weight).in_unit(self.unit)
        if session.over is None:
            return None
        rate = session.dose.over(session.over)
        if self.unit in Rate.UNITS:
            return rate.in_unit(self.unit)
        return None if weight is None else rate.per(weight).in_unit(self.unit)

    def again(self, session: PastSession, level: Decimal) -> Ends:
        """Return the dose of a session as it was ordered, where that is in another unit."""
        written = session.ordered
        if self.unit is None or written is None or self.unit in type(written).UNITS:
            return Ends(level, level, ())
        return Ends(written.value, written.value, (), unit=written.unit)

    def same(self, one: Decimal, other: Decimal) -> bool:
        """Say whether two doses are one step."""
        return one == other or self._alike(one, other)

    def _alike(self, one: Decimal, other: Decimal) -> bool:
        within = self._desk.use("titration.step.match").quantity(Percentage).share
        return one != 0 and abs(one - other) <= within * one

    # -- the steps beside it -------------------------------------------------------------------

    def first(self, age: int | None) -> Ends | None:
        """Return the first dose of a course, its lower end; None where the protocol names none."""
        desk = self._desk
        older = age is not None and age >= desk.whole("start.older.age")
        leaf = self.leaves.get("start.older") if older else None
        leaf = leaf or self.first_leaf
        if leaf is None:
            return self.ceiling()
        low, _ = _ends(leaf)
        if low is None:
            return None
        if older and desk.injected and leaf.unit == "mg/kg":
            return self._older(leaf.id, low, low)
        return Ends(low, low, (leaf.id,))

    @property
    def first_leaf(self) -> Leaf | None:
        """The leaf of the first dose: that of a trial session, where the protocol has one."""
        names = ("trial", "start", "rate.usual")
        return next((self.leaves[name] for name in names if name in self.leaves), None)

    def _older(self, start: str, low: Decimal, high: Decimal) -> Ends:
        """Lower the first injected dose of an older person to this program's general ceiling."""
        general = self._desk.use("start.older.injected")
        assert isinstance(general.value, Decimal)
        if high <= general.value:
            return Ends(low, high, (start,))
        bottom = self._floor()
        return Ends(
            bottom if bottom is not None and bottom < general.value else None,
            general.value,
            (start, general.id),
        )

    def _floor(self) -> Decimal | None:
        floor = self._desk.own("dose.floor")
        if floor is None or floor.unit != self.unit or not isinstance(floor.value, Decimal):
            return None
        return floor.value

    def ceiling(self) -> Ends | None:
        """Return the highest rate that the protocol names; None where it caps none."""
        for name in _CAPS:
            leaf = self.leaves.get(name)
            if leaf is not None and isinstance(leaf.value, Decimal):
                return Ends(None, leaf.value, (leaf.id,))
        return None

    def higher(self, level: Decimal) -> Ends | None:
        """Return the next higher step, or the range of one increment; None at the top.

        Where a protocol names a ceiling and no steps, what lies below it is the prescriber's.
        """
        low, high = self._by_increment()
        if low is not None and high is not None and self.increment is not None:
            top = self.top()
            if top is None or level >= top[0]:
                return None
            ends = (min(level + low, top[0]), min(level + high, top[0]))
            return Ends(*ends, (self.increment.id, top[1]))
        above = sorted(step for step in self.named if step > level and not self.same(step, level))
        if above:
            return Ends(above[0], above[0], (self.named[above[0]],))
        ceiling = self.ceiling() if not self.named else None
        return ceiling if ceiling is not None and ceiling.high > level else None

    def unsigned_step(self, level: Decimal) -> str | None:
        """Return the leaf of an empty increment that would lead higher, had the site signed one."""
        top = self.top()
        if self.increment is None or self._by_increment() != (None, None):
            return None
        return self.increment.id if top is not None and level < top[0] else None

    def lower(self, level: Decimal) -> Ends | None:
        """Return the next lower step, or what lies between the lowest dose and this one."""
        bottom = self._bottom()
        low, high = self._by_increment()
        if low is not None and high is not None and self.increment is not None:
            if bottom is None or level <= bottom[0]:
                return None
            ends = (max(level - high, bottom[0]), max(level - low, bottom[0]))
            return Ends(*ends, (self.increment.id, bottom[1]))
        under = sorted(step for step in self.named if step < level and not self.same(step, level))
        if under and len(self.named) > 1:
            return Ends(under[-1], under[-1], (self.named[under[-1]],))
        if bottom is None or level <= bottom[0] or self.same(bottom[0], level):
            return None
        return Ends(bottom[0], level, (bottom[1],), below=True)

    def _bottom(self) -> tuple[Decimal, str] | None:
        """Return the lowest dose that the protocol names, with its leaf."""
        floor = self._floor()
        if floor is not None:
            return floor, f"protocol.{self._desk.protocol.id}.dose.floor"
        return min(self.named.items(), default=None)

    def _by_increment(self) -> tuple[Decimal | None, Decimal | None]:
        if self.increment is None or self.increment.unit != self.unit:
            return None, None
        return _ends(self.increment)

    def top(self) -> tuple[Decimal, str] | None:
        """Return the highest dose that the protocol names, with its leaf."""
        found = [leaf for name in _TOPS if (leaf := self._desk.own(name)) is not None]
        tops = [
            (leaf.value, leaf.id)
            for leaf in found
            if isinstance(leaf.value, Decimal) and leaf.unit == self.unit
        ]
        return max(tops, default=None)


def _readable(number: Decimal) -> Decimal:
    """Round what is worked out and lies on no step down to two decimals: nobody ordered it."""
    return number.quantize(_HUNDREDTH, ROUND_DOWN)


def _ends(leaf: Leaf) -> tuple[Decimal | None, Decimal | None]:
    return (leaf.value, leaf.value) if isinstance(leaf.value, Decimal) else (leaf.low, leaf.high)
