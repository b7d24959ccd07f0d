"""Pages that clear a finding, and withdraw a clearance."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from titrant.knowledge import Action
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.courses import actions, rules, selectors
from titrant.server.courses.forms import ClearForm, WhyForm
from titrant.server.courses.screened import shown_finding
from titrant.server.courses.treated import treated
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about
from titrant.server.sites.selectors import knowledge_of
from titrant.server.web.errors import explained


@patient_page(Right.CLEAR_FINDING, "patient finding clear")
def clear(
    request: HttpRequest, patient: Patient, protocol: str, rule: str, mark: str
) -> HttpResponse:
    """Clear one finding, or override a deferral, with the reason."""
    kb = knowledge_of(patient.clinic)
    found, _ = treated(patient, protocol, kb)
    acting, key = acting_in(request), request.POST.get("key", "")
    if actions.cleared_before(by=acting, key=key):
        return redirect("patient_screening", patient=patient.pk, protocol=protocol)
    try:
        finding = actions.finding_of(patient, found, rule, mark)
    except NotAllowed as error:
        return explained(request, "Look at the finding again", str(error), status=409)
    rules.check_can_clear(acting, patient, finding)
    overrides = finding.action is Action.DEFER
    form = ClearForm(request.POST or None, clearance=not overrides)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.clear(
                patient=patient, protocol=found, rule=rule, mark=mark, by=acting, key=key, **typed
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Overridden." if overrides else "Cleared.")
            return redirect("patient_screening", patient=patient.pk, protocol=protocol)
    words = {
        "protocol": found,
        "finding": shown_finding(finding, kb),
        "overrides": overrides,
        "form": form,
        "back": reverse("patient_screening", args=[patient.pk, protocol]),
        **about(request, patient),
    }
    return render(request, "courses/clear.html", words)


@patient_page(Right.CLEAR_FINDING, "patient clearance withdraw")
def withdraw(request: HttpRequest, patient: Patient, clearance: UUID) -> HttpResponse:
    """Withdraw a clearance: the finding stands again."""
    row = selectors.clearance_for(patient, clearance)
    if row is None:
        raise Http404
    form = WhyForm(request.POST or None)
    back = reverse("patient_screening", args=[patient.pk, row.protocol])
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(
                clearance=row,
                why=form.cleaned_data["why"],
                by=acting_in(request),
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Withdrawn: the finding stands again.")
            return redirect(back)
    words = {
        "title": f"Withdraw: {row.title}",
        "says": f"It was cleared with these words: {row.why}",
        "does": "Withdraw the clearance",
        "form": form,
        "back": back,
        **about(request, patient),
    }
    return render(request, "courses/decide.html", words)
