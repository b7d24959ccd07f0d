"""Make the program ready before anybody asks for a page: settings, tables, styles."""

import os
from typing import Any

import django
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connections

from titrant.server.config.installation import NotStarted

__all__ = ["DatabaseError", "bring_up_to_date", "let_go", "ready"]


def ready() -> None:
    """Load the settings and every part of the server, in a program that is not a web server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "titrant.server.config.settings")
    django.setup()


def bring_up_to_date() -> None:
    """Make the tables, or bring those of an earlier version up to date.

    Raises `NotStarted` where the database does not let us.
    """
    try:
        _reach_database()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        said = str(error).strip().partition("\n")[0]
        raise NotStarted(f"The database cannot be used: {said}") from None


def _reach_database() -> None:
    """Connect once, without the pool, which tries again for a while: the reason is told at once."""
    link: Any = connections["default"]
    if link.vendor == "postgresql":
        with link.wrap_database_errors:
            link.Database.connect(**link.get_connection_params(), connect_timeout=5).close()


def let_go() -> None:
    """Close what this process has open to the database, before other processes are made of it.

    A web process is a copy of the one that starts it. Two that hold one connection read each
    other's answers: a page could show what somebody else had asked for. SQLite loses its locks.
    """
    for link in connections.all(initialized_only=True):
        link.close()
        if getattr(link, "pool", None) is not None:
            link.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
