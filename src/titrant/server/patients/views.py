"""Pages about patients: the list, finding somebody, registering, the record, how to reach them."""

from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import AlreadyCorrected, note_read
from titrant.server.patients import actions, rules, selectors
from titrant.server.patients.beside import beside
from titrant.server.patients.beyond import beyond, stopping
from titrant.server.patients.contact_form import SAFE, ChangeForm, ContactForm, differences
from titrant.server.patients.flags import allergy_flags, flags_of
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.section import Section, sections
from titrant.server.patients.showing import shown_rows
from titrant.server.sites.selectors import zone_in
from titrant.server.web.clock import now
from titrant.server.web.templatetags.clinic import day, moment

ROWS = 50
NEWEST = 3
FEW = 6  # entries of files and other records that a section shows on the first page
SEARCHES = 8  # of one sign-in: two tabs, and going back
LONGEST = 200


@page(Right.FIND_PATIENT)
def patients(request: HttpRequest) -> HttpResponse:
    """List the clinic's patients by name."""
    return _listed(request, selectors.patients(acting_in(request)), "")


@page(Right.FIND_PATIENT)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Keep what was typed with the sign-in, so that no address holds a name, and look for it."""
    typed = request.POST.get("q", "").strip()[:LONGEST]
    if not typed:
        return redirect("patients")
    search = uuid4().hex
    kept = list(request.session.get("searches", {}).items())[1 - SEARCHES :]
    request.session["searches"] = {**dict(kept), search: typed}
    return redirect("patients_found", search=UUID(search))


@page(Right.FIND_PATIENT)
def found(request: HttpRequest, search: UUID) -> HttpResponse:
    """List whom a search met."""
    typed = request.session.get("searches", {}).get(search.hex)
    if typed is None:
        return redirect("patients")
    return _listed(request, selectors.patients(acting_in(request), typed), typed)


def _listed(request: HttpRequest, people: QuerySet[Patient], typed: str) -> HttpResponse:
    acting = acting_in(request)
    rows = Paginator(people, ROWS).get_page(request.GET.get("page"))
    note_read("patients", by=acting.actor, also=[row.pk for row in rows])
    reads, shown = acting.may(Right.READ_RECORD), list(rows)
    open_rows = selectors.unconfirmed(shown) if reads else {}
    allergies = selectors.allergies_of(shown) if reads else {}
    listed = [
        (row, flags_of(row, open_rows.get(row.pk, 0), allergy_flags(allergies.get(row.pk, ()))))
        for row in shown
    ]
    words = {"rows": rows, "listed": listed, "typed": typed}
    return render(request, "patients/list.html", words)


_lists: tuple[Any, ...] = (patients, found)
for _view in _lists:
    _view.reads = "patients"


@page(Right.WRITE_CONTACT)
def new(request: HttpRequest) -> HttpResponse:
    """Register a person, after a look at who may be the same."""
    acting = acting_in(request)
    form = ContactForm(request.POST or None, zone=zone_in(request))
    key = request.POST.get("key", "")
    same: list[Patient] = []
    if request.method == "POST" and form.is_valid():
        if actions.written_before(by=acting, key=key) is None:
            same = selectors.perhaps_the_same(acting, form.said())
        if not same or request.POST.get("somebody_else") == _named(same):
            made = actions.register(said=form.said(), by=acting, key=key)
            return redirect("patient", patient=made)
        note_read("patients perhaps the same", by=acting.actor, also=[one.pk for one in same])
    words = {"form": form, "same": same, "named": _named(same)}
    return render(request, "patients/new.html", words)


def _named(same: list[Patient]) -> str:
    """Return who was shown: a consent to register beside them counts for them only."""
    return " ".join(sorted(one.pk.hex for one in same))


@patient_page(Right.READ_CONTACT, "patient")
def patient(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Show one person's record: who they are, and the newest rows of each section."""
    acting = acting_in(request)
    newest = {
        section: selectors.latest(section, patient, NEWEST)
        for section in sections()
        if acting.may(section.reads)
    }
    selectors.with_people([row for rows in newest.values() for row in rows], patient)
    head = about(request, patient)
    parts = [_part(section, rows, acting, head) for section, rows in newest.items()]
    return render(
        request, "patients/patient.html", {"parts": parts, "reach": _reach(patient), **head}
    )


