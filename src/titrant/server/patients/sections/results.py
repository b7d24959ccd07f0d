"""Laboratory values and tests: a number with its unit, or a result in words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from msgspec import Struct

from titrant.intake.shape import MeasurementShape
from titrant.intake.values import measured_or_words
from titrant.knowledge.concepts import Concept
from titrant.server.audit.actor import Actor
from titrant.server.audit.models import Entry
from titrant.server.patients import pregnancy
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import choices, pressed, words
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Result
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register
from titrant.server.patients.sections import scale_words

OTHER = "other"
REGISTER = "pdmp-checked"
TESTS = {
    pregnancy.TEST: "Pregnancy test (hCG)",
    "alt": "ALT",
    "ast": "AST",
    "ggt": "GGT",
    "alkaline-phosphatase": "Alkaline phosphatase",
    "bilirubin": "Bilirubin, total",
    "albumin": "Albumin",
    "inr": "INR",
    "urine-drug-screen": "Urine drug screen",
    "urinalysis": "Urinalysis",
    "ecg": "ECG",
    "qtc": "QTc",
    "tsh": "TSH",
    "creatinine": "Creatinine",
    "egfr": "eGFR",
    "potassium": "Potassium",
    "magnesium": "Magnesium",
    "glucose": "Glucose",
    REGISTER: "Prescription register (PDMP) checked",
}
HIGHEST_MOCA = 30


class ResultSaid(Struct, frozen=True):
    """A test, by its concept or in words, and its result as it was read.

    A scale says in which words it was asked; rows from before that do not.
    """

    what: str
    result: str
    remark: str
    sure: str
    asked: str = ""
    language: str = ""


result = recorded_kind("patients.result", "a result", ResultSaid, Result)


class ResultForm(ClinicalForm):
    """A result being written. A link may say of which test or scale."""

    said = ResultSaid
    by_link = ("test",)
    test = forms.ChoiceField(
        label="Test",
        choices=lambda: choices(
            *TESTS.items(),
            *scale_words.scores().items(),
            (OTHER, "Another one"),
            empty="Choose a test or a scale",
        ),
    )
    another = words("Which other one", 80, required=False)
    result = words(
        "Result", 80, help_text="A number with its unit like 24 U/L, or words like negative."
    )
    asked = pressed("Of a scale: in which words it was asked", *scale_words.WORDS, required=False)
    language = words("In which language", 40, required=False)
    remark = words("Remark", 240, required=False)

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return the test as one of the list, or as another one."""
        listed = row.what in TESTS or row.what in scale_words.scores()
        test, another = (row.what, "") if listed else (OTHER, row.what)
        return {**super().typed_from(row), "test": test, "another": another}

    def clean(self) -> dict[str, Any]:
        """Refuse a number in a unit that this test does not have, and words for a number."""
        cleaned = super().clean()
        test = cleaned.get("test")
        if test == OTHER and not cleaned.get("another"):
            self.add_error("another", "Write which test it was.")
        if self.errors:
            return cleaned
        mend = scale_words.wrong(str(test), cleaned["asked"], cleaned["language"])
        if mend is not None:
            self.add_error(*mend)
        if test in {OTHER, REGISTER}:
            return cleaned
        concept = knowledge().concept(str(test))
        read = measured_or_words(concept, cleaned["result"])
        if isinstance(read, str):
            self.add_error("result", f"“{cleaned['result']}”: {read}. {_mend(concept)}")
        elif test == "moca" and read[0] is not None and read[0].number > HIGHEST_MOCA:
            self.add_error("result", f"The highest MoCA score is {HIGHEST_MOCA}. Look again.")
        return cleaned

    def statement(self) -> Struct:
        """Return the result under the test's concept, or under its own words."""
        typed = self.cleaned_data
        what = typed["another"] if typed["test"] == OTHER else typed["test"]
        return ResultSaid(
            what,
            typed["result"],
            typed["remark"],
            typed["sure"],
            typed["asked"],
            typed["language"],
        )


def _mend(concept: Concept) -> str:
    if concept.unit in {None, "1"}:
        return "Write the score alone."
    return f"Write it like 24 {concept.unit.replace('{1.73_m2}', '1.73 m²')}."


def _test(row: Result) -> str:
    return TESTS.get(row.what) or scale_words.scores().get(row.what, row.what)


def _tell(parts: CaseParts, rows: Sequence[Result]) -> None:
    for row in rows:
        on, by = parts.day(row), parts.by(row)
        if row.what == REGISTER:
            parts.answered(on, by, REGISTER, "yes")
        else:
            parts.case.measurements.append(MeasurementShape(row.what, row.result, on=on, by=by))


def _then(entry: Entry, said: ResultSaid, by: Actor) -> None:
    if said.what == pregnancy.TEST and pregnancy.is_positive(said.result):
        pregnancy.ask_to_speak(entry, by)


register(
    Section(
        word="results",
        title="Laboratory and tests",
        one="result",
        kind=result,
        model=Result,
        form=ResultForm,
        columns=(
            Column("Test", _test),
            Column("Result", lambda row: row.result, figure=True),
            Column("Asked", lambda row: scale_words.told(row.asked, row.language)),
            Column("Remark", lambda row: row.remark),
        ),
        empty="Laboratory values and tests will stand here.",
        order=70,
        tell=_tell,
        then=_then,
    )
)
