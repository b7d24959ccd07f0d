"""Pages of a person's papers: the list, what is printed unsigned, what was signed as it was."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.courses.selectors import courses
from titrant.server.papers import rules, selectors
from titrant.server.papers.printing import paper_pdf
from titrant.server.papers.summaries import course_summary, transfer_summary
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about
from titrant.server.web.files import file_given

PDF = "application/pdf"


@patient_page(Right.PRINT_RECORD, "patient papers")
def papers(request: HttpRequest, patient: Patient) -> HttpResponse:
    """List what can be printed of a person, and what was signed."""
    followed = dict.fromkeys(course.protocol for course in courses(patient))
    words = {
        "signed": selectors.papers_of(patient),
        "followed": [(one, knowledge().protocol(one).title) for one in followed],
        "may_sign": rules.can_sign(acting_in(request), patient),
        **about(request, patient),
    }
    return render(request, "papers/papers.html", words)


@patient_page(Right.PRINT_RECORD, "patient paper")
def paper(request: HttpRequest, patient: Patient, paper: UUID) -> HttpResponse:
    """Open a signed paper as it was signed."""
    found = selectors.paper_for(patient, paper)
    if found is None:
        raise Http404
    name = f"{found.kind}-{paper.hex[:8]}.pdf"
    return file_given(bytes(found.file.content), PDF, name, shown=True)


@patient_page(Right.PRINT_RECORD, "patient transfer print")
def transfer(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Print what an emergency department should know of a person."""
    made = paper_pdf(transfer_summary(patient, acting_in(request)))
    return file_given(made, PDF, f"transfer-{patient.pk.hex[:8]}.pdf", shown=True)


@patient_page(Right.PRINT_RECORD, "patient course print")
def course(request: HttpRequest, patient: Patient, protocol: str) -> HttpResponse:
    """Print the summary of a course."""
    made = paper_pdf(course_summary(patient, protocol, acting_in(request)))
    return file_given(made, PDF, f"course-{patient.pk.hex[:8]}.pdf", shown=True)
