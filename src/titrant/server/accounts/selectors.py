"""Questions about people, asked by every other part."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from titrant.server.accounts import sign_ins
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, BrokenGlass, Invitation, Membership, SignIn
from titrant.server.accounts.roles import Right, Role
from titrant.server.web.clock import now


def acting(account: Account, wanted: int | None) -> Acting:
    """Return who acts: in the clinic that was wanted if they belong to it, else in their first."""
    roles: dict[int, set[Role]] = {}
    names: dict[int, str] = {}
    zones: dict[int, str] = {}
    rows = account.memberships.order_by("clinic_id")
    asked = ("clinic_id", "clinic__name", "clinic__zone", "role")
    for clinic, name, zone, role in rows.values_list(*asked):
        roles.setdefault(clinic, set()).add(Role(role))
        names[clinic], zones[clinic] = name, zone
    if not roles:
        return Acting(account, None, frozenset())
    there = wanted if wanted in roles else next(iter(roles))
    return Acting(account, there, frozenset(roles[there]), tuple(names.items()), zones[there])


def acting_in_emergency(acting: Acting, patient: UUID, clinic: int) -> Acting | None:
    """Return who acts on another clinic's record that they opened in an emergency, for its time.

    None where they have not opened it, or the hour is over. What they do there is written into the
    chain of the record's clinic.
    """
    if not acting.may(Right.BREAK_GLASS):
        return None
    opened = BrokenGlass.objects.filter(
        account=acting.account, patient=patient, clinic=clinic, until__gt=now()
    ).order_by("-until")
    access = opened.first()
    return (
        None if access is None else replace(acting, clinic=clinic, zone="", emergency=access.until)
    )


def clinics_of(account: Account) -> list[int]:
    """Return the ids of the clinics that somebody belongs to."""
    return list(account.memberships.values_list("clinic_id", flat=True).distinct())


@dataclass(frozen=True)
class Seen:
    """One browser that somebody is signed in with."""

    name: str
    began: datetime
    seen: datetime
    browser: str
    here: bool


def sign_ins_of(account: Account, here: str | None) -> list[Seen]:
    """Return where somebody is signed in, the browser they are using first, then the newest."""
    found = []
    moment = datetime.now(UTC)  # nosemgrep: one-clock - Django ends sessions by the machine's clock
    for row in SignIn.objects.filter(account=account, expire_date__gt=moment):
        kept = row.get_decoded()
        found.append(
            Seen(
                name=sign_ins.named(row.session_key),
                began=datetime.fromtimestamp(kept.get("began", 0), UTC),
                seen=datetime.fromtimestamp(kept.get("seen", 0), UTC),
                browser=kept.get("browser", ""),
                here=row.session_key == here,
            )
        )
    return sorted(found, key=lambda one: (not one.here, -one.seen.timestamp()))


def people(clinic: int) -> list[tuple[Account, list[str]]]:
    """Return everybody with a role in a clinic, and their roles, by name."""
    found: dict[Account, list[str]] = {}
    rows = Membership.objects.filter(clinic=clinic).select_related("account")
    for row in rows.order_by("account__name", "role"):
        found.setdefault(row.account, []).append(row.role)
    return list(found.items())


def with_role(clinic: int, role: Role) -> list[Account]:
    """Return who has a role in a clinic and can sign in."""
    return list(
        Account.objects.filter(
            memberships__clinic=clinic, memberships__role=role, is_active=True
        ).order_by("name")
    )


def name_of(account: int | None) -> str:
    """Return a person's name, or what to say of the program."""
    if account is None:
        return "the program"
    return Account.objects.only("name").get(pk=account).name


def open_invitations(clinic: int) -> QuerySet[Invitation]:
    """Return the invitations that nobody has accepted or taken back, the newest first."""
    return Invitation.objects.filter(clinic=clinic, accepted=None, withdrawn=None).order_by(
        "-until"
    )


def glass_open(account: Account, patient: UUID, at: datetime) -> bool:
    """Return whether somebody has opened this record in an emergency, and the time is not over."""
    return BrokenGlass.objects.filter(account=account, patient=patient, until__gt=at).exists()


def emergency_accesses(clinic: int) -> QuerySet[BrokenGlass]:
    """Return the records that were opened in an emergency, those nobody reviewed first."""
    rows = BrokenGlass.objects.filter(clinic=clinic).select_related("account", "reviewer")
    return rows.order_by("reviewed", "-opened")


def access_of(clinic: int | None, access: UUID) -> BrokenGlass | None:
    """Return one emergency access to a record of a clinic."""
    rows = BrokenGlass.objects.select_related("account", "reviewer", "clinic")
    return rows.filter(pk=access, clinic=clinic).first()


def person_of(clinic: int | None, ref: UUID) -> Account | None:
    """Return somebody who has a role in a clinic."""
    return Account.objects.filter(ref=ref, memberships__clinic=clinic).distinct().first()


def roles_of(account: Account, clinic: int | None) -> list[Role]:
    """Return somebody's roles in a clinic."""
    rows = account.memberships.filter(clinic=clinic).order_by("role")
    return [Role(role) for role in rows.values_list("role", flat=True)]


def account_for(email: str) -> Account | None:
    """Return the account with an address."""
    return Account.objects.filter(email__iexact=email).first()


def factor_of(account: int | None, factor: int) -> Authenticator | None:
    """Return one of somebody's second factors."""
    return Authenticator.objects.filter(user=account, pk=factor).first()
