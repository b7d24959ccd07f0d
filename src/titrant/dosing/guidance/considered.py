"""Everything that the options are worked out from, put together once."""

from functools import cached_property

from titrant.clinical import OptionKind
from titrant.dosing.course_words import Phase
from titrant.dosing.guidance.amounts import Scales
from titrant.dosing.guidance.borne import Borne, how_borne
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.exposure import exposures
from titrant.dosing.guidance.judging import Judged
from titrant.dosing.guidance.ladder import Ladder
from titrant.dosing.guidance.sofar import Sofar
from titrant.dosing.guidance.timing import ReviewDue, review_due
from titrant.dosing.guidance.values import Case, Exposure, Ground
from titrant.dosing.screening import Finding, Screening, screen
from titrant.dosing.screening.day import day_rules
from titrant.knowledge import Knowledge


class Considered:
    """One case, looked at from every side; nothing here decides."""

    def __init__(self, case: Case, kb: Knowledge) -> None:
        self.desk = Desk(case, kb)
        self.ladder = Ladder(self.desk)
        self.sofar = Sofar(self.desk, self.ladder)
        self.scales = Scales(self.desk, self.ladder, self.sofar)
        self.judged = Judged(self.desk, self.sofar)
        self.borne: Borne = how_borne(self.desk, self.sofar)
        self.review: ReviewDue = review_due(self.desk, self.sofar)
        self.screening: Screening = screen(case.snapshot, case.treatment, kb)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What screening finds, without what is asked on the day of a session."""
        day = day_rules(self.desk.kb)
        return tuple(one for one in self.screening.findings if one.rule not in day)

    @cached_property
    def exposures(self) -> tuple[Exposure, ...]:
        """What the person had of each drug, from anyone."""
        return exposures(self.desk)

    @property
    def said(self) -> tuple[Finding, ...]:
        """What screening finds, with what asks for nothing and is only said."""
        return (*self.findings, *self.screening.noted)

    @property
    def new_findings(self) -> list[Finding]:
        """Interactions and conditions that began since the last session, on its day or after it."""
        last = self.sofar.last
        return [
            finding
            for finding in self.findings
            if last is not None
            and any(fact.on is not None and fact.on >= last.on for fact in finding.basis)
        ]

    @property
    def undated_findings(self) -> list[Finding]:
        """Interactions and conditions of which nobody says when they began."""
        begun = self.sofar.last is not None
        return [
            finding
            for finding in self.findings
            if begun and any(fact.on is None for fact in finding.basis)
        ]

    @property
    def gap(self) -> int | None:
        """The days since the last session; None before the first."""
        return self.sofar.since_last

    @cached_property
    def starts_again(self) -> bool:
        """Whether the gap is so long that the first dose and the screening start again."""
        restart = self.desk.span("titration.missed.restart").days
        return self.gap is not None and self.gap > restart and not self._spaced_by_label

    @cached_property
    def steps_back(self) -> bool:
        """Whether a gap in an induction asks for the previous step."""
        back = self.desk.span("titration.missed.back").days
        inducing = self.sofar.phase in {Phase.INDUCTION, Phase.OPEN}
        missed = self.gap is not None and self.gap > back
        return missed and inducing and not self.starts_again and not self._spaced_by_label

    @property
    def _spaced_by_label(self) -> bool:
        """Whether the protocol's own label says what a missed session does."""
        return self.desk.own("interval.weeks-5-to-8") is not None

    def sourced(self, kind: OptionKind) -> tuple[tuple[Ground, ...], ...]:
        """Return what sources say for and against an option of this protocol."""
        desk = self.desk
        return desk.kb.once("grounds of", (kind, desk.protocol.id, self.older), self._sourced)

    @cached_property
    def older(self) -> bool:
        """Whether the person may have reached the age from which a first dose is lower."""
        born = self.desk.snapshot.subject.born
        age = self.desk.whole("start.older.age")
        return born is not None and born.oldest(self.desk.as_of) >= age

    def _sourced(self, about: tuple[OptionKind, str, bool]) -> tuple[tuple[Ground, ...], ...]:
        kind, protocol, older = about
        desk = self.desk
        sides: tuple[list[Ground], list[Ground]] = ([], [])
        for ground in desk.kb.grounds():
            if ground.option is not kind or (ground.older and not older):
                continue
            if ground.bears_on(protocol, desk.protocol.route):
                sides[not ground.speaks_for].extend(map(desk.by_claim, ground.claims))
        return tuple(map(tuple, sides))
