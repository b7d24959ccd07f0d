"""The database says itself which kind of installation it is: a demonstration, or a clinic."""

from django.conf import settings
from msgspec import Struct

from titrant.server.audit.actor import program
from titrant.server.audit.appending import append
from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.config.installation import Kind, WrongKind


class Installed(Struct, frozen=True):
    """What a database was made for."""

    kind: str


@entry_kind("audit.installed", "began the installation", Installed)
def installed(_: Entry, __: Installed) -> None:
    """Nothing follows: the entry itself is what is asked for."""


def check_kind() -> None:
    """Note the kind in an empty database; raise `WrongKind` where it is of the other kind."""
    wanted: Kind = settings.INSTALLATION.kind
    first = Entry.objects.filter(kind=installed.name).order_by("number").first()
    if first is not None:
        kind = installed.read(first).kind
    elif Entry.objects.exists():
        kind = "record of unknown kind"  # its first row was taken away: `titrant verify` says more
    else:
        append(installed, Installed(wanted), by=program("setup"))
        return
    if kind != wanted:
        raise WrongKind(
            f"The database is that of a {kind}, and a {wanted} was asked for. "
            "They never share a database. Give another one with DATABASE_URL."
        )


def is_new() -> bool:
    """Return whether nothing was written at all."""
    return not Entry.objects.exists()


def is_empty() -> bool:
    """Return whether nothing was written but what the installation is."""
    return not Entry.objects.exclude(kind=installed.name).exists()
