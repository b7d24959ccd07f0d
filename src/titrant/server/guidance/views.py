"""The page of a course: what happened, and what may be done next."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from titrant.dosing.guidance import Option
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.courses import selectors
from titrant.server.courses.models import Course
from titrant.server.courses.treated import treated
from titrant.server.courses.working import worked_out
from titrant.server.guidance.levels import in_address
from titrant.server.guidance.rules import can_choose
from titrant.server.guidance.selectors import choices_of
from titrant.server.guidance.shown import page_of
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.picture_views import picture_shown
from titrant.server.patients.section import section_of
from titrant.server.patients.selectors import weight_waits
from titrant.server.patients.views import about
from titrant.server.sites.selectors import knowledge_of

SESSIONS = "exposures.session"


@patient_page(Right.READ_RECORD, "patient course")
def course(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Show a course and the options for its next session, side by side."""
    found, treatment = treated(patient, protocol, knowledge_of(patient.clinic))
    acting = acting_in(request)
    going = selectors.open_course(patient)
    own = going if going is not None and going.protocol == protocol else None
    worked = worked_out(patient, protocol)
    words = {
        "protocol": worked.kb.protocol(protocol),
        "treatment": treatment,
        "course": own,
        "moves_to": found.version if own is not None and own.version != found.version else "",
        "may_lead": acting.may(Right.LEAD_COURSE),
        "as_of": worked.case.snapshot.as_of,
        "weight_waits": weight_waits(patient),
        "page": page_of(worked.guidance, worked.kb, to_choose(acting, patient, own)),
        "choices": choices_of(patient, protocol),
        "picture": picture_shown(section_of(SESSIONS), patient, request),
        **about(request, patient),
    }
    return render(request, "guidance/course.html", words)


def to_choose(acting: Acting, patient: Patient, course: Course | None) -> Callable[[Option], str]:
    """Return what leads from an option to where it is chosen; empty for who may not."""

    def address(option: Option) -> str:
        if course is None or not can_choose(acting, patient, course, option):
            return ""
        return reverse("option_choose", args=[patient.pk, course.protocol, in_address(option.kind)])

    return address
