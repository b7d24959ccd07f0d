"""How Django finds this app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """See the package."""

    name = "titrant.server.messages"
    label = "clinic_messages"

    def ready(self) -> None:
        """Give this part its place in the navigation, and its kinds of entry to the record."""
        from titrant.server.messages import entries, navigation  # noqa: F401
