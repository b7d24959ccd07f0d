"""Invitations: made, sent, taken back, accepted. The only way an account begins."""

import hashlib
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse

from titrant.server.accounts import entries, notices, rules
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, Invitation, Membership
from titrant.server.accounts.roles import Right, Role
from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import append, new_secret, sent_before
from titrant.server.audit.models import Entry
from titrant.server.web.clock import now


class LinkOver(Exception):
    """A link was used, taken back, or is too old; the sentence says which."""


@transaction.atomic
def invite(*, email: str, name: str, role: Role, by: Acting, key: str = "") -> tuple[Entry, str]:
    """Invite a person into a role; return the entry, and the secret that their link ends in.

    The secret is empty for a form that was sent before: the message with the link has gone.
    """
    rules.check_can_invite(by, role)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier, ""
    address = email.strip().lower()
    rules.check_not_own(by, address)
    _check_new(address, role, by.clinic)
    secret = new_secret()
    body = entries.Invited(
        clinic=by.clinic or 0,
        email=address,
        name=name.strip(),
        role=role,
        secret=_hashed(secret),
        until=now() + rules.INVITATION_LASTS,
    )
    entry = append(entries.invited, body, by=by.actor, key=key)
    if entries.invited.read(entry).secret != body.secret:
        return entry, ""  # the same form was faster in another request: its link is on its way
    notices.send(
        notices.Letter(
            clinic=body.clinic,
            address=address,
            subject="An invitation to sign in",
            text=(
                "You are invited to sign in to the program of a clinic. Open this link within "
                f"{rules.INVITATION_LASTS.days} days:\n\n{address_of(secret)}\n\n"
                "It works once. If you do not expect it, delete this message: nothing happens."
            ),
        )
    )
    return entry, secret


def address_of(secret: str) -> str:
    """Return the whole address that an invitation's link leads to."""
    return f"{settings.ORIGIN}{reverse('join', args=[secret])}"


def _check_new(email: str, role: Role, clinic: int | None) -> None:
    there = Membership.objects.filter(account__email=email, clinic=clinic, role=role)
    if there.exists():
        raise rules.NotAllowed(f"This person is {role.value} here already.")
    waiting = Invitation.objects.filter(
        email=email, clinic=clinic, role=role, accepted=None, withdrawn=None, until__gt=now()
    )
    if waiting.exists():
        raise rules.NotAllowed(
            f"An invitation as {role.value} waits for this address already. "
            "Take it back first if you want to send another."
        )


def invitation_of(secret: str, *, locked: bool = False) -> Invitation:
    """Return the open invitation that a link belongs to; raises `LinkOver` with a sentence."""
    rows = Invitation.objects.select_related("clinic").filter(secret=_hashed(secret))
    if locked:  # a link that is sent twice at once is used once
        rows = rows.select_for_update(of=("self",))
    invitation = rows.first()
    if invitation is None:
        raise LinkOver("This link is not one of ours. Check that it was copied whole.")
    if invitation.accepted:
        raise LinkOver("This invitation was used already. Sign in with your address and password.")
    if invitation.withdrawn:
        raise LinkOver("This invitation was taken back. Ask the clinic for a new one.")
    if invitation.until <= now():
        raise LinkOver(
            f"This invitation was good until {invitation.until:%d %b %Y}. "
            "Ask the clinic for a new one."
        )
    return invitation


@transaction.atomic
def accept(*, secret: str, password: str) -> Account:
    """Make the account of an invited person who has none yet, and give them the role.

    Raises `LinkOver`, and Django's `ValidationError` for a password that is too weak.
    """
    invitation = invitation_of(secret, locked=True)
    if Account.objects.filter(email=invitation.email).exists():
        raise LinkOver("You have an account already. Sign in, and open the link again.")
    account = Account(email=invitation.email, name=invitation.name)
    validate_password(password, account)
    account.set_password(password)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    _accepted(invitation, account)
    return account


@transaction.atomic
def join(*, secret: str, account: Account) -> Invitation:
    """Give the role of an invitation to the person it is for, who has signed in."""
    invitation = invitation_of(secret, locked=True)
    if account.email != invitation.email:
        raise LinkOver(
            "This invitation is for somebody else. Sign out, and let them open the link."
        )
    _accepted(invitation, account)
    return invitation


def _accepted(invitation: Invitation, account: Account) -> None:
    append(
        entries.accepted,
        entries.Accepted(invitation=invitation.pk, account=account.pk),
        by=Actor(account=account.pk, role=invitation.role, clinic=invitation.clinic_id),
    )


@transaction.atomic
def withdraw(*, invitation: UUID, by: Acting, key: str = "") -> None:
    """Take an invitation back; one that was used or taken back stays as it is."""
    rules.check_may(by, Right.MANAGE_PEOPLE)
    open_ones = Invitation.objects.filter(clinic=by.clinic, accepted=None, withdrawn=None)
    found = open_ones.filter(pk=invitation).first()
    if found is not None:
        append(entries.withdrawn, entries.Withdrawn(found.pk), by=by.actor, key=key)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
