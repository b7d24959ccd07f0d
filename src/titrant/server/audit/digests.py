"""A signed line a day and chain, written outside the database: what the record was on that day."""

import os
from base64 import b64decode, b64encode
from datetime import date
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from titrant.server.audit import anchors
from titrant.server.audit.actor import program
from titrant.server.audit.appending import append
from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import ChainEnd, Entry


class Statement(msgspec.Struct, frozen=True):
    """What is signed: where a chain ended on a day, and the signature of the day before."""

    chain: int
    day: date
    number: int
    digest: str
    before: str


class Signed(msgspec.Struct, frozen=True):
    """A statement, and its Ed25519 signature in base64."""

    says: Statement
    signature: str


class Digested(msgspec.Struct, frozen=True):
    """A chain was signed; the record and the file outside it name each other."""

    day: date
    number: int
    signature: str


@entry_kind("audit.digested", "signed the day’s digest", Digested)
def digested(_: Entry, __: Digested) -> None:
    """Nothing follows."""


def write(day: date) -> list[Signed]:
    """Sign where each chain ends, once a day; a chain that has its line of the day is left.

    The line is on the disk before the record says that it is: a machine that stops in between
    leaves a line that nothing asks for, never an entry without its line.
    """
    key = settings.INSTALLATION.signing_key()
    written = []
    for end in ChainEnd.objects.exclude(number=0).order_by("chain"):
        lines = read(_path(end.chain))
        if lines and lines[-1].says.day >= day:
            continue
        before = lines[-1].signature if lines else ""
        says = Statement(end.chain, day, end.number, end.digest, before)
        signed = Signed(says, b64encode(key.sign(_bytes(says))).decode())
        _add(_path(end.chain), msgspec.json.encode(signed) + b"\n")
        said = Digested(day, end.number, signed.signature)
        entry = append(digested, said, by=program("worker:digest", end.chain))
        anchors.note(
            entry.chain, end.number, end.digest
        )  # from its first digest on, it is asked for
        written.append(signed)
    return written


def _add(path: Path, line: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> list[Signed]:
    """Return the signed lines of a file; none where there is no file."""
    if not path.exists():
        return []
    return [
        msgspec.json.decode(line, type=Signed) for line in path.read_bytes().splitlines() if line
    ]


def files() -> list[Path]:
    """Return the files of digests, one a chain."""
    return sorted(settings.INSTALLATION.digests.glob("*.jsonl"))


def holds(signed: Signed, key: Ed25519PublicKey) -> bool:
    """Return whether the signature is of this statement by this key."""
    try:
        key.verify(b64decode(signed.signature), _bytes(signed.says))
    except (InvalidSignature, ValueError):
        return False
    return True


def _path(chain: int) -> Path:
    path: Path = settings.INSTALLATION.digests / f"{chain}.jsonl"
    return path


def _bytes(says: Statement) -> bytes:
    return msgspec.json.encode(says)
