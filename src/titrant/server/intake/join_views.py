"""The pages that show two records of one person as one, and part them again."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.appending import note_read
from titrant.server.intake import joining, rules, selectors
from titrant.server.patients import selectors as records
from titrant.server.patients.fields import words
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about

MOST = 20


class JoinForm(forms.Form):
    """Which other record, and how somebody knows."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    reason = words("How you know that it is one person", 480)


class PartForm(forms.Form):
    """How somebody knows that they are two people."""

    reason = words("How you know that they are two people", 480)


@patient_page(Right.READ_RECORD, "patient joined")
def joined(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """Show the links of a record to others, those undone too."""
    return _shown(request, patient, "", [])


@page(Right.JOIN_RECORDS)
def find(request: HttpRequest, patient: UUID) -> HttpResponseBase:
    """Look for another record of the same person; what was typed stands in no address."""
    acting = acting_in(request)
    here = _own(acting, patient)
    typed = request.POST.get("q", "").strip()
    found = records.patients(acting, typed).exclude(pk=here.pk)[:MOST] if typed else []
    also = [one.pk for one in found]
    note_read("patients to join", by=acting.actor, patient=here.pk, also=also)
    return _shown(request, here, typed, list(found))


def _shown(
    request: HttpRequest, patient: Patient, typed: str, found: list[Patient]
) -> HttpResponseBase:
    acting = acting_in(request)
    shown = {
        "links": selectors.links(patient),
        "people": selectors.one_person(patient)[1:],
        "may_join": acting.may(Right.JOIN_RECORDS),
        "typed": typed,
        "found": [(one, rules.can_join(acting, patient, one)) for one in found],
        **about(request, patient),
    }
    return render(request, "intake/joined.html", shown)


@page(Right.JOIN_RECORDS)
def join(request: HttpRequest, patient: UUID, other: UUID) -> HttpResponseBase:
    """Show both records side by side; join them for a reason. One entry: both were read."""
    acting = acting_in(request)
    here, there = _own(acting, patient), _own(acting, other)
    note_read("patient join", by=acting.actor, patient=here.pk, also=there.pk)
    form = JoinForm(request.POST or None, initial={"other": other})
    if request.method == "POST" and form.is_valid():
        try:
            joining.join(
                one=here,
                other=there,
                reason=form.cleaned_data["reason"],
                by=acting,
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            return redirect("patient_joined", patient=here.pk)
    shown = {
        "form": form,
        "other": there,
        "refused": rules.why_not_joined(acting, here, there),
        **about(request, here),
    }
    return render(request, "intake/join.html", shown)


def _own(acting: Acting, patient: UUID) -> Patient:
    """Return a patient of the clinic that somebody acts in."""
    found = records.patient_for(acting, patient)
    if found is None or found.clinic_id != acting.clinic:
        raise Http404
    return found


_readers: tuple[Any, ...] = (find, join)
for _view in _readers:
    _view.reads = "patient join"


@patient_page(Right.JOIN_RECORDS, "patient part")
def part(request: HttpRequest, patient: Patient, link: UUID) -> HttpResponseBase:
    """Part two records again, for a reason."""
    found = selectors.link_for(patient, link)
    if found is None:
        raise Http404
    form = PartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.part(
                link=found,
                reason=form.cleaned_data["reason"],
                by=acting_in(request),
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            return redirect("patient_joined", patient=patient.pk)
    other = found.other if found.one_id == patient.pk else found.one
    shown = {"form": form, "link": found, "other": other, **about(request, patient)}
    return render(request, "intake/part.html", shown)
