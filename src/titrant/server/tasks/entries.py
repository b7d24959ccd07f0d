"""What the record says about tasks, and what follows from it."""

from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.tasks.models import Reminder, Task


class Opened(Struct, frozen=True):
    """A task was opened; the entry's id is the task's."""

    clinic: int
    kind: str
    hurts: int
    what: str
    why: str
    role: str
    owner: int | None
    due: datetime
    escalates: datetime | None
    escalates_to: str
    about: UUID | None = None
    once: str = ""


class Assigned(Struct, frozen=True):
    """A task was given to a person, or to everybody with a role."""

    task: UUID
    role: str
    owner: int | None = None
    why: str = ""


class Taken(Struct, frozen=True):
    """Somebody took a task on: they own it now."""

    task: UUID


class Escalated(Struct, frozen=True):
    """Nobody closed a task in time: it went to everybody with a role."""

    task: UUID
    to: str


class Closed(Struct, frozen=True):
    """A task was closed, and what came of it."""

    task: UUID
    disposition: str
    remark: str = ""


class Reminded(Struct, frozen=True):
    """Somebody was told by a message that these tasks wait, each at its stage."""

    account: int
    message: UUID
    tasks: list[tuple[UUID, int]]


@entry_kind("tasks.opened", "opened a task", Opened, Task, made=("due", "escalates"))
def opened(entry: Entry, body: Opened) -> None:
    """Open a task."""
    Task.objects.create(
        id=entry.ref,
        clinic=body.clinic,
        kind=body.kind,
        hurts=body.hurts,
        what=body.what,
        why=body.why,
        patient=entry.patient,
        about=body.about,
        once=body.once,
        owner_id=body.owner,
        role=body.role,
        opened=entry.recorded,
        due=body.due,
        escalates=body.escalates,
        escalates_to=body.escalates_to,
    )


@entry_kind("tasks.assigned", "gave a task to somebody", Assigned, Task)
def assigned(_: Entry, body: Assigned) -> None:
    """Give a task to a person, or to a role."""
    Task.objects.filter(pk=body.task).update(role=body.role, owner_id=body.owner)


@entry_kind("tasks.taken", "took a task", Taken, Task)
def taken(entry: Entry, body: Taken) -> None:
    """Give a task to who took it."""
    Task.objects.filter(pk=body.task).update(owner_id=entry.person)


@entry_kind("tasks.escalated", "handed a late task on", Escalated, Task)
def escalated(entry: Entry, body: Escalated) -> None:
    """Give a late task to a role that can act."""
    Task.objects.filter(pk=body.task, closed=None).update(
        role=body.to, owner_id=None, escalated=entry.recorded, escalates=None
    )


@entry_kind("tasks.closed", "closed a task", Closed, Task)
def closed(entry: Entry, body: Closed) -> None:
    """Close a task; what was said of one that is closed already changes nothing."""
    Task.objects.filter(pk=body.task, closed=None).update(
        closed=entry.recorded,
        closed_by_id=entry.by_id,
        disposition=body.disposition,
        remark=body.remark,
        escalates=None,
    )


@entry_kind("tasks.reminded", "reminded of a task", Reminded, Reminder, made=("message",))
def reminded(entry: Entry, body: Reminded) -> None:
    """Note that somebody was told."""
    Reminder.objects.bulk_create(
        Reminder(
            id=uuid5(entry.ref, str(task)),
            task_id=task,
            account_id=body.account,
            stage=stage,
            at=entry.recorded,
        )
        for task, stage in body.tasks
    )
