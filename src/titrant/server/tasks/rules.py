"""Who may do what with a task, and who owns one: nothing that is late is nobody's."""

from collections.abc import Callable

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import RIGHTS, Right, Role
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.accounts.selectors import with_role
from titrant.server.tasks.kinds import task_kind_named
from titrant.server.tasks.models import Task

# Where the role that should own a task has nobody who can sign in, who owns it instead.
INSTEAD = (Role.DIRECTOR, Role.PRESCRIBER, Role.NURSE, Role.COORDINATOR)


class Overtaken(NotAllowed):
    """Somebody was faster with this task; the sentence says who, and what they did."""


def owning_role(clinic: int, role: Role) -> Role:
    """Return the role, or the first of those that stand in whom somebody can sign in with."""
    for candidate in (role, *INSTEAD):
        if with_role(clinic, candidate):
            return candidate
    return role  # nobody works here yet: whoever comes first with that role finds it


def check_can_work_on(acting: Acting, task: Task) -> None:
    """Raise a sentence where somebody may not take, give or close a task."""
    check_may(acting, Right.WORK_TASKS)
    if task.clinic != acting.clinic:
        raise NotAllowed("This task belongs to another clinic.")
    if task.closed is not None:
        raise Overtaken(_closed_already(task))
    own = task.role in acting.roles or task.owner_id == acting.account.pk
    if not own and not acting.may(Right.READ_CONTACT):
        raise NotAllowed(f"This task is for every {task.role}: one of them can work on it.")


def can_work_on(acting: Acting, task: Task) -> bool:
    """Return whether somebody may take, give or close a task."""
    return _holds(lambda: check_can_work_on(acting, task))


def check_not_moved(acting: Acting, task: Task, whose: str) -> None:
    """Raise a sentence where a task is not any more with whom a page showed, nor with who asks."""
    if task.whose == whose or task.owner_id == acting.account.pk:
        return
    has = f"every {task.role}" if task.owner is None else task.owner.name
    raise Overtaken(f"After your page was opened, this task went to {has}.")


def check_can_be_given(task: Task, role: Role, owner: Account | None) -> None:
    """Raise a sentence where a role, or a person, could not work on the task."""
    if Right.WORK_TASKS not in RIGHTS[role]:
        raise NotAllowed(f"A {role.value} does not work on tasks: choose another role.")
    if owner is not None and owner not in with_role(task.clinic, role):
        raise NotAllowed(f"This person is no {role.value} here, or cannot sign in.")


def check_disposition(task: Task, disposition: str, remark: str) -> None:
    """Raise a sentence where the words are not among those that close this kind of task."""
    if disposition not in task_kind_named(task.kind).dispositions:
        raise NotAllowed("Choose what came of it from the list.")
    if disposition.endswith("in the remark") and not remark.strip():
        raise NotAllowed("Write in the remark why it cannot be done.")


def _closed_already(task: Task) -> str:
    """Return who closed a task, and with which words."""
    assert task.closed_by is not None  # people close: the program only opens and hands on
    return f"This task is closed already: {task.closed_by.name} chose “{task.disposition}”."


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True
