"""Pages of the sections of a record: its rows, adding, correcting, entered in error, confirming."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from titrant.clinical import FactKind
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import AlreadyCorrected
from titrant.server.patients import actions, rules, selectors
from titrant.server.patients.knowing import offered
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.picture_views import picture_shown, picture_view
from titrant.server.patients.recorded import LONGEST_WHY
from titrant.server.patients.row_form import AGAIN, RowForm
from titrant.server.patients.section import Section
from titrant.server.patients.showing import cells, shown_rows, who
from titrant.server.patients.views import about
from titrant.server.web.templatetags.clinic import moment

ROWS = 50
CONFLICT = 409


def addresses(section: Section) -> list[URLPattern]:
    """Return the pages of one section; each asks for the right that the section names."""
    at = f"patients/<uuid:patient>/{section.word}/"
    row = f"{at}<uuid:row>/"
    found = [
        path(at, _rows(section), name=section.page),
        path(f"{at}add/", _add(section), name=section.add_page),
        path(f"{row}correct/", _correct(section), name=section.correct_page),
        path(f"{row}error/", _strike(section), name=section.strike_page),
    ]
    if section.clinical:
        found.append(path(f"{row}confirm/", _confirm(section), name=section.confirm_page))
    if section.picture is not None:
        at_picture = f"{at}picture/<uuid:picture>.svg"
        found.append(path(at_picture, picture_view(section), name=section.picture_page))
    return found


def _rows(section: Section) -> Any:
    @patient_page(section.reads, f"patient {section.word}")
    def rows(request: HttpRequest, patient: Patient) -> HttpResponse:
        """Show every row of a section, the newest first."""
        acting = acting_in(request)
        page = Paginator(selectors.rows_of(section, patient), ROWS).get_page(
            request.GET.get("page")
        )
        rows = list(page)
        selectors.with_people(rows, patient)
        head = about(request, patient, section)
        words = {
            "section": section,
            "elsewhere": head["known"].get(section.word, []),
            "rows": page,
            "shown": shown_rows(section, rows, acting, patient),
            "write": rules.can_write(acting, patient, section.writes),
            "picture": picture_shown(section, patient, request),
            **head,
        }
        return render(request, "patients/rows.html", words)

    return rows


def _add(section: Section) -> Any:
    @patient_page(section.writes, f"patient {section.word} add")
    def add(request: HttpRequest, patient: Patient) -> HttpResponse:
        """Add a row."""
        rules.check_can_write(acting_in(request), patient, section.writes)
        form = _form(section, request, patient)
        if request.method == "POST" and _ready(form, request):
            _write(section, request, patient, form)
            return redirect(section.page, patient=patient.pk)
        return _asked(section, request, patient, form)

    return add


def _correct(section: Section) -> Any:
    @patient_page(section.writes, f"patient {section.word} correct")
    def correct(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponse:
        """Write a correction beside a row; one that came too late is shown beside the newer one."""
        shown = _found(section, patient, row)
        rules.check_can_correct(acting_in(request), section, shown)
        if request.method == "GET" and not shown.counts:
            return _overtaken(section, request, patient, shown, None)
        form = _form(section, request, patient, shown)
        if request.method == "POST" and _ready(form, request):
            try:
                _write(section, request, patient, form, shown)
            except AlreadyCorrected:
                return _overtaken(section, request, patient, shown, form)
            return redirect(section.page, patient=patient.pk)
        return _asked(section, request, patient, form, shown)

    return correct


def _strike(section: Section) -> Any:
    @patient_page(section.writes, f"patient {section.word} error")
    def strike(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponse:
        """Say that a row was entered in error, and why."""
        acting = acting_in(request)
        shown = _found(section, patient, row)
        rules.check_can_correct(acting, section, shown)
        if request.method == "GET" and not shown.counts:
            return _overtaken(section, request, patient, shown, None)
        why = request.POST.get("why", "").strip()
        wrong = _why_refused(why) if request.method == "POST" else ""
        if request.method == "POST" and not wrong:
            try:
                actions.strike(
                    kind=section.kind.name,
                    row=shown,
                    why=why,
                    by=acting,
                    key=request.POST.get("key", ""),
                )
            except AlreadyCorrected:
                return _overtaken(section, request, patient, shown, None, why=why)
            return redirect(section.page, patient=patient.pk)
        words = {
            "section": section,
            "cells": _named(section, shown, request, patient),
            "row": shown,
            "wrong": wrong,
            "why": why,
            "longest": LONGEST_WHY,
            **about(request, patient, section),
        }
        return render(request, "patients/strike.html", words)

    return strike


def _why_refused(why: str) -> str:
    """Return what is wrong with a reason; it is never cut to what there is room for."""
    if not why:
        return "Say in a few words what happened. The row stays, with your words."
    if len(why) > LONGEST_WHY:
        return f"{len(why)} signs, and {LONGEST_WHY} are the most. Say it shorter."
    return ""


def _confirm(section: Section) -> Any:
    @patient_page(Right.CONFIRM, f"patient {section.word} confirm")
    def confirm(request: HttpRequest, patient: Patient, row: UUID) -> HttpResponseBase:
        """Stand behind what the person, or a record, had said."""
        shown = _found(section, patient, row)
        if request.method == "POST":
            try:
                actions.confirm(
                    kind=section.kind.name,
                    row=shown,
                    by=acting_in(request),
                    key=request.POST.get("key", ""),
                )
            except AlreadyCorrected:
                return _overtaken(section, request, patient, shown, None)
        return redirect(section.page, patient=patient.pk)

    return confirm


def _ready(form: RowForm, request: HttpRequest) -> bool:
    """Return whether a form may be written: settled, or written already and sent twice."""
    key = request.POST.get("key", "")
    if actions.written_before(by=acting_in(request), key=key) is not None:
        return form.is_valid()
    return form.settled()


def _found(section: Section, patient: Patient, row: UUID) -> Any:
    found = selectors.row_of(section, patient, row)
    if found is None:
        raise Http404
    return found


def _form(section: Section, request: HttpRequest, patient: Patient, row: Any = None) -> RowForm:
    sent = request.method == "POST"
    about = {name: request.GET[name] for name in section.form.by_link if name in request.GET}
    return section.form(
        request.POST if sent else None,
        request.FILES if sent else None,
        patient=patient,
        acting=acting_in(request),
        row=row,
        initial=section.form.typed_from(row) if row is not None else about,
    )


@transaction.atomic
def _write(
    section: Section, request: HttpRequest, patient: Patient, form: RowForm, row: Any = None
) -> None:
    attachment = form.attachment()
    actions.record(
        section=section,
        patient=patient,
        said=form.statement(),
        by=acting_in(request),
        effective=form.effective,
        corrects=row,
        attachment=attachment,
        key=request.POST.get("key", ""),
    )


def _asked(
    section: Section, request: HttpRequest, patient: Patient, form: RowForm, row: Any = None
) -> HttpResponse:
    """Show the form: empty, with what is wrong, or with what is doubted."""
    words = {
        "section": section,
        "form": form,
        "row": row,
        "again": AGAIN,
        "lists": [(kind, offered(FactKind(kind))) for kind in form.lists],
        **about(request, patient, section),
    }
    return render(request, "patients/row.html", words)


def _overtaken(
    section: Section,
    request: HttpRequest,
    patient: Patient,
    row: Any,
    form: RowForm | None,
    why: str = "",
) -> HttpResponse:
    """Say that somebody was faster, show both versions, and keep what was typed."""
    row = _found(section, patient, row.pk)
    newest = _found(section, patient, selectors.newest_of(section, row).pk)
    words = {
        "section": section,
        "newest": newest,
        "theirs": {
            "title": "As it is now",
            "facts": _named(section, newest, request, patient),
            "by": f"{who(newest)}, {moment(newest.recorded, patient.clinic.zone)}",
        },
        "yours": {
            "title": "As you saw it",
            "facts": _named(section, row, request, patient),
            "by": f"{who(row)}, {moment(row.recorded, patient.clinic.zone)}",
        },
        "form": form,
        "why": why,
        "lists": [(kind, offered(FactKind(kind))) for kind in form.lists] if form else [],
        **about(request, patient, section),
    }
    return render(request, "patients/overtaken.html", words, status=CONFLICT)


def _named(
    section: Section, row: Any, request: HttpRequest, patient: Patient
) -> list[dict[str, object]]:
    """Return the cells of a row with their headings."""
    shown = cells(section, row, acting_in(request), patient.clinic.zone)
    return [{"word": cell["heading"], "says": cell["text"]} for cell in shown]
