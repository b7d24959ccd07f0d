"""How Django finds this app."""

from importlib import import_module

from django.apps import AppConfig

SECTIONS = ("weights", "body", "history", "results", "trials", "papers")


class PatientsConfig(AppConfig):
    """See the package."""

    name = "titrant.server.patients"
    label = "patients"

    def ready(self) -> None:
        """Give this part its place in the navigation, its kinds of entry, and names to tasks."""
        from titrant.server.accounts import emergency
        from titrant.server.patients import entries, navigation, selectors  # noqa: F401
        from titrant.server.tasks import whom

        for name in SECTIONS:
            import_module(f"titrant.server.patients.sections.{name}")
        emergency.found_by(emergency.Finder(selectors.record_of, selectors.records_of))
        whom.register(selectors.whom)
