"""The first half of a restore, before the settings are read: the files beside the database."""

import os
from base64 import b64decode
from pathlib import Path

from titrant.server.audit.backup_lines import Beside, Start, line_of
from titrant.server.audit.sealing import Key, NotOpened, check, lines


class NotEmpty(Exception):
    """There are records where a backup was to be restored; the sentence says where."""


def check_empty_home(home: Path) -> None:
    """Raise `NotEmpty` where the folder holds an installation, or anything else."""
    if home.exists() and any(home.iterdir()):
        raise NotEmpty(
            f"{home} is not empty. A backup is restored into an empty folder, "
            "never over records: choose another folder."
        )


def lay_out(path: Path, key: Key, home: Path) -> Start:
    """Check the whole backup, and write the files beside the database; return its first line.

    Raises `NotOpened` and `NotEmpty`; nothing is written then.
    """
    check_empty_home(home)
    with path.open("rb") as file:
        check(file, key)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    start = None
    with path.open("rb") as file:
        for content in lines(file, key):
            line = line_of(content)
            if isinstance(line, Start):
                start = line
            elif isinstance(line, Beside):
                _write(home, line)
            else:
                break
    if start is None:
        raise NotOpened("This backup does not say which installation it is of.")
    return start


def _write(home: Path, file: Beside) -> None:
    path = (home / file.path).resolve()
    if not path.is_relative_to(home.resolve()):
        raise NotOpened("This backup names a file outside of its installation.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(b64decode(file.content))
