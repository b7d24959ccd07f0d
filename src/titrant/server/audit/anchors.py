"""Where each chain ends, noted outside the database: rows cut off the end are missed."""

import fcntl
import os
from dataclasses import dataclass

import msgspec
from django.conf import settings


@dataclass(frozen=True)
class Anchor:
    """The number and digest of the last entry that was committed to a chain."""

    number: int
    digest: str


def note(chain: int, number: int, digest: str) -> None:
    """Note the end of a chain after a commit; an older end never replaces a newer one.

    A note is never shorter than the one before it, since numbers grow: it is written over that in
    place. To cut the file first would cost each page more than all else about the note.
    """
    path = settings.INSTALLATION.anchors / f"{chain}.json"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = file.read()
        known = _read(content)
        if known is None or known.number < number:
            file.seek(0)
            file.write(msgspec.json.encode(Anchor(number, digest)).ljust(len(content)))


def noted() -> dict[int, Anchor]:
    """Return the noted end of every chain."""
    found = {}
    for path in sorted(settings.INSTALLATION.anchors.glob("*.json")):
        anchor = _read(path.read_bytes())
        if anchor is not None:
            found[int(path.stem)] = anchor
    return found


def _read(content: bytes) -> Anchor | None:
    try:
        return msgspec.json.decode(content, type=Anchor)
    except msgspec.DecodeError:
        return None  # the machine stopped between two writes: the next commit notes it again
