"""How a protocol spaces its sessions, as far as it says so. What it leaves open is a sentence."""

from msgspec import Struct
from msgspec.structs import replace

from titrant.clinical import Route
from titrant.dosing.dates.rests import Ends, Rests, said
from titrant.knowledge import Protocol
from titrant.units import Drug

SPREAD = "frequency.spread"
SECOND = ("frequency.second-phase.first", "frequency.second-phase.last")


class Scheme(Struct, frozen=True, kw_only=True):
    """A protocol's schedule: counts of sessions and whole days; None where it names none.

    `apart` is the time between two sessions of the induction, `per_week` and `span` how many a week
    for how long, `sessions` how many in all. `second` are the first and the last week of the second
    phase, `leading` the dose-finding sessions that come before everything.
    """

    sessions: Ends | None
    per_week: Ends | None
    span: Ends | None
    apart: Ends | None
    second: Ends | None
    second_apart: Ends | None
    maintenance: Ends | None
    leading: int
    least: int
    most: int | None
    induction_leaves: tuple[str, ...]
    common_leaves: tuple[str, ...]
    left_open: tuple[str, ...]

    @property
    def is_spread(self) -> bool:
        """Whether sessions are counted within a time, and nothing says how far apart they are."""
        return spaced(self) and self.apart is None and self.sessions != (1, 1)


def scheme_of(protocol: Protocol, rests: Rests) -> Scheme:
    """Return how a protocol spaces its sessions."""
    own = f"protocol.{protocol.id}."
    sessions, leading = (
        rests.counts(f"{own}sessions.{name}") for name in ("induction", "dose-finding")
    )
    per_week, daily = (rests.counts(f"{own}sessions.{name}") for name in ("per-week", "per-day"))
    span, apart = rests.days(f"{own}window.induction"), rests.days(f"{own}interval.induction")
    if apart is None and per_week is None and span is None and sessions is not None and daily:
        apart = (1, 1)  # so many a day, and so many in all: one day after the other
    second_apart = rests.days(f"{own}interval.weeks-5-to-8")
    first, last = (rests.counts(id) for id in SECOND) if second_apart else (None, None)
    least = rests.days(f"{own}interval.least") or (1, 1)
    most, limits = _most(protocol, per_week, rests)
    made = Scheme(
        sessions=sessions,
        per_week=per_week,
        span=span,
        apart=apart,
        second=(first[0], last[0]) if first and last else None,
        second_apart=second_apart,
        maintenance=rests.days(f"{own}interval.maintenance"),
        leading=leading[0] if leading else 0,
        least=max(least[0], 1),
        most=most,
        induction_leaves=_there(rests, own, "sessions", "window.induction", "interval.induction"),
        common_leaves=(*_there(rests, own, "interval.least"), *limits),
        left_open=(),
    )
    return _with_open(made, rests.counts(f"{own}sessions.adjustment"))


def _there(rests: Rests, own: str, *names: str) -> tuple[str, ...]:
    """Return the leaves behind the sessions of the course itself, of those that were looked at."""
    beside = f"{own}sessions.dose-finding"
    return tuple(
        id
        for id in rests.used
        if id.startswith(tuple(own + name for name in names)) and id != beside
    )


def _most(
    protocol: Protocol, per_week: Ends | None, rests: Rests
) -> tuple[int | None, tuple[str, ...]]:
    """Return the most sessions in any seven days, by the protocol and by what holds for all."""
    limits: list[str] = []
    if protocol.route is Route.NASAL and protocol.drug is Drug.ESKETAMINE:
        limits.append("frequency.nasal-esketamine.per-week")
    if is_iv_for_depression(protocol):
        limits.append("frequency.iv-depression.per-week")
    found = [ends[1] for id in limits if (ends := rests.counts(id)) is not None]
    if per_week is not None:
        found.append(per_week[1])
    return min(found, default=None), tuple(id for id in limits if id in rests.used)


def is_iv_for_depression(protocol: Protocol) -> bool:
    """Say whether a protocol gives infusions for depression."""
    return protocol.route is Route.IV and any("depression" in what for what in protocol.treats)


def _with_open(scheme: Scheme, adjustment: Ends | None) -> Scheme:
    """Return the scheme with a sentence for each thing that the protocol does not say."""
    left: list[str] = []
    if scheme.leading:
        noun = "session" if scheme.leading == 1 else "sessions"
        left.append(
            f"The protocol has {scheme.leading} dose-finding {noun} before the course; "
            "the prescriber sets each date."
        )
    if not spaced(scheme):
        named = f"{said(scheme.sessions)} sessions" if scheme.sessions else "no number of sessions"
        left.append(
            f"The protocol names {named} and no time between them for the induction; "
            "the prescriber sets each date."
        )
    elif scheme.sessions is None and scheme.span is None:
        left.append(
            "The protocol names no number of sessions for the induction; "
            "the prescriber decides when it ends."
        )
    if adjustment is not None:
        left.append(
            f"The protocol allows {said(adjustment)} adjustment sessions as needed; "
            "the prescriber sets each of their dates."
        )
    if scheme.maintenance is None:
        left.append(
            "The protocol names no interval for maintenance; the prescriber sets each date."
        )
    return replace(scheme, left_open=tuple(left))


def spaced(scheme: Scheme) -> bool:
    """Say whether the protocol says enough to date an induction."""
    if scheme.apart is not None:
        return True
    if scheme.per_week is not None:
        return scheme.span is not None or scheme.sessions is not None
    return scheme.sessions is not None and (scheme.span is not None or scheme.sessions == (1, 1))
