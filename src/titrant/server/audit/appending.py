"""Add an entry to the record, and write what follows from it, in one transaction."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from django.db import IntegrityError, connection, transaction

from titrant.server.audit import anchors
from titrant.server.audit.actor import Actor
from titrant.server.audit.hashing import NOTHING_BEFORE, attachment_digest, digest_of
from titrant.server.audit.kinds import Body, EntryKind
from titrant.server.audit.models import Attachment, ChainEnd, Entry, Sort
from titrant.server.web.clock import now

STEP = timedelta(seconds=1)  # two machines' clocks differ by less; more is worth a look
_on_step: list[Callable[[Entry, datetime], None]] = []
_new_ref: ContextVar[Callable[[], UUID]] = ContextVar("new_ref", default=uuid4)


def _guessed_by_nobody() -> str:
    return secrets.token_urlsafe(32)


_new_secret: ContextVar[Callable[[], str]] = ContextVar("new_secret", default=_guessed_by_nobody)


@contextmanager
def refs_from(source: Callable[[], UUID]) -> Iterator[None]:
    """Take the ids of new entries from `source`: a demonstration is the same each time."""
    token = _new_ref.set(source)
    try:
        yield
    finally:
        _new_ref.reset(token)


@contextmanager
def secrets_from(source: Callable[[], str]) -> Iterator[None]:
    """Take what links end in from `source`: a demonstration's are known, as everything there is."""
    token = _new_secret.set(source)
    try:
        yield
    finally:
        _new_secret.reset(token)


def new_ref() -> UUID:
    """Return an id for something new."""
    return _new_ref.get()()


def new_secret() -> str:
    """Return what a link ends in that only its reader knows; the record keeps a hash of it."""
    return _new_secret.get()()


def on_clock_stepped_back(notice: Callable[[Entry, datetime], None]) -> None:
    """Call `notice` with an entry recorded before the one it follows, and with when that was."""
    _on_step.append(notice)


def clock_stepped_back(entry: Entry, before: datetime) -> None:
    """Tell who registered for it. The entry stays as it is: its number says where it belongs."""
    for notice in _on_step:
        notice(entry, before)


_on_written: list[Callable[[Entry], None]] = []


def on_written(notice: Callable[[Entry], None]) -> Callable[[Entry], None]:
    """Call `notice` with each entry that was written, in its transaction, after its projection.

    A rebuild writes nothing, and calls nobody.
    """
    _on_written.append(notice)
    return notice


class AlreadyCorrected(Exception):
    """Somebody else has corrected this row since it was shown; `by_now` is their entry."""

    def __init__(self, by_now: Entry) -> None:
        super().__init__("This row was corrected since it was shown.")
        self.by_now = by_now


class KeyReused(Exception):
    """A form came with the key of another one; `earlier` is what that one wrote."""

    def __init__(self, earlier: Entry) -> None:
        super().__init__("This form was sent before, and said something else then.")
        self.earlier = earlier


@transaction.atomic
def append(
    kind: EntryKind[Body],
    body: Body,
    *,
    by: Actor,
    patient: UUID | None = None,
    corrects: UUID | None = None,
    effective: datetime | None = None,
    key: str = "",
    ref: UUID | None = None,
    attachment: Attachment | None = None,
) -> Entry:
    """Write one entry and its projection; return the entry.

    A `key` that this person sent before returns the entry of then, and writes nothing; where the
    form says something else now, it raises `KeyReused`; where somebody was faster to correct the
    same row, `AlreadyCorrected`. `effective` is when it was so, now where it
    is left out.
    """
    _end(by.clinic)  # locked: what two requests find out here, they find out one after the other
    earlier = sent_before(by, key)
    if earlier is not None:
        _check_same(earlier, kind, body, patient, corrects)
        _check_same_time_and_file(earlier, effective, attachment)
        return earlier
    entry = _first_to_correct(
        Entry(
            ref=ref or new_ref(),
            sort=Sort.WRITE,
            kind=kind.name,
            patient=patient,
            corrects=corrects,
            key=key,
            body=msgspec.json.encode(body, order="deterministic").decode(),
            attachment=attachment,
        ),
        by,
        effective,
    )
    kind.project(entry, body)
    for notice in _on_written:
        notice(entry)
    return entry


