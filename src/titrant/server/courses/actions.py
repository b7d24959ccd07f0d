"""What changes a course: each adds one entry."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from titrant.dosing.screening import Finding, fit, screen, treatment_of
from titrant.dosing.screening.clearing import mark_of
from titrant.knowledge import Protocol, plan_of
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_reason
from titrant.server.audit.appending import append, sent_before
from titrant.server.audit.models import Entry
from titrant.server.courses import entries, kinds, rules, selectors
from titrant.server.courses.models import Cleared, Course
from titrant.server.intake.selectors import one_person, whole
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.tasks.actions import open_task
from titrant.server.web.clock import now

WHY = "Say in a sentence why: it stands in the record beside the decision."
CHANGED = (
    "What is found is not what you were shown: the record or the rules changed meanwhile. Read it "
    "again."
)
_CALLS = ("first", "second", "third", "fourth")

Ended = Callable[[Course, Acting], None]
_on_end: list[Ended] = []


def on_end(notice: Ended) -> Ended:
    """Call `notice` with a course that was ended, and who ended it, in the same transaction."""
    _on_end.append(notice)
    return notice


@transaction.atomic
def open_course(
    *,
    patient: Patient,
    protocol: Protocol,
    why: str,
    by: Acting,
    target: str = "",
    ends_when: str = "",
    key: str = "",
) -> UUID:
    """Open a course of one protocol in the version that the clinic approved; return its id."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier.ref
    one_at_a_time(patient)
    kb, day = knowledge_of(patient.clinic), today(patient.clinic)
    known = whole(patient, day, kb)
    (how,) = fit(known, [protocol], kb, patient.clinic.jurisdiction)
    rules.check_can_open(by, patient, how, selectors.open_courses(patient), known)
    body = entries.Opened(
        protocol=protocol.id,
        version=protocol.version,
        plan=plan_of(kb, protocol.id),
        why=check_reason(why, WHY),
        target=target,
        ends_when=ends_when.strip(),
    )
    return append(entries.opened, body, by=by.actor, patient=patient.pk, key=key).ref


@transaction.atomic
def move(*, course: Course, why: str, by: Acting, key: str = "") -> Entry:
    """Give a course the doses and the schedule of the version that the clinic approves now."""
    patient = course.patient
    one_at_a_time(patient)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    rules.check_can_lead(by, patient, course)
    kb = knowledge_of(patient.clinic)
    protocol = kb.protocol(course.protocol)
    if protocol.approved_on is None or protocol.approved_on > today(patient.clinic):
        raise NotAllowed(f"This site has not approved version {protocol.version}.")
    if protocol.version == course.version:
        raise NotAllowed(f"The course follows version {course.version} already.")
    body = entries.Moved(
        course.pk, protocol.version, plan_of(kb, protocol.id), check_reason(why, WHY)
    )
    return append(entries.moved, body, by=by.actor, patient=patient.pk, key=key)


@transaction.atomic
def review(*, course: Course, decision: str, why: str, by: Acting, key: str = "") -> Entry:
    """Write a review: the course goes on or is to stop, and why."""
    patient = course.patient
    earlier = sent_before(by.actor, key)
    if earlier is None:
        rules.check_can_lead(by, patient, course)
    body = entries.Reviewed(course.pk, decision, check_reason(why, WHY))
    return append(entries.reviewed, body, by=by.actor, patient=patient.pk, key=key)


@transaction.atomic
def end_course(
    *, patient: Patient, protocol: str, why: str, by: Acting, words: str = "", key: str = ""
) -> Entry:
    """End a course, for any reason; calls are planned for the days after it (hazard H30)."""
    one_at_a_time(patient)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    course = selectors.open_course(patient)
    if course is not None and course.protocol != protocol:
        course = None
    if course is None:
        check_can_write(by, patient, Right.LEAD_COURSE)
        _check_goes_on(patient, protocol)
    else:
        rules.check_can_lead(by, patient, course)
    body = entries.Ended(None if course is None else course.pk, protocol, why, words.strip())
    entry = append(entries.ended, body, by=by.actor, patient=patient.pk, key=key)
    over = course or selectors.newest_of(patient, protocol)
    assert over is not None  # it was written a moment ago
    _plan_calls(patient, over, by)
    for notice in _on_end:
        notice(over, by)
    return entry


