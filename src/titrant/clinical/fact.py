"""What a record says about a person: one fact at a time, each with its origin."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from titrant.units import Dose


class FactKind(StrEnum):
    """What sort of thing a fact is."""

    CONDITION = "condition"
    MEDICATION = "medication"
    ALLERGY = "allergy"
    OBSERVATION = "observation"
    PROCEDURE = "procedure"
    STATUS = "status"  # answered by a person: an escort, a signature, a meal


class Sureness(StrEnum):
    """Who stands behind a fact."""

    CONFIRMED = "confirmed"  # a clinician
    RECORDED = "recorded"  # a record, which does not say who confirmed it
    SUSPECTED = "suspected"  # a record, as a possibility
    REPORTED = "reported, unconfirmed"  # the patient, or somebody for them


class State(StrEnum):
    """Whether a thing goes on, as its record says."""

    ACTIVE = "active"
    ENDED = "ended"  # resolved, stopped, in remission
    UNSTATED = "unstated"


class MatchedBy(StrEnum):
    """How a fact came to its concept."""

    CODE = "code"
    NAME = "name"  # by words in the text: shown as such
    HAND = "hand"  # somebody wrote the concept itself


class Origin(Struct, frozen=True, order=True):
    """Where a fact was read: the file, and the place in it."""

    file: str
    place: str

    def __str__(self) -> str:
        return f"{self.place} in {self.file}"


class Measured(Struct, frozen=True):
    """A number in its concept's own unit, and as the record has it.

    `limit` is not empty where the result is itself a bound: “< 15” is a number of 15 and a “<”.
    """

    number: Decimal
    unit: str
    shown: str
    limit: str = ""


class Fact(Struct, frozen=True, kw_only=True):
    """One thing that a record or a person says; unknown is the absence of a fact, never a “no”.

    `concept` is an id of the knowledge base. `so` is False where somebody said that it is not so.
    `on` is when it began, was measured, ordered or answered, the latest day that the record allows;
    `seen` the latest day on which somebody said that it is so, `ended` when it stopped. `word` is a
    result that is no number (“positive”). `daily` is a medication's dose a day, None where nobody
    can tell.
    """

    concept: str
    kind: FactKind
    text: str
    origin: Origin
    so: bool = True
    state: State = State.UNSTATED
    sure: Sureness = Sureness.RECORDED
    by: MatchedBy = MatchedBy.CODE
    on: date | None = None
    seen: date | None = None
    ended: date | None = None
    value: Measured | None = None
    word: str = ""
    daily: Dose | None = None


class Unmapped(Struct, frozen=True, kw_only=True):
    """An entry that no concept covers: listed, never dropped. `times` is how often it occurs."""

    kind: str
    text: str
    code: str
    origin: Origin
    times: int = 1


class SetAside(Struct, frozen=True, kw_only=True):
    """An entry, or several of one sort, that was read and is not used, and why.

    `of_course` says that it would have counted as a dose or a part of a course: without it what was
    given is told too low.
    """

    what: str
    why: str
    origin: Origin
    times: int = 1
    of_course: bool = False


class Contradiction(Struct, frozen=True, kw_only=True):
    """Entries that cannot both be right; both stay, and the graver one counts."""

    about: str
    says: tuple[str, ...]
    counts: str
