"""The clocks of a visit. None of them releases anybody: each is one criterion among the others."""

from titrant.dosing.visit.criteria import Criterion, CriterionState, Watch
from titrant.knowledge import Column, Leaf
from titrant.units import Drug

_US = "us"
_COLUMNS = (Column.INJECTED, Column.MOUTH, Column.NASAL)


def clocks(watch: Watch) -> tuple[Criterion, ...]:
    """Return the least time of watching, the two clocks of the spray, and the rescue drugs."""
    return tuple(
        one for one in (_watching(watch), _release(watch), _form(watch), _rescue(watch)) if one
    )


def _spray(watch: Watch) -> bool:
    treatment = watch.treatment
    return treatment.drug is Drug.ESKETAMINE and Column.NASAL in treatment.columns


def _watching(watch: Watch) -> Criterion | None:
    """The protocol's own time, or the site's for the route; the spray's clock stands for itself."""
    leaf = watch.kb.find(f"protocol.{watch.treatment.protocol}.observation")
    if leaf is None:
        if _spray(watch):
            return None
        (column,) = (one for one in _COLUMNS if one in watch.treatment.columns)
        leaf = watch.kb.leaf(f"readiness.observation.{column}")
    return _after_the_dose(watch, "watching", "Least time of watching", leaf)


def _release(watch: Watch) -> Criterion | None:
    if not _spray(watch):
        return None
    leaf = watch.kb.leaf("readiness.clock.release")
    return _after_the_dose(watch, "last-device", "Time from the last device", leaf)


def _after_the_dose(watch: Watch, id: str, title: str, leaf: Leaf) -> Criterion:
    """Count from the end of the dose; any rescue drug after it starts the clock again."""
    restart = watch.kb.leaf("readiness.restart")
    since, state, lifts = watch.since, CriterionState.NOT_JUDGED, ""
    left = None
    if since is None:
        says = "Nobody has written that the dose has ended."
        lifts = "Write when it ended: “ended”, or the last of “devices”."
    elif leaf.value is None:
        says = f"{watch.minutes_from(since)} min so far."
    else:
        left = watch.minutes_left(since, leaf)
        state = CriterionState.NOT_YET if left else CriterionState.MET
        says = f"{watch.minutes_from(since)} min since {since:%H:%M}, of {leaf.shown}."
        if watch.ended is not None and since > watch.ended:
            says = f"{says} The clock began again with a rescue drug."
        lifts = f"{left} min more; time alone releases nobody." if left else ""
    made = Criterion(
        id=id, title=title, state=state, says=says, lifts=lifts, minutes_left=left, leaf=leaf
    )
    return watch.guarded(made, (restart,) if watch.rescue else ())


def _form(watch: Watch) -> Criterion | None:
    """The form of the REMS counts from the first device to the end of monitoring."""
    if not _spray(watch) or watch.treatment.jurisdiction not in {_US, None}:
        return None
    leaf = watch.kb.leaf("rems.session.monitoring")
    id, title = "form-minutes", "Minutes on the form, from the first device"
    if not watch.devices:
        return watch.guarded(
            Criterion(
                id=id,
                title=title,
                state=CriterionState.NOT_JUDGED,
                says="No device is written down with its time.",
                lifts="Write the time of each device under “devices”.",
                leaf=leaf,
            )
        )
    first = min(watch.devices)
    left = watch.minutes_left(first, leaf)
    return watch.guarded(
        Criterion(
            id=id,
            title=title,
            state=CriterionState.NOT_YET if left else CriterionState.MET,
            says=f"{watch.minutes_from(first)} min since {first:%H:%M}, of {leaf.shown}.",
            lifts=f"{left} min more; time alone releases nobody." if left else "",
            minutes_left=left,
            leaf=leaf,
        ),
        (watch.kb.leaf("readiness.clock.form"),),
    )


def _rescue(watch: Watch) -> Criterion:
    """Whether a rescue drug was given has to be said: each one starts the clocks again.

    What is said before the end of the dose holds so far only: one may still be given.
    """
    leaf = watch.kb.leaf("readiness.restart")
    given = ", ".join(f"{one.what} at {one.at:%H:%M}" for one in watch.rescue)
    state, lifts = CriterionState.MET, ""
    if not watch.rescue_said:
        state = CriterionState.NOT_JUDGED
        says = "Nobody has said whether a rescue drug was given."
        lifts = "Write each with its time under “rescue”, or “rescue: []” for none."
    elif watch.ended is None:
        state = CriterionState.NOT_JUDGED
        says = f"Given so far: {given}." if given else "None so far."
        says += " The dose has not ended, or nobody has written its end."
        lifts = "It is said again when the person is to leave, with the end of the dose written."
    elif given:
        says = f"Given: {given}. The clocks run from the last; what was judged before it is asked "
        says += "again."
    else:
        says = "None was given."
    made = Criterion(
        id="rescue", title="Rescue drugs", state=state, says=says, lifts=lifts, leaf=leaf
    )
    return watch.guarded(made)
