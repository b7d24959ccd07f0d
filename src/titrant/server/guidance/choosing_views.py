"""Pages where an option is chosen, what was chosen, and the clinic's own reasons."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from titrant.clinical import OptionKind
from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.courses.selectors import open_course
from titrant.server.courses.treated import treated
from titrant.server.courses.working import worked_out
from titrant.server.guidance import actions, rules, selectors
from titrant.server.guidance.forms import ChooseForm, ReasonsForm
from titrant.server.guidance.reasons import reasons_of
from titrant.server.guidance.shown import Teller
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about
from titrant.server.sites.selectors import knowledge_of
from titrant.server.sites.views import clinic_in

_NEXT = {
    OptionKind.REVIEW.value: "course_review",
    OptionKind.STOP.value: "course_end",
}


@patient_page(Right.LEAD_COURSE, "patient choice")
def choose(request: HttpRequest, patient: Patient, protocol: str, option: str) -> HttpResponse:
    """Choose an option for the next session, and say why."""
    found, _ = treated(patient, protocol, knowledge_of(patient.clinic))
    acting, key = acting_in(request), request.POST.get("key", "")
    word = option.replace("-", " ")
    worked = worked_out(patient, protocol)
    shown = next((one for one in worked.guidance.options if one.kind.value == word), None)
    if shown is None:
        raise Http404
    form = ChooseForm(
        request.POST or None, reasons=reasons_of(patient.clinic), initial={"shown": worked.digest}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.choose(
                patient=patient,
                protocol=protocol,
                option=word,
                by=acting,
                key=key,
                **form.cleaned_data,
            )
        except NotAllowed as error:
            form = form.again(worked.digest, str(error))
        else:
            messages.success(request, "Your choice is written, with everything it rests on.")
            return redirect(_next(patient, protocol, word, made))
    else:
        course = open_course(patient)
        own = course if course is not None and course.protocol == protocol else None
        rules.check_can_choose(acting, patient, own, shown)
    words = {
        "protocol": found,
        "option": Teller(worked.kb, worked.guidance.basis).card(shown),
        "form": form,
        "back": reverse("patient_course", args=[patient.pk, protocol]),
        "as_of": worked.case.snapshot.as_of,
        **about(request, patient),
    }
    return render(request, "guidance/choose.html", words)


def _next(patient: Patient, protocol: str, option: str, made: UUID) -> str:
    """Return the page that a choice leads to: where it is carried out, or what was chosen."""
    if option in _NEXT:
        return reverse(_NEXT[option], args=[patient.pk, protocol])
    return reverse("patient_choice", args=[patient.pk, made])


@patient_page(Right.READ_RECORD, "patient choice")
def choice(request: HttpRequest, patient: Patient, choice: UUID) -> HttpResponse:
    """Show what was chosen, why, by whom, and what it rests on."""
    made = selectors.choice_for(patient, choice)
    if made is None:
        raise Http404
    kb = knowledge_of(patient.clinic)
    words = {
        "choice": made,
        "protocol": treated(patient, made.protocol, kb)[0],
        "now_so": kb.hash == made.knowledge,
        "may_order": rules.is_dose(OptionKind(made.option))
        and made.course.is_open
        and acting_in(request).may(Right.WRITE_ORDER),
        **about(request, patient),
    }
    return render(request, "guidance/choice.html", words)


@page(Right.SIGN_POLICY)
def reasons(request: HttpRequest) -> HttpResponse:
    """Write the reasons that this clinic offers where an option is chosen."""
    clinic = clinic_in(request)
    form = ReasonsForm(request.POST or None, initial={"lines": "\n".join(reasons_of(clinic))})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_reasons(
                clinic=clinic,
                lines=form.cleaned_data["lines"].splitlines(),
                by=acting_in(request),
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "These reasons are offered from now on.")
            return redirect("choice_reasons")
    return render(request, "guidance/reasons.html", {"form": form, "clinic": clinic})
