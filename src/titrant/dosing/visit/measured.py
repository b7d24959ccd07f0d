"""Criteria that rest on a row of vital signs, beside what a person judges."""

from collections.abc import Callable
from decimal import Decimal

from titrant.clinical import Judged, Judgement, VitalRow
from titrant.dosing.visit.criteria import Criterion, CriterionState, Watch
from titrant.knowledge import Leaf
from titrant.units import Frequency as PerMinute
from titrant.units import Percentage, Pressure

Sign = tuple[str, Callable[[VitalRow], Pressure | PerMinute | None]]

_SIGNS: tuple[Sign, ...] = (
    ("systolic", lambda row: row.pressure.systolic if row.pressure else None),
    ("diastolic", lambda row: row.pressure.diastolic if row.pressure else None),
    (
        "heart rate",
        lambda row: PerMinute(row.heart_rate, "/min") if row.heart_rate is not None else None,
    ),
)
_WRITE_ROW = "Measure now, and write the row down."


def vital_band(watch: Watch) -> Criterion:
    """Pressure and heart rate within the band around the last ones before the dose."""
    leaf = watch.kb.leaf("readiness.vitals.band")
    band = leaf.quantity(Percentage)
    told: list[str] = []
    missing: list[str] = []
    outside: list[str] = []
    for name, read in _SIGNS:
        before, now = watch.before(read), watch.latest(read)
        if before is None or now is None:
            missing.append(f"{name} {'before the dose' if before is None else 'since the dose'}")
            continue
        told.append(f"{name} {now.brief()} ({before.brief()} before)")
        if not before.base or Percentage.apart(now, before) > band:
            outside.append(name)
    says = f"{', '.join(told)}." if told else ""
    if missing:
        state, lifts = CriterionState.NOT_JUDGED, _WRITE_ROW
        says = f"{says} Not written down: {', '.join(missing)}.".strip()
    else:
        state, lifts = CriterionState.MET, ""
    if outside:
        state, lifts = CriterionState.NOT_MET, "Wait, and measure again."
        says = f"{says} Beyond {leaf.shown} of it: {', '.join(outside)}."
    return watch.guarded(
        Criterion(
            id="vitals",
            title="Vital signs against those before the dose",
            state=state,
            says=says,
            lifts=lifts,
            leaf=leaf,
        )
    )


def pressure_judged(watch: Watch) -> Criterion:
    """A person says whether the pressure is falling or near the one before; no trend is read."""
    leaf = watch.kb.leaf("readiness.pressure")
    caution = {
        side: watch.kb.leaf(f"alert.{side}.caution.high") for side in ("systolic", "diastolic")
    }
    now = watch.latest(lambda row: row.pressure)
    made = judged(watch, Judged.PRESSURE, "Blood pressure falling, or near the one before", leaf)
    if now is None:
        if made.state is CriterionState.MET:
            made = _instead(made, CriterionState.NOT_JUDGED, "No pressure since the dose.")
    elif now.systolic >= caution["systolic"].quantity(Pressure) or (
        now.diastolic >= caution["diastolic"].quantity(Pressure)
    ):
        says = (
            f"{now} now: at or above {caution['systolic'].shown} or {caution['diastolic'].shown}."
        )
        made = _instead(made, CriterionState.NOT_MET, says)
    else:
        made = _beside(made, f"{now} now.")
    return watch.guarded(made, caution.values())


def sedation(watch: Watch) -> Criterion:
    """MOAA/S as high as the leaf says, or as before the dose."""
    leaf = watch.kb.leaf("readiness.sedation.score")
    now, before = watch.latest(lambda row: row.moaa_s), watch.before(lambda row: row.moaa_s)
    told = watch.judgement(Judged.SEDATION)
    title = "Sedation"
    if now is None:
        state, says = CriterionState.NOT_JUDGED, "No MOAA/S since the dose."
    else:
        beside = "" if before is None else f", {before} before"
        says = f"MOAA/S {now}{beside}; {leaf.shown}, or as before, is asked for."
        back = now >= _whole(leaf) or (before is not None and now >= before)
        state = CriterionState.MET if back else CriterionState.NOT_MET
    if told is not None and not told.met:
        state, says = CriterionState.NOT_MET, f"Judged not over. {says}"
    made = Criterion(
        id="sedation",
        title=title,
        state=state,
        says=says,
        lifts="" if state is CriterionState.MET else _WRITE_ROW,
        by=None if told is None else told.by,
        at=None if told is None else told.at,
        leaf=leaf,
    )
    return watch.guarded(made)


