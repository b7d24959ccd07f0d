"""What the record says about guidance: an option chosen, with everything it was chosen from."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Attachment, Entry
from titrant.server.guidance.models import Choice, KeptKnowledge, Reasons


class KnowledgeKept(Struct, frozen=True):
    """The compiled knowledge that a choice rests on; its bytes are the entry's file."""

    hash: str
    version: str


class Chosen(Struct, frozen=True):
    """An option that was chosen, why, and what it was chosen from; the entry's file has it whole.

    `reason` is one of the clinic's own list, `why` somebody's words. `digest` is over the guidance
    that was shown.
    """

    course: UUID
    protocol: str
    option: str
    title: str
    stand: str
    reason: str
    why: str
    as_of: date
    digest: str
    knowledge: str
    policy: UUID | None
    program: str


class ReasonsSaid(Struct, frozen=True):
    """The reasons that a clinic offers from now on, in its order."""

    clinic: int
    reasons: list[str]


@entry_kind("guidance.knowledge", "kept the knowledge", KnowledgeKept, KeptKnowledge)
def knowledge_kept(entry: Entry, body: KnowledgeKept) -> None:
    """Keep a compiled knowledge base; the same one is kept once."""
    KeptKnowledge.objects.update_or_create(
        hash=body.hash, defaults={"version": body.version, "file": _file(entry)}
    )


@entry_kind("guidance.chosen", "chose an option", Chosen, Choice)
def chosen(entry: Entry, body: Chosen) -> None:
    """Write a choice."""
    Choice.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        course_id=body.course,
        number=entry.number,
        protocol=body.protocol,
        option=body.option,
        title=body.title,
        stand=body.stand,
        reason=body.reason,
        why=body.why,
        as_of=body.as_of,
        at=entry.effective,
        by_id=entry.by_id,
        role=entry.role,
        digest=body.digest,
        knowledge=body.knowledge,
        policy=body.policy,
        program=body.program,
        file=_file(entry),
    )


@entry_kind("guidance.reasons", "wrote the clinic’s reasons for a choice", ReasonsSaid, Reasons)
def reasons_said(entry: Entry, body: ReasonsSaid) -> None:
    """Put a clinic's own reasons in force."""
    Reasons.objects.update_or_create(
        clinic_id=body.clinic, defaults={"lines": "\n".join(body.reasons), "version": entry.ref}
    )


def _file(entry: Entry) -> Attachment:
    assert entry.attachment is not None  # these kinds of entry are written with one
    return entry.attachment
