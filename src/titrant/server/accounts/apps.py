"""How Django finds this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "titrant.server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Give this part's kinds of entry to the record, and its places to the navigation."""
        from titrant.server.accounts import checking, entries, navigation, receivers  # noqa: F401
        from titrant.server.audit.verifying import Beside, compares

        compares(Beside(checking.differing, checking.not_compared))
