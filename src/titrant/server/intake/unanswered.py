"""Links home that nobody answered: somebody at the desk calls, instead of nobody noticing."""

from datetime import timedelta

from django.db.models import Q

from titrant.server.accounts.roles import Role
from titrant.server.audit.actor import program
from titrant.server.intake.models import Intake
from titrant.server.tasks.actions import open_task
from titrant.server.tasks.jobs import Payload, job
from titrant.server.tasks.kinds import TaskKind, task_kind
from titrant.server.tasks.selectors import opened_as
from titrant.server.web.clock import now

OPENED_WITHIN = timedelta(days=5)
_DAY = timedelta(days=1)

UNANSWERED = task_kind(
    TaskKind(
        "intake-unanswered",
        "A form sent home was not answered: call the person",
        Role.COORDINATOR,
        2,
        _DAY,
        2 * _DAY,
        Role.NURSE,
        (
            "Reached, a new link sent",
            "Reached, they will answer",
            "Filled in together at the desk",
            "Not reached after three tries",
            "Not needed any more",
        ),
    )
)


@job("unanswered", every=timedelta(hours=1))
def unanswered(_: Payload) -> None:
    """Open a task for each link that nobody opened in days, or that ran out before it was sent."""
    moment = now()
    silent = Q(known=None, begun__lte=moment - OPENED_WITHIN)
    found = Intake.objects.filter(place="home", over=None, patient__died=None).order_by("begun")
    waiting = {_once(one): one for one in found.filter(silent | Q(until__lte=moment))}
    for name in waiting.keys() - opened_as(waiting):
        _call(waiting[name])


def _call(intake: Intake) -> None:
    """Ask the desk to call; whom, stands in the task, and why nothing of what they said."""
    ran_out = intake.until is not None and intake.until <= now()
    open_task(
        UNANSWERED,
        clinic=intake.clinic_id,
        by=program("worker:unanswered", intake.clinic_id),
        why="The link ran out before it was sent back." if ran_out else "Nobody opened the link.",
        patient=intake.patient_id,
        about=intake.pk,
        once=_once(intake),
    )


def _once(intake: Intake) -> str:
    return f"intake:{intake.pk}:unanswered"
