"""Questions about patients, each within one clinic."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet
from django.urls import reverse

from titrant.clinical import Snapshot, Sureness
from titrant.intake import join, read_shape
from titrant.knowledge import Knowledge
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.emergency import Record
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Right
from titrant.server.accounts.selectors import glass_open
from titrant.server.audit.models import Attachment, Entry, Sort
from titrant.server.patients import finding
from titrant.server.patients.case import CaseParts
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.folding import alike, days_like, digits, folded
from titrant.server.patients.models import (
    Allergy,
    Clinical,
    Document,
    Patient,
    Recorded,
    Weight,
)
from titrant.server.patients.section import Section, sections
from titrant.server.patients.telling import tellings
from titrant.server.sites.selectors import knowledge_of
from titrant.server.tasks.whom import Whom
from titrant.server.web.clock import now

MOST_ALIKE = 5
FEWEST_OF_A_NUMBER = 6  # digits that are one household's telephone


def patients(acting: Acting, typed: str = "") -> QuerySet[Patient]:
    """Return the patients of the clinic somebody acts in, by name; or those that were looked for.

    What was typed is a name or its parts, a birth date in any usual way, digits of a telephone.
    """
    found = Patient.objects.filter(clinic=acting.clinic)
    if typed.strip():
        wanted = finding.read(typed)
        found = found.filter(wanted.query()) if wanted.anything else found.none()
    return found.order_by("found_by", "id")


def patient_of(patient: UUID) -> Patient:
    """Return a patient, for the program's own work: nobody looks."""
    return Patient.objects.select_related("clinic").get(pk=patient)


def patient_for(acting: Acting, patient: UUID) -> Patient | None:
    """Return a patient whom somebody may know of: of their clinic, or opened in an emergency."""
    found = Patient.objects.filter(pk=patient).select_related("clinic").first()
    if found is None:
        return None
    if found.clinic_id == acting.clinic:
        return found
    if acting.may(Right.BREAK_GLASS) and glass_open(acting.account, patient, now()):
        return found
    return None


def whom(acting: Acting, patients: Collection[UUID]) -> dict[UUID, Whom]:
    """Return who these patients are, for the tasks about them; others' are left out."""
    if not acting.may(Right.FIND_PATIENT):
        return {}
    found = Patient.objects.filter(clinic=acting.clinic, pk__in=patients)
    return {one.pk: Whom(one.name, reverse("patient", args=[one.pk])) for one in found}


def perhaps_the_same(acting: Acting, said: PatientSaid) -> list[Patient]:
    """Return who may be registered already, with a name like it.

    Their birth date is the same, or a slip of a key away, or not known; or the telephone is theirs.
    Where none is typed, everybody with a word of the name is looked at.
    """
    either = Q(born=None)
    if said.born is not None:
        either |= Q(born__in=days_like(said.born))
    else:
        for word in folded(said.name).split():
            either |= Q(found_by__contains=word)
    if len(digits(said.phone)) >= FEWEST_OF_A_NUMBER:
        either |= Q(phone_digits=digits(said.phone))
    rows = Patient.objects.filter(either, clinic=acting.clinic)
    found = [one for one in rows.order_by("found_by") if alike(one.name, said.name)]
    return sorted(found, key=lambda one: one.born != said.born)[:MOST_ALIKE]


def unconfirmed(people: Sequence[Patient]) -> dict[UUID, int]:
    """Return how many rows of each person nobody has confirmed, in one question."""
    ids = [person.pk for person in people]
    clinical: list[Any] = [one.model for one in sections() if one.clinical]
    asked = [
        model._default_manager.filter(
            patient__in=ids, sure=Sureness.REPORTED, corrected_by=None, struck=False
        )
        .order_by()
        .values_list("patient")
        for model in clinical
    ]
    rows = asked[0].union(*asked[1:], all=True) if ids else ()
    return Counter(patient for (patient,) in rows)


def rows_of(section: Section, patient: Patient) -> QuerySet[Any]:
    """Return every row of a section, the corrected and struck ones too, the newest first."""
    rows = section.model._default_manager.filter(patient=patient)
    return rows.order_by("-effective", "-number")


def latest(section: Section, patient: Patient, most: int) -> list[Any]:
    """Return the newest rows of a section that count, and every one that goes on."""
    rows = rows_of(section, patient).filter(corrected_by=None, struck=False)
    if section.goes_on is None:
        return list(rows[: most + 1])
    found = list(rows)
    going = [row for row in found if section.goes_on(row)]
    return [*going, *(row for row in found if row not in going)][: max(len(going), most) + 1]


def counting(section: Section, patient: Patient) -> list[Any]:
    """Return the rows of a section that count, the oldest first."""
    rows = section.model._default_manager.filter(patient=patient, corrected_by=None, struck=False)
    return list(rows.order_by("effective", "number"))


def allergies_of(people: Sequence[Patient]) -> dict[UUID, list[Allergy]]:
    """Return the allergies that count of each of some people, in one question."""
    found: dict[UUID, list[Allergy]] = {}
    rows = Allergy.objects.filter(patient__in=people, corrected_by=None, struck=False)
    for row in rows.order_by("effective", "number"):
        found.setdefault(row.patient_id, []).append(row)
    return found


