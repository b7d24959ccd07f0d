"""Every address. Ids in them are random; nothing in an address identifies anybody."""

from django.urls import include, path

urlpatterns = [
    path("", include("titrant.server.web.urls")),
    path("", include("titrant.server.accounts.urls")),
    path("", include("titrant.server.sites.urls")),
    path("", include("titrant.server.oversight.urls")),
    path("", include("titrant.server.messages.urls")),
    path("", include("titrant.server.tasks.urls")),
    path("", include("titrant.server.papers.urls")),
    path("", include("titrant.server.guidance.urls")),
    path("", include("titrant.server.orders.urls")),
    path("", include("titrant.server.courses.urls")),
    path("", include("titrant.server.intake.urls")),
    path("", include("titrant.server.patients.urls")),
]

handler400 = "titrant.server.web.views.bad_request"
handler403 = "titrant.server.web.views.not_yours"
handler404 = "titrant.server.web.views.not_found"
handler500 = "titrant.server.web.failures.failed"
