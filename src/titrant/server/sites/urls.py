"""Addresses of a clinic and its policy."""

from django.urls import path

from titrant.server.sites import policy_views, views

urlpatterns = [
    path("clinic/", views.clinic, name="clinic"),
    path("clinic/chairs/", views.add_chair, name="add_chair"),
    path("clinic/chairs/<uuid:chair>/", views.switch_chair, name="switch_chair"),
    path("policy/", policy_views.overview, name="policy"),
    path("policy/holding/", policy_views.holding, name="holding"),
    path("policy/sign/", policy_views.sign, name="sign_policy"),
    path("policy/value/<str:leaf>/", policy_views.leaf, name="leaf"),
    path("policy/value/<str:leaf>/withdraw/", policy_views.withdraw, name="withdraw_leaf"),
    path("policy/protocol/<slug:protocol>/", policy_views.protocol, name="approve_protocol"),
    path("policy/change/<uuid:proposal>/", policy_views.take_back, name="take_back"),
]
