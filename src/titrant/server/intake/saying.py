"""Keep what was said at a step: a row for each answer, and a correction where one changed.

Nothing waits for the last page: who never presses “Send” is heard as well.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from titrant.clinical import Sureness
from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import append
from titrant.server.audit.kinds import kind_named
from titrant.server.audit.models import Entry
from titrant.server.intake import entries
from titrant.server.intake.models import Intake
from titrant.server.intake.models import Step as Kept
from titrant.server.intake.step_forms import StepForm
from titrant.server.patients import recording
from titrant.server.patients.models import Patient
from titrant.server.web.clock import now

TOO_LATE = "too late"
TAKEN_BACK = "whoever said it took it back before it was sent"

Written = dict[str, tuple[str, UUID]]


class IntakeOver(Exception):
    """The intake was sent or closed meanwhile; `how` says which."""

    def __init__(self, how: str) -> None:
        super().__init__(f"This intake is over: {how}.")
        self.how = how


@transaction.atomic
def save_step(*, intake: Intake, word: str, form: StepForm, by: Actor) -> None:
    """Write what a valid form says; what it said before already is not written again.

    So a form that is sent twice, or opened and sent unchanged, writes once. Raises `IntakeOver`.
    """
    locked(intake)
    kept = Kept.objects.filter(intake=intake, word=word).first()
    before: Written = {} if kept is None else msgspec.json.decode(kept.rows, type=Written)
    typed = form.typed()
    if kept is None and not typed:
        return
    after: Written = {}
    for slot, (kind, said) in form.rows().items():
        known = before.get(slot)
        ref = None if known is None else _unchanged(known, kind.name, said)
        if ref is None:
            corrects = None if known is None else _open(known)
            ref = append(kind, said, by=by, patient=intake.patient_id, corrects=corrects).ref
        after[slot] = (kind.name, ref)
    for slot, known in before.items():
        row = _open(known) if slot not in after else None
        if row is not None:
            body = recording.Struck(known[0], row, TAKEN_BACK)
            append(recording.struck, body, by=by, patient=intake.patient_id)
    if kept is None or after != before or msgspec.json.decode(kept.typed) != typed:
        body_of_step = entries.StepSaid(intake.pk, word, typed, after)
        append(entries.step_said, body_of_step, by=by, patient=intake.patient_id)


def locked(intake: Intake) -> Intake:
    """Let nobody else write at this intake until the commit; raises `IntakeOver`.

    The person's row is locked first, as everything that writes about a person does.
    """
    Patient.objects.select_for_update().only("id").get(pk=intake.patient_id)
    fresh = Intake.objects.select_for_update().get(pk=intake.pk)
    if fresh.over is not None:
        raise IntakeOver(fresh.how)
    if fresh.until is not None and fresh.until <= now():
        raise IntakeOver(TOO_LATE)
    return fresh


def _unchanged(known: tuple[str, UUID], kind: str, said: msgspec.Struct) -> UUID | None:
    """Return the row of a slot that says the same already; None where it changed."""
    name, ref = known
    entry = Entry.objects.get(pk=ref)
    return ref if name == kind and kind_named(name).read(entry) == said else None


def _open(known: tuple[str, UUID]) -> UUID | None:
    """Return a row that its speaker may still change: nobody confirmed, corrected or struck it.

    What a clinician has touched stays as it is, and what is said now stands beside it.
    """
    kind, ref = known
    row: Any = recording.table_of(kind)._default_manager.get(pk=ref)
    clinicians = getattr(row, "sure", Sureness.REPORTED) != Sureness.REPORTED
    return ref if row.counts and not clinicians else None


def typed_at(intake: Intake) -> dict[str, Mapping[str, Any]]:
    """Return what was typed at each step, by its word."""
    return {kept.word: msgspec.json.decode(kept.typed) for kept in intake.steps.all()}
