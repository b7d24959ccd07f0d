"""What a protocol's own leaves say of dose and time, worked out by the code that offers them."""

from typing import NamedTuple

from titrant.clinical import Snapshot
from titrant.dosing.course_words import Phase
from titrant.dosing.guidance import Case
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.ladder import Ends, Ladder
from titrant.dosing.guidance.settling import dose_text, range_text
from titrant.dosing.guidance.sofar import Sofar
from titrant.dosing.guidance.timing import planned
from titrant.dosing.guidance.values import Amount
from titrant.dosing.screening import treatment_of
from titrant.knowledge import Knowledge, Leaf

_MOST = 9  # rungs of a ladder that are printed


class Rung(NamedTuple):
    """A step, with what may come after it; empty where the protocol has no such step."""

    step: str
    higher: str
    lower: str


class Spell(NamedTuple):
    """A part of a course with its time between sessions; `leaf` is None where there is none."""

    phase: Phase
    days: tuple[int, int] | None
    leaf: Leaf | None


class _At(Sofar):
    """A course that stands in a stated phase, and of which nothing else is known."""

    def __init__(self, desk: Desk, ladder: Ladder, phase: Phase) -> None:
        super().__init__(desk, ladder)
        self._at = phase

    @property
    def phase(self) -> Phase:
        """The phase that is asked about."""
        return self._at

    @property
    def after(self) -> Phase:
        """What comes when the first part is over."""
        return self._after()


class Steps:
    """The ladder and the times of one protocol, without any person."""

    def __init__(self, kb: Knowledge, id: str) -> None:
        snapshot = Snapshot(as_of=kb.released)
        treatment = treatment_of(kb.protocol(id), None)
        self.desk = Desk(Case(snapshot=snapshot, treatment=treatment), kb)
        self.ladder = Ladder(self.desk)

    def first(self, age: int | None = None) -> str:
        """Return the first dose; empty where the protocol names none."""
        ends = self.ladder.first(age)
        return "" if ends is None else self._said(ends)

    def first_older(self) -> str:
        """Return the first dose of an older person; empty where it is the same."""
        older = self.first(self.desk.whole("start.older.age"))
        return "" if older == self.first() else older

    def rungs(self) -> tuple[Rung, ...]:
        """Return each step that can be reached, lowest first, and where it leads."""
        unit = self.ladder.unit
        if unit is None:
            return ()
        first = self.ladder.first(None)
        waiting = sorted({*self.ladder.named, *([first.high] if first is not None else [])})
        found: dict[str, Rung] = {}
        while waiting and len(found) < _MOST:
            level = waiting.pop(0)
            higher, lower = self.ladder.higher(level), self.ladder.lower(level)
            step = dose_text(level, unit)
            if step in found:
                continue
            found[step] = Rung(step, self._or_none(higher), self._or_none(lower))
            if higher is not None:
                waiting = sorted({*waiting, higher.high})
        return tuple(found.values())

    def spells(self) -> tuple[Spell, ...]:
        """Return the parts of a course in their order, each with its time between sessions."""
        desk = self.desk
        parts = [Phase.INDUCTION]
        if desk.own("window.induction") is None and desk.own("sessions.induction") is None:
            parts = [Phase.OPEN]
        else:
            if desk.own("interval.weeks-5-to-8") is not None:
                parts.append(Phase.WEEKS_5_TO_8)
            parts.append(_At(desk, self.ladder, Phase.INDUCTION).after)
        return tuple(map(self._spell, parts))

    def _spell(self, phase: Phase) -> Spell:
        found = None
        if phase is not Phase.BEYOND:
            found = planned(self.desk, _At(self.desk, self.ladder, phase))
        return Spell(phase, None, None) if found is None else Spell(phase, found[:2], found[2])

    def _or_none(self, ends: Ends | None) -> str:
        return "" if ends is None else self._said(ends)

    def _said(self, ends: Ends) -> str:
        unit = self.ladder.unit
        assert unit is not None
        return range_text(Amount(low=ends.low, high=ends.high, unit=unit, below=ends.below))
