"""What the record says about people: each kind of entry, and what follows from it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from titrant.server.accounts.models import Account, BrokenGlass, Invitation, Membership
from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry


class Invited(Struct, frozen=True):
    """Somebody was invited; `secret` is the hash of what their link ends in."""

    clinic: int
    email: str
    name: str
    role: str
    secret: str
    until: datetime


class Accepted(Struct, frozen=True):
    """An invitation was accepted by the person who now has an account."""

    invitation: UUID
    account: int


class Withdrawn(Struct, frozen=True):
    """An invitation was taken back."""

    invitation: UUID


class RoleSaid(Struct, frozen=True):
    """A role was given to somebody, or taken from them."""

    account: int
    clinic: int
    role: str


class Switched(Struct, frozen=True):
    """An account was disabled, or enabled again, and why."""

    account: int
    active: bool
    why: str


class SignedIn(Struct, frozen=True):
    """Somebody signed in."""

    account: int


class SignInFailed(Struct, frozen=True):
    """Somebody tried to sign in and could not; `account` where the address is one of ours."""

    account: int | None
    factor: str


class FactorSaid(Struct, frozen=True):
    """A way to sign in was added, taken away or changed: a password, codes, a passkey."""

    account: int
    factor: str
    deed: str
    why: str = ""


class SignInsEnded(Struct, frozen=True):
    """Everything that somebody was signed in with was ended by somebody else, and why."""

    account: int
    why: str


class GlassBroken(Struct, frozen=True):
    """A record was opened in an emergency."""

    clinic: int
    patient: UUID
    reason: str
    until: datetime


class GlassReviewed(Struct, frozen=True):
    """An emergency access was reviewed."""

    access: UUID
    finding: str


@entry_kind("accounts.invited", "invited somebody", Invited, Invitation, made=("secret", "until"))
def invited(entry: Entry, body: Invited) -> None:
    """Open an invitation."""
    Invitation.objects.create(
        id=entry.ref,
        clinic_id=body.clinic,
        email=body.email,
        name=body.name,
        role=body.role,
        secret=body.secret,
        until=body.until,
    )


@entry_kind("accounts.accepted", "accepted an invitation", Accepted, Invitation, Membership)
def accepted(entry: Entry, body: Accepted) -> None:
    """Use an invitation up, and give its role."""
    invitation = Invitation.objects.get(pk=body.invitation)
    invitation.accepted = entry.recorded
    invitation.save(update_fields=["accepted"])
    _give(entry, body.account, invitation.clinic_id, invitation.role)


@entry_kind("accounts.withdrawn", "took an invitation back", Withdrawn, Invitation)
def withdrawn(entry: Entry, body: Withdrawn) -> None:
    """Close an invitation."""
    Invitation.objects.filter(pk=body.invitation).update(withdrawn=entry.recorded)


@entry_kind("accounts.role-given", "gave a role", RoleSaid, Membership)
def role_given(entry: Entry, body: RoleSaid) -> None:
    """Give a role."""
    _give(entry, body.account, body.clinic, body.role)


def _give(entry: Entry, account: int, clinic: int, role: str) -> None:
    Membership.objects.get_or_create(
        account_id=account, clinic_id=clinic, role=role, defaults={"id": entry.ref}
    )


@entry_kind("accounts.role-taken", "took a role away", RoleSaid, Membership)
def role_taken(_: Entry, body: RoleSaid) -> None:
    """Take a role away."""
    Membership.objects.filter(
        account_id=body.account, clinic_id=body.clinic, role=body.role
    ).delete()


@entry_kind("accounts.switched", "disabled or enabled an account", Switched)
def switched(_: Entry, body: Switched) -> None:
    """Disable or enable an account."""
    Account.objects.filter(pk=body.account).update(is_active=body.active)


@entry_kind(
    "accounts.glass-broken",
    "opened a record in an emergency",
    GlassBroken,
    BrokenGlass,
    made=("until",),
)
def glass_broken(entry: Entry, body: GlassBroken) -> None:
    """Open a record for a while."""
    BrokenGlass.objects.create(
        id=entry.ref,
        clinic_id=body.clinic,
        account_id=entry.person,
        patient=body.patient,
        reason=body.reason,
        opened=entry.recorded,
        until=body.until,
    )


@entry_kind("accounts.glass-reviewed", "reviewed an emergency access", GlassReviewed, BrokenGlass)
def glass_reviewed(entry: Entry, body: GlassReviewed) -> None:
    """Note what the reviewer found."""
    BrokenGlass.objects.filter(pk=body.access).update(
        reviewed=entry.recorded, reviewer_id=entry.by_id, finding=body.finding
    )


@entry_kind("accounts.signed-in", "signed in", SignedIn)
def signed_in(_: Entry, body: SignedIn) -> None:
    """Only say it."""


@entry_kind("accounts.sign-in-failed", "failed to sign in", SignInFailed)
def sign_in_failed(_: Entry, body: SignInFailed) -> None:
    """Only say it."""


@entry_kind("accounts.factor", "changed a second factor", FactorSaid)
def factor_said(_: Entry, body: FactorSaid) -> None:
    """Only say it: the factor itself is a secret, and no part of the record."""


@entry_kind("accounts.sign-ins-ended", "ended sign-ins", SignInsEnded)
def sign_ins_ended(_: Entry, body: SignInsEnded) -> None:
    """Only say it."""
