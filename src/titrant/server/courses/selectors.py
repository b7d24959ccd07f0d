"""Questions about courses and clearances, over every record of a person."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from titrant.knowledge import Knowledge, with_plan
from titrant.server.courses.models import Cleared, Course
from titrant.server.intake.selectors import one_person
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of


def courses(patient: Patient) -> list[Course]:
    """Return every course of a record, the newest first."""
    rows = Course.objects.filter(patient=patient).select_related("by", "ended_by")
    return list(rows.prefetch_related("reviews").order_by("-number"))


def open_course(patient: Patient) -> Course | None:
    """Return the course of this record that goes on, or None."""
    return Course.objects.filter(patient=patient, ended=None).select_related("by").first()


def open_courses(patient: Patient) -> list[Course]:
    """Return the courses of a person that go on, in this record and in those joined with it."""
    rows = Course.objects.filter(patient__in=one_person(patient), ended=None)
    return list(rows.select_related("by", "patient__clinic").order_by("opened", "id"))


def every_open_course() -> list[Course]:
    """Return every course that goes on, of every clinic, in one order."""
    rows = Course.objects.filter(ended=None).select_related("patient__clinic")
    return list(rows.order_by("patient__clinic_id", "id"))


def course_for(patient: Patient, course: UUID) -> Course | None:
    """Return one course of a record."""
    rows = Course.objects.filter(pk=course, patient=patient)
    return rows.select_related("patient__clinic", "by").first()


def newest_of(patient: Patient, protocol: str) -> Course | None:
    """Return the newest course of one protocol in a record, or None."""
    rows = Course.objects.filter(patient=patient, protocol=protocol)
    return rows.select_related("by", "ended_by").order_by("-number").first()


def knowledge_for(patient: Patient, protocol: str, kb: Knowledge | None = None) -> Knowledge:
    """Return what is known, with the doses and schedule that the open course keeps of its version.

    Screening, limits and everything else are the newest. Without a course of this protocol that is
    open, it is the clinic's knowledge as it is.
    """
    known = kb or knowledge_of(patient.clinic)
    course = open_course(patient)
    if course is None or course.protocol != protocol:
        return known
    return known.once(
        "plans", course.plan, lambda plan: with_plan(known, msgspec.json.decode(plan))
    )


def clearances(patient: Patient, protocol: str = "") -> list[Cleared]:
    """Return what was cleared in a record, the newest first, the withdrawn too."""
    rows = Cleared.objects.filter(patient=patient).select_related("by", "withdrawn_by")
    return list(rows.filter(protocol=protocol) if protocol else rows)


def clearance_for(patient: Patient, clearance: UUID) -> Cleared | None:
    """Return one clearance of a record."""
    return Cleared.objects.filter(pk=clearance, patient=patient).select_related("by").first()


def followed(people: Sequence[Patient]) -> dict[UUID, Course]:
    """Return the open course of each of some people who have one, in one question."""
    rows = Course.objects.filter(patient__in=people, ended=None)
    return {row.patient_id: row for row in rows}