def with_people(rows: Sequence[Any], patient: Patient) -> None:
    """Tell rows whose they are, and who wrote and confirmed them, in one question for all.

    A page has rows of many sections: joining each with accounts takes longer than all the rest.
    """
    written = {row.by_id for row in rows}
    stood_behind = {row.confirmed_by_id for row in rows if isinstance(row, Clinical)}
    accounts = Account.objects.in_bulk((written | stood_behind) - {None})
    for row in rows:
        row.patient = patient
        row.by = accounts.get(row.by_id)
        if isinstance(row, Clinical):
            row.confirmed_by = accounts.get(row.confirmed_by_id or 0)


def row_of(section: Section, patient: Patient, row: UUID) -> Any:
    """Return one row of a section; None where this person has no such row."""
    people = ("by", "confirmed_by") if section.clinical else ("by",)
    return rows_of(section, patient).select_related("patient", *people).filter(pk=row).first()


def file_of(document: Document) -> bytes:
    """Return the bytes of a file that was kept with a row."""
    return bytes(Attachment.objects.get(pk=document.digest).content)


def newest_of(section: Section, row: Recorded) -> Any:
    """Return the row that stands for another one now: its last correction, or itself."""
    found: Any = row
    while found.corrected_by is not None:
        found = section.model._default_manager.select_related("by").get(pk=found.corrected_by)
    return found


def weights(patient: Patient) -> list[Weight]:
    """Return every weight that was written, the corrected ones too, the newest first."""
    return list(Weight.objects.filter(patient=patient).order_by("-effective", "-number"))


def weight_waits(patient: Patient) -> bool:
    """Return whether a weight waits for its second reading."""
    return any(row.waits for row in weights(patient))


def versions(patient: Patient) -> list[tuple[Entry, PatientSaid]]:
    """Return everything that was said of who a person is, the newest first."""
    kinds = ("patients.registered", "patients.changed")
    found = Entry.objects.filter(patient=patient.pk, kind__in=kinds, sort=Sort.WRITE)
    return [
        (entry, msgspec.json.decode(entry.body, type=PatientSaid))
        for entry in found.select_related("by").order_by("-number")
    ]


def entries_of(patient: Patient) -> list[Entry]:
    """Return everything that was written about a person, in its order."""
    found = Entry.objects.filter(patient=patient.pk, sort=Sort.WRITE)
    return list(found.select_related("by", "attachment").order_by("chain", "number"))


def hidden_from(acting: Acting, patient: Patient) -> set[UUID]:
    """Return the rows of a person whose figures somebody is to read anew, and not to see."""
    return {
        row.pk
        for section in sections()
        for row in counting(section, patient)
        if section.hidden(row, acting)
    }


def snapshot(patient: Patient, as_of: date, kb: Knowledge | None = None) -> Snapshot:
    """Return what is known about a person on a day, as the reader of case files reads it.

    It is read with `kb`, or else with what their clinic has signed. Rows that were corrected or
    struck are not in it; what nobody confirmed is said to be so.
    """
    known = kb or knowledge_of(patient.clinic)
    return snapshots([patient], as_of, known)[patient.pk]


def snapshots(people: Sequence[Patient], as_of: date, kb: Knowledge) -> dict[UUID, Snapshot]:
    """Return what is known about each of some people, each section read once for all of them."""
    rows = [(section, _rows_of_each(section, people)) for section in sections()]
    telling = tellings(people)
    found = {}
    for patient in people:
        parts = CaseParts(patient, as_of)
        for section, of_each in rows:
            own = of_each.get(patient.pk, ())
            section.tell(parts, [row for row in own if parts.day(row) <= as_of])
        for tell in telling:
            tell(parts, patient)
        found[patient.pk] = _read(parts, kb)
    return found


def _rows_of_each(section: Section, people: Sequence[Patient]) -> dict[UUID, list[Any]]:
    rows = section.model._default_manager.filter(
        patient__in=people, corrected_by=None, struck=False
    )
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.patient_id, []).append(row)
    return found


def _read(parts: CaseParts, kb: Knowledge) -> Snapshot:
    case, *answers = parts.cases()
    read = [read_shape(case, "the record", kb, parts.as_of)]
    for said in answers:
        name = f"the answers of {said.on}, {said.by}"
        read.append(read_shape(said, name, kb, parts.as_of))
    return join(read, kb.concept)


def record_of(patient: UUID) -> Record | None:
    """Return the record of a patient of any clinic: for the page that opens it in an emergency."""
    found = Patient.objects.filter(pk=patient).first()
    return None if found is None else _record(found)


def records_of(name: str, born: date) -> list[Record]:
    """Return the records of people of this whole name and date of birth, in every clinic."""
    found = Patient.objects.filter(name__iexact=" ".join(name.split()), born=born)
    return [_record(patient) for patient in found.order_by("pk")]


def _record(patient: Patient) -> Record:
    return Record(patient.pk, patient.clinic_id, reverse("patient", args=[patient.pk]))
