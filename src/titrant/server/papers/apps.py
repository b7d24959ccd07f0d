"""How Django finds this app."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """See the package."""

    name = "titrant.server.papers"
    label = "papers"

    def ready(self) -> None:
        """Put papers on the patient's pages and the sheets for a day among the main places."""
        from titrant.server.papers import entries, navigation, offers  # noqa: F401
