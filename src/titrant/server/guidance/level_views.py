"""The page of what published models say of one option: one step away from the options."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from titrant.dosing.bands import CAUTION
from titrant.server.accounts.roles import Right
from titrant.server.courses.selectors import knowledge_for
from titrant.server.courses.treated import treated
from titrant.server.guidance.levels import WHAT, ask, wanted
from titrant.server.guidance.levels_shown import levels_shown
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about
from titrant.server.sites.selectors import knowledge_of, today


@patient_page(Right.READ_RECORD, WHAT)
def levels(request: HttpRequest, patient: Patient, protocol: str, option: str) -> HttpResponse:
    """Show the levels of one option as a band over models, once the worker has them."""
    as_of = today(patient.clinic)
    found, treatment = treated(patient, protocol, knowledge_of(patient.clinic))
    kb = knowledge_for(patient, protocol)
    want = wanted(patient, protocol, option, as_of, kb)
    if want is None:
        raise Http404
    words = {
        "protocol": found,
        "treatment": treatment,
        "option": want.option,
        "as_of": as_of,
        "caution": CAUTION,
        "levels": levels_shown(ask(want)),
        "versions": kb.versions,
        **about(request, patient),
    }
    return render(request, "guidance/levels.html", words)
