"""What files and joined records say of a person, for the pages of the record that is open."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from titrant.clinical import Snapshot, State, Sureness, Unmapped
from titrant.server.intake import reading, selectors
from titrant.server.patients import selectors as patients
from titrant.server.patients.beyond import Beyond, known_by
from titrant.server.patients.fact_words import fact_words
from titrant.server.patients.flags import STOPPING
from titrant.server.patients.kept import kept_in
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.web.templatetags.clinic import day

_UNMAPPED = (
    ("allerg", "allergies"),
    ("medication", "medications"),
    ("condition", "conditions"),
    ("procedure", "conditions"),
)


@known_by
def elsewhere(patient: Patient) -> list[Beyond]:
    """Return what the files and the joined records of a person say."""
    as_of, kb = today(patient.clinic), knowledge_of(patient.clinic)
    found: list[Beyond] = []
    for record in selectors.one_person(patient):
        other = "" if record.pk == patient.pk else " of the other record"
        for file in selectors.imports(record):
            if not file.struck:
                said = reading.read_kept(file.digest, f"file {file.pk.hex[:8]}", kb, as_of)
                whence = f"file of {day(file.recorded.date())}{other}"
                found += _told(said, whence, reverse("patient_imports", args=[record.pk]))
        if other:
            rows = patients.snapshot(record, as_of, kb)
            found += _told(rows, "other record", reverse("patient", args=[record.pk]))
    return found


def _told(said: Snapshot, whence: str, address: str) -> Iterator[Beyond]:
    newest = sorted(said.facts, key=lambda fact: fact.on or date.min, reverse=True)
    for fact in newest:
        section = kept_in(fact.concept)
        if section:
            yield Beyond(
                section,
                f"{fact_words(fact)}{' there' if fact.sure is Sureness.CONFIRMED else ''}",
                whence,
                address,
                over=fact.state is State.ENDED or not fact.so,
                stops=fact.concept in STOPPING and fact.so,
            )
    for one in said.unmapped:
        section = _section_of(one)
        if section:
            yield Beyond(section, f"{one.text}, not understood", whence, address)


def _section_of(one: Unmapped) -> str:
    kind = one.kind.lower()
    return next((section for word, section in _UNMAPPED if kind.startswith(word)), "")
