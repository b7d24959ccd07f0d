"""How pictures look: grounds, inks, a hue and a dash for each model, and the frame about a picture.

The hues are those of Okabe and Ito, made darker or lighter until each stands out from its ground
three to one. No two of them share a dash, so that nothing is told by colour alone.
"""

from collections.abc import Sequence

from msgspec import Struct

from titrant.cli.pictures.layout import THIN, Axis, wrapped
from titrant.cli.pictures.values import NOT_THIS_PATIENT, Look, Spec

PADDING = 16  # px on every side
LEFT = 62  # px for an axis with its title
TITLE, TEXT, SMALL = 16, 12, 11  # px
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_NUMBERS = 38  # px for the numbers of an axis at the left
_ABOVE = 58  # px from the views to the notes
_NOTE = 15  # px from line to line
_FONT = "sans-serif"

DASHES: tuple[tuple[int, ...], ...] = (
    (1, 0),
    (8, 4),
    (2, 3),
    (10, 3, 2, 3),
    (5, 2),
    (14, 4),
    (6, 2, 2, 2, 2, 2),
    (3, 6),
)


class Inks(Struct, frozen=True, kw_only=True):
    """The colours of one ground."""

    ground: str
    ink: str
    muted: str
    grid: str
    band: str
    hues: tuple[str, ...]


LIGHT = Inks(
    ground="#ffffff",
    ink="#1b1e21",
    muted="#565c63",
    grid="#e4e7ea",
    band="#c9ced4",
    hues=(
        "#0072b2",
        "#d55e00",
        "#007a5a",
        "#a8487f",
        "#8a6a00",
        "#3b3b3b",
        "#2584b8",
        "#7a3e00",
    ),
)
DARK = Inks(
    ground="#14171a",
    ink="#e3e6e8",
    muted="#a3abb3",
    grid="#2b3036",
    band="#454c54",
    hues=(
        "#56b4e9",
        "#f0803c",
        "#2ec49a",
        "#e39ac4",
        "#e6c229",
        "#d0d0d0",
        "#8fcbf0",
        "#d9a066",
    ),
)


def inks(look: Look) -> Inks:
    """Return the colours of the ground that was asked for."""
    return DARK if look.dark else LIGHT


def hue(place: int, look: Look) -> str:
    """Return the colour of the model at a place."""
    hues = inks(look).hues
    return hues[place % len(hues)]


def dash(place: int) -> list[int]:
    """Return the dash of the model at a place; a colour that comes again has another one."""
    return list(DASHES[(place + place // len(DASHES)) % len(DASHES)])


def inner(look: Look) -> int:
    """Return the width between the paddings [px]."""
    return look.width - 2 * PADDING


def axis(of: Axis, title: str | None, *, grid: bool = True) -> Spec:
    """Return how an axis is drawn, with our ticks at their places."""
    return {
        "title": title,
        "values": list(of.ticks),
        "grid": grid,
        "format": ",.6~r",
        "labelOverlap": False,
        "labelFlush": False,
    }


def upright(of: Axis, title: str) -> Spec:
    """Return how an axis at the left is drawn: as far from its title whatever its numbers are."""
    return {
        **axis(of, title),
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "minExtent": _NUMBERS,
        "maxExtent": _NUMBERS,
    }


def scale(of: Axis) -> Spec:
    """Return the scale of an axis."""
    kind = {"type": "log"} if of.log else {"type": "linear", "zero": False}
    return {**kind, "domain": [of.low, of.high], "nice": False}


def heading(text: str, look: Look) -> Spec:
    """Return what stands above a panel."""
    return words([text], (0, -16), look, fontSize=TEXT + 1, fontWeight="bold")


def words(text: Sequence[str], place: tuple[float, float], look: Look, **mark: object) -> Spec:
    """Return lines of text at a place [px] of a view, unaltered by its scales."""
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "fontSize": TEXT,
            "color": inks(look).ink,
            "lineHeight": _NOTE - 1,
            "tooltip": None,
            **mark,
        },
        "encoding": {
            "x": {"value": place[0]},
            "y": {"value": place[1]},
            "text": {"value": list(text) if len(text) != 1 else text[0]},
        },
    }


def stroke(ends: tuple[float, float, float, float], look: Look, **mark: object) -> Spec:
    """Return a straight line between two places x, y, x2, y2 [px] of a view."""
    names = ("x", "y", "x2", "y2")
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": inks(look).muted, "tooltip": None, **mark},
        "encoding": {name: {"value": end} for name, end in zip(names, ends, strict=True)},
    }


def framed(
    views: Sequence[Spec],
    look: Look,
    *,
    title: str,
    said: Sequence[str],
    notes: Sequence[str] = (),
    left: float = LEFT,
    columns: int = 1,
    apart: tuple[float, float] = (64, 0),
) -> Spec:
    """Return a whole specification: title and sentences above the views, notes below them.

    The views stand in rows of so many `columns`. `left` is how far the first of them lies from the
    padding, `apart` how far rows and columns lie from each other [px].
    """
    width = inner(look)
    under = [line for text in (*said, NOT_THIS_PATIENT) for line in wrapped(text, width, TEXT)]
    every = list(views)
    if notes:
        every += [_nothing() for _ in range(-len(views) % columns)]
        every.append(_notes(notes, look, (left, apart[0] - _ABOVE)))
    return {
        "$schema": SCHEMA,
        "description": " ".join((f"{title}.", *said, NOT_THIS_PATIENT)),
        "background": inks(look).ground,
        "padding": PADDING,
        "title": {
            "text": wrapped(title, width, TITLE, bold=True),
            "subtitle": under,
        },
        "bounds": "flush",
        "align": "each",
        "columns": columns,
        "spacing": {"row": apart[0], "column": apart[1]},
        "concat": every,
        "config": _config(look),
    }


def _nothing() -> Spec:
    """Return an empty view, which fills a row."""
    return {
        "width": 10,
        "height": 10,
        "data": {"values": [{}]},
        "mark": {"type": "point", "opacity": 0},
    }


def _notes(notes: Sequence[str], look: Look, moved: tuple[float, float]) -> Spec:
    """Return the notes, moved to the left and up from where a view would stand [px]."""
    lines: list[str] = []
    for note in notes:
        first, *rest = wrapped(note, inner(look) - 10, SMALL)
        lines += [first, *(f"\u2003{line}" for line in rest)]
    text = words(
        lines,
        (-moved[0], -moved[1]),
        look,
        fontSize=SMALL,
        color=inks(look).muted,
        baseline="top",
        lineHeight=_NOTE,
    )
    return {
        "width": 10,
        "height": max(1, _NOTE * len(lines) - moved[1]),
        "view": {"stroke": None},
        **text,
    }


def _config(look: Look) -> Spec:
    shade = inks(look)
    return {
        "font": _FONT,
        "locale": {
            "number": {
                "decimal": ".",
                "thousands": THIN,
                "grouping": [3],
                "currency": ["", ""],
                "minus": "−",
            }
        },
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": shade.ink,
            "fontSize": TITLE,
            "lineHeight": TITLE + 4,
            "subtitleColor": shade.muted,
            "subtitleFontSize": TEXT,
            "subtitleLineHeight": TEXT + 5,
            "subtitlePadding": 6,
            "offset": 20,
        },
        "axis": {
            "domainColor": shade.muted,
            "tickColor": shade.muted,
            "gridColor": shade.grid,
            "labelColor": shade.muted,
            "titleColor": shade.ink,
            "labelFontSize": SMALL,
            "titleFontSize": TEXT,
            "titleFontWeight": "normal",
            "labelPadding": 4,
            "titlePadding": 8,
        },
    }
