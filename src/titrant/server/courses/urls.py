"""Addresses of screening and courses."""

from django.urls import path

from titrant.server.courses import clearing_views, course_views, screening_views

_ONE = "patients/<uuid:patient>/"

urlpatterns = [
    path(f"{_ONE}protocols/", screening_views.protocols, name="patient_protocols"),
    path(f"{_ONE}screening/<slug:protocol>/", screening_views.screening, name="patient_screening"),
    path(
        f"{_ONE}screening/<slug:protocol>/clear/<slug:rule>/<slug:mark>/",
        clearing_views.clear,
        name="finding_clear",
    ),
    path(
        f"{_ONE}clearances/<uuid:clearance>/withdraw/",
        clearing_views.withdraw,
        name="clearance_withdraw",
    ),
    path(f"{_ONE}course/<slug:protocol>/open/", course_views.open_course, name="course_open"),
    path(f"{_ONE}course/<slug:protocol>/end/", course_views.end_course, name="course_end"),
    path(f"{_ONE}course/<slug:protocol>/review/", course_views.review, name="course_review"),
    path(f"{_ONE}course/<slug:protocol>/move/", course_views.move, name="course_move"),
    path(f"{_ONE}numbers/<slug:protocol>/", screening_views.numbers, name="protocol_numbers"),
    path(
        f"{_ONE}screening/<slug:protocol>/ask/",
        screening_views.sheet,
        name="patient_screening_sheet",
    ),
]
