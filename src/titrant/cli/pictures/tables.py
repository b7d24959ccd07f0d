"""The numbers of a picture as tables, for whoever does not see it and whoever checks it."""

from collections.abc import Sequence

import numpy as np

from titrant.cli.pictures.layout import figures, time_axis
from titrant.cli.pictures.values import Array, Exposed, Given, Interval, Series, Table
from titrant.pkpd.spoken import brief_hours, by_route

_MOST = 60  # rows of doses
_LEAST = 0.01  # ng/mL
_WIDTH = 600.0  # px: as fine as the axis of a picture of this width


def span(value: Interval) -> str:
    """Return a number with its interval, where there is one."""
    if value.low is None or value.high is None:
        return figures(value.value)
    low, high = figures(value.low), figures(value.high)
    return figures(value.value) if low == high else f"{figures(value.value)} ({low} to {high})"


def level_table(series: Sequence[Series]) -> Table:
    """Return the levels of each series at the ticks of the axis of time."""
    axis, unit, _ = time_axis(max(float(one.times[-1]) for one in series), _WIDTH)
    times = [tick * unit for tick in axis.ticks]
    return Table(
        caption=f"Levels in ng/mL{_percent(series)}",
        head=("after first dose", *(_name(one) for one in series)),
        rows=tuple((brief_hours(time), *(_at(one, time) for one in series)) for time in times),
    )


def course_table(series: Sequence[Series], doses: Sequence[Given]) -> Table:
    """Return the highest and the lowest level of each series from each dose to the next."""
    until = max(float(one.times[-1]) for one in series)
    starts = sorted({dose.at for dose in doses if dose.at <= until})
    shown = starts[:_MOST]
    more = f", the first {_MOST} of {len(starts)} doses" if len(starts) > _MOST else ""
    ends = [*starts[1:], until][: len(shown)]
    rows = []
    for start, end in zip(shown, ends, strict=True):
        given = " and ".join(
            f"{figures(dose.amount)} mg {by_route(dose.route)}"
            for dose in doses
            if dose.at == start
        )
        rows.append((brief_hours(start), given, *(_extremes(one, start, end) for one in series)))
    return Table(
        caption=f"Highest level after each dose and lowest after that, before the next, in ng/mL"
        f"{_medians(series)}{more}",
        head=("after first dose", "dose", *(_name(one) for one in series)),
        rows=tuple(rows),
    )


def exposure_table(rows: Sequence[Exposed]) -> Table:
    """Return peaks and areas."""
    drawn = any(one.cmax.low is not None for one in rows)
    return Table(
        caption=f"Exposures{', median and 5th to 95th percentile of people' if drawn else ''}",
        head=("", "Cmax in ng/mL", "AUC in ng·h/mL"),
        rows=tuple(
            (
                ", ".join(filter(None, (one.name, one.analyte, one.site, one.regimen))),
                span(one.cmax),
                span(one.auc),
            )
            for one in rows
        ),
    )


def _percent(series: Sequence[Series]) -> str:
    drawn = any(one.low is not None for one in series)
    return ", median and 5th to 95th percentile of people" if drawn else ""


def _medians(series: Sequence[Series]) -> str:
    return ", of the median" if any(one.low is not None for one in series) else ""


def _name(one: Series) -> str:
    return f"{one.name}, {one.analyte}, {one.site}{', low evidence' if one.low_evidence else ''}"


def _at(one: Series, time: float) -> str:
    def level(row: Array) -> float:
        return float(np.interp(time, one.times, row))

    if one.low is None or one.high is None:
        return _level(level(one.median))
    low, high = _level(level(one.low)), _level(level(one.high))
    return f"{_level(level(one.median))} ({low} to {high})"


def _extremes(one: Series, start: float, end: float) -> str:
    """Return the highest level from start to end and the lowest one after it."""
    inside = one.median[(one.times >= start - 1e-9) & (one.times <= end + 1e-9)]
    if not inside.size:
        return "–"
    top = int(inside.argmax())
    return f"{_level(float(inside[top]))}, {_level(float(inside[top:].min()))}"


def _level(value: float) -> str:
    """Return a level [ng/mL]; far below what any laboratory measures, only that it is."""
    return figures(value) if value >= _LEAST or value == 0 else f"under {_LEAST:g}"
