"""Write a backup: one sealed file with every row and the files beside the database, as of a moment.

The same file is written from SQLite and from PostgreSQL, and restores into either.
"""

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from titrant import __version__
from titrant.server.audit.backup_lines import Beside, End, Line, Row, Start, Table
from titrant.server.audit.sealing import Key, Sealed
from titrant.server.audit.snapshots import snapshot

ROWS_AT_ONCE = 500
LEFT_OUT = (Session,)  # sign-ins end with a restore
BESIDE = ("installation.json", "keys/*.key", "anchors/*.json", "digests/*.jsonl")
NOT_KEPT = frozenset({"keys/backup.key"})  # it would lock itself in


def own_key() -> Key:
    """Return the installation's own key for backups. A copy of it is to be kept elsewhere."""
    return Key(settings.INSTALLATION.secret("backup").encode())


def write(path: Path, key: Key, progress: Callable[[int], None] = lambda _: None) -> int:
    """Write a backup; return how many rows it holds. The file appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            sealed = Sealed(file, key)
            rows = 0
            for line in _lines():
                sealed.write(msgspec.json.encode(line) + b"\n")
                if isinstance(line, Row):
                    rows += 1
                    progress(rows)
            sealed.close()
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return rows


def write_daily(folder: Path, day: date) -> Path:
    """Write the backup of a day; one that is there already is left."""
    path = folder / f"titrant-{day:%Y-%m-%d}.backup"
    if not path.exists():
        write(path, own_key())
    return path


def tables() -> list[type[models.Model]]:
    """Return every table whose rows are kept."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model not in LEFT_OUT]


def _lines() -> Iterator[Line]:
    # The files first: an anchor that is older than the rows is believed, a later one is not.
    beside = list(_beside(settings.INSTALLATION.home))
    with snapshot():
        done = sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        )
        rows = sum(model._default_manager.count() for model in tables())
        yield Start(__version__, settings.INSTALLATION.kind, done, rows)
        yield from beside
        rows = 0
        for model in tables():
            fields = model._meta.concrete_fields
            yield Table(model._meta.label_lower, [field.attname for field in fields])
            found = model._default_manager.order_by("pk")
            for row in found.iterator(chunk_size=ROWS_AT_ONCE):
                yield Row([_plain(field, row) for field in fields])
                rows += 1
        yield End(rows)


def _beside(home: Path) -> Iterator[Beside]:
    for pattern in BESIDE:
        for path in sorted(home.glob(pattern)):
            name = path.relative_to(home).as_posix()
            if name not in NOT_KEPT:
                yield Beside(name, b64encode(path.read_bytes()).decode())


def _plain(field: "models.Field[Any, Any]", row: models.Model) -> object:
    value = field.value_from_object(row)
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    if isinstance(field, models.JSONField):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()  # to the microsecond: Django's own encoder would cut it
    return DjangoJSONEncoder().default(value)
