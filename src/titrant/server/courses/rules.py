"""Who may open, lead and end a course, and who may clear a finding: sentences, and yes or no."""

from collections.abc import Callable, Sequence
from datetime import date

from titrant.clinical import Snapshot
from titrant.dosing.screening import Finding, Fit, Verdict
from titrant.knowledge import Action
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.courses.models import Cleared, Course
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write

NEVER = "Nothing clears it: what excludes, what is acute and what nobody has signed is not cleared."


def check_can_open(
    acting: Acting,
    patient: Patient,
    how: Fit,
    going: Sequence[Course],
    known: Snapshot,
) -> None:
    """Raise a sentence where a course of a protocol cannot be opened for a person.

    `how` is how the protocol goes with their record, `going` the courses of the same person that
    are open, in any record that is joined with theirs. Open questions and clearances hold doses,
    and not the course: what excludes, or is not approved here, does.
    """
    check_can_write(acting, patient, Right.LEAD_COURSE)
    for one in going:
        where = "here" if one.patient_id == patient.pk else f"at {one.patient.clinic.name}"
        raise NotAllowed(
            f"A course of {title_of(one.protocol)} is open {where}. A person has one course of "
            "ketamine or esketamine, whoever prescribes: that one is ended first."
        )
    for course in known.courses:
        if course.ended is None and course.elsewhere:
            raise NotAllowed(
                f"The record tells of a course that goes on: {course.protocol}. A person has one, "
                "whoever prescribes. Once it is over, its end is written under “Earlier ketamine "
                "and esketamine”."
            )
        if course.ended is None and course.protocol != how.protocol.id:
            raise NotAllowed(
                f"Sessions of {title_of(course.protocol)} are on record, and that course was not "
                "ended. End it first."
            )
    protocol = how.protocol
    if protocol.approved_on is None or protocol.approved_on > known.as_of:
        raise NotAllowed(
            f"This site has not approved version {protocol.version} of {protocol.title}. The "
            "medical director reads the protocol and approves this version."
        )
    if how.verdict is Verdict.DOES_NOT:
        raise NotAllowed(f"This protocol does not fit: {how.because[0].says}")


def check_can_lead(acting: Acting, patient: Patient, course: Course) -> None:
    """Raise a sentence where somebody may not change, review or end a course."""
    check_can_write(acting, patient, Right.LEAD_COURSE)
    if course.ended is not None:
        raise NotAllowed("This course was ended. What was written of it stays.")


def can_lead(acting: Acting, patient: Patient, course: Course) -> bool:
    """Return whether somebody may change, review or end a course."""
    return _holds(lambda: check_can_lead(acting, patient, course))


def check_can_clear(acting: Acting, patient: Patient, finding: Finding) -> None:
    """Raise a sentence where somebody may not clear a finding, or override a deferral."""
    if not finding.clearable:
        raise NotAllowed(NEVER)
    if finding.cleared is not None:
        raise NotAllowed("This finding was cleared already.")
    check_can_write(acting, patient, Right.CLEAR_FINDING)
    if finding.action is Action.DEFER and not acting.may(Right.OVERRIDE_DEFERRAL):
        raise NotAllowed(
            "A deferral is over when its reason is; to override it before then is the medical "
            "director’s."
        )


def can_clear(acting: Acting, patient: Patient, finding: Finding) -> bool:
    """Return whether somebody may clear a finding."""
    return _holds(lambda: check_can_clear(acting, patient, finding))


def check_until(until: date | None, today: date) -> None:
    """Raise a sentence for a clearance that would be over before it began."""
    if until is not None and until < today:
        raise NotAllowed("The day until which it counts is over. Leave it empty, or write a later.")


def check_can_withdraw(acting: Acting, patient: Patient, clearance: Cleared) -> None:
    """Raise a sentence where somebody may not withdraw a clearance."""
    check_can_write(acting, patient, Right.CLEAR_FINDING)
    if clearance.withdrawn is not None:
        raise NotAllowed("This clearance was withdrawn already.")


def title_of(protocol: str) -> str:
    """Return the title of a protocol; its id where this version does not know it."""
    kb = knowledge()
    return kb.protocol(protocol).title if protocol in kb.ids("protocols") else protocol


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True
