"""Read a case file: what a clinician, or a patient, wrote down in YAML."""

from datetime import date
from decimal import Decimal
from typing import Any

from titrant.clinical import (
    Contradiction,
    Fact,
    FactKind,
    FileRead,
    MatchedBy,
    Origin,
    RecordError,
    Snapshot,
    State,
    Sureness,
    Unmapped,
)
from titrant.intake.clearance import read_clearances
from titrant.intake.course import read_courses, read_person
from titrant.intake.fitting import Unfit, fitted
from titrant.intake.notes import MEND, Notes, daily_dose
from titrant.intake.shape import (
    SURE,
    Answer,
    By,
    CaseShape,
    ConditionShape,
    MeasurementShape,
    MedicationShape,
)
from titrant.intake.values import measured_or_words
from titrant.intake.visit import read_visit
from titrant.intake.wording import answered, as_found
from titrant.knowledge import Knowledge, KnowledgeError, Match, Rule
from titrant.knowledge.concepts import Context, context_of

_STATES = {
    "active": State.ACTIVE,
    "suspected": State.ACTIVE,
    "resolved": State.ENDED,
    "absent": State.UNSTATED,
}
_CONDITIONS = (FactKind.CONDITION, FactKind.STATUS, FactKind.PROCEDURE, FactKind.ALLERGY)
_SAID = {"yes": True, "true": True, "no": False, "false": False}
_NOT_SO = {
    Context.FAMILY: "it is about the family, not about this person",
    Context.DENIED: "it says that something is not so; write it with “status: absent”",
}
_ONE_OF = {
    "conditions": "condition",
    "procedures": "procedure",
    "allergies": "allergy",
    "medications": "medication",
    "medicines": "medication",
    "measurements": "measurement",
}


def read_case(text: str, name: str, kb: Knowledge, as_of: date) -> Snapshot:
    """Return what a case file says; raises `RecordError` with the place of what cannot be read."""
    from titrant.knowledge.yaml_text import read_yaml  # a YAML reader, only where it is needed

    try:
        case = fitted(read_yaml(text, name), CaseShape)
    except KnowledgeError as error:
        raise RecordError(f"{error}".rstrip("."), MEND) from None
    except Unfit as error:
        raise RecordError(f"{name}: {error}", MEND) from None
    return read_shape(case, name, kb, as_of)


def read_shape(case: CaseShape, name: str, kb: Knowledge, as_of: date) -> Snapshot:
    """Return what a case says that was put together by a program; raises `RecordError` as a file.

    `name` is what its facts name as their origin.
    """
    return _Reading(case, name, kb, as_of).snapshot()


