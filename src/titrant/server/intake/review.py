"""A file from elsewhere as its review page shows it: understood, not understood, conflicting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from titrant.clinical import Contradiction, Fact, FactKind, SetAside, Snapshot, Unmapped
from titrant.fhir import Named
from titrant.knowledge import Knowledge
from titrant.server.audit.models import Attachment
from titrant.server.intake import adding, identity, reading, selectors
from titrant.server.intake.identity import Side
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import knowledge_of, today

_TITLES = {
    FactKind.CONDITION: "Conditions",
    FactKind.ALLERGY: "Allergies",
    FactKind.MEDICATION: "Medicines",
    FactKind.PROCEDURE: "Procedures",
    FactKind.OBSERVATION: "Measurements and results",
    FactKind.STATUS: "Answers",
}


@dataclass(frozen=True)
class Line:
    """One fact: the file's words, as what it is understood, when, its state, where it stands."""

    text: str
    concept: str
    when: date | None
    says: str
    place: str


@dataclass(frozen=True)
class Review:
    """Everything that a file says, each thing in one place."""

    form: str
    groups: list[tuple[str, list[Line]]]
    unmapped: Sequence[Unmapped]
    aside: Sequence[SetAside]
    conflicts: Sequence[Contradiction]
    beside: list[tuple[str, int]]
    courses: int
    sides: list[Side] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def of_record(content: bytes, patient: Patient) -> Review:
    """Return what a file says, held against the record that it is to join."""
    kb, as_of = knowledge_of(patient.clinic), today(patient.clinic)
    named = reading.who(content)
    snapshot = reading.read(content, patient.clinic, as_of)
    record = selectors.whole(patient, as_of, kb)
    joined = adding.added(record, [snapshot], kb)
    return _review(
        snapshot,
        kb,
        aside=_new(joined.set_aside, record.set_aside),
        conflicts=_new(joined.contradictions, record.contradictions),
        sides=identity.compared(patient, named),
        doubts=identity.doubts(patient, named),
    )


def of_kept(digest: str, patient: Patient) -> Review:
    """Return what a file of a record says."""
    content = bytes(Attachment.objects.get(pk=digest).content)
    return of_nobody(content, patient.clinic)


def of_nobody(content: bytes, clinic: Clinic) -> Review:
    """Return what a file says by itself."""
    snapshot = reading.read(content, clinic, today(clinic))
    return _review(
        snapshot,
        knowledge_of(clinic),
        aside=snapshot.set_aside,
        conflicts=snapshot.contradictions,
    )


def _new(after: Sequence[Any], before: Sequence[Any]) -> list[Any]:
    return [one for one in after if one not in before]


def _review(snapshot: Snapshot, kb: Knowledge, **held: Any) -> Review:
    groups = [
        (title, [_line(fact, kb) for fact in snapshot.facts if fact.kind is kind])
        for kind, title in _TITLES.items()
    ]
    beside = {kind: count for file in snapshot.files for kind, count in file.beside.items()}
    return Review(
        form=snapshot.files[0].form,
        groups=[(title, lines) for title, lines in groups if lines],
        unmapped=snapshot.unmapped,
        beside=sorted(beside.items()),
        courses=len(snapshot.courses),
        **held,
    )


def _line(fact: Fact, kb: Knowledge) -> Line:
    value = fact.value.shown if fact.value is not None else fact.word
    said = [value, "" if fact.so else "not so", _STATES[str(fact.state)], _dose(fact)]
    return Line(
        fact.text,
        kb.concept(fact.concept).title,
        fact.on or fact.seen,
        ", ".join(filter(None, said)),
        fact.origin.place,
    )


_STATES = {"active": "active", "ended": "over", "unstated": ""}


def _dose(fact: Fact) -> str:
    return "" if fact.daily is None else f"{fact.daily} a day"


def as_contact(named: Named) -> dict[str, object]:
    """Return what the form of a new person starts from: whom the file names."""
    return {
        "name": named.name,
        "called": named.called,
        "born": named.birthday,
        "sex": named.sex,
        "phone": named.phone,
        "email": named.email,
        "address": named.address,
    }
