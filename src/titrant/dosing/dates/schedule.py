"""The dates of a course by its protocol: windows, planned days, the review. Nothing is averaged."""

from collections.abc import Iterable
from datetime import date, timedelta

from titrant.clinical import Course, Decision
from titrant.dosing.course_words import Phase
from titrant.dosing.dates.courses import given
from titrant.dosing.dates.days import Days
from titrant.dosing.dates.plan import Plan, PlannedReview, Slot
from titrant.dosing.dates.rests import Rests
from titrant.dosing.dates.review import Review, review_of
from titrant.dosing.dates.scheme import SPREAD, Scheme, scheme_of
from titrant.dosing.dates.slots import Slots
from titrant.knowledge import Knowledge, Protocol

_ONE_COURSE = "frequency.active-courses"


def plan(
    course: Course,
    protocol: Protocol,
    kb: Knowledge,
    *,
    start: date,
    as_of: date,
    weekdays: frozenset[int],
    closed: frozenset[date] = frozenset(),
    count: int | None = None,
    others: tuple[Course, ...] = (),
    dead: bool = False,
) -> Plan:
    """Return the sessions that a protocol asks for from a day on, and what it leaves open.

    An existing course goes on from its sessions; `others` are the person's other courses, whose
    sessions count towards the most in seven days. `weekdays` are the open days, 0 for Monday, but
    for those that are `closed`.
    Without `count` the plan reaches to the first session of maintenance, and to the next session
    where the induction has no end. An empty leaf plans nothing; an unsigned one holds the plan.
    """
    rests = Rests(kb, as_of)
    scheme = scheme_of(protocol, rests)
    if scheme.is_spread:
        rests.leaf(SPREAD)
    sessions = given([course])
    begin = max(start, as_of)
    days = Days(
        taken=[*sessions, *given(others)],
        weekdays=weekdays,
        closed=closed,
        begin=begin,
        most=scheme.most,
        least=scheme.least,
    )
    counted = sessions[scheme.leading :]
    begins = counted[0] if counted else days.open_from(begin)
    review = review_of(course, protocol, scheme, begins, as_of, rests)
    _stand_in_the_way(course, protocol, others, review, rests)
    over = _over(course, protocol, rests, dead=dead)
    walk = Slots(course, scheme, days, begins=begins, begin=begin)
    slots = () if over else _as_many(walk.all(), count, scheme)
    return Plan(
        protocol=protocol.id,
        version=protocol.version,
        title=protocol.title,
        as_of=as_of,
        begins=begins,
        given=len(sessions),
        most=scheme.most,
        weekdays=weekdays,
        closed=closed,
        slots=slots,
        review=_planned(review, slots, scheme),
        left_open=() if over else (*walk.missed, *scheme.left_open),
        holds=tuple(rests.holds.values()),
        used=tuple(rests.used.values()),
        versions=kb.versions,
    )


def phase_on(course: Course, protocol: Protocol, kb: Knowledge, as_of: date) -> Phase:
    """Return the phase of the next session; the induction where nobody can tell."""
    week = frozenset(range(timedelta(weeks=1).days))
    made = plan(course, protocol, kb, start=as_of, as_of=as_of, weekdays=week, count=1)
    return made.slots[0].phase if made.slots else Phase.INDUCTION


def _as_many(slots: Iterable[Slot], count: int | None, scheme: Scheme) -> tuple[Slot, ...]:
    endless = scheme.sessions is None and scheme.apart is not None
    found: list[Slot] = []
    for slot in slots:
        found.append(slot)
        enough = endless or slot.phase is Phase.MAINTENANCE
        if (count is None and enough) or len(found) == count:
            break
    return tuple(found)


def _planned(
    review: Review | None, slots: tuple[Slot, ...], scheme: Scheme
) -> PlannedReview | None:
    if review is None:
        return None
    on = review.due
    if on is None and review.session is not None:
        number = review.session + scheme.leading
        on = next((slot.on for slot in slots if slot.number == number), None)
    return PlannedReview(
        on=on, after=review.after, done=review.done, overdue=review.late, leaves=review.leaves
    )


def _over(course: Course, protocol: Protocol, rests: Rests, *, dead: bool) -> bool:
    """Say why no day is planned at all, where that is so."""
    if dead:
        rests.hold(
            "deceased",
            "The record says that this person died.",
            "Correct the record, if it is wrong.",
        )
    if protocol.held:
        rests.hold("protocol-held", protocol.held, "Choose another protocol.")
    last = max(course.reviews, key=lambda review: review.on, default=None)
    stopped = last is not None and last.decision is Decision.STOP
    if stopped:
        assert last is not None
        rests.hold(
            "review-stop",
            f"The review of {last.on} decided to stop.",
            "A prescriber reviews the course again, or ends it in the record.",
        )
    return dead or bool(protocol.held) or stopped


def _stand_in_the_way(
    course: Course,
    protocol: Protocol,
    others: tuple[Course, ...],
    review: Review | None,
    rests: Rests,
) -> None:
    approved = protocol.approved_on is not None and protocol.approved_on <= rests.as_of
    if not approved and not protocol.held:
        rests.hold(
            "protocol-not-approved",
            f"This site has not approved {protocol.id} version {protocol.version}.",
            "The medical director approves this version.",
        )
    if course.version not in {None, protocol.version}:
        rests.hold(
            "protocol-version",
            f"The course follows version {course.version} of {protocol.id}; "
            f"the knowledge has version {protocol.version}.",
            "A prescriber moves the course to this version, or the site restores the other.",
        )
    active = [other for other in others if other.ended is None]
    if active:
        named = ", ".join(
            f"{other.protocol}{' elsewhere' if other.elsewhere else ''}" for other in active
        )
        rests.hold(
            "active-course",
            f"Another course is active: {named}. One person has one active course.",
            "End the other course, with the prescriber of each.",
            rests.leaf(_ONE_COURSE),
        )
    if review is not None and review.late:
        rests.hold(
            "review-overdue",
            f"The review {review.after} is overdue: none is on record.",
            "Record the review: continue or stop, and why.",
        )
