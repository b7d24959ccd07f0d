"""Tell people by message that a task waits: nearly due, late, or handed on to them.

What is told is that something waits, and where to sign in; never what, and never about whom. It is
asked anew each minute from the tasks as they are, so that a task that was closed is told of no
more, and nothing is sent that was decided yesterday.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import with_role
from titrant.server.audit.actor import program
from titrant.server.audit.appending import append
from titrant.server.messages.actions import send
from titrant.server.messages.templates import TASK_WAITING, Channel
from titrant.server.messages.timing import decent, decent_before
from titrant.server.sites.models import Clinic
from titrant.server.tasks import entries, selectors
from titrant.server.tasks.models import Reminder, Task
from titrant.server.web.clock import now

BEFORE = timedelta(hours=2)  # how long before it is due somebody is reminded
LOOK_AHEAD = BEFORE + timedelta(hours=16)  # from the last call to nine, where clocks go back too
QUIET = timedelta(minutes=30)  # nobody gets two messages within; what comes meanwhile is in one


class Stage(IntEnum):
    """Why somebody is told: the later ones include what came before."""

    NEAR = 1
    LATE = 2
    HANDED_ON = 3


@dataclass(frozen=True)
class Waiting:
    """A task that somebody is to be told of."""

    task: Task
    stage: Stage


def remind() -> int:
    """Tell everybody who is to be told now; return how many messages that were."""
    return sum(_remind_in(clinic, now()) for clinic in Clinic.objects.order_by("id"))


def stage_of(task: Task, moment: datetime, zone: str) -> Stage | None:
    """Return why somebody in a zone is to be told of a task; None where it has time."""
    if task.escalated is not None:
        return Stage.HANDED_ON
    if moment >= task.due:
        return Stage.LATE
    near = decent_before(task.due - BEFORE, zone)
    # A task that was opened after that is new to everybody: that it is near is no news.
    return Stage.NEAR if task.opened < near <= moment else None


def _remind_in(clinic: Clinic, moment: datetime) -> int:
    """Tell the people of one clinic, where it is neither night nor too soon after the last."""
    if decent(moment, clinic.zone) != moment:
        return 0
    tasks = selectors.soon_due(clinic.pk, moment + LOOK_AHEAD)
    told = _told(tasks)
    whom: dict[Account, list[Waiting]] = {}
    staff: dict[str, list[Account]] = {}
    for task in tasks:
        stage = stage_of(task, moment, clinic.zone)
        if stage is None:
            continue
        for account in _holders(task, staff):
            if told.get((task.pk, account.pk), 0) < stage:
                whom.setdefault(account, []).append(Waiting(task, stage))
    lately = _told_lately(whom, moment)
    rest = {account: waiting for account, waiting in whom.items() if account.pk not in lately}
    for account, waiting in rest.items():
        _tell(clinic, account, waiting)
    return len(rest)


def _holders(task: Task, staff: dict[str, list[Account]]) -> list[Account]:
    """Return whose task it is: its owner, or everybody with its role, each who can sign in."""
    if task.role not in staff:
        staff[task.role] = with_role(task.clinic, Role(task.role))
    if task.owner is None:
        return staff[task.role]
    return [task.owner] if task.owner.is_active else []  # else it goes back to its role


def _told(tasks: Iterable[Task]) -> dict[tuple[object, int], int]:
    """Return the last stage that each person was told of each task, whatever clocks did since."""
    rows = Reminder.objects.filter(task__in=[task.pk for task in tasks]).order_by()
    last = rows.values_list("task", "account").annotate(last=Max("stage"))
    return {(task, account): stage for task, account, stage in last}


def _told_lately(whom: Iterable[Account], moment: datetime) -> set[int]:
    """Return who had a message a short while ago; one from the future is a clock set back."""
    rows = Reminder.objects.filter(account__in=list(whom), at__gt=moment - QUIET, at__lte=moment)
    return set(rows.values_list("account", flat=True))


@transaction.atomic
def _tell(clinic: Clinic, account: Account, waiting: list[Waiting]) -> None:
    """Put one message into the outbox, and note of which tasks it told, or neither."""
    by = program("worker:reminders", clinic.pk)
    page = reverse("task", args=[waiting[0].task.pk]) if len(waiting) == 1 else reverse("tasks")
    message = send(
        TASK_WAITING,
        to=account.email,
        channel=Channel.MAIL,
        by=by,
        link=f"{settings.ORIGIN}{page}",
    )
    of = [(one.task.pk, int(one.stage)) for one in waiting]
    append(entries.reminded, entries.Reminded(account.pk, message, of), by=by)
