"""Sessions that do not add up, or that somebody else gave: no dose rests on them unseen."""

from collections import Counter
from collections.abc import Iterator

from titrant.clinical import PastSession, SessionStatus
from titrant.dosing.guidance.amounts import milligrams
from titrant.dosing.guidance.bases import scaled_to
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.values import Hold
from titrant.dosing.guidance.who import CORRECTOR, PRESCRIBER
from titrant.units import Dose, Percentage

_OVERLAP = "hazard H8, overlapping sessions"
_SLIP = "hazard H3, mg for mg/kg, or a slipped decimal"
_ONE_COURSE = "frequency.active-courses"
_MATCH = "titration.step.match"


def find_faults(seen: Considered) -> Iterator[Hold]:
    """Yield a hold for each thing in the course that has to be put right first."""
    yield from _not_read(seen)
    yield from _of_another_protocol(seen)
    yield from _twice(seen)
    yield from _not_as_ordered(seen)
    yield from _from_another(seen)


def _not_read(seen: Considered) -> Iterator[Hold]:
    """Sessions and courses that the files hold and that could not be used."""
    for one in seen.desk.snapshot.set_aside:
        if one.of_course:
            yield Hold(
                id="session-not-used",
                says=f"{one.what[:1].upper()}{one.what[1:]} was not used: {one.why}.",
                lifts=f"It is corrected in {one.origin.file}, {one.origin.place}.",
                who=CORRECTOR,
                source=_OVERLAP,
            )


def _of_another_protocol(seen: Considered) -> Iterator[Hold]:
    course, protocol = seen.sofar.course, seen.desk.protocol
    if course is None:
        return
    said = []
    if course.drug not in {None, protocol.drug}:
        said.append(f"The course is of {course.drug}")
    routes = {one.route for one in course.sessions} - {None, protocol.route}
    said += [f"A session was {route.words}" for route in sorted(routes, key=str) if route]
    for one in said:
        yield Hold(
            id="another-drug-or-route",
            says=f"{one}; {protocol.id} is {protocol.drug}, {protocol.route.words}.",
            lifts="The course is recorded under the protocol that it follows.",
            who=CORRECTOR,
            source="hazards H5 and H12, wrong route or drug",
        )


def _twice(seen: Considered) -> Iterator[Hold]:
    often = seen.desk.own("sessions.per-day")
    most = 1 if often is None else seen.desk.whole(often.id)
    for day, count in sorted(Counter(one.on for one in seen.sofar.sessions).items()):
        if count > most:
            yield Hold(
                id="sessions-on-one-day",
                says=f"{count} sessions of {day} are on record.",
                lifts="The one that was not given is taken out.",
                who=CORRECTOR,
                source=_OVERLAP,
            )


def _not_as_ordered(seen: Considered) -> Iterator[Hold]:
    """Sessions in which another dose was given than was ordered, and no review has said why."""
    for session in seen.sofar.sessions:
        ordered = _ordered(seen, session)
        if ordered is None or session.dose is None or seen.sofar.reviewed(session.on):
            continue
        within = seen.desk.use(_MATCH).quantity(Percentage).share * ordered.base
        apart = session.dose.base - ordered.base
        less = apart < -within and session.status is SessionStatus.COMPLETED
        if apart > within or less or not session.dose.base:
            yield Hold(
                id="not-as-ordered",
                says=f"On {session.on} {session.dose} was given; {session.ordered} was ordered, "
                f"which is {ordered.brief()}.",
                lifts="The entry is corrected, or a review since then says why the dose differs.",
                who=PRESCRIBER,
                source=_SLIP,
                leaf=_MATCH,
            )


def _ordered(seen: Considered, session: PastSession) -> Dose | None:
    """Return what was ordered in milligrams; None where nobody can tell."""
    if session.ordered is None:
        return None
    weight = scaled_to(seen.desk, session)
    return milligrams(session.ordered, session.over, weight)


def _from_another(seen: Considered) -> Iterator[Hold]:
    """Doses from somewhere else since the last session here, which no review has looked at."""
    desk, last = seen.desk, seen.sofar.last
    own = {id(one) for one in seen.sofar.sessions}
    for drug, session in desk.given:
        later = last is not None and session.on >= last.on
        if id(session) in own or not later or seen.sofar.reviewed(session.on):
            continue
        how_much = "" if session.dose is None else f" {session.dose}"
        yield Hold(
            id="dose-from-another",
            says=f"{drug.capitalize()}{how_much} was given or taken elsewhere on {session.on}, "
            "since the last session here.",
            lifts="A review since then says who treats this person now, and why it goes on.",
            who=PRESCRIBER,
            source=desk.use(_ONE_COURSE).cited,
            leaf=_ONE_COURSE,
        )
