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
from titrant.server.guidance.models import Found
from titrant.server.intake.selectors import wholes
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import knowledge_of, policy_in_force, today
from titrant.server.tasks.actions import open_task
from titrant.server.tasks.kinds import TaskKind
from titrant.server.web.clock import now

_OVER = 99  # as grave as what was cleared: less than anything that is open
_BY = "worker:guidance"


class Told(msgspec.Struct, frozen=True):
    """One finding as it was: its title, and how grave; less is graver."""

    title: str
    gravity: int


Findings = dict[str, Told]


@transaction.atomic
def look(courses: Sequence[Course], clinic: Clinic, kind: TaskKind) -> int:
    """Work out the guidance of courses of one clinic again; return how many have something new.

    Each of those becomes a task of `kind` for their prescriber. A course that is looked at for
    the first time has nothing new: what is found then is what it was opened with.
    """
    kb, day, policy = knowledge_of(clinic), today(clinic), policy_in_force(clinic)
    known = wholes([course.patient for course in courses], day, kb)
    before = Found.objects.in_bulk([course.pk for course in courses])
    rows, told = [], 0
    for course in courses:
        guidance = _worked(course, known[course.patient_id], planned(kb, course))
        found = _findings(guidance)
        earlier = before.get(course.pk)
        if earlier is not None:
            was = msgspec.json.decode(earlier.findings, type=Findings)
            told += _tell(course, clinic, was, found, kind)
        rows.append(_row(course, guidance, found, kb, policy.pk if policy else None, day))
    Found.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["course"],
        update_fields=["as_of", "knowledge", "policy", "findings", "holds", "at"],
    )
    return told


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
