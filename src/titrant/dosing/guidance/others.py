"""The options that give nothing now: hold, review, stop, and another protocol."""

from decimal import Decimal

from titrant.clinical import OptionKind
from titrant.dosing.course_words import Due
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.desk import by_record
from titrant.dosing.guidance.settling import Draft
from titrant.dosing.guidance.values import Ground, Hold

_CALLS = ("first", "second", "third", "fourth")


def hold(seen: Considered, holds: tuple[Hold, ...]) -> Draft:
    """Return giving nothing now; whatever holds speaks for it."""
    draft = Draft(seen, OptionKind.HOLD, "Hold: give nothing now")
    draft.supports += [
        Ground(says=one.says, source=one.source, tier="hold", leaf=one.leaf) for one in holds
    ]
    if not holds:
        draft.supports.append(by_record("Nothing here holds."))
    return draft


def review(seen: Considered) -> Draft:
    """Return a review of the course: somebody decides to go on or to stop, and writes why."""
    draft = Draft(seen, OptionKind.REVIEW, "Review the course")
    if seen.sofar.last is None:
        draft.not_offered.append(by_record("No session has been given."))
        return draft
    says, leaf = seen.review.says, seen.review.leaf
    due = seen.desk.by_leaf(says, leaf) if leaf else by_record(says)
    (draft.against if seen.review.due is Due.COMING else draft.supports).append(due)
    response = seen.judged.response
    if response is not None and response.worsened:
        draft.supports.append(by_record(f"{seen.judged.told} Worse by the rule of the scale."))
    if response is not None and response.relapsed:
        draft.supports.append(by_record(f"{seen.judged.told} A relapse by the rule of the scale."))
    draft.supports += seen.borne.no_more
    draft.needs.append(str(seen.desk.use("titration.stop.form").value))
    return draft


def stop(seen: Considered) -> Draft:
    """Return the end of the course, with what an end asks for (hazards H30, H31)."""
    draft = Draft(seen, OptionKind.STOP, "Stop: end the course")
    desk = seen.desk
    if seen.sofar.course is None:
        draft.not_offered.append(by_record("No course of this protocol is active."))
        return draft
    _no_response(draft)
    if seen.judged.improved:
        draft.against.append(by_record(seen.judged.told))
    if seen.sofar.course.ends_when:
        draft.supports.append(by_record(f"The course ends when: {seen.sofar.course.ends_when}"))
    calls = [desk.span(f"calendar.course-end.call.{one}").days for one in _CALLS]
    plan = desk.use("calendar.course-end.plan").value
    draft.needs.append(f"Calls on days {', '.join(map(str, calls))} after the end. {plan}")
    return draft


def _no_response(draft: Draft) -> None:
    """Say where the sessions at the highest borne dose have helped too little."""
    seen = draft.seen
    desk, response = seen.desk, seen.judged.response
    bound, sessions = desk.use("titration.stop.response"), desk.use("titration.stop.sessions")
    draft.rest_on(bound.id, sessions.id)
    if response is None or response.improved is None or sessions.low is None:
        return
    given = seen.sofar.at_step
    enough = given >= int(sessions.low)
    if enough and isinstance(bound.value, Decimal) and response.improved < bound.value:
        says = f"{seen.judged.told} Less than {bound.shown} after {given} sessions at this dose."
        draft.supports.append(desk.by_leaf(says, bound.id))


def switch(seen: Considered) -> Draft:
    """Return another protocol: a new start with its own dose-finding, nothing is converted."""
    draft = Draft(seen, OptionKind.SWITCH, "Switch: another protocol, as a new start")
    desk = seen.desk
    if seen.sofar.course is None:
        draft.not_offered.append(by_record("No course of this protocol is active."))
        return draft
    ground = desk.by_leaf(str(desk.leaf("titration.switch").value), "titration.switch")
    draft.against.append(ground)
    draft.rest_on("titration.switch")
    for other in desk.protocol.switches_to:
        protocol = desk.kb.protocol(other)
        if protocol.held:
            continue
        draft.supports.append(
            desk.by_protocol(f"Its source describes going over to {other}: {protocol.title}.")
        )
    draft.needs += [
        "This course is ended first: one active course a person.",
        "A screening and a first dose of their own: “titrant protocols --fit”.",
    ]
    return draft
