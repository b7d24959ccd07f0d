"""Addresses of tasks."""

from django.urls import path

from titrant.server.tasks import views

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/new/", views.new_task, name="new_task"),
    path("tasks/<uuid:task>/", views.task, name="task"),
    path("tasks/<uuid:task>/take/", views.take_task, name="take_task"),
    path("tasks/<uuid:task>/give/", views.give_task, name="give_task"),
    path("tasks/<uuid:task>/close/", views.close_task, name="close_task"),
]
