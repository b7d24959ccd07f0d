"""The record is append-only: the database itself refuses to change a row."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from titrant.server.audit.guards import guard, unguard

TABLES = ("audit_entry", "audit_attachment")


def put_on(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Guard every table of the record."""
    for table in TABLES:
        guard(editor.connection, table)


def take_off(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guards away."""
    for table in TABLES:
        unguard(editor.connection, table)


class Migration(migrations.Migration):
    """Triggers on the tables of the record."""

    dependencies = (("audit", "0001_initial"),)
    operations = (migrations.RunPython(put_on, take_off),)
