"""The guidance of every open course worked out anew, in the background, with how far it is.

After a policy was signed or the knowledge changed, and each morning: what is found ages by days.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q

from titrant.server.audit.appending import on_written
from titrant.server.audit.models import Entry
from titrant.server.courses.models import Course
from titrant.server.courses.selectors import followed, going_on, open_courses
from titrant.server.guidance import kinds
from titrant.server.guidance.looking import hold, look
from titrant.server.guidance.models import Found, Rerun
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import clinic_of, knowledge_of, policy_in_force, today
from titrant.server.tasks import jobs
from titrant.server.tasks.jobs import Payload, job
from titrant.server.tasks.kinds import TaskKind
from titrant.server.web.clock import now

TOGETHER = 50  # courses that are read and written at once
SIGNED = "The clinic’s policy was signed."
CHANGED = "The knowledge has changed."
UNSEEN = "Courses that were never looked at."
MORNING = "A new day: what is found ages."
_ABOUT_A_RECORD = ("patients.", "exposures.", "intake.", "courses.")


@on_written
def look_after(entry: Entry) -> None:
    """Look at a person's course again after something was written about them, in the background.

    A signed policy lets every course of its clinic be looked at.
    """
    if entry.kind == "sites.policy-signed":
        jobs.queue("policy-signed", unique="policy-signed")
        return
    whom = entry.patient if entry.kind.startswith(_ABOUT_A_RECORD) else None
    if whom is not None and followed(whom):
        jobs.queue("course-looked-at", {"patient": str(whom)}, unique=f"look:{whom}")


@job("course-looked-at")
def look_at_one(payload: Payload) -> None:
    """Look at the open course of a person, in whichever of their records it is."""
    patient = Patient.objects.select_related("clinic").get(pk=UUID(payload["patient"]))
    for course in open_courses(patient):
        look([course], course.patient.clinic, kinds.NEW_FINDING)


@job("rules-looked-at", every=timedelta(minutes=10))
def look_at_rules(_: Payload) -> None:
    """Begin anew where a clinic's courses were looked at by other rules, or on another day."""
    begin_where_needed()


@job("policy-signed")
def look_after_signing(_: Payload) -> None:
    """Begin at once where a clinic has signed."""
    begin_where_needed()


def begin_where_needed() -> None:
    """Ask for every clinic whose courses were looked at by other rules, or on another day."""
    for clinic in Clinic.objects.order_by("id"):
        why = _why(clinic)
        if why and not Rerun.objects.filter(clinic=clinic, finished=None).exists():
            ask(clinic, why)


def ask(clinic: Clinic, why: str) -> Rerun:
    """Ask for the guidance of every open course of a clinic to be worked out anew."""
    row = Rerun.objects.create(clinic=clinic, why=why, asked=now())
    jobs.queue("guidance-rerun", {"rerun": row.pk}, unique=f"rerun:{row.pk}")
    return row


def _why(clinic: Clinic) -> str:
    if going_on(clinic).filter(found=None).exists():
        return UNSEEN
    rows = Found.objects.filter(course__ended=None, course__patient__clinic=clinic)
    policy = policy_in_force(clinic)
    signed = Q(policy=None) if policy is None else Q(policy=policy.pk)
    if rows.exclude(knowledge=knowledge_of(clinic).hash).exists():
        return CHANGED
    if rows.exclude(signed).exists():
        return SIGNED
    return MORNING if rows.exclude(as_of=today(clinic)).exists() else ""


@job("guidance-rerun")
def rerun(payload: Payload) -> None:
    """Work out the guidance of every open course of a clinic anew, a few at a time.

    Begun again after a failure it starts over: what was told once is not told again.
    """
    row = Rerun.objects.filter(pk=payload["rerun"], finished=None).first()
    if row is None:
        return
    clinic = clinic_of(row.clinic_id)
    kind = kinds.NEW_FINDING if row.why == MORNING else kinds.RULES_CHANGED
    # Which they are is read whole: beside a cursor that stays open SQLite refuses to write as soon
    # as anybody else has written.
    waiting = list(going_on(clinic).values_list("pk", flat=True))
    begun = Rerun.objects.filter(pk=row.pk)
    begun.update(started=now(), total=len(waiting), done=0, told=0)
    for at in range(0, len(waiting), TOGETHER):
        some = waiting[at : at + TOGETHER]
        told = _looked_at(list(going_on(clinic).filter(pk__in=some)), clinic, kind)
        begun.update(done=F("done") + len(some), told=F("told") + told)
    begun.update(finished=now())


def _looked_at(courses: Sequence[Course], clinic: Clinic, kind: TaskKind) -> int:
    """Look at courses again; one that cannot be worked out holds, and keeps no other one back.

    It is tried again by a job of its own, which becomes a task where it fails for good.
    """
    try:
        return look(courses, clinic, kind)
    except Exception:  # noqa: BLE001 - whatever is wrong with one record, the others go on
        if len(courses) > 1:
            return sum(_looked_at([one], clinic, kind) for one in courses)
        (course,) = courses
        hold(course, clinic)
        whom = str(course.patient_id)
        jobs.queue("course-looked-at", {"patient": whom}, unique=f"look:{whom}")
        return 0
