"""Addresses of screening and courses."""

from django.urls import path

from titrant.server.courses import screening_views

_ONE = "patients/<uuid:patient>/"

urlpatterns = [
    path(f"{_ONE}protocols/", screening_views.protocols, name="patient_protocols"),
    path(f"{_ONE}screening/<slug:protocol>/", screening_views.screening, name="patient_screening"),
    path(
        f"{_ONE}screening/<slug:protocol>/ask/",
        screening_views.sheet,
        name="patient_screening_sheet",
    ),
]
