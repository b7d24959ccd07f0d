"""The picture above the rows of a section: what the page shows of it, and the picture itself."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from titrant.server.patients import selectors
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.section import Section
from titrant.server.pictures import drawing, grounds
from titrant.server.pictures.actions import ask
from titrant.server.pictures.models import Picture
from titrant.server.pictures.selectors import picture_of
from titrant.server.web.clock import now
from titrant.server.web.context import mode_of

PHONE = "(max-width: 640px)"
DARK = "(prefers-color-scheme: dark)"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def picture_shown(
    section: Section, patient: Patient, request: HttpRequest
) -> dict[str, Any] | None:
    """Return what a page shows of the picture of a section, and ask for it where it is new.

    None where the section has none, where the rows make none, and where nothing can draw.
    """
    if section.picture is None or not drawing.installed():
        return None
    there = now().astimezone(ZoneInfo(patient.clinic.zone))
    wanted = section.picture(selectors.counting(section, patient), there)
    if wanted is None:
        return None
    wide, narrow = ask(
        (wanted.wide, wanted.narrow),
        what=_what(section),
        patient=patient.pk,
        clinic=patient.clinic_id,
    )
    if wide.given_up or narrow.given_up:
        return None
    mode = mode_of(request)
    return {
        "sources": [
            *([] if mode else [_source(section, narrow, "dark", f"{PHONE} and {DARK}")]),
            _source(section, narrow, mode or "light", PHONE),
            *([] if mode else [_source(section, wide, "dark", DARK)]),
        ],
        "image": _source(section, wide, mode or "light"),
        "waits": wide.waits or narrow.waits,
        "says": wanted.says,
        "caption": wanted.caption,
    }


def _what(section: Section) -> str:
    return f"patient {section.word} picture"


def _source(section: Section, picture: Picture, ground: str, media: str = "") -> dict[str, Any]:
    address = reverse(section.picture_page, args=[picture.patient, picture.pk])
    size = {"width": picture.width, "height": picture.height}
    return {"address": f"{address}?on={ground}", "media": media, **size}


def picture_view(section: Section) -> Any:
    """Return the view that gives a picture of a section's rows to whom the rows are open."""

    @patient_page(section.reads, _what(section))
    def picture(request: HttpRequest, patient: Patient, picture: UUID) -> HttpResponse:
        """Give a picture in the colours of the page it stands on; a word where it is not drawn."""
        found = picture_of(patient.pk, _what(section), picture)
        if found is None:
            raise Http404
        asked = request.GET.get("on", "")
        ground = asked if asked in grounds.GROUNDS else grounds.GROUNDS[0]
        svg = grounds.waiting(found.width, found.height) if found.waits else found.svg
        response = HttpResponse(grounds.on(ground, svg), content_type="image/svg+xml")
        response["Content-Security-Policy"] = POLICY
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return picture
