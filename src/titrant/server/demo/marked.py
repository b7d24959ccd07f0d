"""What makes the awkward records awkward: each mark of a person, and what it writes besides."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

from titrant.server.audit.appending_many import Line
from titrant.server.demo.people import DAY
from titrant.server.demo.writing import SAID, SURE, Event, Record, at, medication, vitals
from titrant.server.exposures.sections import ExposureSaid
from titrant.server.intake import asking, joining
from titrant.server.patients import actions
from titrant.server.patients.models import Weight
from titrant.server.patients.section import Section, sections
from titrant.server.patients.sections.history import AllergySaid
from titrant.server.patients.sections.papers import ConsentSaid
from titrant.server.patients.sections.results import ResultSaid

Marked = Callable[[Record], Iterator[Line | Event]]


def marked(record: Record) -> Iterator[Line | Event]:
    """Return what the marks of a person write, beside what is written about anybody."""
    for mark in sorted(record.person.marks & MARKS.keys()):
        yield from MARKS[mark](record)


def joins(records: list[Record]) -> Iterator[Event]:
    """Return the joining of the one person who was registered twice."""
    (one,) = (record for record in records if "joined" in record.person.marks)
    (other,) = (record for record in records if "second" in record.person.marks)
    yield Event(
        at(one.came, 80),
        lambda: joining.join(
            one=one.patient,
            other=other.patient,
            reason="She showed both cards, and said that she had moved.",
            by=one.hands.prescriber,
        ),
    )


def _at_desk(record: Record) -> Iterator[Line | Event]:
    by = record.hands.coordinator
    yield Event(at(DAY, -70), lambda: asking.begin_at_desk(patient=record.patient, by=by))


def _pregnant(record: Record) -> Iterator[Line | Event]:
    result = ResultSaid("pregnancy-test", "positive", "", SURE)
    yield record.row("results", result, DAY, -75, record.hands.nurse)


def _ketamine_allergy(record: Record) -> Iterator[Line | Event]:
    said = AllergySaid("ketamine", "active", "hives and wheeze", "2019", SURE)
    yield record.row("allergies", said, record.came, 50, record.hands.nurse)


def _elsewhere(record: Record) -> Iterator[Line | Event]:
    for setting, route, dose in (
        ("another clinic", "iv", "40 mg"),
        ("another clinic", "im", "60 mg"),
        ("home", "sublingual", "200 mg"),
    ):
        said = ExposureSaid(
            "ketamine", setting, route, dose, setting == "home", "2026-03-02", "",
            None, "a clinic by telephone", "it wore off in days", SAID,
        )  # fmt: skip
        yield record.row("exposures", said, record.came, 52, record.hands.nurse)


def _withdrawn(record: Record) -> Iterator[Line | Event]:
    said = ConsentSaid("treatment", "2", "English", "withdrawn", "said to a nurse", "")
    yield record.row("consents", said, DAY - timedelta(days=2), 0, record.hands.nurse)


def _pounds(record: Record) -> Iterator[Line | Event]:
    yield Event(at(record.came, 70), lambda: _weigh_in_pounds(record))


def _weigh_in_pounds(record: Record) -> None:
    """Write 154 kg for 154 lb, and mend it: 154 × 0.45359237 = 69.853 kg."""
    method, by = "standing scale", record.hands.nurse
    wrong = actions.record_weight(
        patient=record.patient, kg=Decimal(154), shown="154 kg", method=method, by=by
    )
    actions.record_weight(
        patient=record.patient,
        kg=Decimal("69.853"),
        shown="154 lb",
        method=method,
        by=by,
        corrects=wrong.ref,
    )


def _second_reading(record: Record) -> Iterator[Line | Event]:
    yield Event(at(record.came, 40), lambda: _read_twice(record))


def _read_twice(record: Record) -> None:
    """Write a first weight, and what the second nurse reads: 10 kg apart, a slip of one key."""
    first = actions.record_weight(
        patient=record.patient,
        kg=record.person.kg,
        shown=f"{record.person.kg} kg",
        method="standing scale",
        by=record.hands.nurse,
        first=True,
    )
    read = record.person.kg + 10
    actions.read_scale(
        row=Weight.objects.select_related("patient").get(pk=first.ref),
        kg=read,
        shown=f"{read} kg",
        by=record.hands.second_nurse,
    )


def _struck(record: Record) -> Iterator[Line | Event]:
    yield Event(at(record.came, 72), lambda: _strike_a_medication(record))


def _strike_a_medication(record: Record) -> None:
    section, by = _section("medications"), record.hands.nurse
    said = medication("lithium", "300 mg", 2, SURE)
    entry = actions.record(section=section, patient=record.patient, said=said, by=by)
    row = section.model._default_manager.get(pk=entry.ref)
    actions.strike(kind=section.kind.name, row=row, why="It was the next person's list.", by=by)


def _corrected(record: Record) -> Iterator[Line | Event]:
    yield Event(at(record.came, 74), lambda: _correct_twice(record))


def _correct_twice(record: Record) -> None:
    section, by = _section("vitals"), record.hands.nurse
    entry = actions.record(section=section, patient=record.patient, said=vitals(218, 84), by=by)
    for systolic in (128, 118):
        row = section.model._default_manager.get(pk=entry.ref)
        entry = actions.record(
            section=section, patient=record.patient, said=vitals(systolic, 84), by=by, corrects=row
        )


def _section(word: str) -> Section:
    (found,) = (section for section in sections() if section.word == word)
    return found


MARKS: dict[str, Marked] = {
    "at-desk": _at_desk,
    "corrected": _corrected,
    "elsewhere": _elsewhere,
    "ketamine-allergy": _ketamine_allergy,
    "pounds": _pounds,
    "pregnant": _pregnant,
    "second-reading": _second_reading,
    "struck": _struck,
    "withdrawn": _withdrawn,
}
