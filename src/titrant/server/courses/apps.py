"""How Django finds this app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """See the package."""

    name = "titrant.server.courses"
    label = "courses"

    def ready(self) -> None:
        """Give the record what is asked before treatment, the patient's page its link."""
        from titrant.server.courses import asked, entries, offers, told  # noqa: F401
