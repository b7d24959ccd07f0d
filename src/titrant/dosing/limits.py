"""The limits a dose and its speed are held against, by route and by protocol."""

from collections.abc import Sequence

from titrant.clinical import Route
from titrant.dosing.amount import Part, fastest, total_dose, total_time
from titrant.dosing.bench import Bench, Scope
from titrant.dosing.preparation import Weights
from titrant.knowledge import Leaf, LimitKind, Protocol
from titrant.units import Dose, DosePerWeight, Duration, RatePerWeight, Weight

# The closed lists of limit names; a repository test finds a limit leaf that no list names.
DOSE_LIMITS = ("floor", "soft", "firm", "hard", "label")
PROTOCOL_DOSE_LIMITS = ("dose.floor", "dose.soft", "dose.firm", "dose.hard")
PROTOCOL_TIME_LIMITS = ("duration.shortest", "duration.longest")
PROTOCOL_RATE_LIMITS = ("rate.cap", "rate-per-weight.cap")

_FLOOR = ".floor"
_H6 = "hazard H6, rate and time fields"


def check_dose(
    bench: Bench,
    parts: Sequence[Part],
    route: Route,
    protocol: Protocol | None,
    weights: Weights | None,
) -> None:
    """Hold the dose against every limit of its route and, where there is one, its protocol."""
    actual = weights.actual if weights is not None else None
    total = counted = Held(total_dose(parts), actual)
    if route is Route.IV:
        window = bench.use("limit.iv.short").quantity(Duration)
        if total_time(parts) > window:
            counted = Held(fastest(parts, window), actual, (" in its fullest ", window))
    for leaf in _found(bench, f"limit.{route}.dose.", DOSE_LIMITS):
        _dose_limit(bench, leaf, total if leaf.id.endswith(_FLOOR) else counted, route)
    if protocol is not None:
        for leaf in _found(bench, f"protocol.{protocol.id}.", PROTOCOL_DOSE_LIMITS):
            _dose_limit(bench, leaf, total, route)
    if bench.scope is not Scope.ARITHMETIC:
        for leaf in _found(bench, f"limit.{route}.", ("session-cap",)):
            _dose_limit(bench, leaf, total, route)


def _found(bench: Bench, prefix: str, names: tuple[str, ...]) -> tuple[Leaf, ...]:
    """Return the limits that the knowledge has of these names, in their order."""
    kb = bench.kb

    def find(_key: tuple[str, tuple[str, ...]]) -> tuple[Leaf, ...]:
        found = (kb.find(f"{prefix}{name}") for name in names)
        return tuple(leaf for leaf in found if leaf is not None)

    return kb.once("limits", (prefix, names), find)


class Held:
    """A dose to hold against limits, as it is and over the actual weight where that is known."""

    def __init__(self, dose: Dose, actual: Weight | None, when: tuple[object, ...] = ()) -> None:
        self.dose = dose
        self.when = when
        self.actual = actual
        self.per_weight = dose.per(actual) if actual is not None else None


def _dose_limit(bench: Bench, leaf: Leaf, held: Held, route: Route) -> None:
    if leaf.unit in Dose.UNITS:
        bench.limit(leaf.id, held.dose, "The dose")
    elif held.per_weight is None:
        _no_weight(bench, leaf, held.dose.brief())
    else:
        subject = ("The dose of ", held.dose, *held.when, " for ", held.actual)
        bench.limit(leaf.id, held.per_weight, subject, mend=lambda: _slip(bench, leaf, route))


def _no_weight(bench: Bench, leaf: Leaf, amount: str) -> None:
    """Hold where a limit per kg cannot be looked at; no number is given then."""
    bench.unjudged = True
    bench.hold(
        f"{leaf.id}:weight",
        f"{amount} cannot be held against {leaf.shown} ({leaf.title}): no weight.",
        "Enter the weight.",
        leaf,
    )


def _slip(bench: Bench, floor: Leaf, route: Route) -> str:
    """Where a dose in mg is far too small, say what was probably meant, unless that is refused."""
    ordered = bench.order.amount
    if not isinstance(ordered, Dose) or ordered.unit != "mg" or not floor.id.endswith(_FLOOR):
        return ""
    meant = DosePerWeight(ordered.value, "mg/kg")
    if any(_refuses(leaf, meant) for leaf in bench.kb.leaves(f"limit.{route}.dose.")):
        return ""
    return f"If {meant} was meant, order {meant}. Otherwise write the reason."


def _refuses(leaf: Leaf, meant: DosePerWeight) -> bool:
    """Say whether a leaf is a hard limit per kg that a dose passes."""
    if leaf.kind is not LimitKind.HARD or leaf.unit not in meant.UNITS:
        return False
    assert leaf.stops is not None  # every limit says where it begins to stop
    return leaf.stops.stops(meant.base, leaf.quantity(DosePerWeight).base)


def check_speed(
    bench: Bench, parts: Sequence[Part], protocol: Protocol | None, weights: Weights | None
) -> bool:
    """Hold the speed of a dose into a vein against the label and the protocol.

    Return False where the infusion is long and nothing bounds its rate: then no number is given.
    """
    actual = weights.actual if weights is not None else None
    time = total_time(parts)
    bench.limit("limit.iv.push.time", time, "The time of the injection")
    for part in parts:
        assert part.over is not None  # a dose into a vein has a time
        if actual is None:
            _no_weight(bench, bench.use("limit.iv.push.rate"), part.rate.brief())
        else:
            speed = part.rate.per(actual).to("mg/kg/min")
            bench.limit("limit.iv.push.rate", speed, "The speed into the vein")
    if protocol is not None:
        for leaf in _found(bench, f"protocol.{protocol.id}.", PROTOCOL_TIME_LIMITS):
            bench.limit(leaf.id, time, "The time of the infusion")
    return _rate_caps(bench, parts, protocol, weights, time)


def _rate_caps(
    bench: Bench,
    parts: Sequence[Part],
    protocol: Protocol | None,
    weights: Weights | None,
    time: Duration,
) -> bool:
    capped = False
    own = f"protocol.{protocol.id}." if protocol is not None else ""
    for leaf in _found(bench, own, PROTOCOL_RATE_LIMITS) if own else ():
        capped = True
        for part in parts:
            if leaf.unit not in RatePerWeight.UNITS:
                bench.limit(leaf.id, part.rate, "The rate")
            elif weights is not None:
                bench.limit(leaf.id, part.rate.per(weights.actual), "The rate")
            else:
                _no_weight(bench, leaf, part.rate.brief())
    long = time > bench.use("limit.iv.short").quantity(Duration)
    if long and not capped:
        bench.hold(
            "long-infusion-cap",
            f"An infusion over {time} runs by its protocol's mg/h cap, and none is known here.",
            "Name a protocol that has a cap, or check the time: minutes or hours?",
            _H6,
        )
        return False
    return True
