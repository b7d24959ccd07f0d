"""Antidepressants that were tried: dose, weeks, whether enough, and what came of it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from titrant.clinical import FactKind, Sureness
from titrant.intake.shape import By
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import DayOrYearField, NumberField, pressed, words
from titrant.server.patients.knowing import known_as
from titrant.server.patients.models import Trial
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register
from titrant.server.patients.sections.history import as_known, offering, unknown

YES_NO = (("yes", "Yes"), ("no", "No"), ("unknown", "Nobody knows"))
NOT_BORNE = "not borne"
OUTCOMES = (
    ("no better", "No better"),
    ("partly better", "Partly better"),
    ("much better", "Much better"),
    ("well", "Well"),
    (NOT_BORNE, "Stopped: not borne"),
    ("unknown", "Nobody knows"),
)
FAILED = frozenset({"no better", "partly better"})
_SUREST: tuple[tuple[str, By], ...] = (
    (Sureness.REPORTED, "patient"),
    (Sureness.RECORDED, "record"),
)


class TrialSaid(Struct, frozen=True):
    """An antidepressant that was tried, and what came of it."""

    what: str
    dose: str
    weeks: int | None
    began: str
    this_episode: str
    adequate: str
    outcome: str
    remark: str
    sure: str


trial = recorded_kind("patients.trial", "an antidepressant trial", TrialSaid, Trial)


class TrialForm(ClinicalForm):
    """A trial being written."""

    said = TrialSaid
    lists = (FactKind.MEDICATION.value,)
    what = offering("Antidepressant", FactKind.MEDICATION)
    dose = words("Highest dose a day", 40, required=False, help_text="Like 200 mg.")
    weeks = NumberField(label="Weeks at that dose", low="0", high="2000", required=False)
    began = DayOrYearField(label="Began")
    this_episode = pressed("In this episode", *YES_NO)
    adequate = pressed("Enough dose for long enough", *YES_NO)
    outcome = pressed("What came of it", *OUTCOMES)
    remark = words("Remark", 240, required=False)

    def statement(self) -> Struct:
        """Return the trial with whole weeks."""
        typed = self.cleaned_data
        weeks = None if typed["weeks"] is None else int(typed["weeks"])
        rest = {name: typed[name] for name in TrialSaid.__struct_fields__ if name != "weeks"}
        return TrialSaid(**rest, weeks=weeks)

    def doubts(self) -> list[str]:
        """Ask about words that nothing is known by."""
        return unknown(self.cleaned_data["what"], FactKind.MEDICATION)


def _tell(parts: CaseParts, rows: Sequence[Trial]) -> None:
    """Answer how many were enough in this episode, once nobody is unsure of any of them."""
    here = [row for row in rows if row.this_episode != "no"]
    if rows and not any("unknown" in {row.adequate, row.this_episode} for row in here):
        enough = [row for row in here if row.adequate == "yes"]
        number = len({_medicine(row) for row in enough})
        on, by = max(parts.day(row) for row in rows), _least_sure(rows)
        parts.answered(on, by, "adequate-antidepressant-trials", Decimal(number))
    failed = [row for row in rows if row.adequate == "yes" and row.outcome in FAILED]
    if failed:
        on = max(parts.day(row) for row in failed)
        parts.answered(on, _least_sure(failed), "prior-antidepressant-trials-failed", "yes")


def _medicine(row: Trial) -> str:
    """Return what tells one medicine from another: two names of one are one."""
    return ", ".join(known_as(row.what, FactKind.MEDICATION)) or row.what.casefold()


def _least_sure(rows: Sequence[Trial]) -> By:
    said = {row.sure for row in rows}
    return next((by for sure, by in _SUREST if sure in said), "clinician")


def _weeks(row: Trial) -> Any:
    return "" if row.weeks is None else f"{row.weeks} weeks"


register(
    Section(
        word="trials",
        title="Antidepressants tried",
        one="trial",
        kind=trial,
        model=Trial,
        form=TrialForm,
        columns=(
            Column("Antidepressant", lambda row: row.what),
            Column("Understood as", as_known(FactKind.MEDICATION)),
            Column("Dose a day", lambda row: row.dose),
            Column("For", _weeks, figure=True),
            Column("Began", lambda row: row.began),
            Column("This episode", lambda row: row.this_episode),
            Column("Enough", lambda row: row.adequate),
            Column("Outcome", lambda row: row.outcome),
        ),
        empty="Antidepressants that were tried will stand here, each with dose, weeks and outcome.",
        order=80,
        tell=_tell,
    )
)
