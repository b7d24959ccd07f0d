"""What changes people: roles, disabling, sign-ins, records opened in an emergency."""

from dataclasses import replace

from allauth.mfa.models import Authenticator
from django.db import transaction

from titrant.server.accounts import entries, notices, rules, sign_ins
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.emergency import Record
from titrant.server.accounts.models import Account, BrokenGlass
from titrant.server.accounts.roles import CLINICIANS, Right, Role
from titrant.server.audit.appending import append, note_read, sent_before
from titrant.server.audit.models import Entry
from titrant.server.web.clock import now


@transaction.atomic
def give_role(*, account: Account, role: Role, by: Acting, key: str = "") -> None:
    """Give somebody one more role in the clinic; a clinician's is told to who looks at it."""
    rules.check_can_give(by, account, role)
    body = entries.RoleSaid(account.pk, by.clinic or 0, role)
    entry = append(entries.role_given, body, by=by.actor, key=key)
    if role in CLINICIANS:
        notices.tell_role_given(notices.RoleGiven(entry, account, by.clinic or 0, role))


@transaction.atomic
def take_role(*, account: Account, role: Role, by: Acting, key: str = "") -> None:
    """Take a role away; the last administrator keeps theirs."""
    rules.check_can_take(by, account, role)
    body = entries.RoleSaid(account.pk, by.clinic or 0, role)
    append(entries.role_taken, body, by=by.actor, key=key)


@transaction.atomic
def switch(*, account: Account, active: bool, why: str, by: Acting, key: str = "") -> None:
    """Disable an account, which ends its sign-ins at once, or enable it again."""
    rules.check_can_disable(by, account)
    said = rules.check_reason(why, "Say in a few words why.")
    append(entries.switched, entries.Switched(account.pk, active, said), by=by.actor, key=key)
    if not active:
        sign_ins.end_all(account)


@transaction.atomic
def end_sign_ins(*, account: Account, why: str, by: Acting, key: str = "") -> int:
    """End everything that somebody else is signed in with; return how many that were."""
    rules.check_can_end_sign_ins(by, account)
    said = rules.check_reason(why, "Say in a few words why.")
    append(entries.sign_ins_ended, entries.SignInsEnded(account.pk, said), by=by.actor, key=key)
    return sign_ins.end_all(account)


@transaction.atomic
def clear_factors(*, account: Account, why: str, by: Acting, key: str = "") -> None:
    """Take a lost second factor away; they set a new one at their next sign-in.

    It is as strong as an invitation: the administrator says how they know that it is the person.
    """
    rules.check_can_disable(by, account)
    said = rules.check_reason(why, "Say how you made sure that it is them who asked.")
    body = entries.FactorSaid(account.pk, "second factors", "cleared", said)
    append(entries.factor_said, body, by=by.actor, key=key)
    Authenticator.objects.filter(user=account).delete()
    sign_ins.end_all(account)


@transaction.atomic
def break_glass(*, record: Record, reason: str, by: Acting, key: str = "") -> Entry:
    """Open one record for an hour, for a reason; somebody else reviews it.

    It is written into the chain of the record's clinic, which is told.
    """
    rules.check_may(by, Right.BREAK_GLASS)
    said = rules.check_reason(reason, "Say in a sentence why you need this record now.")
    body = entries.GlassBroken(record.clinic, record.patient, said, now() + rules.EMERGENCY_LASTS)
    actor = replace(by.actor, clinic=record.clinic)
    earlier = sent_before(actor, key)
    if earlier is not None:
        return earlier
    entry = append(entries.glass_broken, body, by=actor, patient=record.patient, key=key)
    notices.tell_emergency(BrokenGlass.objects.get(pk=entry.ref))
    return entry


def note_search(*, words: str, reason: str, found: int, by: Acting) -> Entry:
    """Write that somebody looked for a person in every clinic, found or not."""
    rules.check_may(by, Right.BREAK_GLASS)
    said = rules.check_reason(reason, "Say in a sentence why you need this record now.")
    also = {"words": words, "reason": said, "found": found}
    return note_read("emergency search", by=by.actor, also=also)


@transaction.atomic
def review(*, access: BrokenGlass, finding: str, by: Acting, key: str = "") -> Entry:
    """Note what a reviewer found about an emergency access."""
    rules.check_can_review(by, access)
    if not finding.strip():
        raise rules.NotAllowed("Write what you found.")
    body = entries.GlassReviewed(access.pk, finding.strip())
    return append(entries.glass_reviewed, body, by=by.actor, patient=access.patient, key=key)
