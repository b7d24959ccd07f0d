"""How Django finds this app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """See the package."""

    name = "titrant.server.orders"
    label = "orders"

    def ready(self) -> None:
        """Put orders on the patient's pages, and look at them when what they rest on changes."""
        from titrant.server.orders import entries, noticing, offers  # noqa: F401
