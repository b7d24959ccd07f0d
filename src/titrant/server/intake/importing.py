"""Take a file from elsewhere into a record, or let one count for nothing again."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from titrant.clinical import RecordError
from titrant.dosing.screening.record import fact_record
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_reason
from titrant.server.audit.appending import append, keep, new_ref, sent_before
from titrant.server.audit.models import Entry
from titrant.server.intake import entries, identity, reading, rules
from titrant.server.intake.models import Import, Upload
from titrant.server.patients import actions as patients
from titrant.server.patients import pregnancy
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write
from titrant.server.sites.selectors import clinic_of, knowledge_of, today
from titrant.server.web.clock import now

WAITS = timedelta(days=1)
WHY = (
    "Say in a sentence why this file belongs into this record, though it may be about somebody "
    "else."
)
MADE_FROM = "The record was made from this very file."  # nothing typed differs from it


class Unreadable(Exception):
    """A file that cannot be taken; the sentence says how to mend it."""


@transaction.atomic
def upload(*, content: bytes, by: Acting, patient: Patient | None = None) -> UUID:
    """Keep a file until somebody has looked at it; it is part of no record yet.

    Raises `Unreadable` for a file that is no FHIR, breaks off, or is about several people.
    """
    if patient is None:
        rules.check_new_from_file(by)
    else:
        rules.check_can_import(by, patient)
    clinic = clinic_of(by.clinic or 0)
    try:
        reading.read(content, clinic, today(clinic))
    except RecordError as error:
        raise Unreadable(f"{error}".rstrip(".") + ".") from None
    ref = new_ref()
    Upload.objects.create(
        id=ref, clinic=clinic, patient=patient, content=content, by=by.account, at=now()
    )
    return ref


@transaction.atomic
def take_in(
    *, upload: Upload, patient: Patient, by: Acting, reason: str = "", key: str = ""
) -> Entry:
    """Make a file part of a record: the file itself, and what was understood of it.

    Where the file may be about somebody else it stops, unless a reason is given.
    """
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    rules.check_can_import(by, patient)
    content = bytes(upload.content)
    doubted = identity.doubts(patient, reading.who(content))
    said = check_reason(reason, f"{' '.join(doubted)} {WHY}") if doubted else ""
    snapshot = reading.read(content, patient.clinic, today(patient.clinic))
    kept = keep(content, reading.MEDIA_TYPE)
    if Import.objects.filter(patient=patient, digest=kept.digest, struck=False).exists():
        raise NotAllowed("This very file is part of this record already.")
    body = entries.ImportSaid(
        form=snapshot.files[0].form,
        digest=kept.digest,
        facts=[fact_record(fact) for fact in snapshot.facts],
        not_understood=sum(one.times for one in snapshot.unmapped),
        aside=sum(one.times for one in snapshot.set_aside),
        knowledge=knowledge_of(patient.clinic).versions.knowledge_hash,
        reason=said,
    )
    entry = append(
        entries.imported, body, by=by.actor, patient=patient.pk, attachment=kept, key=key
    )
    throw_away(upload)
    if pregnancy.may_go_on(snapshot.facts, today(patient.clinic)):
        pregnancy.ask_to_speak(entry, by.actor)
    return entry


@transaction.atomic
def register_from(
    *, upload: Upload, said: PatientSaid, by: Acting, reason: str = "", key: str = ""
) -> UUID:
    """Register the person that a file is about, with the file as the first part of their record.

    Where what was typed is not what the file says it stops, unless a reason is given.
    """
    rules.check_new_from_file(by)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier.about
    ref = patients.register(said=said, by=by, key=key)
    patient = Patient.objects.select_related("clinic").get(pk=ref)
    differs = identity.differing(said, reading.who(bytes(upload.content)))
    take_in(upload=upload, patient=patient, by=by, reason=reason if differs else MADE_FROM)
    return ref


@transaction.atomic
def strike(*, row: Import, why: str, by: Acting, key: str = "") -> Entry:
    """Let a file count for nothing from now on; it stays to be seen, with the reason."""
    check_can_write(by, row.patient, Right.IMPORT_RECORD)
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    said = check_reason(why, "Say in a sentence why this file does not belong into this record.")
    if Import.objects.get(pk=row.pk).struck:
        raise NotAllowed("This file counts for nothing already.")
    body = entries.ImportStruck(row.pk, said)
    return append(entries.import_struck, body, by=by.actor, patient=row.patient_id, key=key)


def throw_away(upload: Upload) -> None:
    """Forget a file that waited."""
    Upload.objects.filter(pk=upload.pk).delete()


def forget_old() -> int:
    """Forget the files that nobody looked at within a day; return how many."""
    return Upload.objects.filter(at__lt=now() - WAITS).delete()[0]
