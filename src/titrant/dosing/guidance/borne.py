"""How the last session was borne: what speaks for less, and what forbids more."""

from msgspec import Struct

from titrant.clinical import AdverseEvent, EventKind, PastSession, SessionStatus
from titrant.dosing.guidance.desk import Desk, by_record
from titrant.dosing.guidance.sofar import Sofar
from titrant.dosing.guidance.values import Ground
from titrant.units import Pressure

_LESS = frozenset(
    {
        EventKind.DISSOCIATION,
        EventKind.HYPERTENSION,
        EventKind.SATURATION,
        EventKind.RECOVERY,
    }
)
_SIDES = ("systolic", "diastolic")


class Borne(Struct, frozen=True, kw_only=True):
    """What the sessions at the last step say.

    `less` speaks for a lower dose, `no_more` forbids a higher one, `burden` speaks against the
    same, `noted` is said beside all; `missing` is what nobody wrote down and a rise turns on.
    """

    less: tuple[Ground, ...]
    no_more: tuple[Ground, ...]
    burden: tuple[Ground, ...]
    noted: tuple[Ground, ...]
    missing: tuple[str, ...]


def how_borne(desk: Desk, sofar: Sofar) -> Borne:
    """Return how the sessions at the last step were borne, the latest first."""
    less: list[Ground] = []
    no_more: list[Ground] = []
    burden: list[Ground] = []
    noted: list[Ground] = []
    missing: list[str] = []
    grade = desk.whole("titration.up.event")
    for session in reversed(sofar.at_last_step):
        high = _pressure(desk, session)
        less += [*_less(desk, session), *high]
        no_more += [*_unborne(desk, session), *high]
        if session.events is None:
            missing.append(f"Were there adverse events in the session of {session.on}?")
        elif session.events:
            heavy = max(event.grade for event in session.events) >= grade
            said = by_record(_events(session, session.events))
            (burden if heavy else noted).append(said)
        if session.peak is None:
            missing.append(f"What was the peak blood pressure in the session of {session.on}?")
    last = sofar.last
    if last is not None and last.status is SessionStatus.STOPPED:
        why = f": {last.why}" if last.why else ", and nobody wrote why"
        stopped = by_record(f"The session of {last.on} was stopped early{why}.")
        no_more.append(stopped)
        burden.append(stopped)
    if last is not None and last.rescue:
        drugs = ", ".join(last.rescue)
        noted.append(by_record(f"A rescue drug was given on {last.on}: {drugs}."))
    if last is not None and last.dissociation is not None:
        noted.append(
            by_record(
                f"Dissociation of {last.dissociation:f} of 10 at its peak on {last.on}; it is no "
                "aim of a dose."
            )
        )
    return Borne(
        less=tuple(less),
        no_more=tuple(no_more),
        burden=tuple(burden),
        noted=tuple(noted),
        missing=tuple(missing),
    )


def _less(desk: Desk, session: PastSession) -> list[Ground]:
    grade = desk.whole("titration.down.event")
    return [
        desk.by_leaf(
            f"{event.what[:1].upper()}{event.what[1:]} of grade {event.grade} on {session.on}.",
            "titration.down.event",
        )
        for event in session.events or ()
        if event.kind in _LESS and event.grade >= grade
    ]


def _pressure(desk: Desk, session: PastSession) -> list[Ground]:
    peak = session.peak
    if peak is None:
        return []
    high = [
        side
        for side in _SIDES
        if getattr(peak, side) >= desk.use(f"alert.{side}.stop.high").quantity(Pressure)
    ]
    if not high:
        return []
    bounds = "/".join(f"{desk.use(f'alert.{side}.stop.high').value}" for side in _SIDES)
    return [
        desk.by_leaf(
            f"Peak pressure {peak} on {session.on}, at or above {bounds}.",
            f"alert.{high[0]}.stop.high",
        )
    ]


def not_borne(desk: Desk, session: PastSession) -> list[Ground]:
    """Return what forbids more than a session's dose; empty where it was borne."""
    return [*_unborne(desk, session), *_pressure(desk, session)]


def _unborne(desk: Desk, session: PastSession) -> list[Ground]:
    grade = desk.whole("titration.up.event")
    return [
        desk.by_leaf(
            f"{event.what[:1].upper()}{event.what[1:]} of grade {event.grade} on {session.on}: "
            f"the dose is not raised from grade {grade} on.",
            "titration.up.event",
        )
        for event in session.events or ()
        if event.grade >= grade
    ]


def _events(session: PastSession, events: tuple[AdverseEvent, ...]) -> str:
    listed = ", ".join(f"{event.what} (grade {event.grade})" for event in events)
    return f"Events on {session.on}: {listed}."
