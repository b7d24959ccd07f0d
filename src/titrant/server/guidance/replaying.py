"""Work out again what somebody chose from, by the knowledge of then and by that of now."""

import gzip
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from titrant import __version__
from titrant.dosing.case_record import UnreadableCase, read_case_bytes
from titrant.dosing.guidance import Case, next_dose
from titrant.dosing.guidance.record import guidance_record
from titrant.knowledge import Knowledge, KnowledgeError, UnknownEntry, load_kept, with_plan
from titrant.server.audit.actor import program
from titrant.server.audit.appending import note_read
from titrant.server.guidance import selectors
from titrant.server.guidance.differences import differences
from titrant.server.guidance.models import Choice
from titrant.server.sites.selectors import knowledge_of, overlay_at


class CannotReplay(Exception):
    """This guidance cannot be worked out again; the sentence says why, and what remains."""


class Kept(msgspec.Struct, frozen=True):
    """What the record keeps with a choice, each part as it was written."""

    case: msgspec.Raw
    guidance: msgspec.Raw
    plan: dict[str, Any] | None = None


@dataclass(frozen=True)
class Replay:
    """What became of a guidance that was worked out again.

    `same` says that the knowledge of then gives the same bytes under this program; `by_program`
    are the differences where it does not, `by_knowledge` those that the knowledge of now makes.
    """

    choice: Choice
    program: str
    knowledge_then: str
    knowledge_now: str
    same: bool
    by_program: tuple[str, ...]
    by_knowledge: tuple[str, ...]


def replay(id: UUID) -> Replay:
    """Return a stored guidance worked out again, both ways.

    Raises `CannotReplay` where there is none of that id, or this version cannot read its case.
    """
    choice = selectors.choice(id)
    if choice is None:
        raise CannotReplay(
            f"There is no choice {id} here. The page of a course shows the id of each."
        )
    note_read("replay", by=program("replay", choice.patient.clinic_id), patient=choice.patient_id)
    kept = msgspec.json.decode(bytes(choice.file.content), type=Kept)
    try:
        case = read_case_bytes(bytes(kept.case))
        then = _then(choice, kept.plan)
        again = _worked(case, then)
    except (UnreadableCase, KnowledgeError, UnknownEntry) as error:
        raise CannotReplay(
            f"This version cannot work it out again: {error} What was shown and chosen is whole in "
            "the record; the version of then can."
        ) from None
    now = _planned(knowledge_of(choice.patient.clinic), kept.plan)
    shown = msgspec.json.decode(kept.guidance)
    same = _as_by(choice.program, again) == bytes(kept.guidance)
    return Replay(
        choice=choice,
        program=__version__,
        knowledge_then=then.version,
        knowledge_now=now.version,
        same=same,
        by_program=() if same else tuple(differences(shown, again)),
        by_knowledge=tuple(differences(again, _worked(case, now))),
    )


def _worked(case: Case, kb: Knowledge) -> dict[str, Any]:
    guidance: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(guidance_record(next_dose(case, kb)))
    )
    return guidance


def _as_by(program: str, guidance: dict[str, Any]) -> bytes:
    """Return guidance as bytes, as a program of another version would have written them.

    Each writes its own version into what it makes; that one says apart.
    """
    versions = {**guidance["versions"], "program": program}
    return msgspec.json.encode({**guidance, "versions": versions})


def _then(choice: Choice, plan: dict[str, Any] | None) -> Knowledge:
    """Return the knowledge of a choice: what was kept by its hash, and what was signed then."""
    kept = selectors.kept_knowledge(choice.knowledge)
    if kept is None:
        raise KnowledgeError("The knowledge behind it is not in this record.")
    raw = gzip.decompress(bytes(kept.file.content))
    return _planned(load_kept(raw, overlay_at(choice.patient.clinic, choice.policy)), plan)


def _planned(kb: Knowledge, plan: dict[str, Any] | None) -> Knowledge:
    return kb if plan is None else with_plan(kb, plan)
