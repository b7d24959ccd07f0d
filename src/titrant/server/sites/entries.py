"""What the record says about clinics and their policy."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.sites.models import Chair, Clinic, Policy, Proposal


class ClinicSaid(Struct, frozen=True):
    """A clinic as it is from now on. `zone` is an IANA name, `units` metric or us."""

    clinic: int
    name: str
    zone: str
    phone: str = ""
    units: str = "metric"
    jurisdiction: str = "us"


class ChairSaid(Struct, frozen=True):
    """A chair as it is from now on."""

    clinic: int
    chair: UUID
    name: str
    open: bool = True


class Proposed(Struct, frozen=True):
    """A change of the policy; `sets` is None where a signature or approval is to be withdrawn."""

    clinic: int
    sort: str
    of: str
    sets: dict[str, Any] | None
    why: str


class TakenBack(Struct, frozen=True):
    """A proposed change was taken back."""

    proposal: UUID


class Signed(Struct, frozen=True):
    """The policy as it was signed, whole; `changes` are the sentences that were shown and signed.

    `meaning` is what the signature means, `name` whose it is, `proposals` what it takes up.
    """

    clinic: int
    version: int
    overlay: dict[str, Any]
    changes: list[str]
    meaning: str
    name: str
    proposals: list[UUID]


@entry_kind("sites.clinic", "wrote the clinic’s details", ClinicSaid, Clinic)
def clinic_said(_: Entry, body: ClinicSaid) -> None:
    """Make or change a clinic."""
    Clinic.objects.update_or_create(
        id=body.clinic,
        defaults={
            "name": body.name,
            "zone": body.zone,
            "phone": body.phone,
            "units": body.units,
            "jurisdiction": body.jurisdiction,
        },
    )


@entry_kind("sites.chair", "wrote a chair", ChairSaid, Chair)
def chair_said(_: Entry, body: ChairSaid) -> None:
    """Make or change a chair."""
    Chair.objects.update_or_create(
        id=body.chair,
        defaults={"clinic_id": body.clinic, "name": body.name, "open": body.open},
    )


@entry_kind("sites.policy-proposed", "proposed a policy", Proposed, Proposal)
def proposed(entry: Entry, body: Proposed) -> None:
    """Open a change; a newer one of the same thing takes its place."""
    Proposal.objects.filter(clinic=body.clinic, sort=body.sort, of=body.of).delete()
    Proposal.objects.create(
        id=entry.ref,
        clinic_id=body.clinic,
        sort=body.sort,
        of=body.of,
        sets=_json(body.sets),
        why=body.why,
        by_id=entry.person,
        at=entry.recorded,
    )


def _json(sets: dict[str, Any] | None) -> str:
    # In one order: what was typed and what a rebuild reads from the record are the same text.
    return "" if sets is None else msgspec.json.encode(sets, order="deterministic").decode()


@entry_kind("sites.policy-taken-back", "took a proposed policy back", TakenBack, Proposal)
def taken_back(_: Entry, body: TakenBack) -> None:
    """Close a change that nobody signed."""
    Proposal.objects.filter(pk=body.proposal).delete()


@entry_kind("sites.policy-signed", "signed a policy", Signed, Policy, Proposal)
def signed(entry: Entry, body: Signed) -> None:
    """Put a new version of the policy in force."""
    Proposal.objects.filter(pk__in=body.proposals).delete()
    Policy.objects.create(
        id=entry.ref,
        clinic_id=body.clinic,
        version=body.version,
        overlay=msgspec.json.encode(body.overlay, order="deterministic").decode(),
        changes="\n".join(body.changes),
        by_id=entry.by_id,
        signed=entry.recorded,
    )
