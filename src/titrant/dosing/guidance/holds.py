"""Why no dose is offered now: each with what lifts it, and who may."""

from collections.abc import Iterator
from datetime import date

from titrant.clinical import Course
from titrant.dosing.course_words import Due, Phase
from titrant.dosing.guidance.caps import capped
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.faults import find_faults
from titrant.dosing.guidance.timing import earliest
from titrant.dosing.guidance.unsigned import of_unsigned
from titrant.dosing.guidance.values import Hold, Question
from titrant.dosing.guidance.who import CLINICIAN, DIRECTOR, MEASURER, NOBODY, PRESCRIBER
from titrant.dosing.screening import Finding, Missing, Why
from titrant.dosing.screening.day import day_rules
from titrant.dosing.screening.fit import younger_than_described
from titrant.dosing.unsigned import UNSIGNED
from titrant.knowledge import Action, Leaf

_AGE = "titration.weight.age"
_BASELINE, _EVERY_VISIT = "required-", "required-c-ssrs"
_WHO = {
    Action.EXCLUDE: NOBODY,
    Action.DEFER: f"{PRESCRIBER}, once it is over",
    Action.CLEARANCE: f"{PRESCRIBER}, with the clearance in hand",
}


def find_holds(seen: Considered) -> tuple[Hold, ...]:
    """Return everything that keeps a dose from being offered, in a fixed order."""
    return (
        *_protocol(seen),
        *_course(seen),
        *find_faults(seen),
        *_screening(seen),
        *_weight(seen),
        *_sessions(seen),
        *_timing(seen),
        *_review(seen),
        *capped(seen),
    )


def find_questions(seen: Considered) -> tuple[Question, ...]:
    """Return what nobody has said, the gravest first: of the screening, then of the course."""
    day = day_rules(seen.desk.kb)
    asked = [one for one in seen.screening.missing if one.rule not in day]
    found = [_question(one) for one in asked if one.why is not Why.SEPARATES]
    judged = [
        Question(asks=text, why="the response cannot be judged", would_be="")
        for text in seen.judged.missing
    ]
    borne = [
        Question(asks=text, why="nobody has written it down", would_be="")
        for text in seen.borne.missing
    ]
    course = seen.sofar.course
    ends: list[Question] = []
    if course is not None and not course.ends_when:
        leaf = seen.desk.use("calendar.endpoint")
        ends.append(
            Question(
                asks="When does this course end, or by which criteria?",
                why=leaf.title,
                would_be="",
                rule=leaf.id,
                source=leaf.cited,
            )
        )
    return (*dict.fromkeys((*found, *judged, *borne, *ends)),)


def _question(missing: Missing) -> Question:
    about = "; ".join(sorted({fact.text for fact in missing.basis}))
    return Question(
        asks=f"{missing.question} {about}".strip() if about else missing.question,
        why=str(missing.why),
        would_be=str(missing.would_be),
        rule=missing.rule,
        source=missing.cell.cited,
    )


# -- the protocol and the course -------------------------------------------------------------


def _protocol(seen: Considered) -> Iterator[Hold]:
    protocol = seen.desk.protocol
    if protocol.held:
        yield Hold(
            id="protocol-held",
            says=protocol.held,
            lifts="Nothing here lifts it: another protocol is chosen.",
            who=NOBODY,
            source=f"protocol {protocol.id}",
        )
    if protocol.approved_on is None or protocol.approved_on > seen.desk.as_of:
        yield Hold(
            id="protocol-not-approved",
            says=f"This site has not approved version {protocol.version} of {protocol.id}.",
            lifts="The medical director reads the protocol and approves this version.",
            who=DIRECTOR,
            source="hazard H14, protocol mismatch or stale rule",
        )
    too_young = younger_than_described(seen.desk.snapshot, protocol, seen.desk.kb)
    if too_young:
        yield Hold(
            id="protocol-age",
            says=too_young,
            lifts="Another protocol is chosen.",
            who=NOBODY,
            source=seen.desk.use(f"protocol.{protocol.id}.age.from").cited,
            leaf=f"protocol.{protocol.id}.age.from",
        )
    course = seen.sofar.course
    if course is not None and course.version not in {None, protocol.version}:
        yield Hold(
            id="protocol-version",
            says=(
                f"The course follows version {course.version} of {protocol.id}; this knowledge "
                f"holds version {protocol.version}."
            ),
            lifts="The prescriber moves the course to this version, or the knowledge of its own "
            "version is used.",
            who=PRESCRIBER,
            source="hazard H14, protocol mismatch or stale rule",
        )


