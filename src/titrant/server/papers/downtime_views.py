"""Pages of the sheets for a day without power: which days have any, and the pack of one day."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import note_read
from titrant.server.orders.selectors import orders_on
from titrant.server.papers.downtime import downtime_pack
from titrant.server.papers.printing import paper_pdf
from titrant.server.papers.views import PDF
from titrant.server.sites.selectors import today
from titrant.server.sites.views import clinic_in
from titrant.server.web.files import file_given
from titrant.server.web.templatetags.clinic import day as day_words

DAYS = 14


@page(Right.PRINT_RECORD, reads="downtime days")
def days(request: HttpRequest) -> HttpResponse:
    """List the coming days with how many orders each has; today is the first."""
    clinic = clinic_in(request)
    first = today(clinic)
    coming = [first + timedelta(days=number) for number in range(DAYS)]
    listed = [(one, len(orders_on(clinic, one))) for one in coming]
    words = {"clinic": clinic, "days": [one for one in listed if one[1]], "tomorrow": coming[1]}
    note_read("downtime days", by=acting_in(request).actor, also=sum(many for _, many in listed))
    return render(request, "papers/downtime.html", words)


@page(Right.PRINT_RECORD, reads="downtime pack")
def pack(request: HttpRequest, day: str) -> HttpResponse:
    """Print a sheet for each person who is expected on a day."""
    clinic, acting = clinic_in(request), acting_in(request)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    papers = downtime_pack(clinic, on, acting)
    ids = [order.patient_id for order in orders_on(clinic, on)]
    note_read("downtime pack", by=acting.actor, also=ids)
    if not papers:
        messages.error(request, f"Nobody has an order for {day_words(on)}: there is no sheet.")
        return redirect("downtime")
    return file_given(paper_pdf(*papers), PDF, f"sheets-{on}.pdf", shown=True)
