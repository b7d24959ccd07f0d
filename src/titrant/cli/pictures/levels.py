"""Levels over time: bands by model for a session, and a course of days with its doses below."""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from titrant.cli.pictures.doses import dose_panel, route_labels
from titrant.cli.pictures.layout import (
    Axis,
    even_axis,
    log_axis,
    rounded,
    spread,
    text_width,
    thinned,
    time_axis,
    wrapped,
)
from titrant.cli.pictures.style import (
    LEFT,
    SMALL,
    TEXT,
    axis,
    dash,
    framed,
    heading,
    hue,
    inks,
    inner,
    scale,
    stroke,
    upright,
    words,
)
from titrant.cli.pictures.tables import course_table, level_table
from titrant.cli.pictures.values import Array, Given, Look, Picture, Series, Spec

LABELS = 190  # px for what stands right of the lines, at most
_LEADER, _SWATCH, _GAP, _LINE = 12, 22, 5, 14  # px
_ABOVE = 3  # px of room above a label, and below it


class Label(Struct, frozen=True, kw_only=True):
    """What stands at the end of a line: a name in bold and what is said below it."""

    name: tuple[str, ...]
    below: tuple[str, ...]
    place: int
    end: float

    @property
    def height(self) -> float:
        """How high it is, with the room between it and the next [px]."""
        return _LINE * (len(self.name) + len(self.below)) + 2.0 * _ABOVE


def bands(series: Sequence[Series], look: Look, *, title: str, said: Sequence[str]) -> Picture:
    """Return levels over time by model, one panel an analyte.

    Raises `ValueError` where there is nothing to draw.
    """
    return _drawn(series, (), look, title, said)


def course(
    series: Sequence[Series],
    doses: Sequence[Given],
    look: Look,
    *,
    title: str,
    said: Sequence[str],
) -> Picture:
    """Return levels over a whole course, with a mark for each dose below them.

    Raises `ValueError` where there is nothing to draw, or no dose.
    """
    if not doses:
        raise ValueError("a course has doses")
    return _drawn(series, doses, look, title, said)


def _drawn(
    series: Sequence[Series],
    doses: Sequence[Given],
    look: Look,
    title: str,
    said: Sequence[str],
) -> Picture:
    if not series:
        raise ValueError("there are no levels to draw")
    places = {name: place for place, name in enumerate(dict.fromkeys(s.name for s in series))}
    time, width, room, name = _across(series, look, doses)
    analytes = list(dict.fromkeys(one.analyte for one in series))
    size = (width, _height(width, len(analytes)), room)
    views = []
    for analyte in analytes:
        own = [one for one in series if one.analyte == analyte]
        views.append(panel(own, places, time, look, size))
    if doses:
        views.append(dose_panel(doses, time, look, width))
    views[-1]["encoding"]["x"]["axis"]["title"] = f"{name} after first dose"
    notes = cautions(series)
    return Picture(
        title=title,
        said=tuple(said),
        notes=notes,
        specification=framed(views, look, title=title, said=said, notes=notes),
        tables=(course_table(series, doses),) if doses else (level_table(series),),
    )


def _across(
    series: Sequence[Series], look: Look, doses: Sequence[Given] = ()
) -> tuple[tuple[Axis, float], float, float, str]:
    """Return the axis of time with its unit [h], how wide it is, the room right of it [px].

    The last is the name of the unit.
    """
    beside = [text_width(text, SMALL) for text in route_labels(doses).values()]
    room = min(LABELS, _room(max(beside, default=0.0), series))
    width = inner(look) - LEFT - room
    time, unit, name = time_axis(max(float(one.times[-1]) for one in series), width)
    return (time, unit), width, room, name


def single_panel(one: Series, points: Array, look: Look) -> tuple[Spec, float, float]:
    """Return a panel for one series with room for points [ng/mL], its unit of time [h], its foot.

    The foot is the lowest level on the axis.
    """
    time, width, room, name = _across([one], look)
    size = (width, _height(width, 1), room)
    vertical = level_axis([one], size[1], look, points)
    view = panel([one], {one.name: 0}, time, look, size, vertical)
    view["encoding"]["x"]["axis"]["title"] = f"{name} after first dose"
    return view, time[1], vertical.low


def cautions(series: Sequence[Series]) -> tuple[str, ...]:
    """Return each caution once, with the model it is about."""
    found = [f"! {one.name}: {said}" for one in series for said in one.cautions]
    return tuple(dict.fromkeys(found))


def panel(
    series: Sequence[Series],
    places: dict[str, int],
    time: tuple[Axis, float],
    look: Look,
    size: tuple[float, float, float],
    vertical: Axis | None = None,
) -> Spec:
    """Return one panel: bands below lines below labels.

    `places` gives each model's place among the hues, `time` the axis and its unit [h], `size` the
    panel's width and height and the room right of it [px].
    """
    width, height, room = size
    horizontal, unit = time
    labels = [_label(one, places[one.name], room) for one in series]
    height = max(height, sum(label.height for label in labels))
    vertical = vertical or level_axis(series, height, look)
    drawn = [_points(one, unit, vertical, int(width)) for one in series]
    layers = [heading(series[0].analyte, look)]
    layers += [
        _band(points, places[one.name], look, len(series))
        for one, points in zip(series, drawn, strict=True)
        if one.low is not None
    ]
    for one, points in zip(series, drawn, strict=True):
        layers += _curve(points, places[one.name], look)
    layers += _ends(labels, vertical, look, (width, height))
    return {
        "width": width,
        "height": height,
        "encoding": {
            "x": {
                "field": "t",
                "type": "quantitative",
                "scale": scale(horizontal),
                "axis": axis(horizontal, None, grid=False),
            },
            "y": {
                "field": "level",
                "type": "quantitative",
                "scale": scale(vertical),
                "axis": upright(vertical, "ng/mL"),
            },
        },
        "layer": layers,
    }


