"""How Django finds this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The record."""

    name = "titrant.server.audit"
    label = "audit"

    def ready(self) -> None:
        """Give this part's own kinds of entry to the record."""
        from titrant.server.audit import digests, installing  # noqa: F401