def respiration(watch: Watch) -> Criterion:
    """A person says that respiratory depression is over, and no figure speaks against it."""
    leaf = watch.kb.leaf("readiness.respiration")
    low_rate = watch.kb.leaf("alert.respiratory-rate.caution.low")
    high_rate = watch.kb.leaf("alert.respiratory-rate.caution.high")
    low_saturation = watch.kb.leaf("alert.saturation.caution.low")
    rate = watch.latest(lambda row: row.respiratory_rate)
    saturation = watch.latest(lambda row: row.saturation)
    made = judged(watch, Judged.RESPIRATION, "Breathing", leaf)
    beyond = []
    if rate is not None and not _number(low_rate) <= rate <= _number(high_rate):
        beyond.append(f"breathing rate {rate} /min")
    if saturation is not None and saturation < _number(low_saturation):
        beyond.append(f"oxygen saturation {saturation} %")
    if beyond:
        made = _instead(made, CriterionState.NOT_MET, f"At caution: {', '.join(beyond)}.")
    elif rate is None or saturation is None:
        if made.state is CriterionState.MET:
            says = "No breathing rate or oxygen saturation since the dose."
            made = _instead(made, CriterionState.NOT_JUDGED, says)
    else:
        made = _beside(made, f"Rate {rate} /min, saturation {saturation} %.")
    return watch.guarded(made, (low_rate, high_rate, low_saturation))


def one_to_one(watch: Watch) -> Criterion:
    """The modified Aldrete score ends one-to-one observation, and sends nobody home."""
    leaf = watch.kb.leaf("readiness.aldrete.score")
    score = watch.latest(lambda row: row.aldrete)
    if score is None:
        state, says = CriterionState.NOT_JUDGED, "No Aldrete score since the dose."
    else:
        state = CriterionState.MET if score >= _whole(leaf) else CriterionState.NOT_MET
        says = f"Aldrete {score} of {watch.kb.leaf('readiness.aldrete.highest').shown}; "
        says += f"{leaf.shown} ends one-to-one observation, and sends nobody home."
    return watch.guarded(
        Criterion(
            id="one-to-one",
            title="End of one-to-one observation",
            state=state,
            says=says,
            lifts="" if state is CriterionState.MET else _WRITE_ROW,
            leaf=leaf,
        )
    )


def judged(
    watch: Watch, what: Judged, title: str, leaf: Leaf, *, any_time: bool = False
) -> Criterion:
    """Return a criterion that a person judges, as what and when; not yet guarded."""
    told = watch.judgement(what, any_time=any_time)
    if told is None:
        since = watch.since
        after = f" since {since:%H:%M}" if since is not None and not any_time else ""
        return Criterion(
            id=str(what),
            title=title,
            state=CriterionState.NOT_JUDGED,
            says=f"Nobody has judged it{after}.",
            lifts=f"A person judges it and writes down as what, and when: {what}.",
            leaf=leaf,
        )
    return Criterion(
        id=str(what),
        title=title,
        state=CriterionState.MET if told.met else CriterionState.NOT_MET,
        says=_judged_by(told),
        lifts="" if told.met else "It is judged again later.",
        by=told.by,
        at=told.at,
        leaf=leaf,
    )


def _judged_by(told: Judgement) -> str:
    return f"Judged {'yes' if told.met else 'no'} by a {told.by} at {told.at:%H:%M}."


def _instead(made: Criterion, state: CriterionState, says: str) -> Criterion:
    return Criterion(
        id=made.id,
        title=made.title,
        state=state,
        says=f"{says} {made.says}",
        lifts=_WRITE_ROW,
        by=made.by,
        at=made.at,
        leaf=made.leaf,
    )


def _beside(made: Criterion, figures: str) -> Criterion:
    return Criterion(
        id=made.id,
        title=made.title,
        state=made.state,
        says=f"{made.says} {figures}",
        lifts=made.lifts,
        by=made.by,
        at=made.at,
        leaf=made.leaf,
    )


def _whole(leaf: Leaf) -> int:
    return int(_number(leaf))


def _number(leaf: Leaf) -> Decimal:
    assert isinstance(leaf.value, Decimal)
    return leaf.value
