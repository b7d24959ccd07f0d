"""How Django finds this app."""

from django.apps import AppConfig


class ExposuresConfig(AppConfig):
    """See the package."""

    name = "titrant.server.exposures"
    label = "exposures"

    def ready(self) -> None:
        """Give the patient's record its sections of earlier doses and of past sessions."""
        from titrant.server.exposures import past_sessions, sections  # noqa: F401
