"""A range of doses for this person: in milligrams by each weight, and against every limit."""

from datetime import date
from decimal import Decimal

from titrant.clinical import Order, PreviousSession, Route, WeightBasis, WeightReading
from titrant.clinical.order import Amount as Ordered
from titrant.dosing.amount import Part
from titrant.dosing.bench import Bench
from titrant.dosing.check import Check, Kind
from titrant.dosing.guidance.bases import person_of
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.ladder import Ends, Ladder, ordered
from titrant.dosing.guidance.sofar import Sofar
from titrant.dosing.guidance.values import Amount, ByBasis
from titrant.dosing.limits import check_dose, check_speed
from titrant.dosing.preparation import Weights
from titrant.dosing.weight import known_weights
from titrant.knowledge import Stops
from titrant.units import Dose, DosePerWeight, Duration, Rate, RatePerWeight, Weight

_SHORTEST = "duration.shortest"
_BASIS = "basis.bmi"
_PER_WEIGHT = frozenset({*DosePerWeight.UNITS, *RatePerWeight.UNITS})
_PER_TIME = (Rate, RatePerWeight)

_NO_TIME = Check(
    id="duration-unknown",
    kind=Kind.HOLD,
    text="Nobody says over how long it is infused: no limit can be looked at.",
    lifts="Enter the time of the infusion.",
    source="hazard H6, rate and time fields",
    leaf=None,
)


