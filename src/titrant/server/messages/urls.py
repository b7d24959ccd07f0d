"""Addresses of this part."""

from django.urls import path

from titrant.server.messages import views

urlpatterns = [path("outbox/", views.outbox, name="outbox")]
