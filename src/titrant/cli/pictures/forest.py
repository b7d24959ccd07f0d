"""Exposures side by side: a forest of peaks and areas by model and regimen."""

from collections.abc import Callable, Sequence

from titrant.cli.pictures.layout import Axis, even_axis, log_axis, rounded, text_width, wrapped
from titrant.cli.pictures.style import (
    SMALL,
    TEXT,
    axis,
    framed,
    heading,
    hue,
    inks,
    inner,
    scale,
    stroke,
    words,
)
from titrant.cli.pictures.tables import exposure_table, span
from titrant.cli.pictures.values import Exposed, Interval, Look, Picture, Spec

_LINE, _ROOM, _GAP = 14, 10, 12  # px: a line, what is free below a row, beside a column
_BESIDE = 760  # px from which on both panels stand side by side
_LEAST = 90  # px of a panel
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
_QUANTITIES: tuple[tuple[str, str, Callable[[Exposed], Interval]], ...] = (
    ("Cmax", "ng/mL", lambda one: one.cmax),
    ("AUC", "ng·h/mL", lambda one: one.auc),
)


def forest(rows: Sequence[Exposed], look: Look, *, title: str, said: Sequence[str]) -> Picture:
    """Return peaks [ng/mL] and areas [ng·h/mL], a row for each model, analyte and regimen.

    Rows of one analyte should follow each other. Raises `ValueError` where there are none.
    """
    if not rows:
        raise ValueError("there are no exposures to draw")
    places = {name: place for place, name in enumerate(dict.fromkeys(row.name for row in rows))}
    beside = look.width >= _BESIDE
    printed = [
        max(text_width(span(of(row)), SMALL) for row in rows) + _GAP for _, _, of in _QUANTITIES
    ]
    held = sum(printed) + 2 * _GAP if beside else max(printed)
    panels = 2 if beside else 1
    names = min(inner(look) - held - panels * _LEAST, _names(rows))
    width = int((inner(look) - names - held) / panels)
    labels = [_label(row, names - _GAP) for row in rows]
    tops = _tops(labels)
    views = [
        _panel(rows, places, (quantity, unit, of), (width, tops), look)
        for quantity, unit, of in _QUANTITIES
    ]
    for view in views[:1] if beside else views:
        view["layer"] += _printed_labels(labels, tops, names, look)
    cautions = tuple(
        dict.fromkeys(f"! {row.name}: {each}" for row in rows for each in row.cautions)
    )
    return Picture(
        title=title,
        said=tuple(said),
        notes=cautions,
        specification=framed(
            views,
            look,
            title=title,
            said=said,
            notes=cautions,
            left=names,
            columns=panels,
            apart=(84, printed[0] + 2 * _GAP),
        ),
        tables=(exposure_table(rows),),
    )


def _names(rows: Sequence[Exposed]) -> float:
    widest = max(
        max(
            text_width(_marked(row), TEXT, bold=True),
            *(text_width(text, SMALL) for text in _details(row)),
        )
        for row in rows
    )
    return widest + _GAP + 2


def _marked(row: Exposed) -> str:
    return f"{row.name}\u00a0!" if row.cautions else row.name


def _details(row: Exposed) -> list[str]:
    site = row.site if "not stated" in row.site else f"{row.site} blood"
    what = f"{row.analyte}, {site.replace('not stated', 'site not stated')}"
    return [*filter(None, (what, row.regimen)), *["low evidence"] * row.low_evidence]


def _label(row: Exposed, width: float) -> tuple[list[str], list[str]]:
    """Return the lines of a row's name and of what stands below it."""
    return (
        wrapped(_marked(row), width, TEXT, bold=True),
        [line for text in _details(row) for line in wrapped(text, width, SMALL)],
    )


def _tops(labels: Sequence[tuple[list[str], list[str]]]) -> list[float]:
    """Return where each row begins, and last where all of them end [px]."""
    found = [0.0]
    for name, below in labels:
        found.append(found[-1] + _LINE * (len(name) + len(below)) + _ROOM)
    return found


def _printed_labels(
    labels: Sequence[tuple[list[str], list[str]]], tops: Sequence[float], names: float, look: Look
) -> list[Spec]:
    found = []
    for (name, below), top in zip(labels, tops, strict=False):
        at = top + _ROOM / 2 + _LINE / 2
        found.append(words(name, (-names, at), look, fontWeight="bold"))
        at += _LINE * len(name)
        found.append(words(below, (-names, at), look, fontSize=SMALL, color=inks(look).muted))
    return found


def _axis(values: Sequence[Interval], width: float, look: Look) -> Axis:
    numbers = [n for one in values for n in (one.value, one.low, one.high) if n is not None]
    above = [number for number in numbers if number > 0]
    if look.log and above:
        return log_axis(min(above), max(above), width / 40)
    return even_axis(max(numbers), width / 60)


def _panel(
    rows: Sequence[Exposed],
    places: dict[str, int],
    what: tuple[str, str, Callable[[Exposed], Interval]],
    size: tuple[float, Sequence[float]],
    look: Look,
) -> Spec:
    """Return the intervals of one quantity, each with its numbers printed right of it."""
    quantity, unit, of = what
    width, tops = size
    horizontal = _axis([of(row) for row in rows], width, look)
    layers = [heading(quantity, look)]
    for row, top, end in zip(rows, tops, tops[1:], strict=False):
        value, middle = of(row), (top + end) / 2
        colour = hue(places[row.name], look)
        if top and row.analyte != rows[tops.index(top) - 1].analyte:
            layers.append(stroke((0, top, width, top), look, color=inks(look).grid))
        if value.low is not None and value.high is not None and value.low < value.high:
            ends = [width * horizontal.share(number) for number in (value.low, value.high)]
            layers.append(
                stroke((ends[0], middle, ends[1], middle), look, color=colour, strokeWidth=2.5)
            )
            layers += [
                stroke((x, middle - 4, x, middle + 4), look, color=colour, strokeWidth=1.5)
                for x in ends
            ]
        layers.append(_point(value.value, middle, places[row.name], look))
        layers.append(words([span(value)], (width + _GAP, middle), look, fontSize=SMALL))
    return {
        "width": width,
        "height": tops[-1],
        "encoding": {
            "x": {
                "field": "value",
                "type": "quantitative",
                "scale": scale(horizontal),
                "axis": axis(horizontal, unit),
            }
        },
        "layer": layers,
    }


def _point(value: float, middle: float, place: int, look: Look) -> Spec:
    return {
        "data": {"values": [{"value": rounded(value)}]},
        "mark": {
            "type": "point",
            "shape": _SHAPES[place % len(_SHAPES)],
            "filled": True,
            "size": 80,
            "opacity": 1,
            "color": hue(place, look),
            "stroke": inks(look).ground,
            "strokeWidth": 1,
        },
        "encoding": {"y": {"value": middle}},
    }
