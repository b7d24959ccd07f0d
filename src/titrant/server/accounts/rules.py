"""Who may do what to whom. A rule is a pair: a sentence that is raised, and a yes or no."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, BrokenGlass, Membership
from titrant.server.accounts.roles import Right, Role

INVITATION_LASTS = timedelta(days=7)
EMERGENCY_LASTS = timedelta(hours=1)
REASON_AT_LEAST = 10  # characters: a word is no reason
STAFF = tuple(role for role in Role if role not in {Role.PATIENT, Role.SITTER})


class NotAllowed(Exception):
    """Somebody may not do this; the sentence says why, and who may."""


def check_may(acting: Acting, right: Right) -> None:
    """Raise a sentence where somebody's roles do not allow this."""
    if acting.may(right):
        return
    if acting.emergency:
        raise NotAllowed(
            f"An emergency does not allow you to {right.value}. The clinic of this record can."
        )
    raise NotAllowed(
        f"Your role does not allow you to {right.value}. "
        "Ask the clinic's administrator if it should."
    )


def check_reason(reason: str, words: str) -> str:
    """Return a reason without its outer spaces; raise `words` where it is none."""
    said = reason.strip()
    if len(said) < REASON_AT_LEAST or " " not in said:
        raise NotAllowed(words)
    return said


def check_can_invite(acting: Acting, role: Role) -> None:
    """Raise a sentence where somebody may not invite a person into a role."""
    check_may(acting, Right.MANAGE_PEOPLE)
    if role not in STAFF:
        raise NotAllowed("A patient or a sitter is invited from the patient's page.")


def can_invite(acting: Acting, role: Role) -> bool:
    """Return whether somebody may invite a person into a role."""
    return _holds(lambda: check_can_invite(acting, role))


def check_can_change_roles(acting: Acting, account: Account, role: Role) -> None:
    """Raise a sentence where somebody may not give a person a role, or take it from them."""
    check_can_invite(acting, role)
    _check_theirs(acting, account)


def can_change_roles(acting: Acting, account: Account, role: Role) -> bool:
    """Return whether somebody may give a person a role, or take it from them."""
    return _holds(lambda: check_can_change_roles(acting, account, role))


def check_can_give(acting: Acting, account: Account, role: Role) -> None:
    """Raise a sentence where somebody may not give a person one more role."""
    check_can_change_roles(acting, account, role)
    check_not_own(acting, account.email)


def can_give(acting: Acting, account: Account, role: Role) -> bool:
    """Return whether somebody may give a person one more role."""
    return _holds(lambda: check_can_give(acting, account, role))


def check_not_own(acting: Acting, address: str) -> None:
    """Raise a sentence where a role would go to whoever gives it, at this address.

    Who looks after accounts reads no record, and would give themselves one otherwise.
    """
    if address.casefold() == acting.account.email.casefold():
        raise NotAllowed("Somebody else gives you a role: ask another administrator.")


def check_can_take(acting: Acting, account: Account, role: Role) -> None:
    """Raise a sentence where somebody may not take a role away."""
    check_can_change_roles(acting, account, role)
    if role is Role.ADMINISTRATOR:
        _check_not_last(acting.clinic, account)


def can_take(acting: Acting, account: Account, role: Role) -> bool:
    """Return whether somebody may take a role away."""
    return _holds(lambda: check_can_take(acting, account, role))


def check_can_disable(acting: Acting, account: Account) -> None:
    """Raise a sentence where somebody may not disable an account, or enable it again.

    An account is one for all clinics: who disables it looks after people in each of them.
    """
    check_may(acting, Right.MANAGE_PEOPLE)
    if account.pk == acting.account.pk:
        raise NotAllowed("You cannot disable your own account: another administrator can.")
    _check_theirs(acting, account)
    if _clinics(account) - _clinics(acting.account, Role.ADMINISTRATOR):
        raise NotAllowed(
            "This person also works in a clinic whose administrator you are not. "
            "Take their roles in your clinic away instead: that counts at once."
        )
    for clinic in _clinics(account, Role.ADMINISTRATOR):
        _check_not_last(clinic, account)


def can_disable(acting: Acting, account: Account) -> bool:
    """Return whether somebody may disable an account."""
    return _holds(lambda: check_can_disable(acting, account))


def check_can_end_sign_ins(acting: Acting, account: Account) -> None:
    """Raise a sentence where somebody may not end everything a person is signed in with."""
    check_may(acting, Right.MANAGE_PEOPLE)
    _check_theirs(acting, account)


def can_end_sign_ins(acting: Acting, account: Account) -> bool:
    """Return whether somebody may end everything a person is signed in with."""
    return _holds(lambda: check_can_end_sign_ins(acting, account))


def check_can_review(acting: Acting, access: BrokenGlass) -> None:
    """Raise a sentence where somebody may not review an emergency access."""
    check_may(acting, Right.REVIEW_BREAK_GLASS)
    if access.account_id == acting.account.pk:
        raise NotAllowed(
            "Nobody reviews their own emergency access. "
            "Another medical director or auditor of the clinic can."
        )
    if access.clinic_id != acting.clinic:
        raise NotAllowed("This record belongs to another clinic, which reviews it.")
    if access.reviewed is not None:
        raise NotAllowed("This access was reviewed already.")


def can_review(acting: Acting, access: BrokenGlass) -> bool:
    """Return whether somebody may review an emergency access."""
    return _holds(lambda: check_can_review(acting, access))


def _check_theirs(acting: Acting, account: Account) -> None:
    if not account.memberships.filter(clinic=acting.clinic).exists():
        raise NotAllowed("This person has no role in your clinic.")


def _check_not_last(clinic: int | None, account: Account) -> None:
    """Raise a sentence where nobody would be left who can invite people into a clinic.

    The rows are locked until the commit, where the database can: two administrators who disable
    each other at the same moment are one after the other.
    """
    rows = Membership.objects.select_for_update().filter(clinic=clinic, role=Role.ADMINISTRATOR)
    others = [row for row in rows.order_by("pk") if row.account_id != account.pk]
    if not Account.objects.filter(pk__in=[row.account_id for row in others], is_active=True):
        raise NotAllowed(
            "This is the clinic's last administrator. Make somebody else administrator first."
        )


def _clinics(account: Account, role: Role | None = None) -> set[int]:
    rows = account.memberships.all() if role is None else account.memberships.filter(role=role)
    return set(rows.values_list("clinic_id", flat=True))


def _holds(check: Callable[[], None]) -> bool:
    try:
        with transaction.atomic():
            check()
    except NotAllowed:
        return False
    return True
