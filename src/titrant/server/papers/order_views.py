"""What is printed of an order: its sheet, the label of its syringe, the person's instructions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.orders.views import found_order
from titrant.server.papers import instructions as written
from titrant.server.papers.ordered import label_pdf, order_sheet, syringe_label
from titrant.server.papers.printing import paper_pdf
from titrant.server.papers.views import PDF
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.web.files import file_given


@patient_page(Right.PRINT_RECORD, "patient order print")
def sheet(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Print the sheet that an order is prepared by."""
    made = paper_pdf(order_sheet(found_order(patient, order), acting_in(request)))
    return file_given(made, PDF, f"order-{order.hex[:8]}.pdf", shown=True)


@patient_page(Right.PRINT_RECORD, "patient order label")
def label(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Print the label of a syringe; say so where there is nothing to label."""
    try:
        made = label_pdf(syringe_label(found_order(patient, order)))
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect("patient_order", patient=patient.pk, order=order)
    return file_given(made, PDF, f"label-{order.hex[:8]}.pdf", shown=True)


@patient_page(Right.PRINT_RECORD, "patient instructions print")
def instructions(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Print what the person reads before and after; no dose stands on it."""
    paper = written.instructions(found_order(patient, order), acting_in(request))
    return file_given(paper_pdf(paper), PDF, f"day-{order.hex[:8]}.pdf", shown=True)
