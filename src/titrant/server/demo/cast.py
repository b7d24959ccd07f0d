"""Who writes in the demonstration and about whom, each found by a word or a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from titrant.server.accounts.acting import Acting
from titrant.server.demo.people import DAY
from titrant.server.demo.writing import ZONE, Hands, Record


@dataclass(frozen=True)
class Cast:
    """The staff by their words, and the records by name. `visitor` is of the other clinic."""

    hands: Hands
    staff: Mapping[str, Acting]
    visitor: Acting
    records: tuple[Record, ...]

    def named(self, name: str) -> Record:
        """Return the record of the one person of this name."""
        (found,) = (record for record in self.records if record.person.name == name)
        return found

    def marked(self, mark: str) -> Record:
        """Return the record of the one person who has this mark."""
        (found,) = (record for record in self.records if mark in record.person.marks)
        return found


def local(days_ago: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the clinic's day, so many days before that of the demonstration."""
    there = datetime.combine(DAY - timedelta(days=days_ago), time(hour, minute), ZONE)
    return there.astimezone(UTC)
