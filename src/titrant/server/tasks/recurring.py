"""What the worker does again and again, and what it does when something was noticed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session

from titrant.server.accounts.models import BrokenGlass
from titrant.server.accounts.notices import RoleGiven
from titrant.server.accounts.selectors import name_of
from titrant.server.audit import backups, digests
from titrant.server.audit.actor import program
from titrant.server.audit.models import Entry
from titrant.server.messages.selectors import patient_of
from titrant.server.messages.sending import Undelivered, deliver
from titrant.server.messages.templates import TASK_WAITING
from titrant.server.sites.models import Clinic
from titrant.server.tasks import actions, jobs, reminding
from titrant.server.tasks.jobs import Payload, job
from titrant.server.tasks.kinds import (
    CLOCK_BACK,
    LOOK_AT_ROLE,
    NOT_DELIVERED,
    REMINDERS_LOST,
    REVIEW_ACCESS,
)
from titrant.server.tasks.models import Task
from titrant.server.web.clock import now

BACKUPS_KEPT = 14


@job("digest", every=timedelta(hours=1))
def digest(_: Payload) -> None:
    """Sign where each chain ends, once a day; asked each hour, so that a late start is no gap."""
    digests.write(now().date())


@job("backup", every=timedelta(days=1))
def backup(_: Payload) -> None:
    """Write an encrypted backup, and delete those beyond the last fourteen."""
    folder = settings.INSTALLATION.backups
    backups.write_daily(folder, now().date())
    for old in sorted(folder.glob("titrant-*.backup"))[:-BACKUPS_KEPT]:
        old.unlink()


@job("escalation", every=timedelta(minutes=1))
def escalation(_: Payload) -> None:
    """Give tasks that nobody closed in time to who can act."""
    actions.escalate_late()


@job("reminders", every=timedelta(minutes=1))
def reminders(_: Payload) -> None:
    """Tell people that tasks wait for them: nearly due, late, or handed on to them."""
    reminding.remind()


@job("outbox", every=timedelta(seconds=5))
def outbox(_: Payload) -> None:
    """Send what waits; what was given up becomes a task."""
    deliver(given_up)


def given_up(lost: Undelivered) -> None:
    """Open a task for a message that nobody will try to send again."""
    clinics = [lost.clinic] if lost.clinic else Clinic.objects.values_list("pk", flat=True)
    reminder = lost.template == TASK_WAITING
    for clinic in clinics:
        if (
            reminder
            and Task.objects.filter(clinic=clinic, kind=REMINDERS_LOST.name, closed=None).exists()
        ):
            continue  # one says it for all: a task for each would want reminders of its own
        actions.open_task(
            REMINDERS_LOST if reminder else NOT_DELIVERED,
            clinic=clinic,
            by=program("worker:outbox", clinic),
            why=f"It was tried, and given up: {lost.why}.",
            patient=patient_of(lost.message),
            about=lost.message,
            once=f"message:{lost.message}",
        )


@job("tidying", every=timedelta(days=1))
def tidying(_: Payload) -> None:
    """Delete jobs done long ago, and sign-ins that are over."""
    jobs.forget_done()
    Session.objects.filter(expire_date__lt=now()).delete()


@job("clock-stepped-back")
def clock_stepped_back(payload: Payload) -> None:
    """Open a task, in the clinic whose chain shows the step; in each for the installation's."""
    entry = Entry.objects.get(pk=UUID(payload["entry"]))
    clinics = [entry.chain] if entry.chain else Clinic.objects.values_list("pk", flat=True)
    for clinic in clinics:
        actions.open_task(
            CLOCK_BACK,
            clinic=clinic,
            by=program("worker:clock", clinic),
            why=f"Row {entry.number} was recorded before the row that it follows. Rows stand in "
            "the order in which they were written, whatever their times say.",
            once=f"clock:{entry.chain}:{entry.number}",
        )


def noticed_clock(entry: Entry, _: datetime) -> None:
    """Queue the task that a step of the clock asks for, in the transaction of the entry."""
    jobs.queue("clock-stepped-back", {"entry": str(entry.ref)}, unique=f"clock:{entry.chain}")


def noticed_emergency(access: BrokenGlass) -> None:
    """Open the review of an emergency access, in its transaction."""
    actions.open_task(
        REVIEW_ACCESS,
        clinic=access.clinic_id,
        by=program("tasks", access.clinic_id),
        patient=access.patient,
        about=access.pk,
        once=f"emergency:{access.pk}",
    )


def noticed_role(given: RoleGiven) -> None:
    """Ask the medical director to look at a clinician's role, in the transaction that gives it."""
    actions.open_task(
        LOOK_AT_ROLE,
        clinic=given.clinic,
        by=program("tasks", given.clinic),
        why=f"{given.account.name} is {given.role} now, given by {name_of(given.entry.by_id)}.",
        about=given.entry.pk,
        once=f"role:{given.entry.pk}",
    )
