"""Addresses of what every part shares."""

from django.urls import path

from titrant.server.web import views

urlpatterns = [
    path("alive", views.alive, name="alive"),
    path("mode", views.mode, name="mode"),
    path("keys", views.keys, name="keys"),
    path("gallery", views.gallery, name="gallery"),
]
