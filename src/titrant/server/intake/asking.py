"""Begin and end an intake: a link sent home, an intake at the desk, and how each is over."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.actor import Actor, program
from titrant.server.audit.appending import append, new_secret, sent_before
from titrant.server.intake import entries, kinds, rules
from titrant.server.intake.models import Intake
from titrant.server.intake.saying import IntakeOver, locked
from titrant.server.messages import actions as messages
from titrant.server.patients.folding import folded
from titrant.server.patients.models import Patient
from titrant.server.tasks.actions import open_task
from titrant.server.web.clock import now

HOME = "intake at home"
SENT, WITHDRAWN, REPLACED = "sent", "withdrawn", "replaced"
SOMEBODY_ELSE, TOO_OFTEN = "somebody else", "tried too often"


def at_home(intake: Intake) -> Actor:
    """Return who writes what comes through a link."""
    return program(HOME, intake.clinic_id)


@transaction.atomic
def invite(*, patient: Patient, by: Acting, key: str = "") -> UUID:
    """Send a link by the way that is safe for the person; an open one of before is over then."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier.ref
    rules.check_can_invite(by, patient)
    secret = new_secret()
    body = entries.Invited(hashed(secret), now() + rules.LINK_LASTS)
    made = append(entries.invited, body, by=by.actor, patient=patient.pk, key=key)
    if entries.invited.read(made).secret != body.secret:
        return made.ref  # the same form was faster in another request: its link is on its way
    before = Intake.objects.filter(patient=patient, place="home", over=None).exclude(pk=made.ref)
    for open_one in before:
        end(open_one, REPLACED, by.actor)
    messages.send(
        "forms-waiting",
        to=rules.address_of(patient),
        channel=rules.channel_of(patient),
        by=by.actor,
        link=f"{settings.ORIGIN}{reverse('intake_home', args=[secret])}",
        phone=patient.clinic.phone,
        patient=patient.pk,
    )
    return made.ref


@transaction.atomic
def begin_at_desk(*, patient: Patient, by: Acting, key: str = "") -> UUID:
    """Begin to take down what a person says at the desk; an open one is gone on with."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier.ref
    rules.check_can_ask(by, patient)
    known = Intake.objects.filter(patient=patient, place="desk", over=None).first()
    if known is not None:
        return known.pk
    return append(entries.begun, entries.Begun(), by=by.actor, patient=patient.pk, key=key).ref


@transaction.atomic
def withdraw(*, intake: Intake, by: Acting, key: str = "") -> None:
    """Take a link back; what was said through it stays, unconfirmed."""
    rules.check_can_ask(by, intake.patient)
    try:
        end(locked(intake), WITHDRAWN, by.actor, key)
    except IntakeOver as over:
        if over.how != WITHDRAWN:  # a form sent twice has done what it asks for
            raise NotAllowed(f"This is over already: {over.how}.") from None


@transaction.atomic
def send(*, intake: Intake, by: Actor) -> None:
    """End an intake by sending it, and ask a nurse to confirm it with the person."""
    end(locked(intake), SENT, by)
    open_task(
        kinds.TO_CONFIRM,
        clinic=intake.clinic_id,
        by=by,
        patient=intake.patient_id,
        about=intake.pk,
        once=f"intake:{intake.pk}",
    )


@transaction.atomic
def recognise(*, intake: Intake, initials: str, year: str) -> bool:
    """Return whether somebody at home knows the person's initials and birth year.

    Each try is noted. After too many the link is closed, and somebody at the clinic asks.
    """
    fresh = locked(intake)
    right = is_them(intake.patient, initials, year)
    by = at_home(intake)
    body = entries.Recognised(intake.pk, right)
    append(entries.recognised, body, by=by, patient=intake.patient_id)
    if not right and fresh.wrong + 1 >= rules.TRIES:
        _closed_to_others(fresh, TOO_OFTEN, "Somebody tried too often to say who they are.")
    return right


@transaction.atomic
def not_them(*, intake: Intake) -> None:
    """Close a link that reached somebody else, and ask the desk to find a safe way."""
    _closed_to_others(locked(intake), SOMEBODY_ELSE, "Whoever opened it said: this is not me.")


def _closed_to_others(intake: Intake, how: str, why: str) -> None:
    by = at_home(intake)
    end(intake, how, by)
    open_task(
        kinds.SOMEBODY_ELSE,
        clinic=intake.clinic_id,
        by=by,
        why=why,
        patient=intake.patient_id,
        about=intake.pk,
        once=f"intake:{intake.pk}:else",
    )


def end(intake: Intake, how: str, by: Actor, key: str = "") -> None:
    """Write that an intake is over."""
    append(entries.over, entries.Over(intake.pk, how), by=by, patient=intake.patient_id, key=key)


def is_them(patient: Patient, initials: str, year: str) -> bool:
    """Return whether these are the initials and the birth year: of all names, or first and last."""
    letters = [word[0] for word in folded(patient.name).split()]
    typed = folded(initials).replace(" ", "")
    born = patient.born
    return (
        born is not None
        and year.strip() == f"{born.year:04}"
        and typed in {"".join(letters), letters[0] + letters[-1]}
    )


def hashed(secret: str) -> str:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