class Scales:
    """The weights of this person, and a way to hold a range of doses against the limits."""

    def __init__(self, desk: Desk, ladder: Ladder, sofar: Sofar) -> None:
        self._desk = desk
        self._ladder = ladder
        self._sofar = sofar
        self._known = _weights_of(desk, sofar)
        self.bench = Bench(self._order(), desk.kb)
        self.weights: Weights | None = known_weights(self.bench, desk.protocol)
        self.checks: tuple[Check, ...] = tuple(
            check for check in self.bench.checks if self.by_weight or _BASIS not in check.id
        )
        desk.used.update(self.bench.used)
        self._checked: dict[tuple[Decimal, str, Duration | None], list[Check]] = {}

    @property
    def by_weight(self) -> bool:
        """Whether the protocol's dose is scaled to a weight."""
        unit = self._ladder.unit
        return unit is not None and unit in _PER_WEIGHT

    @property
    def needed(self) -> bool:
        """Whether a dose, or a limit that it is held against, is per kg."""
        kb, protocol = self._desk.kb, self._desk.protocol
        limits = (
            *kb.leaves(f"limit.{protocol.route}.dose."),
            *kb.leaves(f"protocol.{protocol.id}."),
        )
        return self.by_weight or any(
            leaf.kind is not None and leaf.unit in _PER_WEIGHT for leaf in limits
        )

    @property
    def idle(self) -> frozenset[str]:
        """The leaves about a weight that were looked at and that no dose here rests on."""
        if not self.needed:
            return frozenset(self.bench.used)
        return frozenset() if self.by_weight else frozenset({_BASIS})

    @property
    def weighed_on(self) -> date | None:
        """The day of the latest weight."""
        return self._known[0][0] if self._known else None

    def _order(self) -> Order:
        desk, last = self._desk, self._sofar.last
        on, weight = self._known[0] if self._known else (None, None)
        before = next((one for day, one in self._known if on is not None and day < on), None)
        return Order(
            product="",
            as_of=desk.as_of,
            protocol=desk.protocol.id,
            weight=None if weight is None else WeightReading(weight=weight, on=on),
            basis=last.basis if last is not None else None,
            person=person_of(desk),
            previous=PreviousSession(weight=before),
        )

    # -- a range ---------------------------------------------------------------------------------

    def over(self) -> tuple[Duration | None, bool]:
        """Return the time an infusion would run: that of the last one, else the protocol's.

        True where the protocol asks for more than that time.
        """
        if self._desk.protocol.route is not Route.IV:
            return None, False
        last = self._sofar.completed
        if last is not None and last.over is not None:
            return last.over, False
        for name in ("duration.usual", _SHORTEST):
            leaf = self._desk.own(name)
            if leaf is not None and isinstance(leaf.value, Decimal):
                self._desk.use(leaf.id)
                return leaf.quantity(Duration), leaf.stops is Stops.AT_OR_BELOW
        return None, False

    def amount(self, ends: Ends) -> tuple[Amount, tuple[Check, ...]]:
        """Return a range as people read it, and every limit that its upper end touches.

        The lower end is held against the floors as well; each check stands once.
        """
        unit = ends.unit or self._ladder.unit
        assert unit is not None
        for id in ends.leaves:
            self._desk.use(id)
        over, longer = self.over()
        checks: dict[str, Check] = {}
        bound = self._binding(ends, over)
        if bound is not None:
            ends, check = bound
            unit = ends.unit
            checks[check.id] = check
        bases = tuple(self._bases(ends, unit, over))
        for number in dict.fromkeys((ends.high, ends.low)):
            if number is not None:
                for check in self._checks(number, unit, over):
                    if not (longer and check.id.endswith(_SHORTEST)):
                        checks.setdefault(check.id, check)
        for id in ends.leaves:
            unsigned = self._desk.unsigned(id)
            if unsigned is not None:
                checks.setdefault(unsigned.id, unsigned)
        shown = Amount(
            low=ends.low,
            high=ends.high,
            unit=unit,
            below=ends.below,
            over=over,
            longer=longer,
            by_basis=bases,
        )
        return shown, tuple(checks.values())

    def _binding(self, ends: Ends, over: Duration | None) -> tuple[Ends, Check] | None:
        """Return the cap in mg/h where a ceiling per kg would pass it for this person."""
        cap = self._desk.own("rate.cap")
        weights = self.weights
        if ends.low is not None or cap is None or not isinstance(cap.value, Decimal):
            return None
        if cap.id in ends.leaves or weights is None or cap.unit is None or over is None:
            return None
        asked = ordered(ends.high, self._ladder.unit or "")
        if not isinstance(asked, RatePerWeight):
            return None
        if (asked * weights.actual).base <= cap.quantity(Rate).base:
            return None
        self._desk.use(cap.id)
        said = Check(
            id=cap.id,
            kind=Kind.INFO,
            text=f"{cap.title}: {cap.shown}, which is less than {asked} for {weights.actual}.",
            lifts="",
            source=cap.cited,
            leaf=cap.id,
            met=True,
        )
        return Ends(None, cap.value, (*ends.leaves, cap.id), unit=cap.unit), said

    def _bases(self, ends: Ends, unit: str, over: Duration | None) -> list[ByBasis]:
        weights = self.weights
        if unit not in _PER_WEIGHT:
            high = _dose(ends.high, unit, over, None)
            low = None if ends.low is None else _dose(ends.low, unit, over, None)
            return [] if high is None else [ByBasis(basis=None, weight=None, low=low, high=high)]
        if weights is None:
            return []
        found: list[ByBasis] = []
        for basis in map(WeightBasis, self._desk.protocol.bases or (WeightBasis.ACTUAL,)):
            weight = weights.of(basis)
            high = None if weight is None else _dose(ends.high, unit, over, weight)
            if weight is None or high is None:
                continue
            low = None if ends.low is None else _dose(ends.low, unit, over, weight)
            found.append(ByBasis(basis=basis, weight=weight, low=low, high=high))
        return found

    def _checks(self, number: Decimal, unit: str, over: Duration | None) -> list[Check]:
        """Return what one end of a range touches: each dose is held against its limits once."""
        asked = (number, unit, over)
        found = self._checked.get(asked)
        if found is None:
            found = self._checked[asked] = self._held(*asked)
        return found

    def _held(self, number: Decimal, unit: str, over: Duration | None) -> list[Check]:
        """Hold one end of a range against every limit of its route and protocol."""
        desk, weights = self._desk, self.weights
        actual = weights.actual if weights is not None else None
        asked = ordered(number, unit)
        if over is None and (desk.protocol.route is Route.IV or isinstance(asked, _PER_TIME)):
            return [_NO_TIME]
        dose = milligrams(asked, over, actual)
        if dose is None:
            return []
        bench = Bench(self.bench.order, desk.kb)
        part = Part(dose.of(desk.protocol.drug), over, "")
        check_dose(bench, [part], desk.protocol.route, desk.protocol, weights)
        if over is not None:
            check_speed(bench, [part], desk.protocol, weights)
        desk.used.update(bench.used)
        return [check for check in bench.checks if check.kind is not Kind.INFO]


def _dose(number: Decimal, unit: str, over: Duration | None, weight: Weight | None) -> Dose | None:
    return milligrams(ordered(number, unit), over, weight)


def milligrams(asked: Ordered, over: Duration | None, weight: Weight | None) -> Dose | None:
    """Return an ordered amount in milligrams; None where a weight or a time is wanting."""
    if isinstance(asked, DosePerWeight):
        return None if weight is None else asked * weight
    if isinstance(asked, Dose):
        return asked
    if over is None:
        return None
    if isinstance(asked, Rate):
        return asked * over
    return None if weight is None else (asked * weight) * over


def _weights_of(desk: Desk, sofar: Sofar) -> list[tuple[date, Weight]]:
    """Return every weight of the record and of the sessions, the latest first."""
    found = [(one.on, Weight(one.number, one.unit)) for one in desk.measured("weight")]
    found += [(one.on, one.weight) for one in sofar.sessions if one.weight is not None]
    return sorted(set(found), key=lambda one: (one[0], one[1].base), reverse=True)
