"""Addresses of courses."""

from django.urls import path

from titrant.server.guidance import choosing_views, desk_views, level_views, views

_COURSE = "patients/<uuid:patient>/course/<slug:protocol>/"

urlpatterns = [
    path(_COURSE, views.course, name="patient_course"),
    path(
        f"{_COURSE}choose/<slug:option>/",
        choosing_views.choose,
        name="option_choose",
    ),
    path(
        "patients/<uuid:patient>/choices/<uuid:choice>/",
        choosing_views.choice,
        name="patient_choice",
    ),
    path("courses/", desk_views.courses, name="courses"),
    path("courses/progress/", desk_views.progress, name="courses_progress"),
    path("choices/", desk_views.choices, name="choices"),
    path("choices/reasons/", choosing_views.reasons, name="choice_reasons"),
    path(f"{_COURSE}levels/<slug:option>/", level_views.levels, name="patient_course_levels"),
]
