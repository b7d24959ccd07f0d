"""Addresses of this part. A filter in an address is an id, a kind or a day: never a name."""

from django.urls import path

from titrant.server.oversight import views

urlpatterns = [path("log/", views.log, name="log")]
