"""How Django finds this app."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """See the package."""

    name = "titrant.server.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Give this part its place, its kinds of entry, its jobs, and ask for its notices."""
        from titrant.server.accounts.notices import after_emergency, after_role_given
        from titrant.server.audit.appending import on_clock_stepped_back
        from titrant.server.tasks import entries, navigation, recurring  # noqa: F401

        on_clock_stepped_back(recurring.noticed_clock)
        after_emergency(recurring.noticed_emergency)
        after_role_given(recurring.noticed_role)
