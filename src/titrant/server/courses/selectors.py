"""Questions about courses and clearances, over every record of a person."""

from uuid import UUID

import msgspec
from django.db.models import QuerySet

from titrant.knowledge import Knowledge, with_plan
from titrant.server.courses.models import Cleared, Course
from titrant.server.intake.selectors import is_joined, one_person
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
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


def going_on(clinic: Clinic) -> QuerySet[Course]:
    """Return every course of a clinic that goes on, in one order."""
    rows = Course.objects.filter(ended=None, patient__clinic=clinic)
    return rows.select_related("patient__clinic").order_by("id")


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
    return known if course is None or course.protocol != protocol else planned(known, course)


def planned(kb: Knowledge, course: Course) -> Knowledge:
    """Return knowledge with the doses and the schedule that a course keeps of its version."""
    return kb.once("plans", course.plan, lambda kept: with_plan(kb, msgspec.json.decode(kept)))


def clearances(patient: Patient, protocol: str = "") -> list[Cleared]:
    """Return what was cleared in a record, the newest first, the withdrawn too."""
    rows = Cleared.objects.filter(patient=patient).select_related("by", "withdrawn_by")
    return list(rows.filter(protocol=protocol) if protocol else rows)


def clearance_for(patient: Patient, clearance: UUID) -> Cleared | None:
    """Return one clearance of a record."""
    return Cleared.objects.filter(pk=clearance, patient=patient).select_related("by").first()


def followed(patient: UUID) -> bool:
    """Return whether a course of this person may be open: here, or in a record that is joined."""
    if Course.objects.filter(patient=patient, ended=None).exists():
        return True
    return is_joined(patient)
