"""What the record says about two records of one person; each says it in its own history."""

from uuid import UUID

from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.intake.models import Joined


class JoinedSaid(Struct, frozen=True):
    """This record and another are one person's. Both records have such an entry, of one `link`."""

    link: UUID
    other: UUID
    reason: str
    first: bool


class PartedSaid(Struct, frozen=True):
    """This record and another are two people's after all, and why."""

    link: UUID
    other: UUID
    reason: str
    first: bool


@entry_kind("intake.joined", "joined two records", JoinedSaid, Joined, made=("link",))
def joined(entry: Entry, body: JoinedSaid) -> None:
    """Join two records: once, though both say it."""
    if body.first:
        Joined.objects.create(
            id=body.link,
            one_id=entry.about,
            other_id=body.other,
            reason=body.reason,
            by_id=entry.person,
            at=entry.recorded,
        )


@entry_kind("intake.parted", "parted two records", PartedSaid, Joined)
def parted(entry: Entry, body: PartedSaid) -> None:
    """Part two records again."""
    if body.first:
        Joined.objects.filter(pk=body.link).update(
            undone_reason=body.reason, undone_by_id=entry.person, undone_at=entry.recorded
        )
