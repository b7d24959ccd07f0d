"""What a screening answers: findings, and what is missing before anybody can say."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from titrant.clinical import Clearance, Contradiction, Fact, FileRead, SetAside, Subject, Unmapped
from titrant.dosing.screening.treatment import Treatment
from titrant.knowledge import Action, Leaf, Versions

STOPPING = frozenset({Action.EXCLUDE, Action.DEFER, Action.CLEARANCE})
ACUTE = "suicide-risk"
EMERGENCY = "emergency"  # the class of what is treated at once, whatever else is planned
_CLEARED = frozenset({Action.DEFER, Action.CLEARANCE})


class Finding(Struct, frozen=True, kw_only=True):
    """Something that bears on a treatment, with everything behind it.

    `actions` are what it asks for, the gravest first; `basis` the facts, `detail` what was worked
    out @@
    """

    rule: str
    table: str
    title: str
    group: str
    actions: tuple[Action, ...]
    basis: tuple[Fact, ...]
    detail: str
    effect: str
    lifts: str
    cell: Leaf
    numbers: tuple[Leaf, ...]
    unsigned: str
    cleared: Clearance | None = None

    @property
    def action(self) -> Action:
        """The gravest thing that it asks for."""
        return self.actions[0]

    @property
    def stops(self) -> bool:
        """Whether treatment waits for it: an unsigned permission is not given."""
        return self.cleared is None and (self.action in STOPPING or bool(self.unsigned))

    @property
    def clearable(self) -> bool:
        """Whether a clinician may clear it: never what excludes, is acute, or nobody has signed."""
        at_once = self.rule == ACUTE or self.group == EMERGENCY
        return self.action in _CLEARED and not self.unsigned and not at_once


class Why(StrEnum):
    """Why something counts as missing."""

    NOT_ASKED = "nobody has said"
    UNCONFIRMED = "reported, not confirmed by a clinician"
    OLD_ENTRY = "an old entry, which says nothing of today"
    UNDATED = "without a date"
    TOO_OLD = "too old"
    SEPARATES = "it would tell two answers apart"


class Missing(Struct, frozen=True, kw_only=True):
    """What has to be known before a rule can answer, and what it would ask for at worst.

    `concepts` are the words of a case file that answer it.
    """

    rule: str
    table: str
    question: str
    group: str
    why: Why
    would_be: Action
    basis: tuple[Fact, ...]
    cell: Leaf
    concepts: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Whether treatment waits for the answer."""
        return self.would_be in STOPPING and self.why is not Why.SEPARATES


class Screening(Struct, frozen=True, kw_only=True):
    """The answer for one treatment on one day; `findings` stand in the order of their gravity.

    `noted` is what asks for nothing and is only said. `unfolded` is how many of the findings are
    shown first; the rest are folded, and nothing is lost.
    """

    treatment: Treatment
    as_of: date
    subject: Subject
    findings: tuple[Finding, ...]
    noted: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    unmapped: tuple[Unmapped, ...]
    set_aside: tuple[SetAside, ...]
    contradictions: tuple[Contradiction, ...]
    files: tuple[FileRead, ...]
    versions: Versions
    unfolded: int

    @property
    def holds(self) -> bool:
        """Whether anything excludes, defers, waits for clearance or is not known."""
        found = any(finding.stops for finding in self.findings)
        return found or any(missing.stops for missing in self.missing)

    @property
    def first(self) -> tuple[Finding, ...]:
        """The open findings that are shown unfolded (hazard H47, alert fatigue)."""
        going = [finding for finding in self.findings if finding.cleared is None]
        return tuple(going[: self.unfolded])