def _course(seen: Considered) -> Iterator[Hold]:
    desk = seen.desk
    if seen.sofar.several:
        yield Hold(
            id="two-courses",
            says=f"Two active courses of {desk.protocol.id} are on record.",
            lifts="The one that is over is ended, or both are recorded as the one that they are.",
            who=PRESCRIBER,
            source=desk.use("frequency.active-courses").cited,
            leaf="frequency.active-courses",
        )
    stopped = seen.sofar.stopped_by_review
    if stopped is not None:
        yield Hold(
            id="stopped-by-review",
            says=f"The review of {stopped} decided to stop.",
            lifts="A later review decides to go on, and says why; or the course is ended.",
            who=PRESCRIBER,
            source="the course so far",
        )
    for conflict in desk.snapshot.contradictions:
        if _is_about(conflict.about, desk.snapshot.courses):
            yield Hold(
                id="course-contradicts-itself",
                says=f"{conflict.about}: two files tell it in two ways.",
                lifts="Whoever gave the session corrects the one that is wrong.",
                who=CLINICIAN,
                source="hazard H8, overlapping sessions",
            )


def _is_about(about: str, courses: tuple[Course, ...]) -> bool:
    return any(about.startswith(f"{course.protocol}, ") for course in courses)


# -- what the record says ------------------------------------------------------------------------


def _screening(seen: Considered) -> Iterator[Hold]:
    for finding in seen.findings:
        if finding.stops:
            yield _of_finding(finding)
    day = day_rules(seen.desk.kb)
    open_questions = {
        one.question
        for one in seen.screening.missing
        if one.stops and one.rule not in day and not _baseline_was_fresh(seen, one)
    }
    if open_questions:
        count = len(open_questions)
        yield Hold(
            id="screening-open",
            says=f"{count} question{'s' if count > 1 else ''} of the screening "
            f"{'are' if count > 1 else 'is'} open; unknown is not “no”.",
            lifts="Each is asked, and the answer written down with its day.",
            who=CLINICIAN,
            source="hazard H48, unknown stored as “no”",
        )


def _baseline_was_fresh(seen: Considered, missing: Missing) -> bool:
    """Say whether it is a baseline value that only grew old since the course began.

    It had to be fresh before the first session; what is asked at every visit stays asked.
    """
    begun = bool(seen.sofar.sessions) and not seen.starts_again
    baseline = missing.rule.startswith(_BASELINE) and missing.rule != _EVERY_VISIT
    return begun and baseline and missing.why is Why.TOO_OLD


def _of_finding(finding: Finding) -> Hold:
    actions = " and ".join(finding.actions)
    by_itself = finding.action in _WHO
    return Hold(
        id=finding.rule,
        says=f"{finding.title}: {actions}." + (f" {finding.unsigned}" if finding.unsigned else ""),
        lifts=finding.lifts if by_itself else f"The medical director signs {finding.cell.id}.",
        who=_WHO.get(finding.action, DIRECTOR),
        source=finding.cell.cited,
        leaf=finding.cell.id,
    )


