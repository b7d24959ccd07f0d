"""Read a FHIR R4 file for a day: everything in it ends up in the snapshot, understood or listed."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

from titrant.clinical import Born, FileRead, RecordError, Sex, Snapshot, Subject
from titrant.fhir.administered import courses_given
from titrant.fhir.days import days
from titrant.fhir.files import Opened, Resource, open_resources, same_person
from titrant.fhir.gathering import Gathering
from titrant.fhir.history import (
    read_allergy,
    read_condition,
    read_family_history,
    read_procedure,
)
from titrant.fhir.medication import read_medication
from titrant.fhir.observation import read_observation
from titrant.fhir.parts import Json, part, text
from titrant.fhir.questionnaire import read_response
from titrant.knowledge import Knowledge

_READERS: dict[str, Callable[[Gathering, Resource], None]] = {
    "Condition": read_condition,
    "AllergyIntolerance": read_allergy,
    "Procedure": read_procedure,
    "FamilyMemberHistory": read_family_history,
    "MedicationRequest": read_medication,
    "MedicationStatement": read_medication,
    "MedicationDispense": read_medication,
    "MedicationAdministration": read_medication,
    "MedicationUsage": read_medication,
    "Observation": read_observation,
    "QuestionnaireResponse": read_response,
}


def read_fhir(content: bytes, name: str, kb: Knowledge, as_of: date) -> Snapshot:
    """Return what a FHIR R4 file says about one person: a Bundle of any type, a resource, NDJSON.

    `name` is what the file is called in the answer. Raises `RecordError`, with how to mend it, for
    a file that is not FHIR, breaks off, or is about more than one person.
    """
    opened = open_resources(content, name)
    patients = [resource.content for resource in opened.resources if resource.kind == "Patient"]
    people = _one_person(opened, patients, name)
    _whole(opened, name)
    gathering = Gathering(opened, name, kb, as_of)
    patient = patients[0] if patients else {}
    gathering.born = days(part(patient, "birthDate"))
    subject = _subject(gathering, patient)
    beside: Counter[str] = Counter()
    for resource in sorted(opened.resources, key=_moment):
        reader = _READERS.get(resource.kind)
        if reader is not None:
            gathering.entries += 1
            reader(gathering, resource)
        elif resource.kind != "Patient":
            beside[resource.kind] += 1
    for place, why in opened.odd:
        gathering.set_aside("an entry", f"it is {why}", place)
    return Snapshot(
        as_of=as_of,
        subject=subject,
        facts=tuple(gathering.facts),
        courses=courses_given(gathering.given),
        unmapped=tuple(gathering.unmapped),
        set_aside=tuple(gathering.aside),
        contradictions=tuple(gathering.contradictions),
        files=(
            FileRead(
                name=name,
                form=opened.form,
                entries=gathering.entries,
                mapped=gathering.mapped,
                beside=dict(sorted(beside.items())),
                people=tuple(sorted(people)),
            ),
        ),
    )


def _moment(resource: Resource) -> datetime:
    """Return when an observation was made, so that a repeat comes after what it repeats.

    A server may list the newest first. What is no observation, or has no date, keeps its place in
    front; of one day, what has no time of day comes before what has one.
    """
    if resource.kind != "Observation":
        return _FIRST
    content = resource.content
    wrote = (
        text(content, "effectiveDateTime")
        or text(content, "effectiveInstant")
        or text(content, "effectivePeriod", "start")
        or text(content, "issued")
    )
    try:
        made = datetime.fromisoformat(wrote)
        return made.astimezone(UTC) if made.tzinfo is not None else made.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return _FIRST


_FIRST = datetime.min.replace(tzinfo=UTC)


def _whole(opened: Opened, name: str) -> None:
    """Refuse a page of a search whose other pages are not here: what is missing reads as “no”."""
    if opened.more:
        raise RecordError(
            f"{name} is one page of a search, and further pages are not in it",
            "Export the whole record, or put all pages into one NDJSON file.",
        )


def _one_person(opened: Opened, patients: list[Json], name: str) -> set[str]:
    """Return the ids of the patient; refuse a file about two people."""
    people = {text(patient, "id") for patient in patients} - {""}
    for resource in opened.resources:
        if resource.kind in _READERS:
            for key in ("subject", "patient"):
                reference = text(resource.content, key, "reference")
                if reference and not reference.startswith(("#", "Group/")):
                    people.add(_known(opened, reference))
    if len(people) > 1 or len(patients) > 1:
        raise RecordError(
            f"{name} is about {max(len(people), len(patients))} people",
            "Give the record of one person; files that mix people are never screened.",
        )
    return people


def _known(opened: Opened, reference: str) -> str:
    patient = opened.by_reference.get(reference)
    return text(patient, "id") or same_person(reference)


_SEXES = {"female": Sex.FEMALE, "male": Sex.MALE}


def _subject(gathering: Gathering, patient: Json) -> Subject:
    wrote = text(patient, "birthDate")
    born = gathering.born
    if born is not None and born.first > gathering.as_of:
        gathering.set_aside("the date of birth", f"{wrote} is after {gathering.as_of}", "Patient")
        gathering.born = born = None
    elif born is None and wrote:
        gathering.set_aside("the date of birth", f"“{wrote}” is no date", "Patient")
    died = days(part(patient, "deceasedDateTime"))
    return Subject(
        born=Born(born.first, born.last) if born is not None else None,
        sex=_SEXES.get(text(patient, "gender")),
        dead=patient.get("deceasedBoolean") is True or "deceasedDateTime" in patient,
        died_on=died.last if died is not None else None,
    )
