"""Pages of this part: which messages went out."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import note_read
from titrant.server.messages import selectors

ROWS = 50


@page(Right.READ_OUTBOX)
def outbox(request: HttpRequest) -> HttpResponse:
    """Show which messages wait, went out and failed; in a demonstration their texts too."""
    acting = acting_in(request)
    found = Paginator(selectors.outbox(acting.clinic), ROWS).get_page(request.GET.get("page"))
    note_read("outbox", by=acting.actor, also=len(found))
    return render(
        request,
        "messages/outbox.html",
        {
            "rows": found,
            "shown": [selectors.shown(message) for message in found],
            "counted": selectors.counted(acting.clinic),
        },
    )


outbox.reads = "outbox"  # type: ignore[attr-defined]