class _Reading:
    """One case file being put into facts."""

    def __init__(self, case: CaseShape, name: str, kb: Knowledge, as_of: date) -> None:
        self.case = case
        self.notes = Notes(name, as_of)
        self.kb = kb
        tables = (kb.rules("screening"), kb.rules("interactions"))
        self._rules = {rule.id: rule for rules in tables for rule in rules if rule.asks}
        self.facts: list[Fact] = []
        self.unmapped: list[Unmapped] = []
        self.contradictions: list[Contradiction] = []
        self.entries = 0

    def snapshot(self) -> Snapshot:
        case = self.case
        for part, kinds in (
            ("conditions", _CONDITIONS),
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
        visit = read_visit(case.visit, self.notes, case.on, case.by, self._taken)
        return Snapshot(
            as_of=self.notes.as_of,
            subject=read_person(case.person, self.notes),
            facts=tuple(self.facts),
            courses=read_courses(case.courses, self.notes),
            clearances=read_clearances(case.clearances, self.notes, self.kb),
            unmapped=tuple(self.unmapped),
            set_aside=tuple(self.notes.aside),
            contradictions=tuple(self.contradictions),
            files=(
                FileRead(
                    name=self.notes.name,
                    form="case file",
                    entries=self.entries,
                    mapped=self.entries - len(self.unmapped),
                    beside={},
                ),
            ),
            visit=visit,
        )

    def _entries(self, part: str) -> list[tuple[str, Any]]:
        entries = getattr(self.case, part)
        self.entries += len(entries)
        return [(f"{part} {number}", entry) for number, entry in enumerate(entries, start=1)]

    # -- one entry -----------------------------------------------------------------------------

    def _condition(self, entry: ConditionShape, place: str, kinds: tuple[FactKind, ...]) -> None:
        since = self.notes.day(entry.since, f"{place}, since")
        until = self.notes.day(entry.until, f"{place}, until")
        matches = self._known(entry.what, kinds, since, place)
        if not matches:
            return
        context = _context(entry.what, matches)
        over = until is not None and until <= self.notes.as_of
        status = entry.status or ("resolved" if over or context is Context.PAST else "active")
        if status == "active" and over:
            self.contradictions.append(
                Contradiction(
                    about=entry.what,
                    says=("active", f"until {until}"),
                    counts="it is taken as active",
                )
            )
        suspected = status == "suspected" or context is Context.SUSPECTED
        on = since or (self.case.on if status == "absent" else until if over else None)
        for match in matches:
            if status == "absent" and not self._of_itself(match, entry.what, place):
                continue
            self._put(
                match,
                entry.what,
                place,
                so=status != "absent",
                state=_STATES[status],
                sure=Sureness.SUSPECTED if suspected else self._sure(entry.by),
                on=on,
                ended=until if over else None,
            )

    def _medication(self, entry: MedicationShape, place: str) -> None:
        since, stopped = self.notes.day(entry.since, f"{place}, since"), entry.stopped
        over = None if isinstance(stopped, bool) else stopped
        ended = self.notes.day(over, f"{place}, stopped")
        daily = daily_dose(entry, self.notes, place)
        matches = self._known(entry.what, (FactKind.MEDICATION,), since, place)
        if matches and ended is not None and ended > self.notes.as_of:
            self.notes.set_aside(f"the end of {entry.what}", self.notes.later(ended), place)
            ended = None
        for match in matches:
            self._put(
                match,
                entry.what,
                place,
                state=State.ENDED if ended or stopped is True else State.ACTIVE,
                sure=self._sure(entry.by),
                on=since,
                ended=ended,
                daily=daily if len(matches) == 1 else None,
            )

    def _taken(self, what: str, place: str) -> tuple[str, ...]:
        """Return what the words of a medicine of the day name; none is listed as not mapped."""
        self.entries += 1
        matches = self._matches(what, (FactKind.MEDICATION,))
        if not matches:
            self._not_mapped(place, what)
        return tuple(match.concept for match in matches)

    def _measurement(self, entry: MeasurementShape, place: str) -> None:
        on = entry.on or self.case.on
        for match in self._known(entry.what, (FactKind.OBSERVATION,), on, place):
            self._put_value(match, entry.value, entry.what, place, by=entry.by, on=on)

    def _put_value(
        self,
        match: Match,
        written: str | Decimal,
        what: str,
        place: str,
        *,
        by: By | None,
        on: date | None,
    ) -> None:
        """Put a number in its concept's unit, or a result in words where it has no unit."""
        read = measured_or_words(self.kb.concept(match.concept), str(written))
        if isinstance(read, str):
            self.notes.set_aside(f"{what} {written}", read, place)
            return
        value, word = read
        self._put(match, what, place, sure=self._sure(by), on=on, value=value, word=word)

    def _answer(self, what: str, answer: Answer) -> None:
        place = f"answers, {what}"
        rule = None if what in self.kb.ids("concepts") else self._rules.get(what)
        matches = [] if rule is not None else self._matches(what, tuple(FactKind))
        known = rule is not None or (matches and _context(what, matches) is Context.STATED)
        if not known:
            raise self.notes.wrong(place, "nothing asks for this")
        said, on = answered(answer), self.case.on
        if answer is None or said == "unknown":
            self.notes.set_aside(what, "it was answered “unknown”, which is not “no”", place)
        elif on is not None and on > self.notes.as_of:
            self.notes.set_aside(what, self.notes.later(on), place)
        elif rule is not None:
            self._answer_rule(rule, said, place)
        else:
            for match in matches:
                self._put_answer(match, answer, said, what, place)

    def _answer_rule(self, rule: Rule, said: str, place: str) -> None:
        """Take a “no” to a whole question of the screening as one to everything that it asks."""
        if _SAID.get(said, True):
            listed = ", ".join(rule.concepts)
            raise self.notes.wrong(place, f"say what is so, or answer no to all of it: {listed}")
        for concept in rule.concepts:
            match = Match(concept, MatchedBy.HAND)
            sure = self._sure(None)
            self._put(match, rule.asks or rule.title, place, so=False, sure=sure, on=self.case.on)

    def _put_answer(self, match: Match, answer: Answer, said: str, what: str, place: str) -> None:
        concept = self.kb.concept(match.concept)
        measured = concept.kind is FactKind.OBSERVATION
        if said in _SAID and measured and concept.unit is not None:
            raise self.notes.wrong(place, f"{said} where a number in {concept.unit} belongs")
        if said in _SAID:
            so = _SAID[said]
            if not so and not self._of_itself(match, what, place):
                return
            state = State.ACTIVE if so and not measured else State.UNSTATED
            sure = self._sure(None)
            self._put(match, what, place, so=so, state=state, sure=sure, on=self.case.on)
        elif (measured or concept.unit is not None) and isinstance(answer, str | Decimal):
            self._put_value(match, answer, what, place, by=None, on=self.case.on)
        else:
            raise self.notes.wrong(place, f"{as_found(answer)} where yes, no or unknown belongs")

    def _seen(self, match: Match, *, so: bool) -> date | None:
        """Return the day on which something was said; without one, what is so is so today.

        A “no”, and an answer that is for one day, count from a day that somebody wrote down.
        """
        status = self.kb.concept(match.concept).kind is FactKind.STATUS
        return self.case.on or (self.notes.as_of if so and not status else None)

    def _of_itself(self, match: Match, what: str, place: str) -> bool:
        """Say whether a “no” is to the whole concept; to one kind of it it is set aside."""
        whole = self.kb.concept(match.concept)
        if match.by is MatchedBy.HAND or what.casefold() == whole.title.casefold():
            return True
        why = f"it may be one kind of “{whole.title}” only; to deny the whole, write {whole.id}"
        self.notes.set_aside(what, why, place)
        return False

    # -- words, days, who ----------------------------------------------------------------------

    def _matches(self, what: str, kinds: tuple[FactKind, ...]) -> list[Match]:
        """Return the concepts of an entry: its id as it stands, else what its words name."""
        if what in self.kb.ids("concepts") and self.kb.concept(what).kind in kinds:
            return [Match(what, MatchedBy.HAND)]
        allergy = f"{what}-allergy"
        if kinds == (FactKind.ALLERGY,) and allergy in self.kb.ids("concepts"):
            return [Match(allergy, MatchedBy.HAND)]
        texts = [what, f"{what} allergy"] if kinds == (FactKind.ALLERGY,) else [what]
        return self.kb.matcher().match((), texts, kinds)

    def _known(
        self, what: str, kinds: tuple[FactKind, ...], on: date | None, place: str
    ) -> list[Match]:
        """Return what an entry is; none where it is not known, not of this person, or not yet."""
        matches = self._matches(what, kinds)
        on = on or self.case.on
        if not matches:
            self._not_mapped(place, what)
        elif why := _NOT_SO.get(_context(what, matches)):
            self.notes.set_aside(what, why, place)
        elif on is not None and on > self.notes.as_of:
            self.notes.set_aside(what, self.notes.later(on), place)
        else:
            return matches
        return []

    def _sure(self, by: By | None) -> Sureness:
        return SURE[by or self.case.by]

    def _not_mapped(self, place: str, what: str) -> None:
        kind = _ONE_OF[place.rpartition(", ")[2].partition(" ")[0]]
        self.unmapped.append(
            Unmapped(kind=kind, text=what, code="", origin=Origin(self.notes.name, place))
        )

    def _put(self, match: Match, what: str, place: str, **known: Any) -> None:
        self.facts.append(
            Fact(
                concept=match.concept,
                kind=self.kb.concept(match.concept).kind,
                text=what,
                origin=Origin(self.notes.name, place),
                by=match.by,
                seen=self._seen(match, so=known.get("so", True)),
                **known,
            )
        )


def _context(what: str, matches: list[Match]) -> Context:
    """Return what the words around a thing do to it; a concept's own id has none around it."""
    by_hand = all(match.by is MatchedBy.HAND for match in matches)
    return Context.STATED if by_hand else context_of(what)
