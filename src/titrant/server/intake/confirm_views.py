"""The page on which a clinician confirms what a person said, each thing by itself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.intake import confirming, rules, selectors, to_confirm
from titrant.server.intake.models import Answer
from titrant.server.intake.saying import typed_at
from titrant.server.patients import actions as patients
from titrant.server.patients import selectors as records
from titrant.server.patients.contact_form import differences
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.section import Section, sections
from titrant.server.patients.views import about


@patient_page(Right.CONFIRM, "patient intake confirm")
def confirm(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Show everything that is reported, with what can be pressed for each."""
    acting = acting_in(request)
    rules.check_can_confirm(acting, patient)
    shown: dict[str, Any] = {
        "reported": to_confirm.reported(patient, acting),
        "confirmed": to_confirm.confirmed(patient, acting),
        "unanswered": to_confirm.unanswered(patient),
        "besides": to_confirm.besides(patient),
        "reach": _reach(patient),
        **about(request, patient),
    }
    known = shown["known"]
    shown["elsewhere"] = [(one, len(known[one.word])) for one in sections() if one.word in known]
    return render(request, "intake/confirm.html", shown)


@patient_page(Right.CONFIRM, "patient intake confirm one")
def confirm_one(request: HttpRequest, patient: Patient, word: str, row: UUID) -> HttpResponseBase:
    """Confirm one thing as it was said, or write what is so instead."""
    section = _section(word)
    found = records.row_of(section, patient, row)
    if found is None:
        raise Http404
    if request.method == "POST":
        acting, key = acting_in(request), request.POST.get("key", "")
        pressed = request.POST.get("stands", "")
        if isinstance(found, Answer) and pressed:
            confirming.answered(row=found, answer=pressed, by=acting, key=key)
        elif pressed == "as said":
            confirming.as_said(section=section, row=found, by=acting, key=key)
        elif pressed == "not so":
            confirming.not_so(section=section, row=found, by=acting, key=key)
        else:
            messages.error(request, "Nothing was pressed, and nothing written.")
    return redirect("patient_intake_confirm", patient=patient.pk)


@patient_page(Right.WRITE_CONTACT, "patient intake reach")
def take_over(request: HttpRequest, patient: Patient, intake: UUID) -> HttpResponseBase:
    """Change how to reach a person to what they wrote, after somebody looked at it."""
    found = selectors.intake_for(patient, intake)
    if found is None:
        raise Http404
    said = _said(patient, dict(typed_at(found).get("reach", {})))
    if request.method == "POST" and differences(_now(patient), said):
        key = request.POST.get("key", "")
        patients.change(patient=patient, said=said, by=acting_in(request), key=key)
        messages.success(request, "How to reach them was changed to what they wrote.")
    return redirect("patient_contact_history", patient=patient.pk)


def _reach(patient: Patient) -> list[dict[str, object]]:
    """Return what each intake said of how to reach the person, where it differs."""
    found = []
    for intake in selectors.intakes(patient):
        typed = dict(typed_at(intake).get("reach", {}))
        changed = differences(_now(patient), _said(patient, typed))
        if changed:
            found.append({"intake": intake, "changed": changed})
    return found


def _now(patient: Patient) -> PatientSaid:
    return PatientSaid(**{name: getattr(patient, name) for name in PatientSaid.__struct_fields__})


def _said(patient: Patient, typed: dict[str, str]) -> PatientSaid:
    known = {name: getattr(patient, name) for name in PatientSaid.__struct_fields__}
    return PatientSaid(**{**known, **{k: v for k, v in typed.items() if k in known}})


def _section(word: str) -> Section:
    found = next((one for one in sections() if one.word == word and one.clinical), None)
    if found is None:
        raise Http404
    return found
