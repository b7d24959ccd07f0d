"""What the record says about being asked: a link given out, who opened it, each step, the end."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.intake.models import Import, Intake, Step


class Invited(Struct, frozen=True):
    """A link to be filled in at home; `secret` is the hash of what it ends in."""

    secret: str
    until: datetime


class Begun(Struct, frozen=True):
    """Somebody at the desk began to ask."""


class Recognised(Struct, frozen=True):
    """Whoever opened a link knew the initials and the birth year, or did not."""

    intake: UUID
    right: bool


class StepSaid(Struct, frozen=True):
    """What was typed at a step, and which rows it became: kind and id by their slot."""

    intake: UUID
    word: str
    typed: dict[str, Any]
    rows: dict[str, tuple[str, UUID]]


class Over(Struct, frozen=True):
    """An intake is over: sent, withdrawn, replaced, opened by somebody else, tried too often."""

    intake: UUID
    how: str


class ImportSaid(Struct, frozen=True):
    """A file was taken into a record: what was understood of it then, fact by fact."""

    form: str
    digest: str
    facts: list[dict[str, Any]]
    not_understood: int
    aside: int
    knowledge: str
    reason: str = ""


class ImportStruck(Struct, frozen=True):
    """A file was taken into the wrong record, or should not have been; why."""

    row: UUID
    why: str


@entry_kind(
    "intake.invited",
    "invited a person to answer at home",
    Invited,
    Intake,
    made=("secret", "until"),
)
def invited(entry: Entry, body: Invited) -> None:
    """Open an intake at home."""
    _begin(entry, "home", secret=body.secret, until=body.until)


@entry_kind("intake.begun", "began an intake at the desk", Begun, Intake)
def begun(entry: Entry, _: Begun) -> None:
    """Open an intake at the desk, where the person is known from the beginning."""
    _begin(entry, "desk", known=entry.recorded)


def _begin(entry: Entry, place: str, **more: Any) -> None:
    Intake.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        clinic_id=entry.chain,
        place=place,
        begun=entry.recorded,
        by_id=entry.person,
        **more,
    )


@entry_kind("intake.recognised", "checked who opened the link", Recognised, Intake)
def recognised(entry: Entry, body: Recognised) -> None:
    """Note who opened a link, as far as they could show it."""
    intake = Intake.objects.get(pk=body.intake)
    if body.right:
        intake.known = intake.known or entry.recorded
    else:
        intake.wrong += 1
    intake.save(update_fields=["known", "wrong"])


@entry_kind("intake.step", "kept a step of an intake", StepSaid, Step)
def step_said(entry: Entry, body: StepSaid) -> None:
    """Keep the newest of a step."""
    Step.objects.filter(intake=body.intake, word=body.word).delete()
    Step.objects.create(
        id=entry.ref,
        intake_id=body.intake,
        word=body.word,
        typed=msgspec.json.encode(body.typed, order="deterministic").decode(),
        rows=msgspec.json.encode(body.rows, order="deterministic").decode(),
        said=entry.recorded,
    )


@entry_kind("intake.over", "ended an intake", Over, Intake)
def over(entry: Entry, body: Over) -> None:
    """Close an intake."""
    Intake.objects.filter(pk=body.intake).update(over=entry.recorded, how=body.how)


@entry_kind("intake.import", "took in a file from elsewhere", ImportSaid, Import)
def imported(entry: Entry, body: ImportSaid) -> None:
    """Make a file part of a record."""
    Import.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        number=entry.number,
        effective=entry.effective,
        recorded=entry.recorded,
        by_id=entry.by_id,
        agent=entry.agent,
        role=entry.role,
        form=body.form,
        digest=body.digest,
        understood=len(body.facts),
        not_understood=body.not_understood,
        aside=body.aside,
        knowledge=body.knowledge,
        reason=body.reason,
    )


@entry_kind(
    "intake.import-struck", "let a file from elsewhere count for nothing", ImportStruck, Import
)
def import_struck(_: Entry, body: ImportStruck) -> None:
    """Let a file count for nothing; it stays to be seen."""
    Import.objects.filter(pk=body.row).update(struck=True, why=body.why)
