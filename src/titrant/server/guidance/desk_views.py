"""Pages about every course of a clinic: the list, how far a re-run is, what was chosen."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import note_read
from titrant.server.guidance import overview, selectors
from titrant.server.sites.views import clinic_in
from titrant.server.web.clock import now

PERIODS = ((30, "30 days"), (90, "90 days"), (365, "a year"))
FIRST_PERIOD = 90


@page(Right.LEAD_COURSE)
def courses(request: HttpRequest) -> HttpResponse:
    """List every open course, with what was found when it was last looked at."""
    clinic = clinic_in(request)
    listed, rows = overview.open_courses(clinic, request.GET.get("page"))
    note_read("courses", by=acting_in(request).actor, also=len(rows))
    words = {
        "clinic": clinic,
        "listed": listed,
        "rows": rows,
        "reruns": selectors.reruns(clinic, 1),
    }
    return render(request, "guidance/courses.html", words)


courses.reads = "courses"  # type: ignore[attr-defined]


@page(Right.LEAD_COURSE)
def progress(request: HttpRequest) -> HttpResponse:
    """Say how far the newest re-run is; the page of courses asks again while it goes on."""
    clinic = clinic_in(request)
    return render(request, "guidance/progress.html", {"reruns": selectors.reruns(clinic, 1)})


@page(Right.READ_CHOICES)
def choices(request: HttpRequest) -> HttpResponse:
    """Show what was chosen and why, and which findings were cleared or overridden."""
    clinic = clinic_in(request)
    known = {str(days): days for days, _ in PERIODS}
    days = known.get(request.GET.get("days", ""), FIRST_PERIOD)
    since = now() - timedelta(days=days)
    words = {
        "clinic": clinic,
        "days": days,
        "periods": [
            {"word": word, "address": f"?days={one}", "here": one == days} for one, word in PERIODS
        ],
        "chosen": overview.chosen(clinic, since),
        "overrides": overview.overrides(clinic, since),
        "ordered": overview.ordered(clinic, since),
    }
    return render(request, "guidance/choices.html", words)
