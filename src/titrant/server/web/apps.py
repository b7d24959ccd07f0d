"""How Django finds this app."""

from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    """See the package."""

    name = "titrant.server.web"
    label = "web"

    def ready(self) -> None:
        """Teach forms the program's own words, and set the clock of a demonstration."""
        from titrant.server.web import clock, words

        words.speak()
        if settings.CLOCK_AHEAD:
            clock.run_ahead(settings.CLOCK_AHEAD)
