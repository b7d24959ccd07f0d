"""What an entry hashes to: the one place that says which columns count, and how written."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from titrant.server.audit.models import Entry

NOTHING_BEFORE = "0" * 64
COLUMNS = (
    "ref",
    "chain",
    "number",
    "sort",
    "kind",
    "patient",
    "corrects",
    "by_id",
    "agent",
    "role",
    "effective",
    "recorded",
    "key",
    "body",
    "attachment_id",
    "previous",
)


def digest_of(entry: Entry) -> str:
    """Return the SHA-256 of an entry's columns but `digest`, as 64 hexadecimal digits."""
    parts = [_plain(getattr(entry, column)) for column in COLUMNS]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def attachment_digest(media_type: str, content: bytes) -> str:
    """Return what a file hashes to, with what it says it is."""
    return hashlib.sha256(media_type.encode() + b"\0" + content).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    return value