def _weight(seen: Considered) -> Iterator[Hold]:
    scales = seen.scales
    if not scales.needed:
        return
    if scales.weights is None:
        per = "the dose is per kg" if scales.by_weight else "limits are per kg"
        yield Hold(
            id="weight-missing",
            says=f"No weight is known, and {per}.",
            lifts="Weigh the person and enter the weight in kg.",
            who=MEASURER,
            source="hazard H4, unknown weight for a dose per kg",
        )
    on = scales.weighed_on
    if on is not None:
        yield from _weight_age(seen, on)
    for check in scales.checks:
        if check.id.startswith(UNSIGNED):
            yield of_unsigned(check)
        else:
            yield Hold(
                id=check.id,
                says=check.text,
                lifts=check.lifts,
                who=MEASURER,
                source=check.source,
                leaf=check.leaf or "",
            )


def _weight_age(seen: Considered, on: date) -> Iterator[Hold]:
    desk = seen.desk
    unsigned = desk.unsigned(_AGE)
    days = (desk.as_of - on).days
    oldest = desk.span(_AGE).days
    if unsigned is not None:
        yield of_unsigned(unsigned)
    elif days > oldest:
        yield Hold(
            id=_AGE,
            says=f"The weight of {on} is {days} days old; this site asks for {oldest} or less.",
            lifts="Record a new weight.",
            who=MEASURER,
            source=desk.use(_AGE).cited,
            leaf=_AGE,
        )


# -- the sessions ----------------------------------------------------------------------------------


def _sessions(seen: Considered) -> Iterator[Hold]:
    sofar, desk = seen.sofar, seen.desk
    last = sofar.last
    if seen.ladder.unit is not None and last is not None and sofar.level is None:
        yield Hold(
            id="last-dose-unknown",
            says=f"What was given on {last.on} cannot be told in {seen.ladder.unit}.",
            lifts="The dose of that session is entered, with the weight it was scaled to.",
            who=CLINICIAN,
            source="section 5.2, after each session",
        )
    grade = desk.whole("titration.serious.event")
    for session in sofar.planned:
        serious = [one for one in session.events or () if one.grade >= grade]
        if serious and not sofar.reviewed(session.on):
            named = ", ".join(f"{one.what} (grade {one.grade})" for one in serious)
            yield Hold(
                id="serious-event",
                says=f"On {session.on}: {named}. No review since then is on record.",
                lifts="A review decides whether the course goes on, and why.",
                who=PRESCRIBER,
                source=desk.use("titration.serious.event").cited,
                leaf="titration.serious.event",
            )
    wanted = desk.whole("titration.maintenance.pulled-forward")
    if sofar.asked_earlier >= wanted and not sofar.reviewed(sofar.planned[-1].on):
        yield Hold(
            id="pulled-forward",
            says=f"The last {sofar.asked_earlier} sessions were wanted earlier than planned.",
            lifts="A review of misuse is made and written down.",
            who=PRESCRIBER,
            source=desk.use("titration.maintenance.pulled-forward").cited,
            leaf="titration.maintenance.pulled-forward",
        )
    if sofar.phase is Phase.BEYOND:
        yield Hold(
            id="beyond-the-protocol",
            says="What the protocol describes is over, and it names no maintenance.",
            lifts="The course is ended, or a protocol that describes what comes now is chosen.",
            who=PRESCRIBER,
            source=f"protocol {desk.protocol.id}",
        )


def _timing(seen: Considered) -> Iterator[Hold]:
    soonest = earliest(seen.desk, seen.sofar)
    if soonest is None or soonest.on <= seen.desk.as_of:
        return
    leaf: Leaf = seen.desk.use(soonest.leaf)
    yield Hold(
        id="too-soon",
        says=f"{soonest.says} The next may be on {soonest.on}.",
        lifts=f"Wait until {soonest.on}.",
        who=NOBODY,
        source=leaf.cited,
        leaf=leaf.id,
    )


def _review(seen: Considered) -> Iterator[Hold]:
    review = seen.review
    if review.due is not Due.OVERDUE:
        return
    leaf = seen.desk.use(review.leaf)
    yield Hold(
        id="review-due",
        says=review.says,
        lifts="Somebody decides to go on or to stop, and writes why.",
        who=PRESCRIBER,
        source=leaf.cited,
        leaf=leaf.id,
    )
