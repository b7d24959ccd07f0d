"""Keep a record of this version, for every later one to be tested with: run it before a release.

    python -m scripts.upgrade_record tests/server/upgrades

It writes one file, named by the version: an SQLite database with one of everything that a page may
be about, in two clinics of made-up people, with its anchors and signed digests, the public key,
and how many rows each table had. A file that is there already is never written again.
"""

import json
import os
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from titrant import __version__


def main(folder: Path) -> int:
    """Write the record of this version; 1 where there is one already."""
    kept = folder / f"{__version__}.tar.xz"
    if kept.exists():
        print(f"{kept} is there already: the record of a version is never written again.")
        return 1
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        os.environ.update(TITRANT_HOME=str(home), TITRANT_DEMO="0")
        os.environ.pop("DATABASE_URL", None)
        _fill(home)
        with tarfile.open(kept, "w:xz", preset=9) as archive:
            for path in ("titrant.sqlite3", "anchors", "digests", "public-key", "rows.json"):
                archive.add(home / path, path, filter=_nobodys)
    print(f"{kept}: {kept.stat().st_size} bytes.")
    return 0


def _fill(home: Path) -> None:
    from titrant.server.config import starting

    starting.ready()
    starting.bring_up_to_date()
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.db import connection
    from django.test.utils import setup_test_environment
    from tests.lib.permissions import World

    from titrant.server.accounts.matrix import pages
    from titrant.server.accounts.models import SignIn
    from titrant.server.audit import digests, installing
    from titrant.server.audit.rebuilding import state
    from titrant.server.audit.verifying import verify
    from titrant.server.tasks import recurring, reminding
    from titrant.server.web.clock import now

    setup_test_environment()
    installing.check_kind()
    world = World()
    for page in pages():
        world.address(page, world.own)
    reminding.remind()
    recurring.escalation({})
    digests.write(now().date())
    for model in (Session, SignIn):
        model.objects.all().delete()
    if faults := verify():
        raise SystemExit("\n".join(["The new record is not believed:", *map(str, faults)]))
    rows = {table: len(found) for table, found in state().items()}
    (home / "rows.json").write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n")
    key = settings.INSTALLATION.signing_key().public_key().public_bytes_raw().hex()
    (home / "public-key").write_text(key + "\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _nobodys(file: Any) -> Any:
    """Leave out whose file it was, and when it was written."""
    file.uid = file.gid = file.mtime = 0
    file.uname = file.gname = ""
    return file


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