def _part(
    section: Section, rows: list[Any], acting: Acting, head: dict[str, Any]
) -> dict[str, Any]:
    """Return one section of a record's first page: its newest rows, and whether there are more."""
    patient = head["patient"]
    going = 0 if section.goes_on is None else sum(map(section.goes_on, rows))
    most = max(going, NEWEST)
    return {
        "section": section,
        "rows": shown_rows(section, rows[:most], acting, patient),
        "more": len(rows) > most,
        "elsewhere": head["known"].get(section.word, [])[:FEW],
        "further": max(len(head["known"].get(section.word, [])) - FEW, 0),
        "write": rules.can_write(acting, patient, section.writes),
    }


def about(request: HttpRequest, patient: Patient, here: Section | None = None) -> dict[str, Any]:
    """Return what the head of every page about a person shows: who it is, the sections."""
    acting = acting_in(request)
    reads = acting.may(Right.READ_RECORD)
    known = beyond(patient) if reads else {}
    rows = selectors.allergies_of([patient]).get(patient.pk, []) if reads else []
    return {
        "patient": patient,
        "zone": patient.clinic.zone,
        "known": known,
        "person": {
            "name": patient.name,
            "address": reverse("patient", args=[patient.pk]),
            "facts": _facts(patient),
            "flags": flags_of(patient, allergies=allergy_flags(rows, stopping(known))),
        },
        "sections": [
            {
                "word": section.title,
                "address": reverse(section.page, args=[patient.pk]),
                "here": here is section,
            }
            for section in sections()
            if acting.may(section.reads)
        ],
        "may_change": rules.can_write(acting, patient, Right.WRITE_CONTACT),
        "may_print": acting.may(Right.PRINT_RECORD),
        "beside": beside(acting, patient),
    }


def _facts(patient: Patient) -> list[str]:
    age = age_of(patient, now())
    born = "birth date not known" if patient.born is None else f"born {day(patient.born)}"
    return [
        *([f"called {patient.called}"] if patient.called else ()),
        born,
        *([] if age is None else [f"{age} years"]),
        *([patient.sex] if patient.sex else ()),
    ]


def _reach(patient: Patient) -> list[dict[str, str]]:
    """Return how to reach somebody, as words and what they are."""
    contact = ", ".join(filter(None, (patient.contact_name, patient.contact_phone)))
    died = [] if patient.died is None else [{"word": "Died", "says": day(patient.died)}]
    return [
        {"word": "Safe way", "says": SAFE.get(patient.safe_contact, "")},
        {"word": "Telephone", "says": patient.phone},
        {"word": "Email", "says": patient.email},
        {"word": "Postal address", "says": patient.address},
        {"word": "Contact person", "says": contact},
        {"word": "Registered", "says": moment(patient.registered, patient.clinic.zone)},
        *died,
    ]


def age_of(patient: Patient, at: datetime) -> int | None:
    """Return somebody's age in whole years on a day in their clinic, or on the day they died."""
    if patient.born is None:
        return None
    day = patient.died or at.astimezone(ZoneInfo(patient.clinic.zone)).date()
    before = (day.month, day.day) < (patient.born.month, patient.born.day)
    return day.year - patient.born.year - before


@patient_page(Right.WRITE_CONTACT, "patient contact")
def contact(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Change who a person is or how to reach them."""
    form = ChangeForm(
        request.POST or None, initial=ChangeForm.of(patient), zone=patient.clinic.zone
    )
    version = patient.version
    words: dict[str, Any] = {"form": form}
    if request.method == "POST":
        version = _uuid(request.POST.get("version", ""))
        if form.is_valid():
            try:
                actions.change(
                    patient=patient,
                    said=form.said(),
                    by=acting_in(request),
                    version=version,
                    key=request.POST.get("key", ""),
                )
            except AlreadyCorrected:
                (entry, newest), *_ = selectors.versions(patient)
                words |= {
                    "meanwhile": differences(newest, form.said()),
                    "by": entry.by.name if entry.by else "the program",
                    "at": entry.recorded,
                }
                version = entry.ref
            else:
                return redirect("patient", patient=patient.pk)
    words |= {"version": version, **about(request, patient)}
    status = 409 if "meanwhile" in words else 200
    return render(request, "patients/contact.html", words, status=status)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@patient_page(Right.READ_CONTACT, "patient contact history")
def contact_history(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Show every version of who a person is, and what each changed."""
    known = selectors.versions(patient)
    changes = [
        {"entry": entry, "changed": differences(before, said)}
        for (entry, said), (_, before) in pairwise(known)
    ]
    words = {"changes": changes, "first": known[-1], **about(request, patient)}
    return render(request, "patients/contact_history.html", words)
