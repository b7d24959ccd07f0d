"""The pages that take a file from elsewhere into a record: choose, look, take in or throw away."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat

from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_reason
from titrant.server.audit.appending import note_read
from titrant.server.intake import exporting, identity, importing, reading, review, rules, selectors
from titrant.server.intake.identity import Side
from titrant.server.intake.importing import Unreadable
from titrant.server.intake.models import Upload
from titrant.server.patients import selectors as records
from titrant.server.patients.contact_form import ContactForm
from titrant.server.patients.fields import words
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.recorded import LONGEST_WHY
from titrant.server.patients.views import about


class FileForm(forms.Form):
    """A FHIR file to look at. Its name is not kept: names of files name people."""

    file = forms.FileField(
        label="File from another system",
        help_text="A FHIR R4 Bundle or NDJSON about one person, 10 MB at most.",
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large, before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > reading.LARGEST:
            raise forms.ValidationError(
                f"This file has {filesizeformat(file.size)}, and 10 MB are the most. Export the "
                "record without pictures and scans."
            )
        self.content = file.read()
        return file


class ReasonForm(forms.Form):
    """Why a file is taken, or not."""

    reason = forms.CharField(
        label="Reason",
        max_length=480,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence why."},
    )

    def __init__(self, *args: Any, asked: bool = True, **known: Any) -> None:
        super().__init__(*args, **known)
        self.fields["reason"].required = asked


class DiffersForm(ReasonForm):
    """Why a file is of the person who was typed, though the two differ."""

    def clean_reason(self) -> str:
        """Ask for a sentence."""
        try:
            return check_reason(self.cleaned_data["reason"], importing.WHY)
        except NotAllowed as error:
            raise forms.ValidationError(str(error)) from None


class StrikeForm(ReasonForm):
    """Why a file counts for nothing; the row has room for less."""

    reason = words(
        "Reason",
        LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence why."},
    )


@patient_page(Right.IMPORT_RECORD, "patient imports")
def imports(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """List the files of a record, and take one more to be looked at."""
    acting = acting_in(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        rules.check_can_import(acting, patient)
    if request.method == "POST" and form.is_valid():
        try:
            ref = importing.upload(content=form.content, by=acting, patient=patient)
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("patient_import_review", patient=patient.pk, upload=ref)
    shown = {
        "form": form,
        "rows": selectors.imports(patient),
        "waiting": selectors.waiting(patient),
        "may_import": rules.can_import(acting, patient),
        **about(request, patient),
    }
    return render(request, "intake/imports.html", shown)


@patient_page(Right.IMPORT_RECORD, "patient import review")
def look(request: HttpRequest, patient: Patient, upload: UUID) -> HttpResponseBase:
    """Show what a file says beside what the record says; take it in, or throw it away."""
    acting = acting_in(request)
    found = _found(request, upload, patient)
    shown_file = review.of_record(bytes(found.content), patient)
    form = ReasonForm(request.POST or None, asked=bool(shown_file.doubts))
    if request.method == "POST" and "away" in request.POST:
        importing.throw_away(found)
        messages.success(request, "The file was thrown away. Nothing of it was kept.")
        return redirect("patient_imports", patient=patient.pk)
    if request.method == "POST" and form.is_valid():
        try:
            importing.take_in(
                upload=found,
                patient=patient,
                by=acting,
                reason=form.cleaned_data["reason"],
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, "The file is part of the record.")
            return redirect("patient_imports", patient=patient.pk)
    shown = {
        "review": shown_file,
        "form": form,
        **about(request, patient),
    }
    return render(request, "intake/review.html", shown)


@patient_page(Right.READ_RECORD, "patient import")
def one_import(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponse:
    """Show a file of a record: what it says with the knowledge of today."""
    found = selectors.import_for(patient, row)
    if found is None:
        raise Http404
    shown = {
        "row": found,
        "review": review.of_kept(found.digest, patient),
        **about(request, patient),
    }
    return render(request, "intake/import.html", shown)


@patient_page(Right.IMPORT_RECORD, "patient import error")
def strike(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponseBase:
    """Let a file count for nothing from now on, for a reason."""
    found = selectors.import_for(patient, row)
    if found is None:
        raise Http404
    form = StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            importing.strike(
                row=found,
                why=form.cleaned_data["reason"],
                by=acting_in(request),
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error("reason", str(error))
        else:
            return redirect("patient_imports", patient=patient.pk)
    shown = {"row": found, "form": form, **about(request, patient)}
    return render(request, "intake/strike_import.html", shown)


@patient_page(Right.PRINT_RECORD, "patient FHIR export")
def export(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Give what counts in a record as a FHIR Bundle, under a name that says nothing."""
    response = HttpResponse(exporting.export(patient), content_type=reading.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="record-{patient.pk.hex[:8]}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(Right.IMPORT_RECORD)
def new_from_file(request: HttpRequest) -> HttpResponseBase:
    """Choose a file about somebody who is not registered yet."""
    rules.check_new_from_file(acting_in(request))
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            ref = importing.upload(content=form.content, by=acting_in(request))
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("patient_new_from_file", upload=ref)
    return render(request, "intake/new_from_file.html", {"form": form})


@page(Right.IMPORT_RECORD)
def register(request: HttpRequest, upload: UUID) -> HttpResponseBase:
    """Show whom a file is about and what it says; register them, unless they are known already."""
    acting = acting_in(request)
    found = _found(request, upload, None)
    note_read("file of a new person", by=acting.actor)
    content = bytes(found.content)
    named = reading.who(content)
    if request.method == "POST" and "away" in request.POST:
        importing.throw_away(found)
        messages.success(request, "The file was thrown away. Nobody was registered.")
        return redirect("patients")
    form = ContactForm(
        request.POST or None, initial=review.as_contact(named), zone=found.clinic.zone
    )
    why = DiffersForm(request.POST if "reason" in request.POST else None)
    same: list[Patient] = []
    differs: list[Side] = []
    if request.method == "POST" and form.is_valid():
        said = form.said()
        same = records.perhaps_the_same(acting, said)
        differs = identity.differing(said, named)
        looked = not same or request.POST.get("somebody_else") == _those(same)
        if looked and (not differs or why.is_valid()):
            ref = importing.register_from(
                upload=found,
                said=said,
                by=acting,
                reason=why.cleaned_data["reason"] if differs else "",
                key=request.POST.get("key", ""),
            )
            return redirect("patient", patient=ref)
        if same:
            note_read("patients perhaps the same", by=acting.actor, also=[one.pk for one in same])
    shown = {
        "form": form,
        "same": same,
        "named": _those(same),
        "differs": differs,
        "why": why,
        "review": review.of_nobody(content, found.clinic),
    }
    return render(request, "intake/register.html", shown)


def _those(same: list[Patient]) -> str:
    return " ".join(sorted(one.pk.hex for one in same))


def _found(request: HttpRequest, upload: UUID, patient: Patient | None) -> Upload:
    found = selectors.upload_for(acting_in(request), upload, patient)
    if found is None:
        raise Http404
    return found
