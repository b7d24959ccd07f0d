"""How an option stands: by what it touches, what is missing, and what holds everything."""

from collections.abc import Sequence
from decimal import Decimal

from titrant.clinical import OptionKind
from titrant.dosing.check import Check, Kind
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.ladder import Ends
from titrant.dosing.guidance.timing import interval_of, planned, unset
from titrant.dosing.guidance.values import Amount, Ground, Interval, Option, Stand

GIVES = frozenset(
    {
        OptionKind.START,
        OptionKind.SAME,
        OptionKind.UP,
        OptionKind.DOWN,
        OptionKind.LONGER,
        OptionKind.SHORTER,
        OptionKind.RETURN,
    }
)
"""The options after which a dose is given."""

_HOME_LEAST = "frequency.home.least-interval"


class Draft:
    """One option being put together."""

    def __init__(self, seen: Considered, kind: OptionKind, title: str) -> None:
        self.seen = seen
        self.kind = kind
        self.title = title
        self.amount: Amount | None = None
        self.interval: Interval | None = None
        self.limits: list[Check] = []
        self.supports, self.against = map(list, seen.sourced(kind))
        self.noted: list[Ground] = []
        self.missing: list[str] = []
        self.needs: list[str] = []
        self.not_offered: list[Ground] = []

    def give(self, ends: Ends) -> None:
        """State the range of doses, and hold it against every limit."""
        self.amount, checks = self.seen.scales.amount(ends)
        self.limits += checks

    def weigh_again(self) -> None:
        """Ask for the weight of the day, where milligrams are worked out from an older one."""
        scales, on = self.seen.scales, self.seen.scales.weighed_on
        if scales.by_weight and on is not None and on != self.seen.desk.as_of:
            self.needs.append(f"The weight of the day: the milligrams are by that of {on}.")

    def every(self, interval: tuple[int, int]) -> None:
        """State the time to the next session."""
        self.interval = interval_of(self.seen.desk, self.seen.sofar, *interval)

    def as_planned(self) -> None:
        """State the protocol's own time to the next session; where it names none, say so."""
        found = planned(self.seen.desk, self.seen.sofar)
        if found is None:
            self.needs.append("The protocol names no interval here: the prescriber sets the day.")
            self.rest_on(*unset(self.seen.desk, self.seen.sofar))
            return
        low, high, leaf = found
        self.every((low, high))
        self.rest_on(leaf.id)
        least = self.seen.desk.use(_HOME_LEAST)
        if self.seen.desk.treatment.at_home and low == 1:
            self.needs.append(f"At least {least.shown} since the last dose: a day tells no hours.")
            self.rest_on(least.id)

    def rest_on(self, *ids: str) -> None:
        """Note leaves that the option rests on; one that nobody signed holds it."""
        for id in ids:
            unsigned = self.seen.desk.unsigned(id)
            if unsigned is not None and all(unsigned.id != one.id for one in self.limits):
                self.limits.append(unsigned)

    def settle(self, *, held: bool) -> Option:
        """Return the option; `held` says that something keeps every dose from being offered."""
        stand = self._stand(held=held)
        offered = stand is not Stand.NOT_OFFERED
        asks = [check.lifts for check in self.limits if check.lifts]
        return Option(
            kind=self.kind,
            title=self.title,
            stand=stand,
            amount=self.amount,
            interval=self.interval,
            limits=tuple(self.limits),
            why_not=_once(self.not_offered),
            supports=_once(self.supports) if offered else (),
            against=_once(self.against) if offered else (),
            noted=_once(self.noted) if offered else (),
            missing=tuple(dict.fromkeys(self.missing)) if offered else (),
            needs=tuple(dict.fromkeys([*asks, *self.needs])) if offered else (),
        )

    def _stand(self, *, held: bool) -> Stand:
        kinds = {check.kind for check in self.limits if not check.met}
        if self.not_offered or Kind.HARD in kinds:
            return Stand.NOT_OFFERED
        if self.kind not in GIVES:
            return Stand.OPEN  # nobody is kept from giving nothing
        if held or self.missing or Kind.HOLD in kinds:
            return Stand.HELD
        return Stand.ASKS if kinds & {Kind.SOFT, Kind.FIRM} else Stand.OPEN


def _once(grounds: Sequence[Ground]) -> tuple[Ground, ...]:
    """Return each ground once: what is this person's own first, then what sources say."""
    return tuple(sorted(dict.fromkeys(grounds), key=lambda ground: bool(ground.claim)))


def dose_text(number: Decimal, unit: str) -> str:
    """Return a dose in its protocol's unit, with a leading zero and without a trailing one."""
    return f"{number.normalize():f} {unit}"


def range_text(amount: Amount) -> str:
    """Return a range of doses as people read it."""
    high = dose_text(amount.high, amount.unit)
    if amount.low is None:
        return f"at most {high}"
    if amount.low == amount.high:
        return high
    low = f"{amount.low.normalize():f}"
    return f"{low} to below {high}" if amount.below else f"{low} to {high}"
