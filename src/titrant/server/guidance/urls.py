"""Addresses of courses."""

from django.urls import path

from titrant.server.guidance import views

urlpatterns = [
    path("patients/<uuid:patient>/course/<slug:protocol>/", views.course, name="patient_course"),
]
