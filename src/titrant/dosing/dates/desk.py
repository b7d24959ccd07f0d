"""What the checks of one course are judged by: its sessions, the facts, the day, the rules."""

from datetime import date

from titrant.clinical import Course, Fact, Snapshot
from titrant.dosing.course_words import Due
from titrant.dosing.dates.courses import given
from titrant.dosing.dates.entries import Entry
from titrant.dosing.dates.months import months_later
from titrant.dosing.dates.rests import Rests
from titrant.dosing.screening.known import Known
from titrant.knowledge import Knowledge, Protocol

Wanted = tuple[tuple[str, ...], ...]
"""Concepts that say a check was done: one of each group."""


class Desk:
    """One course on one day, and the entries that were written so far."""

    def __init__(
        self, snapshot: Snapshot, course: Course, protocol: Protocol, kb: Knowledge
    ) -> None:
        self.snapshot = snapshot
        self.course = course
        self.protocol = protocol
        self.kb = kb
        self.as_of = snapshot.as_of
        self.sessions = given([course])
        self.exposures = given([course, *snapshot.courses])
        self.rests = Rests(kb, snapshot.as_of)
        self.known = Known(snapshot, kb, protocol.id)
        self.entries: list[Entry] = []

    @property
    def latest(self) -> date | None:
        """The day of the latest session."""
        return self.sessions[-1] if self.sessions else None

    def done(self, *concepts: str) -> list[tuple[date, Fact]]:
        """Return what says that one of these was done, with its day, the first first."""
        facts = ((fact.on or fact.seen, fact) for fact in self.known.so(*concepts))
        dated = [(day, fact) for day, fact in facts if day is not None and day <= self.as_of]
        return sorted(dated, key=lambda one: (one[0], one[1].origin))

    def last(self, wanted: Wanted) -> tuple[date, Fact] | None:
        """Return the last time that all groups were done: the oldest of their latest."""
        each = [self.done(*group) for group in wanted]
        if not all(each):
            return None
        return min((of_one[-1] for of_one in each), key=lambda one: one[0])

    def one(self, id: str) -> int | None:
        """Return a leaf that is a bare number."""
        ends = self.rests.counts(id)
        return None if ends is None else ends[0]

    def days(self, id: str) -> int | None:
        """Return a leaf that is a time, in whole days."""
        ends = self.rests.days(id)
        return None if ends is None else ends[0]

    def write(
        self,
        id: str,
        what: str,
        state: Due,
        rules: tuple[str, ...],
        *,
        who: str = "",
        last: tuple[date, Fact] | None = None,
        last_on: date | None = None,
        due: date | None = None,
        until: date | None = None,
        note: str = "",
    ) -> None:
        """Add an entry, with the leaves behind it and what nobody signed of them."""
        for rule in rules:
            self.rests.leaf(rule)
        held = tuple(f"unsigned:{rule}" for rule in rules)
        self.entries.append(
            Entry(
                id=id,
                what=what,
                who=who,
                state=state,
                last=last[1] if last else None,
                last_on=last[0] if last else last_on,
                due=due,
                until=until,
                note=note,
                leaves=tuple(self.kb.leaf(rule) for rule in rules),
                holds=tuple(self.rests.holds[id] for id in held if id in self.rests.holds),
            )
        )

    def state(self, due: date, until: date) -> Due:
        """Return how a window stands on the day."""
        if self.as_of < due:
            return Due.COMING
        return Due.DUE if self.as_of <= until else Due.OVERDUE

    def first(self, id: str, what: str, rules: tuple[str, ...], *, who: str = "") -> None:
        """Add a check that has never been on record: due before the first session, else unknown."""
        if self.sessions:
            note = "No time is on record, and sessions were given. Do it now, and write it down."
            self.write(id, what, Due.UNKNOWN, rules, who=who, note=note)
        else:
            self.write(id, what, Due.DUE, rules, who=who, note="Before the first session.")

    def before_first(
        self,
        id: str,
        what: str,
        rules: tuple[str, ...],
        last: tuple[date, Fact],
        until: date | None,
        *,
        who: str = "",
    ) -> None:
        """Add a check of before the first session: the last one counts for one up to a day."""
        first = self.sessions[0] if self.sessions else self.as_of
        if until is None:
            state, note = Due.UNKNOWN, "Nobody has set how long before the first session it counts."
        elif first <= until:
            state, note = Due.DONE, f"It counts for a first session up to {until}."
        else:
            state = Due.OVERDUE if self.sessions else Due.DUE
            note = (
                f"The last one was too long before: it counted for a first session up to {until}."
            )
        self.write(id, what, state, rules, who=who, last=last, note=note)

    def every_months(
        self,
        id: str,
        what: str,
        wanted: Wanted,
        *,
        rules: tuple[str, ...],
        months: str,
        who: str = "",
    ) -> None:
        """Add a check that comes back: due at the leaf’s months, overdue after its last."""
        rules = (*rules, months)
        last = self.last(wanted)
        if last is None:
            self.first(id, what, rules, who=who)
            return
        ends = self.rests.counts(months)
        if ends is None:
            note = "Nobody has set how often."
            self.write(id, what, Due.UNKNOWN, rules, who=who, last=last, note=note)
            return
        due, until = (months_later(last[0], end) for end in ends)
        state = self.state(due, until)
        self.write(id, what, state, rules, who=who, last=last, due=due, until=until)

    def every_visit(self, id: str, what: str, wanted: Wanted, rules: tuple[str, ...]) -> None:
        """Add a check of each visit: done where it is as new as the latest session."""
        last = self.last(wanted)
        visit = self.latest
        if visit is None:
            today = last is not None and last[0] == self.as_of
            state = Due.DONE if today else Due.DUE
            self.write(id, what, state, rules, last=last, note="At the first session.")
        elif last is None:
            note = "No time is on record, and sessions were given. Do it at the next visit."
            self.write(id, what, Due.UNKNOWN, rules, note=note)
        elif last[0] >= visit:
            self.write(id, what, Due.DONE, rules, last=last, note="Again at the next session.")
        else:
            note = f"Not on record at or after the session of {visit}."
            self.write(id, what, Due.OVERDUE, rules, last=last, due=visit, until=visit, note=note)
