"""Pages of this part: the log of who did and read what."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import note_read
from titrant.server.oversight import selectors
from titrant.server.oversight.forms import Narrowed
from titrant.server.sites.selectors import clinic_of

ROWS = 100


@page(Right.READ_AUDIT)
def log(request: HttpRequest) -> HttpResponse:
    """Show who did and read what in the clinic; looking is an entry as well."""
    acting = acting_in(request)
    clinic = clinic_of(acting.clinic or 0)
    form = Narrowed(request.GET, clinic.pk)
    given: dict[str, Any] | None = form.cleaned_data if form.is_valid() else None
    entries: Any = () if given is None else selectors.log(clinic.pk, zone=clinic.zone, **given)
    rows = Paginator(entries, ROWS).get_page(request.GET.get("page"))
    shown = [selectors.line(entry) for entry in rows]
    note_read(
        "log", by=acting.actor, patient=None if given is None else given["patient"], also=len(shown)
    )
    again = request.GET.copy()
    again.pop("page", None)
    return render(
        request,
        "oversight/log.html",
        {
            "form": form,
            "rows": rows,
            "shown": shown,
            "zone": clinic.zone,
            "again": again.urlencode(),
        },
        status=400 if given is None else 200,
    )


log.reads = "log"  # type: ignore[attr-defined]
