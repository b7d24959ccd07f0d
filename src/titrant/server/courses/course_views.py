"""Pages that open, move, review and end a course."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from titrant.dosing.screening import fit
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.courses import actions, rules, selectors
from titrant.server.courses.fitting import card_of
from titrant.server.courses.forms import EndForm, OpenForm, ReviewForm, WhyForm
from titrant.server.courses.models import Course
from titrant.server.courses.treated import treated
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about
from titrant.server.sites.selectors import knowledge_of, today


@patient_page(Right.LEAD_COURSE, "patient course open")
def open_course(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Open a course of one protocol, beside everything that decides about it."""
    kb, day = knowledge_of(patient.clinic), today(patient.clinic)
    found, treatment = treated(patient, protocol, kb)
    acting = acting_in(request)
    form = OpenForm(request.POST or None)

    def write(typed: dict[str, Any]) -> None:
        actions.open_course(patient=patient, protocol=found, by=acting, key=_key(request), **typed)

    if _done(request, form, write, "The course is open."):
        return redirect("patient_course", patient=patient.pk, protocol=protocol)
    known = whole(patient, day, kb)
    (how,) = fit(known, [found], kb, patient.clinic.jurisdiction)
    refused = ""
    try:
        rules.check_can_open(acting, patient, how, selectors.open_courses(patient), known)
    except NotAllowed as error:
        refused = str(error)
    words = {
        "protocol": found,
        "treatment": treatment,
        "card": card_of(how, kb),
        "refused": refused,
        "form": form,
        "as_of": day,
        **about(request, patient),
    }
    return render(request, "courses/open.html", words)


@patient_page(Right.LEAD_COURSE, "patient course end")
def end_course(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """End a course, or say that one which was typed in as history is over."""
    found, _ = treated(patient, protocol, knowledge_of(patient.clinic))
    acting = acting_in(request)
    form = EndForm(request.POST or None)

    def write(typed: dict[str, Any]) -> None:
        actions.end_course(
            patient=patient, protocol=found.id, by=acting, key=_key(request), **typed
        )

    if _done(request, form, write, "The course is ended, and calls are planned."):
        return redirect("patient_course", patient=patient.pk, protocol=protocol)
    return _decide(
        request,
        patient,
        form,
        title=f"End this course: {found.title}",
        says=actions.calls_text(patient.clinic),
        does="End the course",
        protocol=protocol,
    )


@patient_page(Right.LEAD_COURSE, "patient course review")
def review(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Write a review: the course goes on or is to stop."""
    course = _open(patient, protocol)
    form = ReviewForm(request.POST or None)

    def write(typed: dict[str, Any]) -> None:
        actions.review(course=course, by=acting_in(request), key=_key(request), **typed)

    if _done(request, form, write, "The review is written."):
        return redirect("patient_course", patient=patient.pk, protocol=protocol)
    return _decide(
        request,
        patient,
        form,
        title=f"Review this course: {rules.title_of(protocol)}",
        says="Somebody decides whether it goes on, and writes why. A review that says “stop” holds "
        "every dose until a later one says “goes on”.",
        does="Write the review",
        protocol=protocol,
    )


@patient_page(Right.LEAD_COURSE, "patient course move")
def move(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Give a course the doses and the schedule of the version that is approved now."""
    course = _open(patient, protocol)
    now_so = knowledge_of(patient.clinic).protocol(protocol)
    form = WhyForm(request.POST or None)

    def write(typed: dict[str, Any]) -> None:
        actions.move(course=course, by=acting_in(request), key=_key(request), **typed)

    if _done(request, form, write, f"The course follows version {now_so.version} now."):
        return redirect("patient_course", patient=patient.pk, protocol=protocol)
    return _decide(
        request,
        patient,
        form,
        title=f"Move this course to version {now_so.version}",
        says=f"It follows version {course.version}: its doses and its schedule were kept when it "
        "was opened. Screening and limits are the newest already.",
        does=f"Move to version {now_so.version}",
        protocol=protocol,
    )


def _open(patient: Patient, protocol: str) -> Course:
    course = selectors.open_course(patient)
    if course is None or course.protocol != protocol:
        raise Http404
    return course


def _done(
    request: HttpRequest, form: forms.Form, write: Callable[[dict[str, Any]], None], says: str
) -> bool:
    """Write what was typed and say so; where it cannot be, say why at the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except NotAllowed as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, says)
    return True


def _decide(
    request: HttpRequest,
    patient: Patient,
    form: forms.Form,
    *,
    title: str,
    says: str,
    does: str,
    protocol: str,
) -> HttpResponse:
    words = {
        "title": title,
        "says": says,
        "does": does,
        "form": form,
        "back": reverse("patient_course", args=[patient.pk, protocol]),
        **about(request, patient),
    }
    return render(request, "courses/decide.html", words)


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")
