"""The page of a course: what happened, and what may be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from titrant.dosing.guidance import Case, next_dose
from titrant.server.accounts.roles import Right
from titrant.server.courses.treated import treated
from titrant.server.guidance.shown import page_of
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.picture_views import picture_shown
from titrant.server.patients.section import section_of
from titrant.server.patients.selectors import weight_waits
from titrant.server.patients.views import about
from titrant.server.sites.selectors import knowledge_of, today

SESSIONS = "exposures.session"


@patient_page(Right.READ_RECORD, "patient course")
def course(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Show a course and the options for its next session, side by side."""
    kb, as_of = knowledge_of(patient.clinic), today(patient.clinic)
    found, treatment = treated(patient, protocol, kb)
    case = Case(snapshot=whole(patient, as_of, kb), treatment=treatment)
    words = {
        "protocol": found,
        "treatment": treatment,
        "as_of": as_of,
        "weight_waits": weight_waits(patient),
        "page": page_of(next_dose(case, kb), kb),
        "picture": picture_shown(section_of(SESSIONS), patient, request),
        **about(request, patient),
    }
    return render(request, "guidance/course.html", words)
