"""The closed shape of a case file; `titrant.intake.case` puts it into facts."""

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

By = Literal["clinician", "patient", "record"]
Status = Literal["active", "resolved", "suspected", "absent"]
Answer = bool | str | Decimal | None


class PersonShape(Struct):
    """Who it is about. `born` may be a year."""

    born: date | Decimal | None = None
    sex: Literal["female", "male"] | None = None
    died: date | bool | None = None


class ConditionShape(Struct):
    """A condition, a procedure or an allergy, by its concept or in words.

    Without a status it is active, unless `until` says that it is over.
    """

    what: str
    status: Status | None = None
    since: date | Decimal | None = None
    until: date | Decimal | None = None
    by: By | None = None


class MedicationShape(Struct, rename="kebab"):
    """A medication: taken now unless `stopped` says when it was stopped, or true."""

    what: str
    dose: str | None = None
    times_a_day: Decimal | None = None
    since: date | Decimal | None = None
    stopped: date | Decimal | bool | None = None
    by: By | None = None


class MeasurementShape(Struct):
    """A number with its unit, or a result in words, and its day."""

    what: str
    value: str | Decimal
    on: date | None = None
    by: By | None = None


class SessionShape(Struct):
    """A session that was given."""

    on: date
    dose: str | None = None
    weight: str | None = None


class CourseShape(Struct):
    """A course of ketamine or esketamine, here or elsewhere."""

    protocol: str
    version: str | Decimal | None = None
    drug: Literal["ketamine", "esketamine"] | None = None
    opened: date | None = None
    ended: date | None = None
    elsewhere: bool = False
    sessions: list[SessionShape] = field(default_factory=list)


class CaseShape(Struct):
    """A whole case file, or a day's readings and answers; every part is optional.

    `by` and `on` say who stands behind every entry that does not say so itself, and when.
    """

    by: By | None = None
    on: date | None = None
    person: PersonShape | None = None
    conditions: list[ConditionShape | str] = field(default_factory=list)
    allergies: list[ConditionShape | str] = field(default_factory=list)
    procedures: list[ConditionShape | str] = field(default_factory=list)
    medications: list[MedicationShape | str] = field(default_factory=list)
    measurements: list[MeasurementShape] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    courses: list[CourseShape] = field(default_factory=list)
