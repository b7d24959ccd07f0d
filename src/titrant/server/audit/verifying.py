"""Check the whole record: each row, their order, what was cut off, the digests, the projections."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection

from titrant.server.audit import anchors, digests, guards
from titrant.server.audit.hashing import NOTHING_BEFORE, attachment_digest, digest_of
from titrant.server.audit.kinds import EntryKind, all_kinds
from titrant.server.audit.models import APPEND_ONLY, Attachment, ChainEnd, Entry, Sort
from titrant.server.audit.rebuilding import differences
from titrant.server.audit.snapshots import snapshot


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the record, in words that name the row."""

    says: str

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True)
class Beside:
    """A table that no rebuilding writes, held against the record by the part that owns it.

    `differing` yields a sentence for each row that differs; `not_compared` says which rows the
    record does not tell enough about.
    """

    differing: Callable[[], Iterable[str]]
    not_compared: Callable[[], list[str]]


_beside: list[Beside] = []


def compares(table: Beside) -> None:
    """Let another part's table be compared from now on."""
    _beside.append(table)


def not_compared() -> list[str]:
    """Return what the record does not tell enough about to be compared, in sentences."""
    return [line for table in _beside for line in table.not_compared()]


def verify(
    progress: Callable[[int], None] = lambda _: None, key: Ed25519PublicKey | None = None
) -> list[Fault]:
    """Return everything that is wrong with the record; nothing where it can be believed.

    Digests are checked against `key`, the installation's own where none is given.

    Others may write meanwhile: the rows are seen as of one moment, the anchors and digests as of
    just before it, so that none of them names a row that is not seen yet.
    """
    noted, files = anchors.noted(), [(path, _read(path)) for path in digests.files()]
    with snapshot():
        faults = [
            *_unguarded(),
            *_chains(progress),
            *_ends(noted),
            *_digests(files, key or settings.INSTALLATION.signing_key().public_key()),
            *_digested(),
            *_attachments(),
        ]
        whole = not faults  # what it says can be read, and compared
        if whole:
            faults.extend(Fault(line) for table in _beside for line in table.differing())
    if whole:
        faults.extend(Fault(f"Not what the record says: {line}.") for line in differences())
    return faults


def _unguarded() -> Iterator[Fault]:
    for model in APPEND_ONLY:
        table = model._meta.db_table
        for name in guards.missing(connection, table):
            yield Fault(f"The table {table} can be changed: its trigger {name} is gone.")


def _chains(progress: Callable[[int], None]) -> Iterator[Fault]:
    kinds = {kind.name: kind for kind in all_kinds()}
    chain, number, digest = -1, 0, NOTHING_BEFORE
    for done, entry in enumerate(Entry.objects.order_by("chain", "number").iterator(2000), start=1):
        if entry.chain != chain:
            chain, number, digest = entry.chain, 0, NOTHING_BEFORE
        if entry.number != number + 1:
            yield Fault(f"Chain {chain}: {_rows(number + 1, entry.number - 1)} missing.")
        elif entry.previous != digest:
            yield Fault(f"{_named(entry)} does not follow the row before it.")
        if digest_of(entry) != entry.digest:
            yield Fault(f"{_named(entry)} is not what was written.")
        elif entry.sort == Sort.WRITE:
            yield from _unread(entry, kinds)
        number, digest = entry.number, entry.digest
        progress(done)


def _unread(entry: Entry, kinds: dict[str, EntryKind[Any]]) -> Iterator[Fault]:
    """Name an entry that this version cannot read: an older program, or one that is not ours."""
    kind = kinds.get(entry.kind)
    if kind is None:
        yield Fault(f"{_named(entry)} is of a kind that this version does not know.")
        return
    try:
        kind.read(entry)
    except (msgspec.DecodeError, ValueError):
        yield Fault(f"{_named(entry)} says what this version cannot read.")


def _ends(noted: dict[int, anchors.Anchor]) -> Iterator[Fault]:
    last = _last()
    ends = ChainEnd.objects.exclude(number=0)
    for chain in sorted(last.keys() - {end.chain for end in ends}):
        yield Fault(f"Chain {chain}: the note of its end is gone.")
    for end in ends:
        found = last.get(end.chain)
        if found is None or (found.number, found.digest) != (end.number, end.digest):
            there = found.number if found else 0
            yield Fault(f"Chain {end.chain} ends at row {there}, and its end says {end.number}.")
    signed = Entry.objects.filter(kind=digests.digested.name).order_by()
    for chain in sorted(set(signed.values_list("chain", flat=True)) - noted.keys()):
        yield Fault(f"Chain {chain}: its anchor is gone from its folder, or cannot be read.")
    for chain, anchor in noted.items():
        there = last[chain].number if chain in last else 0
        if there < anchor.number:
            yield Fault(
                f"Chain {chain}: {_rows(there + 1, anchor.number)} missing at the end, "
                "as the anchor outside the database says."
            )
        elif not _at(chain, anchor.number, anchor.digest):
            yield Fault(f"Chain {chain}: row {anchor.number} is another one than was anchored.")


def _read(path: Path) -> list[digests.Signed] | None:
    try:
        return digests.read(path)
    except msgspec.DecodeError:
        return None


def _digests(
    files: list[tuple[Path, list[digests.Signed] | None]], key: Ed25519PublicKey
) -> Iterator[Fault]:
    for path, lines in files:
        if lines is None:
            yield Fault(f"The file of digests {path.name} cannot be read.")
            continue
        before = ""
        for line in lines:
            says = line.says
            where = f"The digest of {says.day} for chain {says.chain}"
            if not digests.holds(line, key):
                yield Fault(f"{where} does not bear our signature.")
            elif says.before != before:
                yield Fault(f"{where} does not follow the one before it.")
            elif not _at(says.chain, says.number, says.digest):
                yield Fault(f"{where} names row {says.number}, which is gone or another one.")
            before = line.signature


def _digested() -> Iterator[Fault]:
    kept = _signatures()
    for entry in Entry.objects.filter(kind=digests.digested.name).iterator(2000):
        try:
            said = digests.digested.read(entry)
        except msgspec.DecodeError:
            continue  # the row is named already: it is not what was written
        if said.signature not in kept:
            yield Fault(
                f"The digest of {said.day} for chain {entry.chain} is gone from its file, "
                f"and row {entry.number} says that it was written."
            )


def _signatures() -> set[str]:
    """Return every signature in the files, read after the rows that say they are there."""
    return {line.signature for path in digests.files() for line in _read(path) or ()}


def _attachments() -> Iterator[Fault]:
    for file in Attachment.objects.iterator(20):
        content = bytes(file.content)
        if attachment_digest(file.media_type, content) != file.digest or len(content) != file.size:
            yield Fault(f"The file {file.digest[:12]}… is not what was kept.")
    named = Entry.objects.exclude(attachment=None)
    for entry in named.exclude(attachment__in=Attachment.objects.values("digest")):
        yield Fault(f"{_named(entry)} names a file that is gone.")


def _last() -> dict[int, Entry]:
    chains = Entry.objects.order_by().values_list("chain", flat=True).distinct()
    return {chain: Entry.objects.filter(chain=chain).latest("number") for chain in chains}


def _at(chain: int, number: int, digest: str) -> bool:
    return Entry.objects.filter(chain=chain, number=number, digest=digest).exists()


def _named(entry: Entry) -> str:
    return (
        f"Chain {entry.chain}: row {entry.number} ({entry.kind}, {entry.recorded:%Y-%m-%d %H:%M})"
    )


def _rows(first: int, last: int) -> str:
    return f"row {first} is" if first == last else f"rows {first} to {last} are"
