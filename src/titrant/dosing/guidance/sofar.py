"""The course so far: what was given, where it stands in its protocol, how it was borne."""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from titrant.clinical import Course, Decision, PastSession, SessionStatus
from titrant.dosing.course_words import Phase
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.ladder import Ladder

# What a clinic writes where a session waits for blood pressure, in words or as a reading.
_PRESSURE = re.compile(r"\bBP\b|pressure|hypertensi|[0-9]{2,3}/[0-9]{2,3}", re.IGNORECASE)


class Sofar:
    """What the active course of this protocol has been, up to the day of the case."""

    def __init__(self, desk: Desk, ladder: Ladder) -> None:
        self.desk = desk
        active = [
            course
            for course in desk.snapshot.courses
            if course.ended is None and not course.elsewhere and course.protocol == desk.protocol.id
        ]
        self.several = len(active) > 1
        self.course: Course | None = max(active, key=_latest, default=None)
        self.planned: tuple[PastSession, ...] = self.course.sessions if self.course else ()
        self.sessions = tuple(session for session in self.planned if session.given)
        self.levels = tuple(ladder.level(session) for session in self.sessions)
        self.level: Decimal | None = self.levels[-1] if self.levels else None
        self.at_last_step = self._at_last_step(ladder)
        self.at_step = sum(not _cut_short(one) for one in self.at_last_step)

    @property
    def first(self) -> date | None:
        """The day of the first session."""
        return self.sessions[0].on if self.sessions else None

    @property
    def last(self) -> PastSession | None:
        """The last session in which something was given."""
        return self.sessions[-1] if self.sessions else None

    @property
    def completed(self) -> PastSession | None:
        """The last session that ran to its end."""
        return next((one for one in reversed(self.sessions) if not _cut_short(one)), None)

    @property
    def since_last(self) -> int | None:
        """The days since the last session."""
        return None if self.last is None else (self.desk.as_of - self.last.on).days

    @property
    def intervals(self) -> tuple[int, ...]:
        """The days between sessions, the first interval first."""
        days = [session.on for session in self.sessions]
        return tuple((b - a).days for a, b in pairwise(days))

    def _at_last_step(self, ladder: Ladder) -> tuple[PastSession, ...]:
        """Return the sessions in a row that stood at the last step."""
        first = len(self.sessions)
        while first and self.level is not None:
            level = self.levels[first - 1]
            if level is None or not ladder.same(level, self.level):
                break
            first -= 1
        return self.sessions[first:]

    # -- the protocol's phases -----------------------------------------------------------------

    @cached_property
    def phase(self) -> Phase:
        """Where the course stands in its protocol, by what was given and the days since then."""
        if self.first is None:
            return Phase.BEFORE
        desk, days = self.desk, (self.desk.as_of - self.first).days
        later = desk.own("interval.weeks-5-to-8")
        window = desk.own("window.induction")
        weeks = desk.days(window) if window is not None else None
        if later is not None and weeks is not None:
            if days < weeks[1]:
                return Phase.INDUCTION
            return Phase.WEEKS_5_TO_8 if days < weeks[1] + weeks[1] else self._after()
        count = self.induction
        if count is not None:
            if len(self.sessions) >= count[1]:
                return self._after()
            over = weeks is not None and days > weeks[1] and len(self.sessions) >= count[0]
            return self._after() if over else Phase.INDUCTION
        if weeks is not None:
            return Phase.INDUCTION if days < weeks[1] else self._after()
        return Phase.OPEN

    def _after(self) -> Phase:
        spaced = self.desk.own("interval.maintenance") is not None
        return Phase.MAINTENANCE if spaced else Phase.BEYOND

    @property
    def induction(self) -> tuple[int, int] | None:
        """How many sessions the protocol's first course has, at least and at most."""
        leaf = self.desk.own("sessions.induction")
        if leaf is None:
            return None
        if isinstance(leaf.value, Decimal):
            return int(leaf.value), int(leaf.value)
        return (int(leaf.low), int(leaf.high)) if leaf.low and leaf.high else None

    # -- what was asked and decided --------------------------------------------------------------

    @property
    def asked_earlier(self) -> int:
        """How many of the last planned sessions in a row the person wanted sooner."""
        count = 0
        for session in reversed(self.planned):
            if not session.asked_earlier:
                break
            count += 1
        return count

    def reviewed(self, since: date) -> bool:
        """Say whether somebody decided to go on, on a day or after it."""
        reviews = self.course.reviews if self.course is not None else ()
        return any(one.decision is Decision.CONTINUE and one.on >= since for one in reviews)

    @property
    def stopped_by_review(self) -> date | None:
        """The day of the last review, where it decided to stop."""
        reviews = sorted(self.course.reviews, key=lambda one: one.on) if self.course else []
        if reviews and reviews[-1].decision is Decision.STOP:
            return reviews[-1].on
        return None

    @property
    def held_for_pressure(self) -> bool:
        """Whether the last planned session was not done because of blood pressure."""
        last = self.planned[-1] if self.planned else None
        return (
            last is not None
            and last.status is SessionStatus.NOT_DONE
            and _PRESSURE.search(last.why) is not None
        )


def _cut_short(session: PastSession) -> bool:
    return session.status is SessionStatus.STOPPED


def _latest(course: Course) -> tuple[str, str]:
    """Order courses by their last session, then by their first day."""
    last = f"{course.sessions[-1].on}" if course.sessions else ""
    return last, f"{course.opened}"
