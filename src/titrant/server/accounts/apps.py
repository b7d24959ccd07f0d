"""How Django finds this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "titrant.server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Give this part's kinds of entry to the record, and its places to the navigation."""
        from titrant.server.accounts import entries, navigation, receivers  # noqa: F401