def _first_to_correct(entry: Entry, by: Actor, effective: datetime | None) -> Entry:
    """Write an entry; raise `AlreadyCorrected` where the database has a correction of that row."""
    if entry.corrects is None:
        return _write(entry, by, effective)
    try:
        with transaction.atomic():
            return _write(entry, by, effective)
    except IntegrityError:
        by_now = Entry.objects.filter(corrects=entry.corrects).first()
        if by_now is None:
            raise
        raise AlreadyCorrected(by_now) from None


def sent_before(by: Actor, key: str) -> Entry | None:
    """Return the entry that this person's form with this key has written already, or None."""
    if not key or by.account is None:
        return None
    return Entry.objects.filter(by_id=by.account, key=key).first()


def _check_same(
    earlier: Entry,
    kind: EntryKind[Body],
    body: Body,
    patient: UUID | None,
    corrects: UUID | None,
) -> None:
    if earlier.kind != kind.name or earlier.corrects != corrects:
        raise KeyReused(earlier)
    if earlier.patient != patient and "patient" not in kind.made:
        raise KeyReused(earlier)
    then = kind.read(earlier)
    names = set(kind.body.__struct_fields__) - kind.made
    if any(getattr(then, name) != getattr(body, name) for name in names):
        raise KeyReused(earlier)


def _check_same_time_and_file(
    earlier: Entry, effective: datetime | None, attachment: Attachment | None
) -> None:
    """Raise `KeyReused` where a form that came before named another time, or held another file."""
    then = earlier.recorded if effective is None else effective
    if earlier.effective != then or attachment != earlier.attachment:
        raise KeyReused(earlier)


@transaction.atomic
def note_read(page: str, *, by: Actor, patient: UUID | None = None, also: object = None) -> Entry:
    """Write that somebody read something: one entry a request. `also` is how many, or which."""
    body = {"page": page} if also is None else {"page": page, "also": also}
    return _write(
        Entry(
            ref=new_ref(),
            sort=Sort.READ,
            kind="read",
            patient=patient,
            body=msgspec.json.encode(body, order="deterministic").decode(),
        ),
        by,
    )


def _write(entry: Entry, by: Actor, effective: datetime | None = None) -> Entry:
    """Number, link and store an entry at the end of its chain, which is locked until the commit."""
    end = _end(by.clinic)
    link(entry, end, by=by, recorded=now(), effective=effective)
    entry.save(force_insert=True)
    ChainEnd.objects.filter(chain=end.chain).update(
        number=entry.number, digest=entry.digest, recorded=entry.recorded
    )
    if end.recorded is not None and end.recorded - entry.recorded > STEP:
        clock_stepped_back(entry, end.recorded)
    transaction.on_commit(lambda: anchors.note(entry.chain, entry.number, entry.digest))
    return entry


def link(
    entry: Entry, end: ChainEnd, *, by: Actor, recorded: datetime, effective: datetime | None
) -> None:
    """Number an entry as the one after the end of its chain, say whose it is, and hash it."""
    entry.chain = end.chain
    entry.number = end.number + 1
    entry.by_id = by.account
    entry.agent = by.agent
    entry.role = by.role
    entry.recorded = recorded
    entry.effective = recorded if effective is None else effective
    entry.previous = end.digest
    entry.digest = digest_of(entry)


def _end(chain: int) -> ChainEnd:
    ends = ChainEnd.objects.filter(chain=chain)
    if connection.features.has_select_for_update:
        ends = ends.select_for_update()
    end = ends.first()
    if end is None:
        ChainEnd.objects.bulk_create(
            [ChainEnd(chain=chain, number=0, digest=NOTHING_BEFORE)], ignore_conflicts=True
        )
        end = ends.get()
    return end


def keep(content: bytes, media_type: str) -> Attachment:
    """Keep a file; the same file is kept once."""
    kept, _ = Attachment.objects.get_or_create(
        digest=attachment_digest(media_type, content),
        defaults={"media_type": media_type, "size": len(content), "content": content},
    )
    return kept