def _check_goes_on(patient: Patient, protocol: str) -> None:
    known = whole(patient, today(patient.clinic))
    going = [one for one in known.courses if one.ended is None and not one.elsewhere]
    if protocol not in {one.protocol for one in going}:
        raise NotAllowed("No course of this protocol goes on.")


def calls_text(clinic: Clinic) -> str:
    """Return what an end asks for, whatever its reason."""
    days = ", ".join(map(str, _call_days(clinic)))
    plan = knowledge_of(clinic).leaf("calendar.course-end.plan").value
    return f"Calls are planned for days {days} after the end. {plan}"


def _call_days(clinic: Clinic) -> list[int]:
    kb = knowledge_of(clinic)
    leaves = [kb.leaf(f"calendar.course-end.call.{one}") for one in _CALLS]
    return [int(str(leaf.value)) for leaf in leaves]


def _plan_calls(patient: Patient, course: Course, by: Acting) -> None:
    for days in _call_days(patient.clinic):
        open_task(
            kinds.CALL_AFTER_END,
            clinic=patient.clinic_id,
            by=by.actor,
            why=f"Day {days} after the end of {rules.title_of(course.protocol)}.",
            patient=patient.pk,
            about=course.pk,
            due=now() + timedelta(days=days),
        )


@transaction.atomic
def clear(
    *,
    patient: Patient,
    protocol: Protocol,
    rule: str,
    mark: str,
    why: str,
    by: Acting,
    on_word_of: str = "",
    until: date | None = None,
    key: str = "",
) -> Entry:
    """Clear one finding of a protocol's screening, or override a deferral.

    `mark` is that of the finding as it was read. Raises `NotAllowed` where it is found in another
    way now, or may not be cleared by this person.
    """
    one_at_a_time(patient)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    finding = finding_of(patient, protocol, rule, mark)
    rules.check_can_clear(by, patient, finding)
    rules.check_until(until, today(patient.clinic))
    body = entries.FindingCleared(
        protocol=protocol.id,
        rule=rule,
        mark=mark,
        title=finding.title,
        action=str(finding.action),
        why=check_reason(why, WHY),
        on_word_of=on_word_of.strip(),
        until=until,
    )
    return append(entries.cleared, body, by=by.actor, patient=patient.pk, key=key)


def cleared_before(*, by: Acting, key: str) -> bool:
    """Return whether a form that clears a finding has come already."""
    return sent_before(by.actor, key) is not None


def finding_of(patient: Patient, protocol: Protocol, rule: str, mark: str) -> Finding:
    """Return the finding that somebody read; raise `NotAllowed` where it is another one now."""
    kb, day = knowledge_of(patient.clinic), today(patient.clinic)
    treatment = treatment_of(protocol, patient.clinic.jurisdiction)
    screening = screen(whole(patient, day, kb), treatment, kb)
    for finding in screening.findings:
        if finding.rule == rule and mark_of(finding) == mark:
            return finding
    raise NotAllowed(CHANGED)


@transaction.atomic
def withdraw(*, clearance: Cleared, why: str, by: Acting, key: str = "") -> Entry:
    """Withdraw a clearance: the finding stands again."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    fresh = Cleared.objects.select_related("patient").get(pk=clearance.pk)
    rules.check_can_withdraw(by, fresh.patient, fresh)
    body = entries.ClearanceWithdrawn(fresh.pk, check_reason(why, WHY))
    return append(entries.clearance_withdrawn, body, by=by.actor, patient=fresh.patient_id, key=key)


def one_at_a_time(patient: Patient) -> None:
    """Let nobody open a course for this person until the commit, in any record of theirs."""
    ids = sorted(one.pk for one in one_person(patient))
    list(Patient.objects.select_for_update().filter(pk__in=ids).order_by("pk").only("id"))
