"""What changes tasks: each writes one entry. The program opens and escalates; people close."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Right, Role
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.audit.actor import Actor, program
from titrant.server.audit.appending import append, sent_before
from titrant.server.audit.models import Entry
from titrant.server.tasks import entries, rules, selectors
from titrant.server.tasks.kinds import TaskKind
from titrant.server.tasks.models import Task
from titrant.server.web.clock import now


@transaction.atomic
def open_task(
    kind: TaskKind,
    *,
    clinic: int,
    by: Actor,
    what: str = "",
    why: str = "",
    patient: UUID | None = None,
    about: UUID | None = None,
    once: str = "",
    due: datetime | None = None,
    role: Role | None = None,
    owner: Account | None = None,
    key: str = "",
) -> UUID:
    """Open a task; return its id. With `once`, a task of that name is opened a single time.

    It is owned from the first moment: by `owner`, or by everybody with `role` (the kind's own where
    none is given), or by who stands in where nobody with that role can sign in.
    """
    known = Task.objects.filter(clinic=clinic, once=once).first() if once else None
    if known is not None:
        return known.pk
    until = now() + kind.due_in if due is None else due
    body = entries.Opened(
        clinic=clinic,
        kind=kind.name,
        hurts=kind.hurts,
        what=what.strip() or kind.what,
        why=why.strip(),
        role=rules.owning_role(clinic, role or kind.role),
        owner=None if owner is None else owner.pk,
        due=until,
        escalates=until + kind.escalates_in,
        escalates_to=rules.owning_role(clinic, kind.escalates_to),
        about=about,
        once=once,
    )
    return append(entries.opened, body, by=by, patient=patient, key=key).ref


def open_by_hand(
    *,
    kind: TaskKind,
    what: str,
    why: str,
    due: datetime,
    role: Role,
    by: Acting,
    patient: UUID | None = None,
    key: str = "",
) -> UUID:
    """Open a task that a person asks for."""
    check_may(by, Right.WORK_TASKS)
    if not kind.by_hand or by.clinic is None:
        raise NotAllowed("The program opens tasks of this kind by itself.")
    return open_task(
        kind,
        clinic=by.clinic,
        by=by.actor,
        what=what,
        why=why,
        patient=patient,
        due=due,
        role=role,
        key=key,
    )


@transaction.atomic
def take(*, task: Task, by: Acting, key: str = "") -> Entry:
    """Take a task on."""
    return _once(key, by) or _take(task, by, key)


def _take(task: Task, by: Acting, key: str) -> Entry:
    rules.check_can_work_on(by, task)
    body = entries.Taken(task.pk)
    return append(entries.taken, body, by=by.actor, patient=task.patient, key=key)


@transaction.atomic
def assign(
    *, task: Task, role: Role, by: Acting, owner: Account | None = None, key: str = ""
) -> Entry:
    """Give a task to a person, or to everybody with a role."""
    sent = _once(key, by)
    if sent is not None:
        return sent
    rules.check_can_work_on(by, task)
    rules.check_can_be_given(task, role, owner)
    body = entries.Assigned(task.pk, role, None if owner is None else owner.pk)
    return append(entries.assigned, body, by=by.actor, patient=task.patient, key=key)


@transaction.atomic
def close(*, task: Task, disposition: str, by: Acting, remark: str = "", key: str = "") -> Entry:
    """Close a task, saying what came of it."""
    sent = _once(key, by)
    if sent is not None:
        return sent
    rules.check_can_work_on(by, task)
    rules.check_disposition(task, disposition, remark)
    body = entries.Closed(task.pk, disposition, remark.strip())
    return append(entries.closed, body, by=by.actor, patient=task.patient, key=key)


def escalate_late(by: str = "worker:escalation") -> int:
    """Give tasks that nobody closed in time to who can act; return how many those were.

    A task whose owner can no longer sign in goes back to its role, so that it is not nobody's.
    """
    moved = 0
    for task in selectors.late(now()):
        body = entries.Escalated(task.pk, rules.owning_role(task.clinic, Role(task.escalates_to)))
        append(entries.escalated, body, by=program(by, task.clinic), patient=task.patient)
        moved += 1
    for task in selectors.left_behind():
        role = rules.owning_role(task.clinic, Role(task.role))
        given = entries.Assigned(task.pk, role, None, "its owner cannot sign in any more")
        append(entries.assigned, given, by=program(by, task.clinic), patient=task.patient)
        moved += 1
    return moved


def _once(key: str, by: Acting) -> Entry | None:
    """Return what this form wrote when it was sent before: the task may be closed since."""
    return sent_before(by.actor, key)
