"""Addresses of papers."""

from django.urls import path

from titrant.server.papers import downtime_views, order_views, signing_views, views

_PAPERS = "patients/<uuid:patient>/papers/"
_COURSE = "patients/<uuid:patient>/course/<slug:protocol>/summary"
_ORDER = "patients/<uuid:patient>/orders/<uuid:order>/"

urlpatterns = [
    path(_PAPERS, views.papers, name="patient_papers"),
    path(f"{_PAPERS}<uuid:paper>.pdf", views.paper, name="patient_paper"),
    path(f"{_PAPERS}transfer.pdf", views.transfer, name="transfer_print"),
    path(f"{_PAPERS}transfer/sign/", signing_views.transfer, name="transfer_sign"),
    path(f"{_PAPERS}letter/", signing_views.letter, name="letter_write"),
    path(f"{_PAPERS}letter/draft.pdf", signing_views.letter_draft, name="letter_print"),
    path(f"{_PAPERS}letter/sign/", signing_views.letter_sign, name="letter_sign"),
    path(f"{_COURSE}.pdf", views.course, name="course_summary_print"),
    path(f"{_COURSE}/sign/", signing_views.course, name="course_summary_sign"),
    path(f"{_ORDER}sheet.pdf", order_views.sheet, name="order_sheet_print"),
    path(f"{_ORDER}label.pdf", order_views.label, name="order_label_print"),
    path(f"{_ORDER}instructions.pdf", order_views.instructions, name="instructions_print"),
    path("downtime/", downtime_views.days, name="downtime"),
    path("downtime/<str:day>/pack.pdf", downtime_views.pack, name="downtime_print"),
]
