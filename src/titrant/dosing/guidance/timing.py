"""When a next session may be, and when somebody has to look at the course again."""

from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from titrant.clinical import Route
from titrant.dosing.course_words import Due, Phase
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.sofar import Sofar
from titrant.dosing.guidance.values import Interval
from titrant.knowledge import Leaf

WEEK = timedelta(weeks=1)
_DAYS = WEEK.days
_RUNGS = "titration.maintenance.interval."


class ReviewDue(Struct, frozen=True, kw_only=True):
    """Whether a review is due, since when and by which rule."""

    due: Due
    says: str
    leaf: str = ""


class Earliest(Struct, frozen=True, kw_only=True):
    """The first day on which a session may be, and the rule that says so."""

    on: date
    says: str
    leaf: str


# -- how soon ----------------------------------------------------------------------------------


def earliest(desk: Desk, sofar: Sofar) -> Earliest | None:
    """Return the first day that every rule of frequency allows; None where none says anything."""
    found = [
        one
        for one in (_weekly(desk, sofar), _apart(desk, sofar), _same_day(desk))
        if one is not None
    ]
    return max(found, key=lambda one: one.on, default=None)


def _weekly(desk: Desk, sofar: Sofar) -> Earliest | None:
    most = _per_week(desk, sofar)
    if most is None:
        return None
    leaf, count = most
    given = [one for _, one in desk.given]
    if len(given) < count:
        return None
    on = given[len(given) - count].on + WEEK
    sessions = "one session" if count == 1 else f"{count} sessions"
    return Earliest(
        on=on,
        says=f"At most {sessions} in any 7 days, whoever gives them.",
        leaf=leaf.id,
    )


def _per_week(desk: Desk, sofar: Sofar) -> tuple[Leaf, int] | None:
    leaf = desk.own("sessions.per-week")
    once = desk.own("interval.weeks-5-to-8")
    if sofar.phase in {Phase.WEEKS_5_TO_8, Phase.MAINTENANCE} and once is not None:
        return once, 1
    if leaf is None:
        route, treats = desk.treatment.route, desk.protocol.treats
        if route is Route.NASAL:
            leaf = desk.leaf("frequency.nasal-esketamine.per-week")
        elif route is Route.IV and "depression" in treats:
            leaf = desk.leaf("frequency.iv-depression.per-week")
    if leaf is None:
        return None
    most = leaf.value if isinstance(leaf.value, Decimal) else leaf.high
    return None if most is None else (leaf, int(most))


def _apart(desk: Desk, sofar: Sofar) -> Earliest | None:
    given = [one for _, one in desk.given]
    name = "interval.maintenance" if sofar.phase is Phase.MAINTENANCE else "interval.induction"
    leaf = desk.own(name) or desk.own("interval.least")
    if leaf is None or not given:
        return None
    days = desk.days(leaf)
    if days is None:
        return None
    low = max(days[0], 1)
    return Earliest(
        on=given[-1].on + timedelta(days=low),
        says=f"The protocol puts {days_text(low)} or more between sessions.",
        leaf=leaf.id,
    )


def _same_day(desk: Desk) -> Earliest | None:
    given = [one for _, one in desk.given]
    if not given or given[-1].on != desk.as_of:
        return None
    return Earliest(
        on=desk.as_of + timedelta(days=1),
        says="A session was given today.",
        leaf="frequency.home.per-day" if desk.treatment.at_home else "frequency.interval",
    )


# -- the interval --------------------------------------------------------------------------------


def planned(desk: Desk, sofar: Sofar) -> tuple[int, int, Leaf] | None:
    """Return the protocol's days between sessions in this phase; None where it names none."""
    phase = sofar.phase
    if phase is Phase.WEEKS_5_TO_8:
        return _named(desk, "interval.weeks-5-to-8")
    if phase is Phase.MAINTENANCE:
        return _named(desk, "interval.maintenance") or _by_week(desk)
    return _named(desk, "interval.induction") or _by_week(desk) or _daily(desk)


def unset(desk: Desk, sofar: Sofar) -> tuple[str, ...]:
    """Return the leaf of this phase's interval where the protocol's source gives no figure."""
    if sofar.phase is not Phase.MAINTENANCE:
        return ()
    leaf = desk.own("interval.maintenance")
    return () if leaf is None else (leaf.id,)