def level_axis(
    series: Sequence[Series], height: float, look: Look, points: Array | None = None
) -> Axis:
    """Return the axis of levels [ng/mL] that holds all lines, bands and points."""
    rows = [row for one in series for row in (one.median, one.low, one.high)]
    everything = np.concatenate([row for row in (*rows, points) if row is not None])
    top = float(everything.max())
    above = everything[everything > 0]
    if look.log and above.size:
        return log_axis(float(above.min()), top, height / 26)
    return even_axis(top, height / 40)


def _height(width: float, panels: int) -> float:
    most = {1: 320.0, 2: 220.0}.get(panels, 180.0)
    return float(round(min(most, max(160.0, width * 0.6))))


def _room(least: float, series: Sequence[Series]) -> int:
    names = max(text_width(_marked(one), TEXT, bold=True) for one in series)
    below = max(text_width(text, SMALL) for one in series for text in _below(one))
    return math.ceil(max(least, names, below)) + _LEADER + _SWATCH + _GAP


def _marked(one: Series) -> str:
    """Return the name of a model, with a mark where a caution stands below the picture."""
    return f"{one.name}\u00a0!" if one.cautions else one.name


def _below(one: Series) -> list[str]:
    site = one.site if "not stated" in one.site else f"{one.site} blood"
    return [site.replace("not stated", "site not stated"), *["low evidence"] * one.low_evidence]


def _label(one: Series, place: int, room: float) -> Label:
    width = room - _LEADER - _SWATCH - _GAP
    return Label(
        name=tuple(wrapped(_marked(one), width, TEXT, bold=True)),
        below=tuple(line for text in _below(one) for line in wrapped(text, width, SMALL)),
        place=place,
        end=float(one.median[-1]),
    )


def _ends(
    labels: Sequence[Label], vertical: Axis, look: Look, size: tuple[float, float]
) -> list[Spec]:
    """Return the labels at the ends of lines, each with a leader and a sample of its line."""
    width, height = size
    ends = [height * (1 - vertical.share(label.end)) for label in labels]
    sizes = [label.height for label in labels]
    wanted = [end - _LINE / 2 - _ABOVE for end in ends]
    found: list[Spec] = []
    for label, end, top in zip(labels, ends, spread(wanted, sizes, height), strict=True):
        colour = hue(label.place, look)
        first = top + _ABOVE + _LINE / 2
        at = width + _LEADER + _SWATCH + _GAP
        if not vertical.log or label.end >= vertical.low:
            leader = (width + 2, end, width + _LEADER, first)
            found.append(stroke(leader, look, color=colour, strokeWidth=0.75))
        found.append(
            stroke(
                (width + _LEADER, first, width + _LEADER + _SWATCH, first),
                look,
                color=colour,
                strokeWidth=2.5,
                strokeDash=dash(label.place),
            )
        )
        found.append(words(label.name, (at, first), look, fontWeight="bold"))
        second = first + _LINE * len(label.name)
        found.append(words(label.below, (at, second), look, fontSize=SMALL, color=inks(look).muted))
    return found


def _points(one: Series, unit: float, vertical: Axis, width: int) -> list[dict[str, float]]:
    """Return what is drawn of a series; a logarithmic axis has a place for zero, far below it."""
    rows = [row for row in (one.median, one.low, one.high) if row is not None]
    kept = thinned(rows, width)
    foot = vertical.low / 1000 if vertical.log else 0.0
    names = ("level", "low", "high")
    return [
        {"t": rounded(float(one.times[place]) / unit)}
        | {
            name: rounded(max(float(row[place]), foot))
            for name, row in zip(names, rows, strict=False)
        }
        for place in kept
    ]


def _band(points: list[dict[str, float]], place: int, look: Look, bands: int) -> Spec:
    """Return a band, the fainter the more of them lie over each other."""
    return {
        "data": {"values": [{"t": p["t"], "low": p["low"], "high": p["high"]} for p in points]},
        "mark": {
            "type": "area",
            "clip": True,
            "color": hue(place, look),
            "opacity": 1,
            "fillOpacity": rounded(min(0.16, 0.5 / bands)),
            "stroke": hue(place, look),
            "strokeOpacity": 0.6,
            "strokeWidth": 0.75,
            "strokeDash": dash(place),
        },
        "encoding": {
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
        },
    }


def _curve(points: list[dict[str, float]], place: int, look: Look) -> list[Spec]:
    """Return a dashed line with a hair below it, so that no peak is lost between two dashes."""
    data = {"values": [{"t": p["t"], "level": p["level"]} for p in points]}
    line = {"type": "line", "clip": True, "color": hue(place, look), "strokeJoin": "round"}
    hair = {"data": data, "mark": {**line, "strokeWidth": 0.75}}
    own = dash(place)
    thick = {"data": data, "mark": {**line, "strokeWidth": 2, "strokeDash": own}}
    return [thick] if own == [1, 0] else [hair, thick]
