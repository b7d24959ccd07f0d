"""What a clinician goes through with a person: everything that is reported and not confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.forms import ChoiceField

from titrant.clinical import Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.intake import answers, selectors
from titrant.server.intake.models import Answer, Intake
from titrant.server.intake.questions import QUESTIONS, Question
from titrant.server.intake.saying import typed_at
from titrant.server.intake.steps import steps_for
from titrant.server.patients.models import Patient
from titrant.server.patients.section import Section, sections
from titrant.server.patients.showing import cells, who


@dataclass(frozen=True)
class Reported:
    """One thing that was said: its section and row, in words, and what can be pressed."""

    section: Section
    row: Any
    says: list[tuple[str, object]]
    who: str
    question: Question | None = None

    @property
    def what(self) -> str:
        """What it is about: the question that was asked, or the section that it stands in."""
        return self.section.title if self.question is None else self.question.words

    @property
    def answer(self) -> str:
        """The answer in the words of its question."""
        return "" if self.question is None else answers.words_of(self.row)

    @property
    def changed(self) -> bool:
        """Whether a clinician wrote it in place of what was said."""
        return self.row.confirmed is None

    @property
    def stands_by(self) -> str:
        """Who stands behind it."""
        return self.who if self.changed else str(self.row.confirmed_by.name)

    @property
    def since(self) -> datetime:
        """Since when somebody stands behind it."""
        moment: datetime = self.row.recorded if self.changed else self.row.confirmed
        return moment


@dataclass(frozen=True)
class Said:
    """What was typed besides the rows: a step's heading, and each field with its text."""

    intake: Intake
    title: str
    fields: list[tuple[str, str]]


def reported(patient: Patient, acting: Acting) -> list[Reported]:
    """Return everything about a person that counts and that no clinician has confirmed."""
    return [
        _one(section, row, patient, acting)
        for section in sections()
        if section.clinical
        for row in _rows(section, patient).filter(sure=Sureness.REPORTED)
        if not section.hidden(row, acting)
    ]


def confirmed(patient: Patient, acting: Acting) -> list[Reported]:
    """Return what was reported and somebody stands behind, as said or otherwise, the newest first.

    A clinician who wrote something else than was said stands behind that from then on.
    """
    found = [
        _one(section, row, patient, acting)
        for section in sections()
        if section.clinical
        for row in _rows(section, patient).filter(_confirmed(section, patient))
    ]
    return sorted(found, key=lambda one: one.since, reverse=True)


def _confirmed(section: Section, patient: Patient) -> Q:
    model: Any = section.model
    said = model._default_manager.filter(patient=patient, sure=Sureness.REPORTED)
    mended = said.exclude(corrected_by=None).values("pk")
    return Q(confirmed__isnull=False) | Q(sure=Sureness.CONFIRMED, corrects__in=mended)


def unanswered(patient: Patient) -> list[Question]:
    """Return the questions that apply to a person and that nobody has answered."""
    pages = {step.form.page for step in steps_for(patient, "desk")}
    said = set(
        Answer.objects.filter(patient=patient, corrected_by=None, struck=False).values_list(
            "what", flat=True
        )
    )
    return [one for one in QUESTIONS.values() if one.page in pages and one.id not in said]


def besides(patient: Patient) -> list[Said]:
    """Return what was typed and became no row: how to reach them, what was brought, “none”."""
    found = []
    for intake in selectors.intakes(patient):
        kept = typed_at(intake)
        for step in steps_for(patient, intake.place):
            form = step.form(patient=patient)
            fields = _told(form, kept.get(step.word, {}))
            if fields and step.word != "remark":
                found.append(Said(intake, step.title, fields))
    return found


def _told(form: Any, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    asked = {question.id for question in form.asked}
    return [
        (str(form.fields[name].label), _words(form.fields[name], value))
        for name, value in typed.items()
        if name in form.fields and name not in asked and "-" not in name
    ]


def _words(field: Any, value: Any) -> str:
    if not isinstance(field, ChoiceField):
        return str(value)
    known = {key: str(word) for key, word in field.choices}  # type: ignore[union-attr,misc]
    return ", ".join(known.get(one, one) for one in ([value] if isinstance(value, str) else value))


def _rows(section: Section, patient: Patient) -> Any:
    model: Any = section.model
    found = model._default_manager.filter(patient=patient, corrected_by=None, struck=False)
    return found.select_related("by", "confirmed_by", "patient__clinic")


def _one(section: Section, row: Any, patient: Patient, acting: Acting) -> Reported:
    shown = cells(section, row, acting, patient.clinic.zone)
    says = [
        (column.heading, cell["text"])
        for column, cell in zip(section.columns, shown, strict=True)
        if cell["text"]
    ]
    question = QUESTIONS[row.what] if section.kind is answers.answer else None
    return Reported(section, row, says, who(row), question)
