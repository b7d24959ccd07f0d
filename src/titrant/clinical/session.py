"""A treatment session that is over, as far as later ones ask about it, and the course it is of."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from titrant.clinical.order import Amount
from titrant.clinical.person import WeightBasis
from titrant.clinical.route import Route
from titrant.units import Dose, Drug, Duration, Pressure, Weight


class SessionStatus(StrEnum):
    """What became of a session; FHIR's words for an administration."""

    COMPLETED = "completed"
    STOPPED = "stopped"  # begun, and ended early
    NOT_DONE = "not-done"  # planned, and nothing was given


class EventKind(StrEnum):
    """What harmed or burdened a person in a session, as far as a rule asks which it was."""

    DISSOCIATION = "dissociation"
    HYPERTENSION = "hypertension"
    SATURATION = "low saturation"
    RECOVERY = "slow recovery"
    OTHER = "other"


class AdverseEvent(Struct, frozen=True, kw_only=True):
    """A graded harm, 1 (mild) to 5 (death). `what` is as it was written down."""

    kind: EventKind
    what: str
    grade: int


class BloodPressure(Struct, frozen=True):
    """One reading, both sides."""

    systolic: Pressure
    diastolic: Pressure

    def __str__(self) -> str:
        return f"{self.systolic.value:f}/{self.diastolic}"


class PastSession(Struct, frozen=True, kw_only=True):
    """A session of a course; None where nobody wrote it down, which is not “none”.

    `ordered` is what the prescriber signed, `dose` what was given. `before` and `peak` are blood
    pressures, `dissociation` the peak on a scale from 0 to 10, `recovered` the time from the start
    of the dose to readiness, `lasted` how long the person says that the effect held. `events` is
    empty where somebody wrote that there were none. `asked_earlier` marks a session that the person
    wanted sooner than planned.
    """

    on: date
    status: SessionStatus = SessionStatus.COMPLETED
    why: str = ""
    ordered: Amount | None = None
    dose: Dose | None = None
    route: Route | None = None
    over: Duration | None = None
    weight: Weight | None = None
    basis: WeightBasis | None = None
    before: BloodPressure | None = None
    peak: BloodPressure | None = None
    dissociation: Decimal | None = None
    recovered: Duration | None = None
    lasted: Duration | None = None
    asked_earlier: bool = False
    events: tuple[AdverseEvent, ...] | None = None
    rescue: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether any of the drug was given."""
        return self.status is not SessionStatus.NOT_DONE


class Decision(StrEnum):
    """What a review of a course decided."""

    CONTINUE = "continue"
    STOP = "stop"


class Review(Struct, frozen=True, kw_only=True):
    """A review of a course: somebody decided to go on or to stop, and wrote why."""

    on: date
    decision: Decision
    why: str


class Course(Struct, frozen=True, kw_only=True):
    """A course of ketamine or esketamine: one protocol in one version, and what was given.

    `ended` is None while it is active; one person has one active course, whoever prescribes.
    `target` is the instrument that response is judged by, `ends_when` the criteria that end the
    course, as its prescriber wrote them.
    """

    protocol: str
    version: str | None = None
    drug: Drug | None = None
    opened: date | None = None
    ended: date | None = None
    elsewhere: bool = False
    target: str | None = None
    ends_when: str = ""
    reviews: tuple[Review, ...] = ()
    sessions: tuple[PastSession, ...] = ()
