"""The criteria before a person leaves: each by itself, with who judged it and when.

Nothing here adds them up to a verdict; a licensed person decides and signs with the time.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from titrant.clinical import Contradiction, FileRead, Judged, Snapshot, Subject
from titrant.dosing.screening import Treatment
from titrant.dosing.visit.clock import clocks
from titrant.dosing.visit.criteria import Criterion, CriterionState, Watch
from titrant.dosing.visit.measured import (
    judged,
    one_to_one,
    pressure_judged,
    respiration,
    sedation,
    vital_band,
)
from titrant.knowledge import Knowledge, Leaf, Versions

__all__ = ["Criterion", "CriterionState", "Readiness", "readiness"]

_INSTRUCTIONS = ("driving", "alcohol", "number")


class Readiness(Struct, frozen=True, kw_only=True):
    """The criteria of one visit at one time, in one order; no sum of them exists.

    `decides` are the leaves of who decides: a person, never a timer.
    """

    treatment: Treatment
    at: datetime
    subject: Subject
    criteria: tuple[Criterion, ...]
    decides: tuple[Leaf, ...]
    contradictions: tuple[Contradiction, ...]
    files: tuple[FileRead, ...]
    versions: Versions

    @property
    def holds(self) -> bool:
        """Whether any criterion is not met, or rests on what the site has not signed."""
        return any(one.holds for one in self.criteria)


def readiness(snapshot: Snapshot, treatment: Treatment, at: datetime, kb: Knowledge) -> Readiness:
    """Return every criterion as it stands at a time, with who judged it and what would meet it.

    `at` has an offset from UTC where the visit's times have one, and none where they have none;
    raises ValueError where they are mixed.
    """
    visit = snapshot.visit
    if visit is not None and visit.with_offset not in {None, at.tzinfo is not None}:
        raise ValueError("times with an offset from UTC and times without one do not compare")
    watch = Watch(snapshot, treatment, at, kb)
    criteria = (
        *clocks(watch),
        vital_band(watch),
        pressure_judged(watch),
        *_standing(watch),
        one_to_one(watch),
        _plain(watch, Judged.ORIENTATION, "Oriented", "readiness.orientation"),
        _plain(watch, Judged.GAIT, "Steady gait", "readiness.gait"),
        _plain(watch, Judged.NAUSEA, "Nausea minimal", "readiness.nausea"),
        _plain(watch, Judged.FLUIDS, "Fluids stay down", "readiness.nausea"),
        _plain(watch, Judged.DISSOCIATION, "Dissociation resolved", "readiness.dissociation"),
        sedation(watch),
        respiration(watch),
        _plain(watch, Judged.ADULT, "A competent adult is present", "readiness.adult"),
        _suicide(watch),
        _instructions(watch),
    )
    return Readiness(
        treatment=treatment,
        at=at,
        subject=snapshot.subject,
        criteria=criteria,
        decides=(kb.leaf("readiness.timer"), kb.leaf("readiness.sign-off")),
        contradictions=snapshot.contradictions,
        files=snapshot.files,
        versions=kb.versions,
    )


def _plain(watch: Watch, what: Judged, title: str, leaf: str) -> Criterion:
    return watch.guarded(judged(watch, what, title, watch.kb.leaf(leaf)))


def _standing(watch: Watch) -> tuple[Criterion, ...]:
    """The older, and whoever had a rescue drug, are measured standing (hazard H42)."""
    leaf, age = watch.kb.leaf("readiness.standing"), watch.kb.leaf("readiness.standing.age")
    born = watch.subject.born
    assert age.value is not None
    young = born is not None and born.oldest(watch.at.date()) < int(age.value)
    if young and not watch.rescue:
        return ()
    made = judged(watch, Judged.STANDING, "Standing blood pressure", leaf)
    return (watch.guarded(made, (age,)),)


def _suicide(watch: Watch) -> Criterion:
    """The question is asked, and answered; a new thought keeps the person (hazard H30)."""
    leaf = watch.kb.leaf("readiness.suicide-question")
    made = judged(watch, Judged.SUICIDE, "Suicide question", leaf)
    told = watch.judgement(Judged.SUICIDE)
    thought = watch.new_thought()
    if thought is not None:
        made = replace(
            made,
            state=CriterionState.NOT_MET,
            says=f"A new suicidal thought, told to a {thought.by} at {thought.at:%H:%M}.",
            lifts="The person stays; a psychiatric clinician or the prescriber sees them now.",
            by=thought.by,
            at=thought.at,
        )
    elif told is not None and told.met and told.new_thought is None:
        made = replace(
            made,
            state=CriterionState.NOT_JUDGED,
            says=f"Asked, and the answer is not written down. {made.says}",
            lifts="Write “new-thought: yes” or “new-thought: no”.",
        )
    elif told is not None and told.met:
        made = replace(made, says=f"Asked by a {told.by} at {told.at:%H:%M}; no new thought.")
    return watch.guarded(made)


def _instructions(watch: Watch) -> Criterion:
    """Written instructions may be given at any time of the visit."""
    leaves = [watch.kb.leaf(f"readiness.instructions.{name}") for name in _INSTRUCTIONS]
    title = "Written instructions: driving, alcohol, whom to call"
    made = judged(watch, Judged.INSTRUCTIONS, title, leaves[0], any_time=True)
    return watch.guarded(made, leaves)
