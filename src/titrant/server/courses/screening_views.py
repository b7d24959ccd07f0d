"""Pages before a course: protocols side by side, and the screening for one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from titrant.dosing.screening import screen
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.courses import selectors
from titrant.server.courses.answering import answer_all
from titrant.server.courses.asked import section
from titrant.server.courses.fitting import compared
from titrant.server.courses.numbers import numbers_of, others_of
from titrant.server.courses.screened import shown
from titrant.server.courses.sheet import Sheet
from titrant.server.courses.treated import treated
from titrant.server.courses.working import worked_out
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.selectors import weight_waits
from titrant.server.patients.views import about
from titrant.server.sites.selectors import knowledge_of, today


@patient_page(Right.READ_RECORD, "patient protocols")
def protocols(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Show how the record goes with each protocol."""
    kb, as_of = knowledge_of(patient.clinic), today(patient.clinic)
    found = compared(whole(patient, as_of, kb), kb, patient.clinic.jurisdiction)
    words = {
        "found": found,
        "course": selectors.open_course(patient),
        "may_lead": acting_in(request).may(Right.LEAD_COURSE),
        **_basis(request, patient),
    }
    return render(request, "courses/protocols.html", words)


@patient_page(Right.READ_RECORD, "patient screening")
def screening(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Show what the record says for and against one protocol's treatment."""
    kb, as_of = knowledge_of(patient.clinic), today(patient.clinic)
    found, treatment = treated(patient, protocol, kb)
    screened = screen(whole(patient, as_of, kb), treatment, kb)
    words = {
        "protocol": found,
        "treatment": treatment,
        "page": shown(
            screened, patient, kb, acting_in(request), selectors.clearances(patient, protocol)
        ),
        "weight_waits": weight_waits(patient),
        **_basis(request, patient),
    }
    return render(request, "courses/screening.html", words)


@patient_page(Right.READ_RECORD, "patient protocol numbers")
def numbers(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Show every number of a protocol, as the open course keeps it, with who says so."""
    treated(patient, protocol, knowledge_of(patient.clinic))
    going, worked = selectors.open_course(patient), worked_out(patient, protocol)
    words = {
        "protocol": worked.kb.protocol(protocol),
        "course": going is not None and going.protocol == protocol,
        "numbers": numbers_of(protocol, worked.kb, today(patient.clinic)),
        "others": others_of(worked.guidance, worked.kb),
        **_basis(request, patient),
    }
    return render(request, "courses/numbers.html", words)


@patient_page(section.writes, "patient screening sheet")
def sheet(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Ask every open question of one screening at once, and write what was answered."""
    acting = acting_in(request)
    kb, as_of = knowledge_of(patient.clinic), today(patient.clinic)
    found, treatment = treated(patient, protocol, kb)
    screened = screen(whole(patient, as_of, kb), treatment, kb)
    page = shown(screened, patient, kb, acting, ())
    asked = Sheet(page, patient, acting, request.POST if request.method == "POST" else None)
    key = request.POST.get("key", "")
    if request.method == "POST" and asked.settled(key):
        said = asked.statements()
        answer_all(patient=patient, said=said, by=acting, effective=asked.head.effective, key=key)
        messages.success(request, f"{len(said)} answer{'' if len(said) == 1 else 's'} written.")
        return redirect("patient_screening", patient=patient.pk, protocol=protocol)
    words = {"protocol": found, "treatment": treatment, "sheet": asked, **_basis(request, patient)}
    return render(request, "courses/sheet.html", words)


def _basis(request: HttpRequest, patient: Patient) -> dict[str, Any]:
    """Return what both pages say of themselves: the day, and whose signatures count."""
    kb = knowledge_of(patient.clinic)
    return {
        "as_of": today(patient.clinic),
        "site": kb.site_title,
        **about(request, patient),
    }
