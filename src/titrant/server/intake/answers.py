"""The section of a record that holds the answers of the intake, each to one question."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from titrant.intake.shape import By
from titrant.server.intake.models import Answer
from titrant.server.intake.questions import QUESTIONS, YES_NO
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import choices, pressed, words
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register

_WORDS = {one: word for question in QUESTIONS.values() for one, word in question.choices}
_GRAVEST_LAST = ("no", "unknown", "yes")  # two answers of one day: that it is so counts


class AnswerSaid(Struct, frozen=True):
    """One question and its answer."""

    what: str
    answer: str
    remark: str
    sure: str


answer = recorded_kind("intake.answer", "an answer", AnswerSaid, Answer)


class AnswerForm(ClinicalForm):
    """An answer being written, or corrected."""

    said = AnswerSaid
    what = pressed("Question")
    answer = pressed("Answer", *YES_NO)
    remark = words("Remark", 240, required=False)

    def __init__(self, *args: Any, **known: Any) -> None:
        super().__init__(*args, **known)
        asked: Any = self.fields["what"]
        asked.widget = type(asked).widget()
        asked.choices = choices(
            *((one.id, one.words) for one in QUESTIONS.values() if not one.plain),
            empty="Choose the question",
        )
        if self.row is not None:
            what: str = self.row.what  # type: ignore[attr-defined]
            asked.choices = [(what, QUESTIONS[what].words)]
            said: Any = self.fields["answer"]
            said.choices = QUESTIONS[what].choices


def words_of(row: Answer) -> str:
    """Return an answer in words."""
    return _WORDS[row.answer]


def _question(row: Answer) -> str:
    return QUESTIONS[row.what].words


def _tell(parts: CaseParts, rows: Sequence[Answer]) -> None:
    """Answer each concept that a question speaks for; a “yes” names the first of them alone.

    Of two answers of one day, that it is so counts: none is lowered by the other.
    """
    said: dict[tuple[date, By, str], str] = {}
    for row in rows:
        question = QUESTIONS[row.what]
        concepts = question.concepts[:1] if row.answer == "yes" else question.concepts
        for concept in concepts:
            key = (parts.day(row), parts.by(row), concept)
            said[key] = max(said.get(key, "no"), row.answer, key=_GRAVEST_LAST.index)
    for (on, by, concept), one in said.items():
        parts.answered(on, by, concept, one)


section = register(
    Section(
        word="answers",
        title="Answers of the intake",
        one="answer",
        kind=answer,
        model=Answer,
        form=AnswerForm,
        columns=(
            Column("Question", _question),
            Column("Answer", words_of),
            Column("Remark", lambda row: row.remark),
        ),
        empty="What the person answers before treatment will stand here. "
        "That nothing is so is not known.",
        order=65,
        tell=_tell,
    )
)
