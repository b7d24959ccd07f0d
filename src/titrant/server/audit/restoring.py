"""Write the rows of a backup into the empty tables of an installation."""

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction

from titrant.server.audit.backup_lines import End, Row, Table, line_of
from titrant.server.audit.backups import ROWS_AT_ONCE, tables
from titrant.server.audit.laying_out import NotEmpty
from titrant.server.audit.models import Entry
from titrant.server.audit.sealing import Key, NotOpened, lines


@transaction.atomic
def load(path: Path, key: Key, progress: Callable[[int], None] = lambda _: None) -> int:
    """Write every row of a backup into the empty tables of this version; return how many."""
    if Entry.objects.exists():
        raise NotEmpty(
            "The database holds records. A backup is restored into an empty one, never over "
            "records: give another with DATABASE_URL."
        )
    for model in reversed(tables()):
        model._default_manager.all().delete()  # what migrations put there, the backup brings
    done = 0
    with path.open("rb") as file:
        table: _Table | None = None
        for content in lines(file, key):
            line = line_of(content)
            match line:
                case Table():
                    _flush(table)
                    table = _Table(line)
                case Row() if table is not None:
                    table.add(line)
                    done += 1
                    progress(done)
                case End():
                    _flush(table)
                    if line.rows != done:
                        raise NotOpened(f"This backup says {line.rows} rows, and holds {done}.")
                case _:
                    pass
    ContentType.objects.clear_cache()
    _count_on()
    return done


class _Table:
    """Rows of one table, written some hundreds at a time."""

    def __init__(self, said: Table) -> None:
        self.model: type[models.Model] = apps.get_model(said.name)
        known = {field.attname: field for field in self.model._meta.concrete_fields}
        self.fields = [known[name] for name in said.columns]
        self.rows: list[models.Model] = []

    def add(self, row: Row) -> None:
        values = {
            field.attname: _value(field, value)
            for field, value in zip(self.fields, row.values, strict=True)
        }
        self.rows.append(self.model(**values))
        if len(self.rows) == ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        self.model._default_manager.bulk_create(self.rows)
        self.rows = []


def _flush(table: _Table | None) -> None:
    if table is not None:
        table.flush()


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.BinaryField):
        return b64decode(value)
    return field.to_python(value)


def _count_on() -> None:
    """Let automatic numbers go on where the backup's rows end."""
    statements = connection.ops.sequence_reset_sql(no_style(), tables())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
