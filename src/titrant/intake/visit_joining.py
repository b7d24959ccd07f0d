"""Join what several files say of one visit: what they name adds up, the graver time counts."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from titrant.clinical import Contradiction, Judgement, RecordError, Visit, VitalRow


def join_visits(visits: Sequence[Visit]) -> tuple[Visit | None, list[Contradiction]]:
    """Return the visit of the latest day, whole, and the times that files tell in two ways.

    Raises `RecordError` where the times of one file have an offset from UTC and another's none.
    """
    if not visits:
        return None, []
    days = sorted({visit.on for visit in visits})
    day = days[-1]
    same = [visit for visit in visits if visit.on == day]
    if len({visit.with_offset for visit in same} - {None}) > 1:
        raise RecordError(
            f"the times of the visit on {day} have an offset from UTC in one file, "
            "and none in another",
            "Write them all with the offset, or all without.",
        )
    found: list[Contradiction] = []
    if len(days) > 1:
        says = tuple(str(one) for one in days)
        found.append(Contradiction(about="the visit", says=says, counts=f"that of {day} counts"))
    rescue = {one for visit in same for one in visit.rescue or ()}
    said = any(visit.rescue is not None for visit in same)
    return Visit(
        on=day,
        started=_one("start", (visit.started for visit in same), min, found),
        ended=_one("end of the dose", (visit.ended for visit in same), max, found),
        devices=tuple(sorted({at for visit in same for at in visit.devices})),
        rescue=tuple(sorted(rescue)) if said else None,
        judged=tuple(sorted({one for visit in same for one in visit.judged}, key=_in_order)),
        vitals=tuple(sorted({row for visit in same for row in visit.vitals}, key=_in_order)),
        medicines=tuple(sorted({one for visit in same for one in visit.medicines}, key=repr)),
    ), found


def _in_order(one: Judgement | VitalRow) -> tuple[datetime, str]:
    return (one.at, repr(one))


def _one(
    what: str,
    times: Iterable[datetime | None],
    graver: Callable[[list[datetime]], datetime],
    found: list[Contradiction],
) -> datetime | None:
    """Return the time that keeps a person longer; two different ones are named."""
    told = sorted({at for at in times if at is not None})
    if not told:
        return None
    if len(told) > 1:
        says = tuple(f"{at:%Y-%m-%d %H:%M}" for at in told)
        counts = f"{graver(told):%H:%M} counts"
        found.append(Contradiction(about=f"the visit, {what}", says=says, counts=counts))
    return graver(told)
