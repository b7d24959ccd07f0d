"""A person's record put together as a case, which the reader of case files turns into facts."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from titrant.clinical import Sureness
from titrant.intake.shape import Answer, By, CaseShape, MeasurementShape, PersonShape
from titrant.server.patients.models import Clinical, Patient, Recorded

_BY: dict[str, By] = {
    Sureness.CONFIRMED: "clinician",
    Sureness.RECORDED: "record",
    Sureness.SUSPECTED: "record",
    Sureness.REPORTED: "patient",
}
_SEX: dict[str, Literal["female", "male"]] = {"female": "female", "male": "male"}


class CaseParts:
    """One case being put together: entries, and the answers of each day by who gave them."""

    def __init__(self, patient: Patient, as_of: date) -> None:
        self.as_of = as_of
        self.zone = ZoneInfo(patient.clinic.zone)
        self.case = CaseShape(person=_person(patient))
        self._answers: dict[tuple[date, By], dict[str, Answer]] = {}

    def day(self, row: Recorded) -> date:
        """Return the day of a row in the clinic."""
        return row.effective.astimezone(self.zone).date()

    def by(self, row: Clinical) -> By:
        """Return who stands behind a row."""
        return _BY[row.sure]

    def measured(self, row: Clinical, what: str, value: Any) -> None:
        """Add a measurement."""
        on, by = self.day(row), self.by(row)
        self.case.measurements.append(MeasurementShape(what, str(value), on=on, by=by))

    def answered(self, on: date, by: By, what: str, answer: Answer) -> None:
        """Add the answer to a question; a later one of the same day counts."""
        self._answers.setdefault((on, by), {})[what] = answer

    def cases(self) -> Sequence[CaseShape]:
        """Return the case, and one for the answers of each day and each who gave them."""
        days = [CaseShape(on=on, by=by, answers=said) for (on, by), said in self._answers.items()]
        return [self.case, *days]


def _person(patient: Patient) -> PersonShape:
    return PersonShape(born=patient.born, sex=_SEX.get(patient.sex), died=patient.died)
