"""Pages about a clinic: what it is called, where it is, its chairs."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.sites import actions, entries, selectors
from titrant.server.sites.forms import ChairForm, ClinicForm
from titrant.server.sites.models import Clinic


def clinic_in(request: HttpRequest) -> Clinic:
    """Return the clinic that somebody acts in; raises a sentence where they belong to none."""
    clinic = acting_in(request).clinic
    if clinic is None:
        raise NotAllowed("You belong to no clinic yet. Ask an administrator for a role.")
    return selectors.clinic_of(clinic)


@page(Right.MANAGE_SITE)
def clinic(request: HttpRequest) -> HttpResponse:
    """Show and change the clinic."""
    clinic = clinic_in(request)
    shown = {
        "name": clinic.name,
        "phone": clinic.phone,
        "zone": clinic.zone,
        "units": clinic.units,
        "jurisdiction": clinic.jurisdiction,
    }
    form = ClinicForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        said = entries.ClinicSaid(clinic=clinic.pk, **form.cleaned_data)
        actions.change_clinic(said=said, by=acting_in(request), key=request.POST.get("key", ""))
        messages.success(request, "Saved.")
        return redirect("clinic")
    words = {
        "clinic": clinic,
        "form": form,
        "chairs": selectors.chairs(clinic),
        "chair_form": ChairForm(auto_id="chair_%s"),
    }
    return render(request, "sites/clinic.html", words)


@page(Right.MANAGE_SITE)
@require_POST
def add_chair(request: HttpRequest) -> HttpResponse:
    """Add a chair."""
    form = ChairForm(request.POST)
    if form.is_valid():
        actions.add_chair(
            clinic=clinic_in(request),
            name=form.cleaned_data["name"],
            by=acting_in(request),
            key=request.POST.get("key", ""),
        )
    else:
        messages.error(request, "A chair needs a name of at most 40 characters.")
    return redirect("clinic")


@page(Right.MANAGE_SITE)
@require_POST
def switch_chair(request: HttpRequest, chair: UUID) -> HttpResponse:
    """Close a chair, or open it again."""
    found = selectors.chair_of(clinic_in(request), chair)
    if found is None:
        raise Http404
    actions.switch_chair(
        chair=found,
        to_open=not found.open,
        by=acting_in(request),
        key=request.POST.get("key", ""),
    )
    return redirect("clinic")
