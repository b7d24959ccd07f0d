"""How Django finds this app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package."""

    name = "titrant.server.intake"
    label = "intake"

    def ready(self) -> None:
        """Give the record a section of answers, the patient's page its links, the worker a job."""
        from titrant.server.intake import (  # noqa: F401
            answers,
            entries,
            joined_entries,
            kinds,
            known_elsewhere,
            offers,
            recurring,
            unanswered,
        )
