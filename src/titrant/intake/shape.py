"""The closed shape of a case file; `titrant.intake.case` puts it into facts."""

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

from titrant.clinical import Sureness

By = Literal["clinician", "patient", "record"]
Status = Literal["active", "resolved", "suspected", "absent"]
Answer = bool | str | Decimal | None
YesNo = bool | Literal["yes", "no"]

SURE: dict[By | None, Sureness] = {
    "clinician": Sureness.CONFIRMED,
    "patient": Sureness.REPORTED,
    "record": Sureness.RECORDED,
    None: Sureness.REPORTED,  # nobody says who: not confirmed
}


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


class EventShape(Struct):
    """An adverse event of a session, with its grade from 1 to 5."""

    what: str
    grade: Decimal


class SessionShape(Struct, rename="kebab"):
    """A session of a course. `events: []` says that there were none; left out, nobody said."""

    on: date
    status: Literal["completed", "stopped", "not-done"] = "completed"
    why: str = ""
    ordered: str | None = None
    dose: str | None = None
    route: str | None = None
    over: str | None = None
    weight: str | None = None
    basis: Literal["actual", "ideal", "adjusted"] | None = None
    before: str | None = None
    peak: str | None = None
    dissociation: Decimal | None = None
    recovered: str | None = None
    lasted: str | None = None
    asked_earlier: bool = False
    events: list[EventShape] | None = None
    rescue: list[str] = field(default_factory=list)


class ReviewShape(Struct):
    """A review of a course: what was decided, and why."""

    on: date
    decision: Literal["continue", "stop"]
    why: str


class ClearanceShape(Struct, rename="kebab"):
    """What a clinician decided about one finding; `mark` is the finding's, as screening prints it.

    It counts for that finding as it was then, and for no other.
    """

    rule: str
    mark: str
    on: date
    by: Literal["prescriber", "medical director"]
    why: str
    on_word_of: str = ""
    until: date | None = None
    protocol: str = ""


class CourseShape(Struct, rename="kebab"):
    """A course of ketamine or esketamine, here or elsewhere."""

    protocol: str
    version: str | Decimal | None = None
    drug: Literal["ketamine", "esketamine"] | None = None
    opened: date | None = None
    ended: date | None = None
    elsewhere: bool = False
    target: str | None = None
    ends_when: str = ""
    reviews: list[ReviewShape] = field(default_factory=list)
    sessions: list[SessionShape] = field(default_factory=list)


class RescueShape(Struct):
    """A drug that was given against something the dose did, and when."""

    what: str
    at: str


class JudgedShape(Struct, rename="kebab"):
    """What somebody judged, as what and when; never who by name.

    `new-thought` belongs to the suicide question.
    """

    met: YesNo
    by: Literal["nurse", "prescriber", "monitoring clinician", "psychiatric clinician"]
    at: str
    new_thought: YesNo | None = None


class VitalShape(Struct, rename="kebab"):
    """What was measured at one time; what was not is left out."""

    at: str
    pressure: str | None = None
    heart_rate: Decimal | None = None
    saturation: Decimal | None = None
    respiratory_rate: Decimal | None = None
    moaa_s: Decimal | None = None
    aldrete: Decimal | None = None
    cadss: Decimal | None = None


class TakenShape(Struct):
    """Whether a medicine was taken on the day, and when."""

    what: str
    taken: YesNo
    at: str | None = None


class VisitShape(Struct):
    """One visit. A time is `15:10` on the day `on`, or whole like 2026-11-22T15:10+01:00.

    `rescue: []` says that no rescue drug was given; left out, nobody said.
    """

    on: date | None = None
    started: str | None = None
    ended: str | None = None
    devices: list[str] = field(default_factory=list)
    rescue: list[RescueShape] | None = None
    judged: dict[str, JudgedShape] = field(default_factory=dict)
    vitals: list[VitalShape] = field(default_factory=list)
    medicines: list[TakenShape] = field(default_factory=list)


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
    clearances: list[ClearanceShape] = field(default_factory=list)
    courses: list[CourseShape] = field(default_factory=list)
    visit: VisitShape | None = None
