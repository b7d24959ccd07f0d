"""Questions about tasks, each within one clinic."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Membership
from titrant.server.accounts.roles import Right
from titrant.server.tasks.kinds import task_kinds
from titrant.server.tasks.models import Task

WORST_FIRST = (F("hurts").desc(), F("due").asc(), F("id").asc())


def open_tasks(acting: Acting, *, own: bool = False) -> QuerySet[Task]:
    """Return the clinic's open tasks, what hurts most if late first.

    With `own`, those of this person, and those of their roles that nobody has taken.
    """
    found = _seen(acting).filter(closed=None).select_related("owner")
    if own:
        found = found.filter(Q(owner=acting.account) | Q(owner=None, role__in=_roles(acting)))
    return found.order_by(*WORST_FIRST)


def closed_tasks(acting: Acting) -> QuerySet[Task]:
    """Return the clinic's closed tasks, the last closed first."""
    found = _seen(acting).exclude(closed=None)
    return found.select_related("owner", "closed_by").order_by("-closed")


def task_for(acting: Acting, task: UUID) -> Task | None:
    """Return a task that somebody may see, in the clinic that they act in; None for any other."""
    return _seen(acting).filter(pk=task).select_related("owner", "closed_by").first()


def _seen(acting: Acting) -> QuerySet[Task]:
    """Return the tasks of a clinic that somebody may see.

    What a task says may name a patient: who may not read who patients are sees those of their own
    roles, and those they own.
    """
    found = Task.objects.filter(clinic=acting.clinic or 0)
    if acting.may(Right.READ_CONTACT):
        return found
    return found.filter(Q(owner=acting.account) | Q(role__in=_roles(acting)))


def _roles(acting: Acting) -> list[str]:
    return [str(role) for role in acting.roles]


def soon_due(clinic: int, until: datetime) -> Sequence[Task]:
    """Return the clinic's open tasks that are due until then, of which people are told."""
    found = Task.objects.filter(clinic=clinic, closed=None, due__lte=until)
    quiet = [kind.name for kind in task_kinds() if not kind.reminds]
    return list(found.exclude(kind__in=quiet).select_related("owner").order_by("due", "id"))


def opened_as(names: Iterable[str]) -> set[str]:
    """Return which of these names tasks were opened under once."""
    return set(Task.objects.filter(once__in=list(names)).values_list("once", flat=True))


def late(at: datetime) -> Sequence[Task]:
    """Return the open tasks whose time to escalate has come."""
    return list(Task.objects.filter(closed=None, escalates__lte=at).order_by("id"))


def left_behind() -> Sequence[Task]:
    """Return the open tasks of people who cannot sign in to their clinic any more."""
    member = Membership.objects.filter(account=OuterRef("owner"), clinic_id=OuterRef("clinic"))
    mine = Task.objects.filter(closed=None).exclude(owner=None)
    return list(
        mine.annotate(belongs=Exists(member))
        .filter(Q(belongs=False) | Q(owner__is_active=False))
        .order_by("id")
    )
