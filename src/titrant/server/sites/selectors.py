"""Questions about clinics: their zone, their policy, what they have not signed."""

from datetime import date
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.http import HttpRequest

from titrant.knowledge import Knowledge, Leaf, Protocol, Standing, load_with
from titrant.server.accounts.pages import acting_of
from titrant.server.sites import policy
from titrant.server.sites.models import Chair, Clinic, Policy, Proposal
from titrant.server.web.clock import now


def clinic_of(clinic: int) -> Clinic:
    """Return a clinic."""
    return Clinic.objects.get(pk=clinic)


def jurisdictions() -> set[str]:
    """Return where the clinics of this installation are."""
    return set(Clinic.objects.values_list("jurisdiction", flat=True))


def today(clinic: Clinic) -> date:
    """Return the day that it is at a clinic."""
    return now().astimezone(ZoneInfo(clinic.zone)).date()


def zone_in(request: HttpRequest) -> str:
    """Return the time zone of the clinic that somebody acts in; UTC where they act in none."""
    acting = acting_of(request)
    if acting is None or acting.clinic is None:
        return "UTC"
    return acting.zone or clinic_of(acting.clinic).zone


def chairs(clinic: Clinic) -> list[Chair]:
    """Return a clinic's chairs, the open ones first."""
    return list(Chair.objects.filter(clinic=clinic).order_by("-open", "name"))


def chair_of(clinic: Clinic, chair: UUID) -> Chair | None:
    """Return one of a clinic's chairs."""
    return Chair.objects.filter(pk=chair, clinic=clinic).first()


def proposal_of(clinic: Clinic, proposal: UUID) -> Proposal | None:
    """Return a change that stands proposed at a clinic."""
    return Proposal.objects.filter(pk=proposal, clinic=clinic).first()


def policy_in_force(clinic: Clinic) -> Policy | None:
    """Return the newest signed policy; None where nothing was signed yet."""
    return Policy.objects.filter(clinic=clinic).first()


def policies(clinic: Clinic) -> list[Policy]:
    """Return every version that was signed, the newest first."""
    return list(Policy.objects.filter(clinic=clinic).select_related("by"))


def overlay_of(clinic: Clinic) -> policy.Overlay:
    """Return what a clinic has signed, as an overlay."""
    return _overlay(clinic, policy_in_force(clinic))


def overlay_at(clinic: Clinic, version: UUID | None) -> policy.Overlay:
    """Return what a clinic had signed in one version of its policy; None is before the first."""
    rows = Policy.objects.filter(clinic=clinic)
    return _overlay(clinic, None if version is None else rows.filter(pk=version).first())


def _overlay(clinic: Clinic, signed: Policy | None) -> policy.Overlay:
    if signed is not None:
        overlay: policy.Overlay = msgspec.json.decode(signed.overlay)
        return overlay
    return policy.nothing_signed(
        clinic=clinic.pk,
        title=clinic.name,
        jurisdiction=clinic.jurisdiction,
        demonstration=settings.DEMONSTRATION,
    )


def knowledge_of(clinic: Clinic) -> Knowledge:
    """Return what is known, with what this clinic has signed."""
    in_force = policy_in_force(clinic)
    return _knowledge(clinic.pk, in_force.pk if in_force else None)


@lru_cache(maxsize=16)
def _knowledge(clinic: int, _version: UUID | None) -> Knowledge:
    return load_with(overlay_of(clinic_of(clinic)))


def proposals(clinic: Clinic) -> list[Proposal]:
    """Return the changes that wait for a signature."""
    return list(Proposal.objects.filter(clinic=clinic).select_related("by"))


def changes(clinic: Clinic) -> list[policy.Change]:
    """Return the changes that wait for a signature, as values."""
    return [
        policy.Change(
            row.sort, row.of, msgspec.json.decode(row.sets) if row.sets else None, row.why
        )
        for row in proposals(clinic)
    ]


class Waiting(msgspec.Struct, frozen=True):
    """A leaf that holds, and why: unsigned, empty, expired, not yet in force."""

    leaf: Leaf
    standing: Standing
    proposed: bool


def holding(clinic: Clinic, words: str = "") -> dict[str, list[Waiting]]:
    """Return everything that holds because nobody signed it here, by the first word of its id."""
    kb, day = knowledge_of(clinic), today(clinic)
    waiting = {row.of for row in Proposal.objects.filter(clinic=clinic, sort=policy.LEAF)}
    found: dict[str, list[Waiting]] = {}
    for leaf in kb.leaves():
        standing = leaf.standing(day)
        if standing is Standing.IN_FORCE or not _meets(leaf, words):
            continue
        row = Waiting(leaf, standing, leaf.id in waiting)
        found.setdefault(leaf.id.partition(".")[0], []).append(row)
    return found


def unapproved(clinic: Clinic) -> list[Protocol]:
    """Return the protocols that nobody here has approved in the version that is shipped."""
    kb = knowledge_of(clinic)
    return [
        protocol for id in kb.ids("protocols") if (protocol := kb.protocol(id)).approved_by is None
    ]


def _meets(leaf: Leaf, words: str) -> bool:
    text = f"{leaf.id} {leaf.title}".lower()
    return all(word in text for word in words.lower().split())
