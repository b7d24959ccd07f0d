"""Who is acting in a request: the account, the clinic they act in, their roles there."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import EMERGENCY_RIGHTS, Right, Role, rights_of
from titrant.server.audit.actor import Actor


@dataclass(frozen=True)
class Acting:
    """A signed-in person in one clinic. `clinic` is None where they belong to none.

    `clinics` are all that they belong to, each with its name. `zone` is the time zone of `clinic`,
    empty where nobody asked for it yet. `emergency` is until when they have opened the record
    before them in an emergency: then `clinic` is the clinic of that record.
    """

    account: Account
    clinic: int | None
    roles: frozenset[Role]
    clinics: tuple[tuple[int, str], ...] = ()
    zone: str = ""
    emergency: datetime | None = None

    @cached_property
    def rights(self) -> frozenset[Right]:
        """What they may do in this clinic."""
        rights = rights_of(self.roles)
        return rights & EMERGENCY_RIGHTS if self.emergency else rights

    def may(self, right: Right) -> bool:
        """Return whether they may do this in this clinic."""
        return right in self.rights

    @property
    def clinic_name(self) -> str:
        """The name of the clinic they act in; empty where they belong to none."""
        return dict(self.clinics).get(self.clinic or 0, "")

    @property
    def actor(self) -> Actor:
        """Who the record says it was."""
        role = " + ".join(sorted(self.roles))
        return Actor(
            account=self.account.pk,
            role=f"{role} (emergency)" if self.emergency else role,
            clinic=self.clinic or 0,
        )
