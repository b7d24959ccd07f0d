"""Pages where a paper is read and signed: a letter, the summary of a course, a transfer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from titrant.server.accounts import signing
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.papers import actions, rules
from titrant.server.papers.blocks import Paper
from titrant.server.papers.forms import LetterForm
from titrant.server.papers.letter import letter as letter_of
from titrant.server.papers.models import Kind
from titrant.server.papers.printing import digest_of, paper_pdf
from titrant.server.papers.summaries import course_summary, transfer_summary
from titrant.server.papers.views import PDF
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about
from titrant.server.web.errors import explained
from titrant.server.web.files import file_given


@patient_page(Right.SIGN_LETTER, "patient transfer sign")
def transfer(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Read and sign what an emergency department is told."""
    paper = transfer_summary(patient, acting_in(request))
    return _read_and_signed(request, patient, Kind.TRANSFER, paper, {})


@patient_page(Right.SIGN_LETTER, "patient course sign")
def course(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Read and sign the summary of a course."""
    paper = course_summary(patient, protocol, acting_in(request))
    return _read_and_signed(request, patient, Kind.COURSE, paper, {})


@patient_page(Right.SIGN_LETTER, "patient letter")
def letter(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Write a letter; what follows the words is set from the rows."""
    rules.check_can_sign(acting_in(request), patient)
    form = LetterForm()
    return render(request, "papers/letter.html", {"form": form, **about(request, patient)})


@require_POST
@patient_page(Right.SIGN_LETTER, "patient letter print")
def letter_draft(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Print a letter that nobody has signed; what was typed stands in no address."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/letter.html", {"form": form, **about(request, patient)})
    made = paper_pdf(letter_of(patient, form.written, acting_in(request)))
    return file_given(made, PDF, f"letter-{patient.pk.hex[:8]}.pdf", shown=True)


@require_POST
@patient_page(Right.SIGN_LETTER, "patient letter sign")
def letter_sign(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Read a letter as it will be printed, and sign it."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/letter.html", {"form": form, **about(request, patient)})
    paper = letter_of(patient, form.written, acting_in(request))
    typed = {name: request.POST[name] for name in form.fields}
    return _read_and_signed(request, patient, Kind.LETTER, paper, typed)


def _read_and_signed(
    request: HttpRequest, patient: Patient, kind: Kind, paper: Paper, typed: dict[str, str]
) -> HttpResponse:
    """Show a paper, and take its signature; `typed` is sent again with it."""
    acting, key = acting_in(request), request.POST.get("key", "")
    then = reverse("patient_papers", args=[patient.pk])
    if actions.signed_before(by=acting, key=key):
        return redirect(then)  # the form was sent twice, and its code counts once
    wrong = ""
    try:
        rules.check_can_sign(acting, patient)
        if "shown" in request.POST:
            wrong = signing.why_not_signed(request, acting.account)
            if not wrong:
                shown = request.POST["shown"]
                actions.sign(
                    patient=patient, kind=kind, paper=paper, shown=shown, by=acting, key=key
                )
                messages.success(request, "Signed, and kept as it was printed.")
                return redirect(then)
    except NotAllowed as error:
        return explained(request, "Not signed", str(error), status=409)
    words: dict[str, Any] = {
        "paper": paper,
        "meaning": actions.MEANING,
        "signature": signing.asked(
            acting.account,
            button=f"Sign this {Kind(kind).label.lower()}",
            covers={"shown": digest_of(paper.blocks), **typed},
            says=wrong,
        ),
        **about(request, patient),
    }
    return render(request, "papers/sign.html", words)
