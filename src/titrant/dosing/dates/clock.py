"""A day and a time on the clinic's wall, as one moment: across a change of the clocks too."""

from datetime import date, datetime, time, tzinfo


def on_the_wall(day: date, at: time, zone: tzinfo) -> datetime | str:
    """Return the moment at which the clinic's clock shows this time on this day.

    A sentence where the clock never shows it that day, or shows it twice.
    """
    early, late = (datetime.combine(day, at, zone).replace(fold=fold) for fold in (0, 1))
    before, after = early.utcoffset(), late.utcoffset()
    assert before is not None  # a zone that says nothing of its offset is no zone
    assert after is not None
    if before == after:
        return early
    shown = f"{at:%H:%M} on {day} in {zone}"
    if before < after:
        return f"There is no {shown}: the clocks are put forward. Choose another time."
    return f"There are two {shown}: the clocks are put back. Choose another time."
