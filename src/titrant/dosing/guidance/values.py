"""What guidance is: options side by side, what holds, what is missing, and on what it rests."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from titrant.clinical import (
    Contradiction,
    Course,
    OptionKind,
    SetAside,
    Snapshot,
    Unmapped,
    WeightBasis,
)
from titrant.dosing.check import Check
from titrant.dosing.course_words import Phase
from titrant.dosing.preparation import Weights
from titrant.dosing.screening import Finding, Treatment
from titrant.knowledge import Leaf, Protocol, Versions
from titrant.outcomes import Response
from titrant.units import Dose, Duration, Weight


class Case(Struct, frozen=True, kw_only=True):
    """One person on one day, and the treatment that is asked about."""

    snapshot: Snapshot
    treatment: Treatment


class Stand(StrEnum):
    """How an option stands; none is better than another."""

    OPEN = "open"
    ASKS = "asks"  # for a written reason, or a second prescriber
    HELD = "held"  # something has to be entered, mended or signed first
    NOT_OFFERED = "not offered"  # by a rule, or because there is no such step


class Ground(Struct, frozen=True, kw_only=True):
    """One thing that speaks for or against an option, with who says so and how strong that is.

    `leaf` and `claim` are ids of the knowledge base; `tier` is “record” where it is what this
    person's own record says.
    """

    says: str
    source: str
    tier: str
    flag: str = ""
    leaf: str = ""
    claim: str = ""


class Amount(Struct, frozen=True, kw_only=True):
    """A range of doses in the protocol's own steps; one step has two equal ends.

    `low` is None where a source names a ceiling only. `below` says that the upper end is not part
    of it, `longer` that the time has to be longer than `over`. `by_basis` are the same ends in
    milligrams, for each weight they may be scaled to.
    """

    low: Decimal | None
    high: Decimal
    unit: str
    below: bool = False
    over: Duration | None = None
    longer: bool = False
    by_basis: tuple["ByBasis", ...] = ()


class ByBasis(Struct, frozen=True, kw_only=True):
    """The ends of a range in milligrams for one weight; `basis` is None for a fixed dose."""

    basis: WeightBasis | None
    weight: Weight | None
    low: Dose | None
    high: Dose


class Interval(Struct, frozen=True, kw_only=True):
    """A time to the next session in days from the last one, and its days of the calendar."""

    low: int
    high: int
    earliest: date
    latest: date


class Option(Struct, frozen=True, kw_only=True):
    """One thing that may be done, with everything that bears on it; it is never one dose.

    `why_not` says why it is not offered, `limits` are the limits it touches, `noted` is said beside
    it and speaks for neither side, `missing` is what nobody has said and it turns on, `needs` what
    choosing it would ask for.
    """

    kind: OptionKind
    title: str
    stand: Stand
    amount: Amount | None = None
    interval: Interval | None = None
    limits: tuple[Check, ...] = ()
    why_not: tuple[Ground, ...] = ()
    supports: tuple[Ground, ...] = ()
    against: tuple[Ground, ...] = ()
    noted: tuple[Ground, ...] = ()
    missing: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Hold(Struct, frozen=True, kw_only=True):
    """Why no dose is offered now: what it is, what lifts it, who may, and who says so."""

    id: str
    says: str
    lifts: str
    who: str
    source: str
    leaf: str = ""


class Question(Struct, frozen=True, kw_only=True):
    """What is missing: the question, why it counts, and what it would ask for at worst."""

    asks: str
    why: str
    would_be: str
    rule: str = ""
    source: str = ""


class Side(Struct, frozen=True, kw_only=True):
    """One side of a conflict: what a source says, and how strong it is."""

    claim: str
    says: str
    source: str
    tier: str
    flag: str
    verdict: str


class Dispute(Struct, frozen=True, kw_only=True):
    """Sources that disagree on something these options turn on; every side is shown."""

    id: str
    topic: str
    handling: str
    options: tuple[OptionKind, ...]
    sides: tuple[Side, ...]


class Exposure(Struct, frozen=True, kw_only=True):
    """What a person had of one drug, from anyone; `total` is None where a dose is not known."""

    drug: str
    sessions: int
    total: Dose | None
    sessions_in_span: int
    total_in_span: Dose | None


class Basis(Struct, frozen=True, kw_only=True):
    """What the guidance rests on."""

    protocol: Protocol
    treatment: Treatment
    as_of: date
    phase: Phase
    given: int
    at_step: int
    step: str
    first: date | None
    last: date | None
    since_last: int | None
    interval: int | None
    weight_on: date | None
    weights: Weights | None
    response: Response | None
    exposures: tuple[Exposure, ...]
    span: int
    course: Course | None
    findings: tuple[Finding, ...]
    contradictions: tuple[Contradiction, ...]
    unmapped: tuple[Unmapped, ...]
    set_aside: tuple[SetAside, ...]
    used: tuple[Leaf, ...]


class Guidance(Struct, frozen=True, kw_only=True):
    """The answer for the next session of one person on one day; nothing here is ordered or ranked.

    `options` stand in the order of `OptionKind`, every kind once.
    """

    options: tuple[Option, ...]
    holds: tuple[Hold, ...]
    missing: tuple[Question, ...]
    conflicts: tuple[Dispute, ...]
    basis: Basis
    versions: Versions
