"""A record that an earlier version wrote is brought up to date, believed, and replayed.

Each file beside this one was written by `scripts/upgrade_record.py` of the version in its name.
"""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, models, transaction
from django.db.utils import DatabaseError

from titrant.server.accounts.models import Account
from titrant.server.audit import backups, digests, restoring
from titrant.server.audit.guards import guard, unguard
from titrant.server.audit.models import APPEND_ONLY, Entry
from titrant.server.audit.rebuilding import rebuild, state, unknown
from titrant.server.audit.sealing import Key
from titrant.server.audit.verifying import verify
from titrant.server.config.installation import Installation, Kind

RECORDS = sorted(Path(__file__).parent.glob("*.tar.xz"))


@pytest.fixture(autouse=True)
def own_home() -> None:
    """In the place of an empty installation: that of the earlier version."""


@pytest.fixture(scope="module", params=RECORDS, ids=lambda path: path.name)
def home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Path]:
    """A copy of an earlier version's record, brought up to date, in the place of the database."""
    from django.db.backends.sqlite3.base import DatabaseWrapper

    folder: Path = tmp_path_factory.mktemp("earlier")
    with tarfile.open(request.param) as archive:
        archive.extractall(folder)
    kept = connections["default"]
    told = {**kept.settings_dict, "ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}
    told["NAME"] = folder / "titrant.sqlite3"
    connections["default"] = DatabaseWrapper(told, "default")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "INSTALLATION", Installation(folder, Kind.CLINIC))
        call_command("migrate", verbosity=0, interactive=False)
        yield folder
    connections["default"].close()
    connections["default"] = kept


def key_of(home: Path) -> Ed25519PublicKey:
    said = bytes.fromhex((home / "public-key").read_text())
    return Ed25519PublicKey.from_public_bytes(said)


def test_there_is_a_record_to_be_tested_with() -> None:
    assert RECORDS
    assert all(path.stat().st_size < 300_000 for path in RECORDS)


def test_it_is_believed_with_the_key_of_then(home: Path) -> None:
    assert verify(key=key_of(home)) == []
    assert [len(digests.read(path)) for path in digests.files()] == [1, 1, 1]
    assert unknown() == {}


def test_what_follows_from_it_is_the_same_when_it_is_made_again(home: Path) -> None:
    before = state()
    assert rebuild() == Entry.objects.filter(sort="write").count()
    assert state() == before


def test_nothing_of_it_is_lost(home: Path) -> None:
    """Witness: the rows that the version of then counted in each of its tables."""
    said = json.loads((home / "rows.json").read_text())
    now = {table: len(rows) for table, rows in state().items()}
    assert {table: now.get(table) for table in said} == said
    assert sum(said.values()) > 100


def test_it_stays_append_only(home: Path) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.update(kind="another")


def test_an_entry_that_was_changed_before_the_upgrade_is_named(home: Path) -> None:
    """So that a test above that passes says something: the same record, and one letter of it."""
    entry = Entry.objects.filter(chain=1).order_by("number")[2]
    with transaction.atomic():
        unguard(connection, "audit_entry")
        Entry.objects.filter(pk=entry.pk).update(agent=f"{entry.agent}x")
        guard(connection, "audit_entry")
        found = [str(fault) for fault in verify(key=key_of(home))]
        transaction.set_rollback(True)
    assert len(found) == 1
    assert f"row {entry.number} " in found[0]
    assert found[0].endswith("is not what was written.")


def test_no_column_holds_a_float(home: Path) -> None:
    """A backup writes numbers as they are, and a float is none of a clinic's."""
    for model in backups.tables():
        for field in model._meta.concrete_fields:
            assert not isinstance(field, models.FloatField), field


def test_a_backup_of_it_restores_the_same(home: Path, tmp_path: Path) -> None:
    before, entries = state(), Entry.objects.count()
    path, key = tmp_path / "it.backup", Key(b"a key of the test's own")
    with transaction.atomic():
        factor = {"secret": "ABC", "counts": [1, 2]}
        Authenticator.objects.create(user=Account.objects.all()[0], type="totp", data=factor)
        rows = backups.write(path, key)
        for model in APPEND_ONLY:
            unguard(connection, model._meta.db_table)
        with connection.cursor() as cursor:  # as empty as a new one
            for table in backups.tables():
                cursor.execute(f"DELETE FROM {table._meta.db_table}")
        assert restoring.load(path, key) == rows
        assert (state(), Entry.objects.count()) == (before, entries)
        assert Authenticator.objects.get().data == factor
        for model in APPEND_ONLY:
            guard(connection, model._meta.db_table)
        assert verify(key=key_of(home)) == []
        transaction.set_rollback(True)
