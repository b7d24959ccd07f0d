"""The pages of the intake at the clinic: where it stands, a link sent home, asking at the desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.intake import asking, rules, saying, selectors
from titrant.server.intake.models import Intake
from titrant.server.intake.saying import IntakeOver
from titrant.server.intake.stepping import after, how_far, stepping
from titrant.server.patients import actions as patients
from titrant.server.patients.contact_form import SAFE, ChangeForm
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about

NEEDS = Right.WRITE_CONTACT  # who may register a person may take down what they say


@patient_page(NEEDS, "patient intake")
def intake(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Show which links went out, what came back, and how to begin."""
    acting = acting_in(request)
    shown = {
        "intakes": selectors.intakes(patient),
        "may_ask": rules.can_ask(acting, patient),
        "refused": rules.why_not_invited(acting, patient),
        "days": rules.LINK_LASTS.days,
        "safe": SAFE.get(patient.safe_contact, "not asked yet"),
        "may_confirm": acting.may(Right.CONFIRM),
        **about(request, patient),
    }
    return render(request, "intake/intake.html", shown)


@patient_page(NEEDS, "patient intake invite")
def invite(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """Send a link home."""
    if request.method == "POST":
        key = request.POST.get("key", "")
        asking.invite(patient=patient, by=acting_in(request), key=key)
        messages.success(request, "A message with a link waits to go out.")
    return redirect("patient_intake", patient=patient.pk)


@patient_page(NEEDS, "patient intake withdraw")
def withdraw(request: HttpRequest, patient: Patient, intake: UUID) -> HttpResponseBase:
    """Take a link back."""
    found = _found(patient, intake)
    if request.method == "POST":
        key = request.POST.get("key", "")
        asking.withdraw(intake=found, by=acting_in(request), key=key)
        messages.success(request, "The link was taken back.")
    return redirect("patient_intake", patient=patient.pk)


@patient_page(NEEDS, "patient intake desk")
def begin(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """Begin to ask at the desk, or go on."""
    if request.method != "POST":
        return redirect("patient_intake", patient=patient.pk)
    key = request.POST.get("key", "")
    ref = asking.begin_at_desk(patient=patient, by=acting_in(request), key=key)
    return redirect("patient_intake_desk", patient=patient.pk, intake=ref)


@patient_page(NEEDS, "patient intake desk")
def desk(request: HttpRequest, patient: Patient, intake: UUID) -> HttpResponse:
    """Show the steps at the desk."""
    found = _at_desk(request, patient, intake)
    shown = {"intake": found, "steps": how_far(found), **about(request, patient)}
    return render(request, "intake/desk.html", shown)


@patient_page(NEEDS, "patient intake desk step")
def step(request: HttpRequest, patient: Patient, intake: UUID, word: str) -> HttpResponse:
    """Take down one step; how to reach the person counts at once, since they stand there."""
    found = _at_desk(request, patient, intake)
    here = stepping(request, found, word)
    if here is None:
        raise Http404
    if request.method == "GET" and word == "reach":
        here.form.initial = {**ChangeForm.of(patient), **here.form.initial}
    if request.method == "POST" and here.form.is_valid():
        try:
            saying.save_step(intake=found, word=word, form=here.form, by=acting_in(request).actor)
        except IntakeOver:
            return redirect("patient_intake", patient=patient.pk)
        if word == "reach":
            _reach(request, patient, here.form.cleaned_data)
        at = {"patient": patient.pk, "intake": found.pk}
        return after(request, here, "patient_intake_step", "patient_intake_desk", **at)
    shown = {"intake": found, **here.words, **about(request, patient)}
    return render(request, "intake/desk_step.html", shown)


@patient_page(NEEDS, "patient intake desk send")
def send(request: HttpRequest, patient: Patient, intake: UUID) -> HttpResponseBase:
    """End the intake at the desk: a nurse confirms it."""
    found = _at_desk(request, patient, intake)
    if request.method != "POST":
        return redirect("patient_intake_desk", patient=patient.pk, intake=found.pk)
    try:
        asking.send(intake=found, by=acting_in(request).actor)
    except IntakeOver:
        return redirect("patient_intake", patient=patient.pk)
    messages.success(request, "Taken down. A nurse confirms it with the person.")
    return redirect("patient", patient=patient.pk)


def _reach(request: HttpRequest, patient: Patient, typed: dict[str, Any]) -> None:
    """Change how to reach a person to what they said at the desk; what they left out stays."""
    before = {name: getattr(patient, name) for name in PatientSaid.__struct_fields__}
    now_said = PatientSaid(**{**before, **{name: one for name, one in typed.items() if one}})
    if now_said != PatientSaid(**before):
        patients.change(patient=patient, said=now_said, by=acting_in(request))


def _found(patient: Patient, intake: UUID) -> Intake:
    found = selectors.intake_for(patient, intake)
    if found is None:
        raise Http404
    return found


def _at_desk(request: HttpRequest, patient: Patient, intake: UUID) -> Intake:
    rules.check_can_ask(acting_in(request), patient)
    found = _found(patient, intake)
    if found.place != "desk":
        raise Http404
    if found.over is not None:
        raise NotAllowed("This intake was sent. What was said stands in the record, unconfirmed.")
    return found