def before(desk: Desk, sofar: Sofar) -> tuple[int, int, Leaf] | None:
    """Return the days between sessions of the phase before this one, where a label names them."""
    if sofar.phase is Phase.WEEKS_5_TO_8:
        return _by_week(desk)
    return _named(desk, "interval.weeks-5-to-8") if sofar.phase is Phase.MAINTENANCE else None


def _daily(desk: Desk) -> tuple[int, int, Leaf] | None:
    leaf = desk.own("sessions.per-day")
    return None if leaf is None else (1, 1, leaf)


def _named(desk: Desk, name: str) -> tuple[int, int, Leaf] | None:
    leaf = desk.own(name)
    days = desk.days(leaf) if leaf is not None else None
    return None if leaf is None or days is None else (*days, leaf)


def _by_week(desk: Desk) -> tuple[int, int, Leaf] | None:
    leaf = desk.own("sessions.per-week")
    if leaf is None:
        return None
    fewest = leaf.value if isinstance(leaf.value, Decimal) else leaf.low
    most = leaf.value if isinstance(leaf.value, Decimal) else leaf.high
    if fewest is None or most is None:
        return None
    return _DAYS // int(most), -(-_DAYS // int(fewest)), leaf


def rungs(desk: Desk, low: int, high: int, own: Leaf) -> list[tuple[int, Leaf]]:
    """Return the intervals of maintenance within a protocol's range, with its ends, in days."""
    found = {low: own, high: own}
    for leaf in desk.kb.leaves(_RUNGS):
        days = desk.days(leaf)
        if days is not None and low < days[0] < high:
            found[days[0]] = leaf
    return sorted(found.items())


def interval_of(desk: Desk, sofar: Sofar, low: int, high: int) -> Interval:
    """Return an interval with its days of the calendar; a day that is past becomes today."""
    last = sofar.last
    assert last is not None  # a first session has no time since the last
    first, until = last.on + timedelta(days=low), last.on + timedelta(days=high)
    return Interval(
        low=low,
        high=high,
        earliest=max(first, desk.as_of),
        latest=max(until, desk.as_of),
    )


def days_text(days: int) -> str:
    """Return a number of days as people say it."""
    whole_weeks = days > 0 and days % _DAYS == 0
    count, word = (days // _DAYS, "week") if whole_weeks else (days, "day")
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


# -- the review ----------------------------------------------------------------------------------


def review_due(desk: Desk, sofar: Sofar) -> ReviewDue:
    """Return whether somebody has to decide whether the course goes on."""
    if sofar.first is None:
        return ReviewDue(due=Due.COMING, says="No session has been given.")
    return _after_time(desk, sofar) or _after_sessions(desk, sofar)


def _after_time(desk: Desk, sofar: Sofar) -> ReviewDue | None:
    leaf = desk.own("review.after")
    days = desk.days(leaf) if leaf is not None else None
    if leaf is None or days is None or sofar.first is None:
        return None
    on = sofar.first + timedelta(days=days[0])
    if sofar.reviewed(on - WEEK):
        return ReviewDue(due=Due.COMING, says=f"The review of {on} was made.", leaf=leaf.id)
    if desk.as_of < on:
        return ReviewDue(due=Due.COMING, says=f"The review is on {on}.", leaf=leaf.id)
    says = f"The review of {on} ({leaf.title}) is not on record."
    return ReviewDue(due=Due.OVERDUE, says=says, leaf=leaf.id)


def _after_sessions(desk: Desk, sofar: Sofar) -> ReviewDue:
    own = desk.own("sessions.induction")
    leaf = own if own is not None else desk.leaf("titration.review.iv")
    bounds = sofar.induction if own is not None else _range(leaf)
    if bounds is None or (own is None and desk.treatment.route is not Route.IV):
        return ReviewDue(due=Due.COMING, says="The protocol names no time for a review.")
    low, high = bounds
    given = len(sofar.sessions)
    if given < low:
        says = f"The review is after {_count(low, high)} sessions; {given} were given."
        return ReviewDue(due=Due.COMING, says=says, leaf=leaf.id)
    if sofar.reviewed(sofar.sessions[low - 1].on):
        return ReviewDue(due=Due.COMING, says="The review was made.", leaf=leaf.id)
    says = f"{given} sessions were given; the review is after {_count(low, high)}."
    return ReviewDue(due=Due.OVERDUE if given >= high else Due.DUE, says=says, leaf=leaf.id)


def _range(leaf: Leaf) -> tuple[int, int] | None:
    return (int(leaf.low), int(leaf.high)) if leaf.low and leaf.high else None


def _count(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"
