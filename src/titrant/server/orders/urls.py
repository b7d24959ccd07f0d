"""Addresses of orders."""

from django.urls import path

from titrant.server.orders import signing_views, views

_ORDERS = "patients/<uuid:patient>/orders/"
_ONE = f"{_ORDERS}<uuid:order>/"

urlpatterns = [
    path(_ORDERS, views.orders, name="patient_orders"),
    path(f"{_ORDERS}new/", views.new, name="order_new"),
    path(f"{_ORDERS}ladder/", views.ladder, name="order_ladder"),
    path(_ONE, views.order, name="patient_order"),
    path(f"{_ONE}look/", signing_views.look, name="order_look"),
    path(f"{_ONE}sign/", signing_views.sign, name="order_sign"),
    path(f"{_ONE}prepare/", signing_views.prepare, name="order_prepare"),
    path(f"{_ONE}stop/", signing_views.stop, name="order_stop"),
]
