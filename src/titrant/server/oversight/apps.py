"""How Django finds this app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """See the package."""

    name = "titrant.server.oversight"
    label = "oversight"

    def ready(self) -> None:
        """Give this part its place in the navigation."""
        from titrant.server.oversight import navigation  # noqa: F401
