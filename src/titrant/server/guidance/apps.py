"""How Django finds this app."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    """See the package."""

    name = "titrant.server.guidance"
    label = "guidance"

    def ready(self) -> None:
        """Put the courses of a person on their pages, and look at them again when they change."""
        from titrant.server.guidance import (  # noqa: F401
            entries,
            levels,
            navigation,
            offers,
            ordering,
            rerunning,
        )
