"""How Django finds this app."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Clinics and their policy."""

    name = "titrant.server.sites"
    label = "sites"

    def ready(self) -> None:
        """Give this part's kinds of entry to the record."""
        from titrant.server.sites import entries, navigation, selectors  # noqa: F401
        from titrant.server.web.context import zones_from

        zones_from(selectors.zone_in)
