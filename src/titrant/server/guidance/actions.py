"""What changes guidance: an option is chosen, the clinic writes its own reasons."""

import gzip
from uuid import UUID

from django.db import transaction

from titrant import __version__
from titrant.dosing.guidance import Option
from titrant.knowledge import compiled_bytes
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may, check_reason
from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import append, keep, sent_before
from titrant.server.audit.models import Entry
from titrant.server.courses.actions import one_at_a_time
from titrant.server.courses.selectors import open_course
from titrant.server.courses.working import Worked, worked_out
from titrant.server.guidance import entries, rules, selectors
from titrant.server.guidance.reasons import reasons_of
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
from titrant.server.sites.rules import check_own
from titrant.server.sites.selectors import policy_in_force

WHY = "Say in a sentence why this option, and not another one."
OTHER = "other"


@transaction.atomic
def choose(
    *,
    patient: Patient,
    protocol: str,
    option: str,
    shown: str,
    reason: str,
    by: Acting,
    why: str = "",
    key: str = "",
) -> UUID:
    """Choose an option for the next session and say why; return the choice's id.

    `shown` is the digest of the guidance that was read: where it is another one now, nothing is
    written. Case, guidance and the knowledge behind it are kept with the choice.
    """
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier.ref
    one_at_a_time(patient)
    worked = worked_out(patient, protocol)
    if worked.digest != shown:
        raise NotAllowed(rules.CHANGED)
    course = open_course(patient)
    chosen = option_named(worked, option)
    of_it = course if course is not None and course.protocol == protocol else None
    rules.check_can_choose(by, patient, of_it, chosen)
    assert of_it is not None  # it was checked
    if reason == OTHER:
        why = check_reason(why, WHY)
    elif reason not in reasons_of(patient.clinic):
        raise NotAllowed("This reason is not on the clinic’s list any more. Choose again.")
    _keep_knowledge(worked, by.actor)
    policy = policy_in_force(patient.clinic)
    body = entries.Chosen(
        course=of_it.pk,
        protocol=protocol,
        option=chosen.kind.value,
        title=chosen.title,
        stand=chosen.stand.value,
        reason=reason,
        why=why.strip(),
        as_of=worked.case.snapshot.as_of,
        digest=worked.digest,
        knowledge=worked.kb.hash,
        policy=None if policy is None else policy.pk,
        program=__version__,
    )
    return append(
        entries.chosen,
        body,
        by=by.actor,
        patient=patient.pk,
        attachment=keep(worked.kept(of_it.plan), "application/json"),
        key=key,
    ).ref


def option_named(worked: Worked, word: str) -> Option:
    """Return one of the options; raise `NotAllowed` where there is none of that word."""
    for option in worked.guidance.options:
        if option.kind.value == word:
            return option
    raise NotAllowed("There is no such option.")


def _keep_knowledge(worked: Worked, by: Actor) -> None:
    """Keep the compiled knowledge with the record, the first time that somebody chooses by it."""
    if selectors.kept_knowledge(worked.kb.hash) is not None:
        return
    packed = gzip.compress(compiled_bytes(), mtime=0)
    body = entries.KnowledgeKept(worked.kb.hash, worked.kb.version)
    append(entries.knowledge_kept, body, by=by, attachment=keep(packed, "application/gzip"))


@transaction.atomic
def write_reasons(*, clinic: Clinic, lines: list[str], by: Acting, key: str = "") -> Entry:
    """Put a clinic's own reasons in force."""
    check_own(by, clinic.pk)
    check_may(by, Right.SIGN_POLICY)
    said = [line.strip() for line in lines if line.strip()]
    rules.check_reasons(said)
    body = entries.ReasonsSaid(clinic.pk, said)
    return append(entries.reasons_said, body, by=by.actor, key=key)
