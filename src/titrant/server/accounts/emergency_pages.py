"""Opening a record in an emergency, and reviewing who did."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from titrant.server.accounts import actions, emergency, rules, selectors
from titrant.server.accounts.emergency import Record
from titrant.server.accounts.forms import EmergencyForm, FindForm, ReviewForm
from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.appending import note_read


@page(Right.BREAK_GLASS, reads="emergency search")
def find_record(request: HttpRequest) -> HttpResponse:
    """Open the record of one person, by their whole name and date of birth, for a reason."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        found = emergency.records_of(typed["name"], typed["born"])
        words = f"{typed['name']}, {typed['born']:%Y-%m-%d}"
        try:
            actions.note_search(
                words=words, reason=typed["reason"], found=len(found), by=acting_in(request)
            )
            if len(found) == 1:
                return _open(request, found[0], typed["reason"])
        except NotAllowed as error:
            form.add_error("reason", str(error))
        else:
            form.add_error(None, _nobody(len(found)))
    return render(request, "accounts/emergency.html", {"form": form})


def _nobody(count: int) -> str:
    if count:
        return "Several people have this name and date of birth. Call the clinic that treats them."
    return (
        "Nobody of this whole name and date of birth is known here. "
        "Look at the spelling, and at the order of day and month."
    )


@page(Right.BREAK_GLASS)
def open_record(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Open one record whose address somebody has, for a reason."""
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record = emergency.record_of(patient)
        if record is None:
            raise Http404
        try:
            return _open(request, record, form.cleaned_data["reason"])
        except NotAllowed as error:
            form.add_error("reason", str(error))
    return render(request, "accounts/emergency.html", {"form": form, "by_address": True})


def _open(request: HttpRequest, record: Record, reason: str) -> HttpResponse:
    acting = acting_in(request)
    if record.clinic != acting.clinic:
        key = request.POST.get("key", "")
        actions.break_glass(record=record, reason=reason, by=acting, key=key)
    return redirect(record.address)  # a record of one's own clinic is open without it


@page(Right.REVIEW_BREAK_GLASS, reads="emergency accesses")
def accesses(request: HttpRequest) -> HttpResponse:
    """List the records that were opened in an emergency, those nobody reviewed first."""
    acting = acting_in(request)
    rows = list(selectors.emergency_accesses(acting.clinic or 0))
    note_read("emergency accesses", by=acting.actor, also=[row.pk for row in rows])
    return render(
        request,
        "accounts/accesses.html",
        {"rows": [(row, rules.can_review(acting, row)) for row in rows]},
    )


@page(Right.REVIEW_BREAK_GLASS, reads="emergency access")
def access(request: HttpRequest, access: UUID) -> HttpResponse:
    """Show one emergency access, and take what its reviewer found."""
    acting = acting_in(request)
    found = selectors.access_of(acting.clinic, access)
    if found is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = request.POST.get("key", "")
        actions.review(access=found, finding=form.cleaned_data["finding"], by=acting, key=key)
        return redirect("accesses")
    note_read("emergency access", by=acting.actor, patient=found.patient)
    record = emergency.record_of(found.patient)
    return render(
        request,
        "accounts/access.html",
        {
            "access": found,
            "form": form,
            "can_review": rules.can_review(acting, found),
            "address": record.address if record and acting.may(Right.READ_CONTACT) else "",
        },
    )
