"""Questions about the log of one clinic."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import QuerySet

from titrant.server.accounts.models import Account
from titrant.server.audit.kinds import told
from titrant.server.audit.models import Entry, Sort


@dataclass(frozen=True)
class Line:
    """One line of the log: who, in which role, did or read what, about whom, when."""

    number: int
    recorded: datetime
    who: str
    role: str
    did: str
    patient: UUID | None
    how_many: str


def log(
    clinic: int,
    *,
    person: UUID | None = None,
    patient: UUID | None = None,
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    zone: str = "UTC",
) -> QuerySet[Entry]:
    """Return the clinic's entries that meet all of these, the newest first."""
    found = Entry.objects.filter(chain=clinic).select_related("by")
    if person is not None:
        found = found.filter(by__ref=person)
    if patient is not None:
        found = found.filter(patient=patient)
    if kind:
        found = found.filter(kind=kind)
    if since is not None:
        found = found.filter(recorded__gte=_begins(since, zone))
    if until is not None:
        found = found.filter(recorded__lt=_begins(until + timedelta(days=1), zone))
    return found.order_by("-number")


def line(entry: Entry) -> Line:
    """Return how an entry stands in the log; what was written is not told, only that it was."""
    read = entry.sort == Sort.READ
    said = msgspec.json.decode(entry.body) if read else {}
    also = said.get("also")
    return Line(
        entry.number,
        entry.recorded,
        entry.by.name if entry.by is not None else entry.agent,
        entry.role,
        f"read {said.get('page', '')}"
        if read
        else told(entry.kind, corrected=bool(entry.corrects)),
        entry.patient,
        str(len(also)) if isinstance(also, list) else "" if also is None else str(also),
    )


def people_of(clinic: int) -> list[tuple[str, str]]:
    """Return everybody who wrote or read something in the clinic, by name."""
    ids = Entry.objects.filter(chain=clinic).exclude(by=None).order_by().values("by").distinct()
    rows = Account.objects.filter(pk__in=ids).order_by("name")
    return [(str(account.ref), account.name) for account in rows]


def kinds_of(clinic: int) -> list[tuple[str, str]]:
    """Return the kinds of entry that there are in the clinic, each with its words, by these."""
    rows = Entry.objects.filter(chain=clinic).order_by("kind")
    names = rows.values_list("kind", flat=True).distinct()
    return sorted(((name, told(name)) for name in names), key=itemgetter(1))


def _begins(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)
