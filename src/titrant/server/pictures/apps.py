"""How Django finds this app."""

from django.apps import AppConfig


class PicturesConfig(AppConfig):
    """See the package."""

    name = "titrant.server.pictures"
    label = "pictures"

    def ready(self) -> None:
        """Give the worker its jobs."""
        from titrant.server.pictures import actions  # noqa: F401
