"""What changes a patient's record: each adds one entry, and nothing is ever changed in place."""

from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from msgspec import Struct

from titrant.clinical import Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.audit.appending import AlreadyCorrected, append, new_ref, sent_before
from titrant.server.audit.models import Attachment, Entry
from titrant.server.patients import entries, recording, rules
from titrant.server.patients.models import Patient, Recorded, Weight
from titrant.server.patients.recorded import LONGEST_WHY
from titrant.server.patients.section import Section, section_of
from titrant.server.patients.sections import weights

Row = TypeVar("Row", bound=Recorded)


@transaction.atomic
def register(*, said: entries.PatientSaid, by: Acting, key: str = "") -> UUID:
    """Register a person; return their id. A form sent twice registers one."""
    check_may(by, Right.WRITE_CONTACT)
    return append(entries.registered, said, by=by.actor, patient=new_ref(), key=key).about


def written_before(*, by: Acting, key: str) -> Entry | None:
    """Return what this person's form has written already: it was sent twice.

    Nothing is doubted a second time then; where it says something else now, writing it refuses.
    """
    return sent_before(by.actor, key)


@transaction.atomic
def change(
    *,
    patient: Patient,
    said: entries.PatientSaid,
    by: Acting,
    version: UUID | None = None,
    key: str = "",
) -> Entry:
    """Change who a person is, or how to reach them. The entry of before is the one it corrects.

    `version` is the entry that was shown; raises `AlreadyCorrected` where it is not the newest.
    """
    rules.check_can_write(by, patient, Right.WRITE_CONTACT)
    _one_at_a_time(patient)
    return append(
        entries.changed,
        said,
        by=by.actor,
        patient=patient.pk,
        corrects=version or patient.version,
        key=key,
    )


@transaction.atomic
def record(
    *,
    section: Section,
    patient: Patient,
    said: Struct,
    by: Acting,
    effective: datetime | None = None,
    corrects: Recorded | None = None,
    attachment: Attachment | None = None,
    key: str = "",
) -> Entry:
    """Write a row of a section, or the correction of one.

    Raises `AlreadyCorrected` where somebody corrected or struck that row in the meantime.
    """
    rules.check_can_write(by, patient, section.writes)
    rules.check_can_say(by, said)
    _one_at_a_time(patient)
    if corrects is not None:
        if sent_before(by.actor, key) is None:
            corrects = _standing(corrects)
            rules.check_can_correct(by, section, corrects)
        effective = effective or corrects.effective
    entry = append(
        section.kind,
        said,
        by=by.actor,
        patient=patient.pk,
        effective=effective,
        corrects=None if corrects is None else corrects.pk,
        attachment=attachment,
        key=key,
    )
    section.then(entry, said, by.actor)
    return entry


def record_weight(
    *,
    patient: Patient,
    kg: Decimal,
    shown: str,
    method: str,
    by: Acting,
    sure: Sureness = Sureness.CONFIRMED,
    first: bool = False,
    effective: datetime | None = None,
    corrects: UUID | None = None,
    key: str = "",
) -> Entry:
    """Write a weight, or a correction of one; `first` weights wait for a second reader."""
    return record(
        section=weights.section,
        patient=patient,
        said=weights.WeightSaid(kg, shown, method, sure.value, first),
        by=by,
        effective=effective,
        corrects=None if corrects is None else Weight.objects.get(pk=corrects, patient=patient),
        key=key,
    )


@transaction.atomic
def read_scale(*, row: Weight, kg: Decimal, shown: str, by: Acting, key: str = "") -> Entry:
    """Put the second person's reading beside a first weight, which they have not seen."""
    _one_at_a_time(row.patient)
    if sent_before(by.actor, key) is None:
        row = _standing(row)
        rules.check_can_read_scale(by, row)
    body = weights.SecondRead(row.pk, kg, shown)
    return append(weights.second_read, body, by=by.actor, patient=row.patient_id, key=key)


@transaction.atomic
def strike(*, kind: str, row: Recorded, why: str, by: Acting, key: str = "") -> Entry:
    """Say that a row was entered in error, and why; the row stays to be seen."""
    section = section_of(kind)
    rules.check_can_write(by, row.patient, section.writes)
    _one_at_a_time(row.patient)
    if sent_before(by.actor, key) is None:
        row = _standing(row)
        rules.check_can_correct(by, section, row)
    if not why.strip():
        raise NotAllowed("Say why it was entered in error: the row stays, with your words.")
    if len(why.strip()) > LONGEST_WHY:
        raise NotAllowed(f"The reason is too long: {LONGEST_WHY} signs are the most.")
    body = recording.Struck(kind, row.pk, why.strip())
    return append(recording.struck, body, by=by.actor, patient=row.patient_id, key=key)


@transaction.atomic
def confirm(*, kind: str, row: Recorded, by: Acting, key: str = "") -> Entry:
    """Stand behind a row that the person, or a record, had said; clinicians only."""
    rules.check_can_write(by, row.patient, Right.CONFIRM)
    _one_at_a_time(row.patient)
    if sent_before(by.actor, key) is None:
        row = _standing(row)
        rules.check_can_confirm(by, row)
    body = recording.Confirmed(kind, row.pk)
    return append(recording.confirmed, body, by=by.actor, patient=row.patient_id, key=key)


def _one_at_a_time(patient: Patient) -> None:
    """Let nobody else write about this person until the commit: the later form sees the earlier."""
    Patient.objects.select_for_update().only("id").get(pk=patient.pk)


def _standing(row: Row) -> Row:
    """Return a row as it is now; raise `AlreadyCorrected` where it counts no more."""
    fresh = type(row)._default_manager.select_related("patient").get(pk=row.pk)
    if not fresh.counts:
        raise AlreadyCorrected(_by_now(fresh))
    return fresh


def _by_now(row: Recorded) -> Entry:
    """Return what corrected a row that counts no more, or struck it."""
    about = Entry.objects.filter(patient=row.patient_id)
    corrected = about.filter(corrects=row.pk).first()
    if corrected is not None:
        return corrected
    return about.get(kind=recording.struck.name, body__contains=f'"{row.pk}"')
