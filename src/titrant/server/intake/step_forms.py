"""The forms of the intake's steps. Nothing is chosen beforehand, and every field may stay empty."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from msgspec import Struct

from titrant.clinical import Sureness
from titrant.server.audit.kinds import EntryKind
from titrant.server.intake.answers import AnswerSaid, answer
from titrant.server.intake.questions import Question, questions_of
from titrant.server.patients.contact_form import SAFE, ContactForm
from titrant.server.patients.fields import choices, on_the_clock, words
from titrant.server.patients.folding import folded
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.papers import NoteSaid, note

REPORTED = Sureness.REPORTED.value
MOST_LINES = 24
MORE = 4  # lines that are added at a time

Rows = dict[str, tuple[EntryKind[Any], Struct]]


def pressed(label: str, *pairs: tuple[str, str], hint: str = "") -> forms.ChoiceField:
    """Return a question of which nothing is pressed, and nothing need be."""
    return forms.ChoiceField(
        label=label,
        choices=pairs,
        required=False,
        help_text=hint,
        widget=forms.RadioSelect(attrs={"class": "pressed"}),
    )


def chosen(label: str, *pairs: tuple[str, str], empty: str) -> forms.ChoiceField:
    """Return a list of which the first, empty one stands."""
    return forms.ChoiceField(label=label, choices=choices(*pairs, empty=empty), required=False)


class StepForm(forms.Form):
    """One step. `rows` is what it says, each by a slot of its own, so that a change is found."""

    page: ClassVar[str] = ""

    def __init__(self, *args: Any, patient: Patient, lines: int = 0, **known: Any) -> None:
        super().__init__(*args, **known)
        self.patient = patient
        self.asked = [question for question in questions_of(self.page) if self.page]
        for question in self.asked:
            self.fields[question.id] = _field(question)
        self.build(lines)
        on_the_clock(self, patient.clinic.zone)

    def build(self, lines: int) -> None:
        """Add the fields that are not known before."""

    def rows(self) -> Rows:
        """Return what the step says; the form has been found valid."""
        said = {question.id: self.cleaned_data.get(question.id, "") for question in self.asked}
        return {
            f"answer {id}": (answer, AnswerSaid(id, one, "", REPORTED))
            for id, one in said.items()
            if one
        }

    def typed(self) -> dict[str, Any]:
        """Return the texts of the fields as they were typed, those that are not empty."""
        data: Any = self.data
        found = {}
        for name, field in self.fields.items():
            several = isinstance(field, forms.MultipleChoiceField)
            value = data.getlist(name) if several else data.get(name, "").strip()
            if value:
                found[name] = value
        return found

    def items(self) -> list[tuple[str, list[Any]]]:
        """Return the fields in groups with their headings, as the page shows them."""
        return [("", [self[name] for name in self.fields])]


def _field(question: Question) -> forms.ChoiceField:
    return pressed(question.words, *question.choices, hint=question.hint)


class LinesForm(StepForm):
    """A step with lines to fill in: medicines, allergies, earlier treatments."""

    one: ClassVar[str] = ""
    first: ClassVar[int] = 2  # lines on an empty page
    any: ClassVar[tuple[str, tuple[tuple[str, str], ...]]]
    missing: ClassVar[str] = "Write the name, or empty this line."

    if TYPE_CHECKING:  # each step with lines has these two

        def line(self) -> dict[str, forms.Field]:
            """Return the fields of one line; the first of them makes it a line."""
            raise NotImplementedError

        def row(self, values: dict[str, Any]) -> tuple[EntryKind[Any], Struct]:
            """Return the row that a line becomes."""
            raise NotImplementedError

    def build(self, lines: int) -> None:
        """Add as many lines as are filled, and some empty ones."""
        label, pairs = self.any
        first = pressed(label, *pairs)
        self.fields = {"any": first, **self.fields}
        given: Any = self.data if self.is_bound else self.initial
        filled = [int(n) for n in (name.partition("-")[2] for name in given) if _is_place(n)]
        self.lines = min(
            max([self.first, lines, *(n + (0 if self.is_bound else 1) for n in filled)]), MOST_LINES
        )
        for place in range(1, self.lines + 1):
            for name, field in self.line().items():
                self.fields[f"{name}-{place}"] = field

    def written(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the place of each line in which anything was typed, and its values."""
        names = list(self.line())
        for place in range(1, self.lines + 1):
            values = {name: self.cleaned_data.get(f"{name}-{place}", "") for name in names}
            if any(values.values()):
                yield place, values

    def clean(self) -> dict[str, Any]:
        """Ask for the name in a line without one, and about lines that “none” contradicts."""
        cleaned = super().clean() or self.cleaned_data
        first = next(iter(self.line()))
        written = list(self.written())
        for place, values in written:
            if not values[first] and f"{first}-{place}" not in self.errors:
                self.add_error(f"{first}-{place}", self.missing)
        if written and cleaned.get("any") in {"no", "none"}:
            self.add_error("any", "You wrote something below. Press “Yes”, or empty the lines.")
        return cleaned

    def items(self) -> list[tuple[str, list[Any]]]:
        """Return the question, the lines one by one, and what is asked besides."""
        lines = [
            (f"{self.one} {place}", [self[f"{name}-{place}"] for name in self.line()])
            for place in range(1, self.lines + 1)
        ]
        rest = [self[question.id] for question in self.asked]
        return [("", [self["any"]]), *lines, *([("And", rest)] if rest else [])]

    def rows(self) -> Rows:
        """Return a row for each line; its slot is its name, so that a line can move."""
        found = super().rows()
        for _, values in self.written():
            kind, said = self.row(values)
            name = f"{self.one} {folded(str(next(iter(values.values()))))}"
            slot = next(s for s in (name, *(f"{name} {n}" for n in range(2, 99))) if s not in found)
            found[slot] = (kind, said)
        return found


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:3]) <= MOST_LINES


class ReachForm(StepForm):
    """How the person wants to be reached. It changes nothing until somebody takes it over."""

    phone = words("Your telephone", 40, required=False)
    email = forms.EmailField(label="Your email address", required=False)
    address = words("Your address", 240, required=False)
    safe_contact = forms.ChoiceField(
        label="How may we reach you",
        required=False,
        choices=choices(*SAFE.items(), empty="Not said"),
        help_text="Choose the way that nobody but you reads or hears.",
    )
    contact_name = words("Somebody we may call for you", 160, required=False)
    contact_phone = words("Their telephone", 40, required=False)

    clean_phone = ContactForm.clean_phone
    clean_contact_phone = ContactForm.clean_contact_phone
    _number = ContactForm._number  # noqa: SLF001 - the same rule for the same number


class RemarkForm(StepForm):
    """Whatever else the person wants the clinic to know."""

    remark = forms.CharField(
        label="What else should we know?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def rows(self) -> Rows:
        """Return the remark as a note."""
        text = self.cleaned_data["remark"]
        return {"remark": (note, NoteSaid("other", text))} if text else {}


class BroughtForm(StepForm):
    """What the person brought to the desk."""

    brought = forms.MultipleChoiceField(
        label="What was brought",
        required=False,
        choices=[
            ("identity", "A document that shows who they are"),
            ("referral", "A letter of referral"),
            ("medicines", "A list of medicines, or the packages"),
            ("records", "Records of other clinics"),
            ("results", "Results of tests"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    remark = words("Remark", 240, required=False)
