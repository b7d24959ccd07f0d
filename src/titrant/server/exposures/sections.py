"""The section of a patient's record that tells of earlier ketamine and esketamine."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from msgspec import Struct

from titrant.clinical import Route
from titrant.intake.shape import ConditionShape, CourseShape, SessionShape
from titrant.server.exposures.models import Exposure
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import (
    DayOrYearField,
    NumberField,
    choices,
    day_or_year,
    pressed,
    words,
)
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register
from titrant.units import plain

DRUGS = (
    ("ketamine", "Ketamine (racemic)"),
    ("esketamine", "Esketamine"),
    ("unknown", "Nobody knows which"),
)
NOT_PRESCRIBED = "not prescribed"
SETTINGS = {
    "another clinic": "In another clinic",
    "hospital": "In a hospital, or for an operation",
    "study": "In a study",
    "home": "At home, prescribed",
    NOT_PRESCRIBED: "Not prescribed",
}


class ExposureSaid(Struct, frozen=True):
    """What somebody had, when, how, from whom, and how it went."""

    drug: str
    setting: str
    route: str
    dose: str
    goes_on: bool
    began: str
    ended: str
    times: int | None
    from_whom: str
    outcome: str
    sure: str


exposure = recorded_kind("exposures.exposure", "ketamine from elsewhere", ExposureSaid, Exposure)


class ExposureForm(ClinicalForm):
    """An earlier exposure being written."""

    said = ExposureSaid
    drug = pressed("Drug", *DRUGS)
    setting = pressed("Where", *SETTINGS.items())
    route = forms.ChoiceField(
        label="Route",
        required=False,
        choices=choices(*((one.value, one.words) for one in Route), empty="Nobody knows"),
    )
    milligrams = NumberField(
        label="Usual dose, mg", low="0.1", high="5000", places=2, required=False
    )
    going = pressed("Now", ("no", "It is over"), ("yes", "It goes on"))
    began = DayOrYearField(label="First time", required=True)
    ended = DayOrYearField(label="Last time", help_text="Left empty: it was once, or it goes on.")
    times = NumberField(label="How often in all", low="1", high="9999", required=False)
    from_whom = words("From whom", 160, required=False)
    outcome = words("How it went", 240, required=False)

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return the dose in milligrams, and whether it goes on."""
        going = "yes" if row.goes_on else "no"
        return {
            **super().typed_from(row),
            "milligrams": row.dose.partition(" ")[0],
            "going": going,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse an end of what goes on, and one before the beginning."""
        cleaned = super().clean()
        began, ended = cleaned.get("began", ""), cleaned.get("ended", "")
        if ended and cleaned.get("going") == "yes":
            self.add_error("ended", "It goes on, and has a last time. Write one of the two.")
        elif began and ended and _last(ended) < _first(began):
            self.add_error("ended", "The last time is before the first. Look at both days.")
        return cleaned

    def statement(self) -> Struct:
        """Return the exposure as it will be written."""
        typed = self.cleaned_data
        milligrams, times = typed["milligrams"], typed["times"]
        names = ("drug", "setting", "route", "began", "ended", "from_whom", "outcome", "sure")
        return ExposureSaid(
            **{name: typed[name] for name in names},
            dose="" if milligrams is None else f"{plain(milligrams)} mg",
            goes_on=typed["going"] == "yes",
            times=None if times is None else int(times),
        )


def _first(text: str) -> date:
    read = day_or_year(text)
    return read if isinstance(read, date) else date(int(text), 1, 1)


def _last(text: str) -> date:
    read = day_or_year(text)
    return read if isinstance(read, date) else date(int(text), 12, 31)


def _when(row: Exposure) -> str:
    end = "goes on" if row.goes_on else row.ended
    return " to ".join(filter(None, (row.began, end)))


def _tell(parts: CaseParts, rows: Sequence[Exposure]) -> None:
    """Tell each as a course elsewhere, open where it goes on; unprescribed use as a condition too.

    A single dose of a known day is a session; of what was given more often no day is made up.
    """
    for row in rows:
        if row.setting == NOT_PRESCRIBED:
            parts.case.conditions.append(
                ConditionShape(
                    "recreational ketamine use",
                    status="active" if row.goes_on else "resolved",
                    since=day_or_year(row.began),
                    until=day_or_year(row.ended or ("" if row.goes_on else row.began)),
                    by=parts.by(row),
                )
            )
        parts.case.courses.append(_course(row, parts.as_of))


def _course(row: Exposure, as_of: date) -> CourseShape:
    began = day_or_year(row.began)
    opened = began if isinstance(began, date) else None
    over = None if row.goes_on else min(_last(row.ended or row.began), as_of)
    once = opened is not None and not row.goes_on and not row.ended and row.times in {None, 1}
    sessions = []
    if once and opened is not None:
        sessions = [SessionShape(opened, dose=row.dose or None, route=row.route or None)]
    return CourseShape(
        protocol=f"{row.setting}, elsewhere",
        drug=None if row.drug == "unknown" else row.drug,  # type: ignore[arg-type]
        opened=opened,
        ended=over,
        elsewhere=True,
        sessions=sessions,
    )


def _often(row: Exposure) -> str:
    return "" if row.times is None else f"{plain(Decimal(row.times))} ×"


def _route(row: Exposure) -> str:
    return Route(row.route).words if row.route else ""


register(
    Section(
        word="exposures",
        title="Earlier ketamine and esketamine",
        one="exposure",
        kind=exposure,
        model=Exposure,
        form=ExposureForm,
        columns=(
            Column("Drug", lambda row: row.drug),
            Column("Where", lambda row: SETTINGS[row.setting]),
            Column("Route", _route),
            Column("Dose", lambda row: row.dose, figure=True),
            Column("When", _when),
            Column("How often", _often, figure=True),
            Column("From whom", lambda row: row.from_whom),
            Column("How it went", lambda row: row.outcome),
        ),
        empty="Every earlier dose will stand here, from anyone. That there was none is not known.",
        order=90,
        tell=_tell,
    )
)
