"""Look at open courses again: what is found now and was not before becomes an owned task."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from titrant.clinical import Snapshot
from titrant.dosing.guidance import Case, Guidance, next_dose
from titrant.dosing.screening import treatment_of
from titrant.knowledge import Knowledge
from titrant.server.audit.actor import program
from titrant.server.courses.models import Course
from titrant.server.courses.selectors import planned
from titrant.server.guidance.ending import found_when_rules_end
from titrant.server.guidance.models import Found
from titrant.server.intake.selectors import wholes
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import knowledge_of, policy_in_force, today
from titrant.server.tasks.actions import open_task
from titrant.server.tasks.kinds import TaskKind
from titrant.server.web.clock import now

_OVER = 99  # as grave as what was cleared: less than anything that is open
_BY = "worker:guidance"
NOT_WORKED_OUT = "not-worked-out"


class Told(msgspec.Struct, frozen=True):
    """One finding as it was: its title, and how grave; less is graver."""

    title: str
    gravity: int


Findings = dict[str, Told]


def look(courses: Sequence[Course], clinic: Clinic, kind: TaskKind) -> int:
    """Work out the guidance of courses of one clinic again; return how many have something new.

    Each of those becomes a task of `kind` for their prescriber. A course that is looked at for
    the first time has nothing new: what is found then is what it was opened with. Nobody waits
    while it is worked out; only what is written is one transaction.
    """
    kb, day, policy = knowledge_of(clinic), today(clinic), policy_in_force(clinic)
    known = wholes([course.patient for course in courses], day, kb)
    by = policy.pk if policy else None
    rows = []
    for course in courses:
        guidance = _worked(course, known[course.patient_id], planned(kb, course))
        found = _findings(guidance) | _to_come(guidance, known[course.patient_id], kb)
        rows.append(_row(course, guidance, found, kb, by, day))
    return _written(rows, clinic, kind)


@transaction.atomic
def _written(rows: Sequence[Found], clinic: Clinic, kind: TaskKind) -> int:
    """Tell what is new, and write what was found; return in how many something is new."""
    before = Found.objects.in_bulk([row.course_id for row in rows])
    told = 0
    for row in rows:
        earlier = before.get(row.course_id)
        if earlier is not None:
            was, found = (
                msgspec.json.decode(one.findings, type=Findings) for one in (earlier, row)
            )
            told += _tell(row.course, clinic, was, found, kind)
    Found.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["course"],
        update_fields=["as_of", "knowledge", "policy", "findings", "holds", "at"],
    )
    return told


def hold(course: Course, clinic: Clinic) -> None:
    """Write that a course could not be worked out: it holds, and is not asked for by the rules."""
    policy = policy_in_force(clinic)
    said = {
        "as_of": today(clinic),
        "knowledge": knowledge_of(clinic).hash,
        "policy": policy.pk if policy else None,
        "holds": msgspec.json.encode([NOT_WORKED_OUT]).decode(),
        "at": now(),
    }
    Found.objects.update_or_create(
        course=course, defaults=said, create_defaults={**said, "findings": "{}"}
    )


def _tell(
    course: Course, clinic: Clinic, before: Findings, found: Findings, kind: TaskKind
) -> bool:
    """Open a task where something is found that was not, or more gravely; say whether."""
    new = [
        one.title
        for rule, one in found.items()
        if rule not in before or one.gravity < before[rule].gravity
    ]
    if new:
        open_task(
            kind,
            clinic=clinic.pk,
            by=program(_BY, clinic.pk),
            why=f"Found now, or graver: {'; '.join(new)}.",
            patient=course.patient_id,
            about=course.pk,
        )
    return bool(new)


def _worked(course: Course, known: Snapshot, kb: Knowledge) -> Guidance:
    treatment = treatment_of(kb.protocol(course.protocol), course.patient.clinic.jurisdiction)
    return next_dose(Case(snapshot=known, treatment=treatment), kb)


def _findings(guidance: Guidance) -> Findings:
    return {
        one.rule: Told(one.title, _OVER if one.cleared is not None else one.action.gravity)
        for one in guidance.basis.findings
    }


def _to_come(guidance: Guidance, known: Snapshot, kb: Knowledge) -> Findings:
    return {
        f"{one.rule} from {on}": Told(f"{one.title}, from {on} on", one.action.gravity)
        for on, one in found_when_rules_end(known, guidance.basis.treatment, kb)
    }


def _row(
    course: Course,
    guidance: Guidance,
    found: Findings,
    kb: Knowledge,
    policy: UUID | None,
    day: date,
) -> Found:
    return Found(
        course=course,
        as_of=day,
        knowledge=kb.hash,
        policy=policy,
        findings=msgspec.json.encode(found).decode(),
        holds=msgspec.json.encode([hold.id for hold in guidance.holds]).decode(),
        at=now(),
    )
