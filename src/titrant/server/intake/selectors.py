"""Questions about intakes, imports, and everything that is known of one person."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from titrant.clinical import Snapshot
from titrant.knowledge import Knowledge
from titrant.server.accounts.acting import Acting
from titrant.server.intake import adding, asking, reading
from titrant.server.intake.models import Import, Intake, Joined, Upload
from titrant.server.patients import selectors as patients
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of


def intake_of(secret: str) -> Intake | None:
    """Return the intake that a link belongs to; None where the link is none of ours."""
    found = Intake.objects.filter(secret=asking.hashed(secret), place="home")
    return found.select_related("patient__clinic", "clinic").first()


def intakes(patient: Patient) -> list[Intake]:
    """Return every time that a person was asked, the newest first."""
    return list(Intake.objects.filter(patient=patient).select_related("by"))


def intake_for(patient: Patient, intake: UUID) -> Intake | None:
    """Return one of the times that a person was asked."""
    found = Intake.objects.filter(pk=intake, patient=patient)
    return found.select_related("patient__clinic", "clinic").first()


def upload_for(acting: Acting, upload: UUID, patient: Patient | None) -> Upload | None:
    """Return a file that waits in somebody's clinic to be looked at, for this person."""
    return Upload.objects.filter(pk=upload, clinic=acting.clinic, patient=patient).first()


def waiting(patient: Patient) -> list[Upload]:
    """Return the files for a record that somebody chose and nobody has taken in or thrown away."""
    return list(Upload.objects.filter(patient=patient).defer("content").select_related("by"))


def imports(patient: Patient) -> list[Import]:
    """Return the files that are part of a record, the newest first, those struck too."""
    found = Import.objects.filter(patient=patient).select_related("by")
    return list(found.order_by("-recorded", "-number"))


def import_for(patient: Patient, row: UUID) -> Import | None:
    """Return one file of a record."""
    return Import.objects.filter(pk=row, patient=patient).select_related("by", "patient").first()


def links(patient: Patient) -> list[Joined]:
    """Return every link of this record to another, those undone as well, the newest first."""
    found = Joined.objects.filter(Q(one=patient) | Q(other=patient))
    return list(found.select_related("one", "other", "by", "undone_by"))


def link_for(patient: Patient, link: UUID) -> Joined | None:
    """Return one link of this record to another."""
    return next((one for one in links(patient) if one.pk == link), None)


def is_joined(patient: UUID) -> bool:
    """Return whether a record is shown as one with another."""
    rows = Joined.objects.filter(Q(one=patient) | Q(other=patient), undone_at=None)
    return rows.exists()


def one_person(patient: Patient) -> list[Patient]:
    """Return every record of a person, this one first: what is joined, and joined with that."""
    found, waiting = {patient.pk: patient}, [patient.pk]
    while waiting:
        ids, waiting = waiting, []
        rows = Joined.objects.filter(Q(one__in=ids) | Q(other__in=ids), undone_at=None)
        for row in rows.select_related("one__clinic", "other__clinic").order_by("at"):
            for record in (row.one, row.other):
                if record.pk not in found:
                    found[record.pk] = record
                    waiting.append(record.pk)
    return list(found.values())


def own(patient: Patient, as_of: date, kb: Knowledge | None = None) -> Snapshot:
    """Return what one record says on a day: its rows, and its files without lowering a finding."""
    known = kb or knowledge_of(patient.clinic)
    record = patients.snapshot(patient, as_of, known)
    files = _files([patient]).get(patient.pk, ())
    return adding.added(record, _read(patient, files, as_of, known), known)


def whole(patient: Patient, as_of: date, kb: Knowledge | None = None) -> Snapshot:
    """Return everything that is known of a person on a day: rows, files, and joined records.

    This is what a screening reads. `as_of` is a day of the clinic.
    """
    return wholes([patient], as_of, kb or knowledge_of(patient.clinic))[patient.pk]


def wholes(people: Sequence[Patient], as_of: date, kb: Knowledge) -> dict[UUID, Snapshot]:
    """Return everything that is known of each of some people, asked for together."""
    ids = {patient.pk for patient in people}
    links = Joined.objects.filter(Q(one__in=ids) | Q(other__in=ids), undone_at=None)
    joined = {id for pair in links.values_list("one", "other") for id in pair}
    records = {one.pk: one_person(one) if one.pk in joined else [one] for one in people}
    everybody = list({one.pk: one for of_it in records.values() for one in of_it}.values())
    rows = patients.snapshots(everybody, as_of, kb)
    files = _files(everybody)
    found = {}
    for patient in people:
        own = records[patient.pk]
        read = [file for one in own for file in _read(one, files.get(one.pk, ()), as_of, kb)]
        found[patient.pk] = adding.added(adding.agreed([rows[one.pk] for one in own], kb), read, kb)
    return found


def _files(people: Sequence[Patient]) -> dict[UUID, list[Import]]:
    """Return the files of some people's records that count, the oldest first."""
    rows = Import.objects.filter(patient__in=people, struck=False)
    found: dict[UUID, list[Import]] = {}
    for row in rows.order_by("recorded", "number"):
        found.setdefault(row.patient_id, []).append(row)
    return found


def _read(
    patient: Patient, files: Sequence[Import], as_of: date, kb: Knowledge
) -> Sequence[Snapshot]:
    """Read the files that were part of a record on a day."""
    zone = ZoneInfo(patient.clinic.zone)
    until = datetime.combine(as_of + timedelta(days=1), time(0), zone)
    return [
        reading.read_kept(row.digest, f"file {row.pk.hex[:8]}", kb, as_of)
        for row in files
        if row.recorded < until
    ]
