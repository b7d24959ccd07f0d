"""Empty every projection and write it again from the record, or compare the two."""

from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction

from titrant.server.audit.kinds import all_kinds
from titrant.server.audit.models import Entry, Sort

MOST = 20  # rows of a table that are named


def projections() -> tuple[type[models.Model], ...]:
    """Return every table that follows from the record."""
    return tuple(dict.fromkeys(model for kind in all_kinds() for model in kind.into))


@transaction.atomic
def rebuild(progress: Callable[[int], None] = lambda _: None) -> int:
    """Write every projection again; return how many entries were read, told to `progress`.

    Of an entry of a kind that this version does not know nothing follows; it stays in the record.
    """
    with connection.cursor() as cursor:
        for model in reversed(projections()):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # nosec B608: our own names
    kinds = {kind.name: kind for kind in all_kinds()}
    done = 0
    for entry in writes():
        kind = kinds.get(entry.kind)
        if kind is not None:
            kind.project(entry, kind.read(entry))
        done += 1
        progress(done)
    return done


def unknown() -> dict[str, int]:
    """Return the kinds of entry that this version does not know, and how many of each there are."""
    rows = Entry.objects.filter(sort=Sort.WRITE).exclude(kind__in=[one.name for one in all_kinds()])
    counted = rows.order_by("kind").values_list("kind").annotate(count=models.Count("ref"))
    return dict(counted)


def writes() -> models.QuerySet[Entry]:
    """Return what was written, each chain in its order, what belongs to no clinic first."""
    return Entry.objects.filter(sort=Sort.WRITE).order_by("chain", "number")


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every projection, to be compared."""
    return {
        model._meta.db_table: sorted(model._default_manager.values_list(), key=repr)
        for model in projections()
    }


def differences() -> list[str]:
    """Return the tables whose rows are not what the record says, and the rows."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # both as of one moment, while others write
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        now = state()
        rebuild()
        folded = state()
        transaction.set_rollback(True)  # it was only to be looked at
    return [
        f"{table}: {line}"
        for table, rows in now.items()
        if rows != folded[table]
        for line in _told(rows, folded[table])
    ]


def _told(rows: list[tuple[Any, ...]], folded: list[tuple[Any, ...]]) -> list[str]:
    """Return which rows differ; the first column of each table is its id."""
    there = {row[0]: row for row in rows}
    said = {row[0]: row for row in folded}
    lines = [
        *(f"row {key} follows from no entry" for key in there.keys() - said.keys()),
        *(f"row {key} is missing" for key in said.keys() - there.keys()),
        *(
            f"row {key} says something else"
            for key in there.keys() & said.keys()
            if there[key] != said[key]
        ),
    ]
    more = len(lines) - MOST
    return sorted(lines)[:MOST] + ([f"{more} rows more"] if more > 0 else [])
