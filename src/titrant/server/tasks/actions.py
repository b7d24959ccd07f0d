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
def take(*, task: Task, by: Acting, key: str = "", whose: str | None = None) -> Entry:
    """Take a task on; raise `Overtaken` where it is not any more with whom the page showed.

    `whose` is who had it on that page; left out, who had it when `task` was read.
    """
    fresh = _as_it_is(task)
    sent = _once(key, by)
    if sent is not None:
        return sent
    rules.check_can_work_on(by, fresh)
    rules.check_not_moved(by, fresh, task.whose if whose is None else whose)
    body = entries.Taken(task.pk)
    return append(entries.taken, body, by=by.actor, patient=task.patient, key=key)


@transaction.atomic
def assign(
    *,
    task: Task,
    role: Role,
    by: Acting,
    owner: Account | None = None,
    key: str = "",
    whose: str | None = None,
) -> Entry:
    """Give a task to a person, or to everybody with a role; `whose` is that of `take`."""
    fresh = _as_it_is(task)
    sent = _once(key, by)
    if sent is not None:
        return sent
    rules.check_can_work_on(by, fresh)
    rules.check_not_moved(by, fresh, task.whose if whose is None else whose)
    rules.check_can_be_given(task, role, owner)
    body = entries.Assigned(task.pk, role, None if owner is None else owner.pk)
    return append(entries.assigned, body, by=by.actor, patient=task.patient, key=key)


@transaction.atomic
def close(*, task: Task, disposition: str, by: Acting, remark: str = "", key: str = "") -> Entry:
    """Close a task, saying what came of it; raise `Overtaken` where somebody closed it before."""
    fresh = _as_it_is(task)
    sent = _once(key, by)
    if sent is not None:
        return sent
    rules.check_can_work_on(by, fresh)
    rules.check_disposition(task, disposition, remark)
    body = entries.Closed(task.pk, disposition, remark.strip())
    return append(entries.closed, body, by=by.actor, patient=task.patient, key=key)


def escalate_late(by: str = "worker:escalation") -> int:
    """Give tasks that nobody closed in time to who can act; return how many those were.

    A task whose owner can no longer sign in goes back to its role, so that it is not nobody's.
    """
    moved = sum([_escalate(task, by) for task in selectors.late(now())])
    return moved + sum([_give_back(task, by) for task in selectors.left_behind()])


@transaction.atomic
def _escalate(task: Task, by: str) -> bool:
    """Hand a late task on; return whether it was as it was found, and not somebody's by now."""
    if not _untouched(task):
        return False
    body = entries.Escalated(task.pk, rules.owning_role(task.clinic, Role(task.escalates_to)))
    append(entries.escalated, body, by=program(by, task.clinic), patient=task.patient)
    return True


@transaction.atomic
def _give_back(task: Task, by: str) -> bool:
    """Give a task back to its role; return whether it was as it was found."""
    if not _untouched(task):
        return False
    role = rules.owning_role(task.clinic, Role(task.role))
    given = entries.Assigned(task.pk, role, None, "its owner cannot sign in any more")
    append(entries.assigned, given, by=program(by, task.clinic), patient=task.patient)
    return True


def _untouched(task: Task) -> bool:
    """Return whether nobody closed, took or gave a task since it was read."""
    fresh = _as_it_is(task)
    return fresh.closed is None and fresh.whose == task.whose


def _as_it_is(task: Task) -> Task:
    """Return a task as it is now; nobody else changes it until the commit.

    Its row is locked before the end of the chain, by everybody who changes it, so that no two wait
    for each other. A reminder of it may be written meanwhile.
    """
    return Task.objects.select_for_update(no_key=True).get(pk=task.pk)


def _once(key: str, by: Acting) -> Entry | None:
    """Return what this form wrote when it was sent before: the task may be closed since."""
    return sent_before(by.actor, key)
