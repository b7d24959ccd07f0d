"""The section of a record that holds what was asked before a treatment, each with its answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from msgspec import Struct

from titrant.clinical import FactKind
from titrant.intake.shape import By
from titrant.server.courses.models import Asked
from titrant.server.courses.questions import Question, questions
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import choices, pressed, words
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register

ANSWERS = (("yes", "Yes"), ("no", "No"), ("unknown", "Nobody knows"))
_WORDS = dict(ANSWERS)
_GRAVEST_LAST = ("no", "unknown", "yes")  # two answers of one day: that it is so counts


class AskedSaid(Struct, frozen=True):
    """One question, its answer, and what the answer speaks for."""

    what: str
    answer: str
    concepts: str
    remark: str
    sure: str


asked = recorded_kind("courses.asked", "an answer before treatment", AskedSaid, Asked)


class AskedForm(ClinicalForm):
    """An answer being written, or corrected. A link may say which question it is about."""

    said = AskedSaid
    by_link = ("what",)
    what = forms.ChoiceField(label="Question")
    answer = pressed("Answer", *ANSWERS)
    which = forms.MultipleChoiceField(
        label="If yes: which",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = words("Remark", 240, required=False)

    def __init__(self, *args: Any, **known: Any) -> None:
        super().__init__(*args, **known)
        about = self._about()
        listed: Any = self.fields["what"]
        if about is None:
            every = ((one.id, one.words) for one in questions().values())
            listed.choices = choices(*every, empty="Choose the question")
        else:
            listed.choices = [(about.id, about.words)]
            which: Any = self.fields["which"]
            which.choices = about.named
            if about.exactly:
                self.fields["answer"].help_text = f"Yes or no to: {about.exactly}"
        if about is None or len(about.concepts) == 1:
            del self.fields["which"]

    def _about(self) -> Question | None:
        """Return the question that is asked, where it is known already."""
        typed = self.data.get(self.add_prefix("what"))
        what = typed if self.is_bound else self.initial.get("what")
        return questions().get(str(what))

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return which of several things was so."""
        which = row.concepts.split() if row.answer == "yes" else []
        return {**super().typed_from(row), "which": which}

    def clean(self) -> dict[str, Any]:
        """Refuse a yes that does not say what is so, and a no that names something."""
        cleaned = super().clean()
        several = "which" in self.fields
        if several and cleaned.get("answer") == "yes" and not cleaned.get("which"):
            self.add_error("which", "Tick what is so: each of these counts in another way.")
        if several and cleaned.get("answer") in {"no", "unknown"} and cleaned.get("which"):
            self.add_error("which", "Something is ticked, and the answer is not yes. Look again.")
        return cleaned

    def statement(self) -> AskedSaid:
        """Return the answer, and what it speaks for."""
        typed = self.cleaned_data
        question = questions()[typed["what"]]
        yes = typed["answer"] == "yes"
        said = typed.get("which") if yes and "which" in self.fields else question.concepts
        return AskedSaid(
            typed["what"], typed["answer"], " ".join(said or ()), typed["remark"], typed["sure"]
        )


def _question(row: Asked) -> str:
    found = questions().get(row.what)
    return found.words if found is not None else row.what


def _answer(row: Asked) -> str:
    if row.answer != "yes":
        return _WORDS[row.answer]
    return f"Yes: {', '.join(knowledge().concept(one).title for one in row.concepts.split())}"


def _tell(parts: CaseParts, rows: Sequence[Asked]) -> None:
    """Answer everything that each row speaks for.

    Of two answers of one day the later counts, as whether a form is signed; but what somebody has
    is not denied by it: there, that it is so counts.
    """
    said: dict[tuple[date, By, str], str] = {}
    for row in rows:
        for concept in row.concepts.split():
            key = (parts.day(row), parts.by(row), concept)
            changes = knowledge().concept(concept).kind is FactKind.STATUS
            before = row.answer if changes else said.get(key, "no")
            said[key] = max(before, row.answer, key=_GRAVEST_LAST.index)
    for (on, by, concept), one in said.items():
        parts.answered(on, by, concept, one)


section = register(
    Section(
        word="asked",
        title="Asked before treatment",
        one="answer before treatment",
        kind=asked,
        model=Asked,
        form=AskedForm,
        columns=(
            Column("Question", _question),
            Column("Answer", _answer),
            Column("Remark", lambda row: row.remark),
        ),
        empty="What a clinician asks before a treatment will stand here; the page of screening "
        "says what is missing.",
        order=67,
        tell=_tell,
    )
)
