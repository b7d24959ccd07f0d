"""The second reading of a scale, a printed consent, a file, the whole record to take along."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from titrant import __version__
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import AlreadyCorrected
from titrant.server.audit.models import Entry
from titrant.server.patients import actions, rules, selectors
from titrant.server.patients.models import Consent, Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.section import section_of
from titrant.server.patients.sections.papers import ANSWERS, CONSENTS, HOW
from titrant.server.patients.sections.weights import ReadingForm, shown
from titrant.server.patients.showing import HIDDEN, who
from titrant.server.patients.views import about
from titrant.server.web.clock import now
from titrant.server.web.errors import explained
from titrant.server.web.files import file_given
from titrant.server.web.templatetags.clinic import day, moment
from titrant.server.web.typesetting import pdf

_TEMPLATE = Path(__file__).with_name("consent.typ")


@patient_page(Right.WRITE_RECORD, "patient weights second")
def second(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponse:
    """Take the second person's reading of a scale; nothing on the page tells the first one."""
    weight = _found("patients.weight", patient, row)
    key = request.POST.get("key", "")
    acting = acting_in(request)
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.read_scale(
                row=weight,
                kg=form.weight.in_unit("kg"),
                shown=shown(form.weight),
                by=acting,
                key=key,
            )
        except AlreadyCorrected:
            return explained(
                request,
                "This weight was corrected meanwhile",
                f"Your reading, {shown(form.weight)}, was not written. Go back to the weights, "
                "and read the scale for the newer row.",
                status=409,
            )
        return redirect("patient_weights", patient=patient.pk)
    rules.check_can_read_scale(acting, weight)
    words = {"form": form, **about(request, patient)}
    return render(request, "patients/second.html", words)


@patient_page(Right.PRINT_RECORD, "patient consent print")
def consent_print(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponse:
    """Print a consent as it was captured: the same consent gives the same bytes."""
    consent = _found("patients.consent", patient, row)
    return file_given(
        consent_pdf(patient, consent), "application/pdf", f"consent-{row.hex[:8]}.pdf"
    )


def _found(kind: str, patient: Patient, row: UUID) -> Any:
    """Return a row of one's own of a kind, or raise the page that it is not there."""
    found = selectors.row_of(section_of(kind), patient, row)
    if found is None:
        raise Http404
    return found


def consent_pdf(patient: Patient, consent: Consent) -> bytes:
    """Return a captured consent as the bytes of a PDF."""
    said = {
        "clinic": patient.clinic.name,
        "name": patient.name,
        "born": day(patient.born),
        "what": CONSENTS[consent.what],
        "version": consent.version,
        "language": consent.language,
        "answer": ANSWERS[consent.answer],
        "how": HOW[consent.how],
        "witness": consent.witness,
        "when": moment(consent.effective, patient.clinic.zone),
        "zone": patient.clinic.zone,
        "by": who(consent),
        "standing": "" if consent.counts else "Corrected, or entered in error: this counts no more",
        "entry": str(consent.pk),
    }
    return pdf(_TEMPLATE, said)


@patient_page(Right.READ_RECORD, "patient document")
def document(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponse:
    """Give a file that was kept, under a name that says nothing."""
    found = _found("patients.document", patient, row)
    kept = selectors.file_of(found)
    ending = found.media_type.partition("/")[2].replace("jpeg", "jpg")
    return file_given(kept, found.media_type, f"document-{row.hex[:8]}.{ending}")


@patient_page(Right.PRINT_RECORD, "patient export")
def export(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Give everything that was written about a person, and the files, as one JSON file.

    What somebody is to read a second time, unseen, is kept back from them here as well.
    """
    entries = selectors.entries_of(patient)
    unseen = selectors.hidden_from(acting_in(request), patient)
    kept = {entry.attachment.pk: entry.attachment for entry in entries if entry.attachment}
    whole = {
        "program": f"titrant {__version__}",
        "made": now().isoformat(),
        "patient": str(patient.pk),
        "clinic": patient.clinic.name,
        "entries": [_plain(entry, kept_back=entry.ref in unseen) for entry in entries],
        "files": [
            {
                "digest": file.digest,
                "media_type": file.media_type,
                "content": b64encode(bytes(file.content)).decode(),
            }
            for file in kept.values()
        ],
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    return file_given(text.encode(), "application/json", f"record-{patient.pk.hex[:8]}.json")


def _plain(entry: Entry, *, kept_back: bool) -> dict[str, Any]:
    return {
        "ref": str(entry.ref),
        "chain": entry.chain,
        "number": entry.number,
        "kind": entry.kind,
        "corrects": None if entry.corrects is None else str(entry.corrects),
        "by": entry.by.name if entry.by is not None else entry.agent,
        "role": entry.role,
        "effective": entry.effective.isoformat(),
        "recorded": entry.recorded.isoformat(),
        "body": {"kept back": HIDDEN} if kept_back else json.loads(entry.body),
        "file": entry.attachment_id,
        "previous": entry.previous,
        "digest": entry.digest,
    }
