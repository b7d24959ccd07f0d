"""Read a case file: what a clinician, or a patient, wrote down in YAML."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from titrant.clinical import (
    Born,
    Course,
    Fact,
    FactKind,
    FileRead,
    MatchedBy,
    Measured,
    Origin,
    PastSession,
    RecordError,
    SetAside,
    Sex,
    Snapshot,
    State,
    Subject,
    Sureness,
    Unmapped,
)
from titrant.intake.shape import (
    By,
    CaseShape,
    ConditionShape,
    CourseShape,
    MeasurementShape,
    MedicationShape,
    PersonShape,
)
from titrant.intake.wording import in_words
from titrant.knowledge import Knowledge, KnowledgeError, Match, UnknownEntry
from titrant.knowledge.measuring import in_own_unit
from titrant.knowledge.yaml_text import read_yaml
from titrant.units import Dose, Drug, QuantityError, Weight

_SURE: dict[By | None, Sureness] = {
    "clinician": Sureness.CONFIRMED,
    "patient": Sureness.REPORTED,
    "record": Sureness.RECORDED,
    None: Sureness.REPORTED,  # nobody says who: not confirmed
}
_STATES = {
    "active": State.ACTIVE,
    "suspected": State.ACTIVE,
    "resolved": State.ENDED,
    "absent": State.ENDED,
}
_MEND = "See the reference page “Case files”."
_MEASURE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(.*?)\s*", re.ASCII | re.DOTALL)


def read_case(text: str, name: str, kb: Knowledge, as_of: date) -> Snapshot:
    """Return what a case file says; raises `RecordError` with the place of what cannot be read."""
    try:
        raw = read_yaml(text, name)
        case = msgspec.convert(raw, CaseShape)
    except KnowledgeError as error:
        raise RecordError(f"{error}".rstrip("."), _MEND) from None
    except msgspec.ValidationError as error:
        raise RecordError(f"{name}: {in_words(str(error))}", _MEND) from None
    return _Reading(case, name, kb, as_of).snapshot()


Answer = bool | str | Decimal | None


class _Reading:
    """One case file being put into facts."""

    def __init__(self, case: CaseShape, name: str, kb: Knowledge, as_of: date) -> None:
        self.case = case
        self.name = name
        self.kb = kb
        self.as_of = as_of
        self.facts: list[Fact] = []
        self.unmapped: list[Unmapped] = []
        self.aside: list[SetAside] = []
        self.entries = 0

    def snapshot(self) -> Snapshot:
        case = self.case
        for part, kinds in (
            ("conditions", (FactKind.CONDITION, FactKind.PROCEDURE, FactKind.STATUS)),
            ("procedures", (FactKind.PROCEDURE, FactKind.CONDITION)),
            ("allergies", (FactKind.ALLERGY,)),
        ):
            for place, entry in self._entries(part):
                shape = ConditionShape(entry) if isinstance(entry, str) else entry
                self._condition(shape, place, kinds)
        for place, entry in self._entries("medications"):
            self._medication(MedicationShape(entry) if isinstance(entry, str) else entry, place)
        for place, entry in self._entries("measurements"):
            self._measurement(entry, place)
        for what, answer in case.answers.items():
            self.entries += 1
            self._answer(what, answer)
        return Snapshot(
            as_of=self.as_of,
            subject=self._subject(case.person or PersonShape()),
            facts=tuple(self.facts),
            courses=tuple(
                self._course(course, f"courses {number}")
                for number, course in enumerate(case.courses, start=1)
            ),
            unmapped=tuple(self.unmapped),
            set_aside=tuple(self.aside),
            files=(
                FileRead(
                    name=self.name,
                    form="case file",
                    entries=self.entries,
                    mapped=self.entries - len(self.unmapped),
                    beside={},
                ),
            ),
        )

    def _entries(self, part: str) -> list[tuple[str, Any]]:
        entries = getattr(self.case, part)
        self.entries += len(entries)
        return [(f"{part} {number}", entry) for number, entry in enumerate(entries, start=1)]

    # -- one entry -----------------------------------------------------------------------------

    def _condition(self, entry: ConditionShape, place: str, kinds: tuple[FactKind, ...]) -> None:
        matches = self._matches(entry.what, kinds)
        since, until = self._day(entry.since), self._day(entry.until)
        if not matches:
            self._not_mapped(place, entry.what)
        elif not self._in_future(entry.what, since, place):
            sure = Sureness.SUSPECTED if entry.status == "suspected" else self._sure(entry.by)
            for match in matches:
                self._put(
                    match,
                    entry.what,
                    place,
                    so=entry.status != "absent",
                    state=_STATES[entry.status],
                    sure=sure,
                    on=since or (None if entry.status == "active" else self.case.on),
                    ended=until,
                )

    def _medication(self, entry: MedicationShape, place: str) -> None:
        matches = self._matches(entry.what, (FactKind.MEDICATION,))
        since = self._day(entry.since)
        if not matches:
            self._not_mapped(place, entry.what)
        elif not self._in_future(entry.what, since, place):
            stopped = entry.stopped
            daily = self._daily(entry, place)
            for match in matches:
                self._put(
                    match,
                    entry.what,
                    place,
                    state=State.ENDED if stopped else State.ACTIVE,
                    sure=self._sure(entry.by),
                    on=since,
                    ended=stopped if isinstance(stopped, date) else None,
                    daily=daily,
                )

    def _measurement(self, entry: MeasurementShape, place: str) -> None:
        matches = self._matches(entry.what, (FactKind.OBSERVATION,))
        on = entry.on or self.case.on
        if not matches:
            self._not_mapped(place, entry.what)
            return
        if self._in_future(entry.what, on, place):
            return
        for match in matches:
            value, word = self._value(match.concept, entry.value, entry.what, place)
            if value is not None or word:
                self._put(
                    match,
                    entry.what,
                    place,
                    sure=self._sure(entry.by),
                    on=on,
                    value=value,
                    word=word,
                )

    def _value(
        self, concept: str, value: str | Decimal, what: str, place: str
    ) -> tuple[Measured | None, str]:
        written = str(value)
        found = _MEASURE.fullmatch(written)
        if found is None:
            return None, written
        made = in_own_unit(self.kb.concept(concept), Decimal(found[1]), found[2])
        if isinstance(made, str):
            self._set_aside(f"{what} {written}", made, place)
            return None, ""
        return made, ""

    def _answer(self, what: str, answer: Answer) -> None:
        place = f"answers, {what}"
        matches = self._matches(what, tuple(FactKind))
        if not matches:
            raise RecordError(f"{self.name}: {place}: nothing asks for this", _MEND)
        (match, *_) = matches
        if answer is None or answer == "unknown":
            self._set_aside(what, "it was answered “unknown”, which is not “no”", place)
        elif isinstance(answer, bool) or answer in {"yes", "no"}:
            so = answer is True or answer == "yes"
            kind = self.kb.concept(match.concept).kind
            state = State.ACTIVE if so and kind is not FactKind.OBSERVATION else State.UNSTATED
            self._put(
                match, what, place, so=so, state=state, sure=self._sure(None), on=self.case.on
            )
        else:
            value, word = self._value(match.concept, answer, what, place)
            self._put(
                match,
                what,
                place,
                sure=self._sure(None),
                state=State.ACTIVE,
                on=self.case.on,
                value=value,
                word=word,
            )

    def _course(self, shape: CourseShape, place: str) -> Course:
        try:
            return Course(
                protocol=shape.protocol,
                version=None if shape.version is None else str(shape.version),
                drug=None if shape.drug is None else Drug(shape.drug),
                opened=shape.opened,
                ended=shape.ended,
                elsewhere=shape.elsewhere,
                sessions=tuple(
                    PastSession(
                        on=one.on,
                        dose=None if one.dose is None else Dose.read_record(one.dose),
                        weight=None if one.weight is None else Weight.read_record(one.weight),
                    )
                    for one in shape.sessions
                ),
            )
        except QuantityError as error:
            raise RecordError(f"{self.name}: {place}: {error}".rstrip("."), _MEND) from None

    # -- words, days, who ----------------------------------------------------------------------

    def _matches(self, what: str, kinds: tuple[FactKind, ...]) -> list[Match]:
        """Return the concepts of an entry: its id as it stands, else what its words name."""
        try:
            return [Match(self.kb.concept(what).id, MatchedBy.HAND)]
        except UnknownEntry:
            texts = [what, f"{what} allergy"] if kinds == (FactKind.ALLERGY,) else [what]
            return self.kb.matcher().match((), texts, kinds)

    def _day(self, value: date | Decimal | None) -> date | None:
        """Return a day; a year means its last day, or the day of reading in the current year."""
        if not isinstance(value, Decimal):
            return value
        try:
            return min(date(int(value), 12, 31), max(self.as_of, date(int(value), 1, 1)))
        except (ValueError, OverflowError):
            raise RecordError(f"{self.name}: {value} is no year", _MEND) from None

    def _daily(self, entry: MedicationShape, place: str) -> Dose | None:
        if entry.dose is None:
            return None
        try:
            dose = Dose.read_record(entry.dose)
        except QuantityError as error:
            raise RecordError(f"{self.name}: {place}: {error}".rstrip("."), _MEND) from None
        return dose.scaled(entry.times_a_day) if entry.times_a_day is not None else None

    def _sure(self, by: By | None) -> Sureness:
        return _SURE[by or self.case.by]

    def _in_future(self, what: str, on: date | None, place: str) -> bool:
        if on is None or on <= self.as_of:
            return False
        self._set_aside(what, f"it is dated {on}, after {self.as_of}", place)
        return True

    def _set_aside(self, what: str, why: str, place: str) -> None:
        self.aside.append(SetAside(what=what, why=why, origin=Origin(self.name, place)))

    def _not_mapped(self, place: str, what: str) -> None:
        kind = place.partition(" ")[0].removesuffix("s")
        self.unmapped.append(
            Unmapped(kind=kind, text=what, code="", origin=Origin(self.name, place))
        )

    def _put(self, match: Match, what: str, place: str, **known: Any) -> None:
        self.facts.append(
            Fact(
                concept=match.concept,
                kind=self.kb.concept(match.concept).kind,
                text=what,
                origin=Origin(self.name, place),
                by=match.by,
                seen=self.case.on or self.as_of,
                **known,
            )
        )

    def _subject(self, person: PersonShape) -> Subject:
        born = None
        if isinstance(person.born, Decimal):
            year = int(person.born)
            born = Born(date(year, 1, 1), date(year, 12, 31))
        elif person.born is not None:
            born = Born(person.born, person.born)
        if born is not None and born.first > self.as_of:
            self._set_aside("the date of birth", f"it is after {self.as_of}", "person.born")
            born = None
        died = person.died
        return Subject(
            born=born,
            sex=None if person.sex is None else Sex(person.sex),
            dead=bool(died),
            died_on=died if isinstance(died, date) else None,
        )
