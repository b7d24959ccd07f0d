"""Addresses of the intake. A link home ends in a secret; nothing in it says whose it is."""

from django.urls import path

from titrant.server.intake import (
    confirm_views,
    desk_views,
    home_views,
    import_views,
    join_views,
)

_ONE = "patients/<uuid:patient>/"
_DESK = f"{_ONE}intake/desk/<uuid:intake>/"
_LINK = "i/<str:secret>/"

urlpatterns = [
    path(_LINK, home_views.home, name="intake_home"),
    path(f"{_LINK}not-me/", home_views.not_me, name="intake_not_me"),
    path(f"{_LINK}steps/", home_views.overview, name="intake_overview"),
    path(f"{_LINK}steps/<slug:word>/", home_views.step, name="intake_home_step"),
    path(f"{_LINK}send/", home_views.send, name="intake_send"),
    path(f"{_ONE}intake/", desk_views.intake, name="patient_intake"),
    path(f"{_ONE}intake/invite/", desk_views.invite, name="patient_intake_invite"),
    path(
        f"{_ONE}intake/<uuid:intake>/take-back/",
        desk_views.withdraw,
        name="patient_intake_withdraw",
    ),
    path(f"{_ONE}intake/desk/", desk_views.begin, name="patient_intake_begin"),
    path(_DESK, desk_views.desk, name="patient_intake_desk"),
    path(f"{_DESK}send/", desk_views.send, name="patient_intake_desk_send"),
    path(f"{_DESK}steps/<slug:word>/", desk_views.step, name="patient_intake_step"),
    path(f"{_ONE}intake/confirm/", confirm_views.confirm, name="patient_intake_confirm"),
    path(
        f"{_ONE}intake/confirm/<slug:word>/<uuid:row>/",
        confirm_views.confirm_one,
        name="patient_intake_confirm_one",
    ),
    path(
        f"{_ONE}intake/<uuid:intake>/reach/",
        confirm_views.take_over,
        name="patient_intake_reach",
    ),
    path(f"{_ONE}imports/", import_views.imports, name="patient_imports"),
    path(f"{_ONE}imports/look/<uuid:upload>/", import_views.look, name="patient_import_review"),
    path(f"{_ONE}imports/<uuid:row>/", import_views.one_import, name="patient_import"),
    path(f"{_ONE}imports/<uuid:row>/error/", import_views.strike, name="patient_import_strike"),
    path(f"{_ONE}fhir/", import_views.export, name="patient_fhir"),
    path("patients/from-file/", import_views.new_from_file, name="patient_from_file"),
    path(
        "patients/from-file/<uuid:upload>/",
        import_views.register,
        name="patient_new_from_file",
    ),
    path(f"{_ONE}joined/", join_views.joined, name="patient_joined"),
    path(f"{_ONE}joined/find/", join_views.find, name="patient_joined_find"),
    path(f"{_ONE}joined/with/<uuid:other>/", join_views.join, name="patient_join"),
    path(f"{_ONE}joined/<uuid:link>/part/", join_views.part, name="patient_part"),
]
