"""What changes a clinic or its policy. Each adds one entry."""

from zoneinfo import available_timezones

from django.db import transaction

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.audit.appending import append, new_ref, sent_before
from titrant.server.audit.models import Entry
from titrant.server.sites import entries, policy, rules, selectors
from titrant.server.sites.models import Chair, Clinic, Proposal

MEANING = "I have read these values, and they are this clinic's policy from now on."


def change_clinic(*, said: entries.ClinicSaid, by: Acting, key: str = "") -> Entry:
    """Change a clinic's name, zone, telephone, units or jurisdiction."""
    check_may(by, Right.MANAGE_SITE)
    rules.check_own(by, said.clinic)
    if said.zone not in available_timezones():
        raise NotAllowed(f"“{said.zone}” is no time zone. Choose one like America/New_York.")
    return append(entries.clinic_said, said, by=by.actor, key=key)


@transaction.atomic
def add_chair(*, clinic: Clinic, name: str, by: Acting, key: str = "") -> Entry:
    """Add a chair."""
    rules.check_own(by, clinic.pk)
    check_may(by, Right.MANAGE_SITE)
    Clinic.objects.select_for_update().get(pk=clinic.pk)  # two forms at once: one after the other
    if any(chair.name.casefold() == name.strip().casefold() for chair in selectors.chairs(clinic)):
        raise NotAllowed(f"There is a chair called {name.strip()} already.")
    body = entries.ChairSaid(clinic.pk, new_ref(), name.strip())
    return append(entries.chair_said, body, by=by.actor, key=key)


def switch_chair(*, chair: Chair, to_open: bool, by: Acting, key: str = "") -> Entry:
    """Close a chair, or open it again; what was done in it stays."""
    rules.check_own(by, chair.clinic_id)
    check_may(by, Right.MANAGE_SITE)
    body = entries.ChairSaid(chair.clinic_id, chair.pk, chair.name, to_open)
    return append(entries.chair_said, body, by=by.actor, key=key)


def propose(*, clinic: Clinic, change: policy.Change, by: Acting, key: str = "") -> Entry:
    """Propose a change of the policy; raises a sentence for one that would loosen."""
    rules.check_own(by, clinic.pk)
    check_may(by, Right.EDIT_POLICY)
    refusal = policy.refused(change)
    if refusal:
        raise NotAllowed(refusal)
    if not change.why.strip():
        raise NotAllowed("Write why: whoever signs it, and whoever asks later, will read it.")
    body = entries.Proposed(clinic.pk, change.sort, change.of, change.sets, change.why.strip())
    return append(entries.proposed, body, by=by.actor, key=key)


@transaction.atomic
def take_back(*, proposal: Proposal, by: Acting, key: str = "") -> Entry:
    """Take a proposed change back; one that was signed or taken back meanwhile is told."""
    rules.check_own(by, proposal.clinic_id)
    check_may(by, Right.EDIT_POLICY)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    if selectors.proposal_of(proposal.clinic, proposal.pk) is None:
        raise NotAllowed("This change was signed, or taken back, meanwhile.")
    return append(entries.taken_back, entries.TakenBack(proposal.pk), by=by.actor, key=key)


def signed_before(*, by: Acting, key: str) -> bool:
    """Return whether a form that signs has come already."""
    earlier = sent_before(by.actor, key)
    return earlier is not None and earlier.kind == entries.signed.name


@transaction.atomic
def sign(*, clinic: Clinic, shown: str, by: Acting, key: str = "") -> Entry:
    """Sign every proposed change at once; `shown` is the digest of the sentences that were read.

    The caller has asked for a second factor. Raises `NotAllowed` where anything changed meanwhile.
    """
    rules.check_own(by, clinic.pk)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    rows = selectors.proposals(clinic)
    before = selectors.overlay_of(clinic)
    after = policy.with_changes(
        before,
        selectors.changes(clinic),
        by=by.account.name,
        role=" + ".join(sorted(by.roles)),
        on=selectors.today(clinic),
    )
    says = policy.said(before, after)
    rules.check_can_sign(by, shown, says)
    last = selectors.policy_in_force(clinic)
    body = entries.Signed(
        clinic=clinic.pk,
        version=last.version + 1 if last else 1,
        overlay=after,
        changes=says,
        meaning=MEANING,
        name=by.account.name,
        proposals=[row.pk for row in rows],
    )
    return append(entries.signed, body, by=by.actor, key=key)
