"""Triggers that refuse to change or delete a row of the record, on both databases."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the record is append-only: write a correction"

_FUNCTION = (
    "CREATE OR REPLACE FUNCTION titrant_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
)


def guard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Put the triggers on one table."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, table):
            cursor.execute(statement)


def unguard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers away: for tests of what happens then, and for a migration run backwards."""
    on = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        for name in trigger_names(connection.vendor, table):
            cursor.execute(f"DROP TRIGGER {name}{on}")


def trigger_names(vendor: str, table: str) -> tuple[str, ...]:
    """Return the names of the triggers that guard a table."""
    deeds = ("update", "delete") if vendor == "sqlite" else ("update", "delete", "truncate")
    return tuple(f"{table}_no_{deed}" for deed in deeds)


def missing(connection: BaseDatabaseWrapper, table: str) -> tuple[str, ...]:
    """Return the triggers of a table that are not there, or are switched off."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(%s AS regclass) AND tgenabled = 'O'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        there = {row[0] for row in cursor.fetchall()}
    return tuple(name for name in trigger_names(connection.vendor, table) if name not in there)


def _statements(vendor: str, table: str) -> tuple[str, ...]:
    if vendor == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for deed in ("update", "delete")
        )
    return (
        _FUNCTION,
        *(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"FOR EACH {'STATEMENT' if deed == 'truncate' else 'ROW'} "
            "EXECUTE FUNCTION titrant_append_only()"
            for deed in ("update", "delete", "truncate")
        ),
    )
