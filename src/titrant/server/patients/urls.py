"""Addresses of patients. Ids are random."""

from django.urls import path

from titrant.server.patients import paper_views, views
from titrant.server.patients.row_views import addresses
from titrant.server.patients.section import sections

_ONE = "patients/<uuid:patient>/"

urlpatterns = [
    path("patients/", views.patients, name="patients"),
    path("patients/find/", views.find, name="patients_find"),
    path("patients/found/<uuid:search>/", views.found, name="patients_found"),
    path("patients/new/", views.new, name="patient_new"),
    path(_ONE, views.patient, name="patient"),
    path(f"{_ONE}contact/", views.contact, name="patient_contact"),
    path(f"{_ONE}contact/history/", views.contact_history, name="patient_contact_history"),
    path(f"{_ONE}export/", paper_views.export, name="patient_export"),
    path(f"{_ONE}weights/<uuid:row>/second/", paper_views.second, name="patient_weights_second"),
    path(
        f"{_ONE}consents/<uuid:row>/print/", paper_views.consent_print, name="patient_consent_print"
    ),
    path(f"{_ONE}documents/<uuid:row>/open/", paper_views.document, name="patient_document"),
    *(address for section in sections() for address in addresses(section)),
]
