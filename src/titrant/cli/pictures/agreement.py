"""What was published against what is predicted: points about the line where both are the same."""

import math
from collections.abc import Sequence

from titrant.cli.pictures.layout import Axis, figures, log_axis, rounded, text_width
from titrant.cli.pictures.style import (
    LEFT,
    SMALL,
    axis,
    framed,
    heading,
    hue,
    inks,
    inner,
    scale,
    upright,
    words,
)
from titrant.cli.pictures.values import Look, Pair, Picture, Spec, Table

WITHIN = 0.2
"""How far, as a share of what was published, a prediction may lie off and count as near."""

_SIDE, _MOST, _GAP = 220, 420, 24  # px of a panel at least and at most, and between two
_LINE, _OFF = 13, 8  # px
_TOLD = 6  # of those who found no room for a name
_EDGE = 1.25  # room about the outermost points, as a factor
Box = tuple[float, float, float, float]
"""Left, top, right, bottom [px]."""


def agreement(
    pairs: Sequence[Pair], look: Look, *, title: str, said: Sequence[str] = ()
) -> Picture:
    """Return published numbers against predicted ones, a panel for each quantity and unit.

    Points that lie off by more than a fifth are named beside the point, or below the picture where
    there is no room. Raises `ValueError` where there is no pair, or a number is not above zero.
    """
    if not pairs:
        raise ValueError("there is nothing to compare")
    for pair in pairs:
        if not (0 < pair.published < math.inf and 0 < pair.predicted < math.inf):
            raise ValueError(f"{pair.name}: {pair.quantity} is not above zero")
    kinds = list(dict.fromkeys((pair.quantity, pair.unit) for pair in pairs))
    columns = max(1, min(len(kinds), (inner(look) + _GAP) // (_SIDE + LEFT + _GAP)))
    side = min(_MOST, (inner(look) - (columns - 1) * _GAP) // columns - LEFT - _OFF)
    views, crowded = [], []
    for kind in kinds:
        own = [pair for pair in pairs if (pair.quantity, pair.unit) == kind]
        view, unnamed = _panel(own, side, look)
        views.append(view)
        crowded += unnamed
    near = sum(_near(pair) for pair in pairs)
    told = (
        *said,
        f"{near} of {len(pairs)} numbers are predicted within {WITHIN:.0%} (the grey band). "
        "On the line both are the same.".replace("%", "\u00a0%"),
    )
    notes = _notes(crowded)
    return Picture(
        title=title,
        said=told,
        notes=notes,
        specification=framed(
            views,
            look,
            title=title,
            said=told,
            notes=notes,
            columns=columns,
            apart=(84, LEFT + _GAP),
        ),
        tables=(_table(pairs),),
    )


def _notes(crowded: Sequence[Pair]) -> tuple[str, ...]:
    """Return a line for each of those who found no room, and how many more there are."""
    notes = [f"Not named above: {_words(pair)}." for pair in crowded[:_TOLD]]
    if len(crowded) > _TOLD:
        notes.append(f"And {len(crowded) - _TOLD} more, which the table tells.")
    return tuple(notes)


def _ratio(pair: Pair) -> float:
    return pair.predicted / pair.published


def _near(pair: Pair) -> bool:
    return abs(_ratio(pair) - 1) <= WITHIN + 1e-9


def _off(pair: Pair) -> str:
    """Return how far a prediction lies off, in words."""
    if _ratio(pair) >= 2:
        return f"× {figures(_ratio(pair))}"
    return f"{100 * (_ratio(pair) - 1):+.0f}\u00a0%".replace("-", "−")


def _words(pair: Pair) -> str:
    return f"{pair.name}, {pair.quantity} {_off(pair)}"


def _panel(pairs: Sequence[Pair], side: int, look: Look) -> tuple[Spec, list[Pair]]:
    """Return a square panel, and those who lie off and found no room for a name."""
    numbers = [number for pair in pairs for number in (pair.published, pair.predicted)]
    both = log_axis(min(numbers) / _EDGE, max(numbers) * _EDGE, side / 44, decades=12)
    labels, unnamed = _named(pairs, both, side)
    shade = inks(look)
    ends = [both.low, both.high]
    layers: list[Spec] = [
        heading(pairs[0].quantity, look),
        {
            "data": {
                "values": [
                    {"x": x, "low": x * (1 - WITHIN), "high": x * (1 + WITHIN)} for x in ends
                ]
            },
            "mark": {"type": "area", "clip": True, "color": shade.band, "opacity": 0.5},
            "encoding": {
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
            },
        },
        {
            "data": {"values": [{"x": x, "y": x} for x in ends]},
            "mark": {"type": "line", "color": shade.muted, "strokeWidth": 1},
        },
        _points([pair for pair in pairs if _near(pair)], look, near=True),
        _points([pair for pair in pairs if not _near(pair)], look, near=False),
    ]
    for pair, at, align in labels:
        text = [pair.name, _off(pair)]
        layers.append(words(text, at, look, fontSize=SMALL, lineHeight=_LINE, align=align))
    unit = f", {pairs[0].unit}" if pairs[0].unit != "1" else ""
    view = {
        "width": side,
        "height": side,
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": scale(both),
                "axis": axis(both, f"published{unit}"),
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "scale": scale(both),
                "axis": upright(both, f"predicted{unit}"),
            },
        },
        "layer": layers,
    }
    return view, unnamed


def _points(pairs: Sequence[Pair], look: Look, *, near: bool) -> Spec:
    """Return points, hollow where they are near and filled where they are named."""
    return {
        "data": {"values": [{"x": rounded(p.published), "y": rounded(p.predicted)} for p in pairs]},
        "mark": {
            "type": "point",
            "shape": "circle" if near else "diamond",
            "filled": not near,
            "size": 34 if near else 64,
            "opacity": 1,
            "strokeWidth": 1.5,
            "color": hue(0 if near else 1, look),
        },
    }


def _named(
    pairs: Sequence[Pair], both: Axis, side: int
) -> tuple[list[tuple[Pair, tuple[float, float], str]], list[Pair]]:
    """Return where the name of each pair that lies off stands, and those without room.

    Who lies off the most is placed first.
    """
    spots = {
        id(pair): (side * both.share(pair.published), side * (1 - both.share(pair.predicted)))
        for pair in pairs
    }
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in spots.values()]
    found, unnamed = [], []
    off = [pair for pair in pairs if not _near(pair)]
    for pair in sorted(off, key=lambda one: -abs(math.log(_ratio(one)))):
        wide = max(text_width(pair.name, SMALL), text_width(_off(pair), SMALL))
        for x, y, align in _places(*spots[id(pair)], wide):
            left = {"left": x, "right": x - wide, "center": x - wide / 2}[align]
            box = (left, y - _LINE / 2, left + wide, y + _LINE * 1.5)
            inside = box[0] >= 2 and box[1] >= 0 and box[2] <= side and box[3] <= side - 2
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                found.append((pair, (x, y), align))
                break
        else:
            unnamed.append(pair)
    return found, unnamed


def _places(x: float, y: float, wide: float) -> list[tuple[float, float, str]]:
    """Return where two lines may stand beside a point: the first line's middle, and its side."""
    up, down, middle = y - _OFF - _LINE * 1.5, y + _OFF + _LINE / 2, y - _LINE / 2
    return [
        (x + _OFF, middle, "left"),
        (x - _OFF, middle, "right"),
        (x, up, "center"),
        (x, down, "center"),
        (x + _OFF, up + _LINE, "left"),
        (x + _OFF, down - _LINE, "left"),
        (x - _OFF, up + _LINE, "right"),
        (x - _OFF, down - _LINE, "right"),
        (x + wide / 2, up, "center"),
        (x - wide / 2, down, "center"),
    ]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _table(pairs: Sequence[Pair]) -> Table:
    return Table(
        caption="Published and predicted numbers",
        head=("", "quantity", "published", "predicted", "off by"),
        rows=tuple(
            (
                pair.name,
                pair.quantity if pair.unit == "1" else f"{pair.quantity} in {pair.unit}",
                figures(pair.published),
                figures(pair.predicted),
                _off(pair),
            )
            for pair in pairs
        ),
    )
