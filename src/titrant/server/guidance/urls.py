"""Addresses of courses."""

from django.urls import path

from titrant.server.guidance import level_views, views

_COURSE = "patients/<uuid:patient>/course/<slug:protocol>/"

urlpatterns = [
    path(_COURSE, views.course, name="patient_course"),
    path(f"{_COURSE}levels/<slug:option>/", level_views.levels, name="patient_course_levels"),
]
