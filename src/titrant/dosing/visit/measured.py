"""Criteria that rest on a row of vital signs, beside what a person judges."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from titrant.clinical import BloodPressure, Judged, Judgement, VitalRow
from titrant.dosing.visit.criteria import Criterion, CriterionState, Watch
from titrant.knowledge import Leaf
from titrant.units import Frequency as PerMinute
from titrant.units import Percentage, Pressure

Sign = tuple[str, Callable[[VitalRow], Pressure | PerMinute | None]]
Read = tuple[str, Callable[[VitalRow], object | None]]
"""What is read of a row: how it is called, and its value; None where it was not measured."""

_SIGNS: tuple[Sign, ...] = (
    ("systolic", lambda row: row.pressure.systolic if row.pressure else None),
    ("diastolic", lambda row: row.pressure.diastolic if row.pressure else None),
    (
        "heart rate",
        lambda row: PerMinute(row.heart_rate, "/min") if row.heart_rate is not None else None,
    ),
)
_BREATHING: tuple[Read, ...] = (
    (
        "breathing rate",
        lambda row: None if row.respiratory_rate is None else f"{row.respiratory_rate} /min",
    ),
    (
        "oxygen saturation",
        lambda row: None if row.saturation is None else f"{row.saturation} %",
    ),
)
_WRITE_ROW = "Measure now, and write the row down."
_AGAIN = "It is judged again later."


def vital_band(watch: Watch) -> Criterion:
    """Pressure and heart rate within the band around the last ones before the dose."""
    leaf = watch.kb.leaf("readiness.vitals.band")
    band = leaf.quantity(Percentage)
    told: list[str] = []
    missing: list[str] = []
    outside: list[str] = []
    for name, read in _SIGNS:
        before, now = watch.before(read), watch.latest(read)
        if before is not None and now is not None:
            told.append(f"{name} {now.brief()} ({before.brief()} before)")
            if not before.base or Percentage.apart(now, before) > band:
                outside.append(name)
        if before is None:
            missing.append(f"{name} before the dose")
        if now is None and watch.aged(read) is None:
            missing.append(f"{name} since the dose")
    says = f"{', '.join(told)}." if told else ""
    if missing:
        says = f"{says} Not written down: {', '.join(missing)}.".strip()
    says = f"{says} {_too_old(watch, _SIGNS)}".strip()
    state, lifts = CriterionState.MET, ""
    if len(told) < len(_SIGNS):
        state, lifts = CriterionState.NOT_JUDGED, _WRITE_ROW
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
        ),
        (watch.age,),
    )


def pressure_judged(watch: Watch) -> Criterion:
    """A person says whether the pressure is falling or near the one before; no trend is read."""
    leaf = watch.kb.leaf("readiness.pressure")
    caution = {
        side: watch.kb.leaf(f"alert.{side}.caution.high") for side in ("systolic", "diastolic")
    }
    now = watch.latest(_pressure)
    made = judged(watch, Judged.PRESSURE, "Blood pressure falling, or near the one before", leaf)
    if now is None:
        made = _unread(made, _not_now(watch, [("pressure", _pressure)]))
    elif now.systolic >= caution["systolic"].quantity(Pressure) or (
        now.diastolic >= caution["diastolic"].quantity(Pressure)
    ):
        says = (
            f"{now} now: at or above {caution['systolic'].shown} or {caution['diastolic'].shown}."
        )
        made = _instead(made, CriterionState.NOT_MET, says)
    else:
        made = _beside(made, f"{now} now.")
    return watch.guarded(made, (*caution.values(), watch.age))


def sedation(watch: Watch) -> Criterion:
    """MOAA/S as high as the leaf says, or as before the dose."""
    leaf = watch.kb.leaf("readiness.sedation.score")
    now, before = watch.latest(_moaa_s), watch.before(_moaa_s)
    told = watch.judgement(Judged.SEDATION)
    title = "Sedation"
    if now is None:
        says = _not_now(watch, [("MOAA/S", _moaa_s)])
        state = CriterionState.NOT_JUDGED
    else:
        beside = "" if before is None else f", {before} before"
        says = f"MOAA/S {now}{beside}; {leaf.shown}, or as before, is asked for."
        back = now >= _whole(leaf) or (before is not None and now >= before)
        state = CriterionState.MET if back else CriterionState.NOT_MET
    lifts = "" if state is CriterionState.MET else _WRITE_ROW
    if told is not None and not told.met:
        state, says = CriterionState.NOT_MET, f"Judged not over. {says}"
        lifts = f"{lifts} {_AGAIN}".strip()
    made = Criterion(
        id="sedation",
        title=title,
        state=state,
        says=says,
        lifts=lifts,
        by=None if told is None else told.by,
        at=None if told is None else told.at,
        leaf=leaf,
    )
    return watch.guarded(made, (watch.age,))


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
        made = _unread(made, _not_now(watch, _BREATHING))
    else:
        made = _beside(made, f"Rate {rate} /min, saturation {saturation} %.")
    return watch.guarded(made, (low_rate, high_rate, low_saturation, watch.age))


def one_to_one(watch: Watch) -> Criterion:
    """The modified Aldrete score ends one-to-one observation, and sends nobody home."""
    leaf = watch.kb.leaf("readiness.aldrete.score")
    score = watch.latest(_aldrete)
    if score is None:
        says = _not_now(watch, [("Aldrete score", _aldrete)])
        state = CriterionState.NOT_JUDGED
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
        ),
        (watch.age,),
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
        lifts="" if told.met else _AGAIN,
        by=told.by,
        at=told.at,
        leaf=leaf,
    )


def _judged_by(told: Judgement) -> str:
    return f"Judged {'yes' if told.met else 'no'} by a {told.by} at {told.at:%H:%M}."


def _pressure(row: VitalRow) -> BloodPressure | None:
    return row.pressure


def _moaa_s(row: VitalRow) -> int | None:
    return row.moaa_s


def _aldrete(row: VitalRow) -> int | None:
    return row.aldrete


def _not_now(watch: Watch, reads: Sequence[Read]) -> str:
    """Say what was not measured since the dose, and what was too long ago to count as of now."""
    missing = [
        name for name, read in reads if watch.latest(read) is None and watch.aged(read) is None
    ]
    never = f"No {' or '.join(missing)} since the dose." if missing else ""
    return f"{never} {_too_old(watch, reads)}".strip()


def _too_old(watch: Watch, reads: Iterable[Read]) -> str:
    """Say what was last measured too long ago to count as of now, and when; else nothing."""
    told: dict[datetime, list[str]] = {}
    for name, read in reads:
        found = watch.aged(read)
        if found is not None:
            told.setdefault(found[0], []).append(f"{name} {found[1]}")
    each = [
        f"{', '.join(values)} at {at:%H:%M}, {watch.minutes_ago(at)} min ago"
        for at, values in told.items()
    ]
    asked = f"{watch.age.shown} or less is asked for."
    return f"Measured too long ago: {'; '.join((*each, asked))}" if each else ""


def _unread(made: Criterion, says: str) -> Criterion:
    """Return a criterion without a reading of now: what was judged “yes” is not met by itself."""
    no = made.state is CriterionState.NOT_MET
    return replace(
        made,
        state=CriterionState.NOT_MET if no else CriterionState.NOT_JUDGED,
        says=f"{says} {made.says}",
        lifts=f"{_WRITE_ROW} {made.lifts}".strip(),
    )


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
