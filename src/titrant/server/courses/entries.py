"""What the record says about courses: opened, moved, reviewed, ended; findings cleared."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.courses.models import Cleared, Course, CourseReview


class Opened(Struct, frozen=True):
    """A course of one protocol version; `plan` is what it keeps of that version."""

    protocol: str
    version: str
    plan: dict[str, Any]
    why: str
    target: str = ""
    ends_when: str = ""


class Moved(Struct, frozen=True):
    """A course goes over to another version of its protocol."""

    course: UUID
    version: str
    plan: dict[str, Any]
    why: str


class Reviewed(Struct, frozen=True):
    """A review of a course: `decision` is continue or stop."""

    course: UUID
    decision: str
    why: str


class Ended(Struct, frozen=True):
    """A course is over. `course` is None where it was typed in as history and never opened."""

    course: UUID | None
    protocol: str
    why: str
    words: str = ""


class FindingCleared(Struct, frozen=True):
    """A finding was cleared, or a deferral overridden; `mark` is the finding's as it was read."""

    protocol: str
    rule: str
    mark: str
    title: str
    action: str
    why: str
    on_word_of: str = ""
    until: date | None = None


class ClearanceWithdrawn(Struct, frozen=True):
    """A clearance counts no more."""

    clearance: UUID
    why: str


def _text(plan: dict[str, Any]) -> str:
    # In one order: what was read and what a rebuild reads from the record are the same text.
    return msgspec.json.encode(plan, order="deterministic").decode()


@entry_kind("courses.opened", "opened a course", Opened, Course)
def opened(entry: Entry, body: Opened) -> None:
    """Open a course."""
    Course.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        number=entry.number,
        protocol=body.protocol,
        version=body.version,
        plan=_text(body.plan),
        why=body.why,
        target=body.target,
        ends_when=body.ends_when,
        opened=entry.effective,
        by_id=entry.by_id,
        role=entry.role,
    )


@entry_kind("courses.moved", "moved a course to another version", Moved, Course)
def moved(_: Entry, body: Moved) -> None:
    """Give a course the doses and the schedule of another version."""
    rows = Course.objects.filter(pk=body.course)
    rows.update(version=body.version, plan=_text(body.plan))


@entry_kind("courses.reviewed", "reviewed a course", Reviewed, CourseReview)
def reviewed(entry: Entry, body: Reviewed) -> None:
    """Write a review."""
    CourseReview.objects.create(
        id=entry.ref,
        course_id=body.course,
        at=entry.effective,
        by_id=entry.by_id,
        decision=body.decision,
        why=body.why,
    )


@entry_kind("courses.ended", "ended a course", Ended, Course)
def ended(entry: Entry, body: Ended) -> None:
    """End a course; one that was never opened is written down as over."""
    over = {
        "ended": entry.effective,
        "ended_by_id": entry.by_id,
        "ended_why": body.why,
        "ended_words": body.words,
    }
    if body.course is not None:
        Course.objects.filter(pk=body.course).update(**over)
        return
    Course.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        number=entry.number,
        protocol=body.protocol,
        **over,
    )


@entry_kind("courses.cleared", "cleared a finding", FindingCleared, Cleared)
def cleared(entry: Entry, body: FindingCleared) -> None:
    """Write a clearance."""
    Cleared.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        at=entry.effective,
        by_id=entry.by_id,
        role=entry.role,
        **msgspec.structs.asdict(body),
    )


@entry_kind("courses.clearance-withdrawn", "withdrew a clearance", ClearanceWithdrawn, Cleared)
def clearance_withdrawn(entry: Entry, body: ClearanceWithdrawn) -> None:
    """Let a clearance count no more; it stays to be seen."""
    Cleared.objects.filter(pk=body.clearance).update(
        withdrawn=entry.effective, withdrawn_by_id=entry.by_id, withdrawn_why=body.why
    )
