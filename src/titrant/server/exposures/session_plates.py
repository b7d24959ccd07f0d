"""Past sessions as a specification of Vega-Lite: strips of doses and of pressures over one axis.

Each drug and route has a strip of its own: doses that cannot be compared do not share an axis of
milligrams. Colours are names, which become those of the page that shows the picture.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from titrant.clinical import Route
from titrant.server.pictures.grounds import ink
from titrant.server.pictures.wanted import Plate, Spec
from titrant.units import Drug

WIDE, NARROW = 720, 352  # px
_STRIP, _PRESSURE, _APART = 84, 108, 60  # px: heights of the parts, and how far they lie apart
_PADDING, _NUMBERS, _TITLE, _DAYS = 8, 36, 27, 20  # px: about all, beside, above and below them
_LONG = timedelta(days=400)  # from here on the axis says years
HUES = {Drug.KETAMINE: "racemic", Drug.ESKETAMINE: "esketamine"}
_SHAPES = {Drug.KETAMINE: "circle", Drug.ESKETAMINE: "square"}


@dataclass(frozen=True)
class Session:
    """What is drawn of one session: None where it was not written down."""

    at: datetime
    drug: Drug
    route: Route
    stopped: bool
    mg: Decimal | None
    high: int | None
    low: int | None


def plate(drawn: Sequence[Session], until: datetime, width: int) -> Plate:
    """Return sessions, the oldest first, as one specification; `until` is the end of today."""
    first, last = drawn[0].at, max(drawn[-1].at, until)
    rim = max((last - first) / 40, timedelta(days=1))
    axis: Spec = {
        "field": "at",
        "type": "temporal",
        "scale": {
            "type": "utc",
            "domain": [_place(first - rim), _place(last + rim)],
            "nice": False,
        },
        "axis": {
            "title": None,
            "format": "%b %Y" if last - first > _LONG else "%-d %b",
            "tickCount": 6 if width == WIDE else 4,
            "grid": False,
            "labelOverlap": "greedy",
            "labelBound": True,
        },
    }
    given = [one for one in drawn if one.mg is not None]
    kinds = dict.fromkeys((one.drug, one.route) for one in given)
    parts = [
        _strip([one for one in given if (one.drug, one.route) == kind], axis, until)
        for kind in kinds
    ]
    pressed = [one for one in drawn if one.high is not None]
    if pressed:
        parts.append(_pressures(pressed, axis, until))
    for part in parts:
        part["width"] = width - 2 * _PADDING - _NUMBERS
    heights = sum(part["height"] for part in parts) + _APART * (len(parts) - 1)
    return Plate(_whole(parts), width, 2 * _PADDING + _TITLE + heights + _DAYS)


def _whole(parts: list[Spec]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": ink("raised"),
        "padding": _PADDING,
        "bounds": "flush",
        "spacing": _APART,
        "vconcat": parts,
        "config": {
            "aria": False,
            "font": "system-ui, sans-serif",
            "view": {"stroke": None},
            "title": {
                "anchor": "start",
                "fontSize": 13,
                "fontWeight": 600,
                "offset": 10,
                "color": ink("ink"),
            },
            "axis": {
                "labelColor": ink("quiet"),
                "labelFontSize": 12,
                "gridColor": ink("line"),
                "domainColor": ink("edge"),
                "tickColor": ink("edge"),
            },
        },
    }


def _strip(given: Sequence[Session], axis: Spec, until: datetime) -> Spec:
    """Return the doses of one drug by one route: a stem and a mark each, from nought."""
    drug, route = given[0].drug, given[0].route
    hue, shape = ink(HUES[drug]), _SHAPES[drug]
    y = _upright("mg")
    mark = {"type": "point", "shape": shape, "size": 56, "color": hue, "opacity": 1}
    whole = _rows(one for one in given if not one.stopped)
    stopped = _rows(one for one in given if one.stopped)
    return {
        "height": _STRIP,
        "title": {
            "text": f"{drug.words.capitalize()}, {route.words}: given [mg]",
            "color": hue,
        },
        "layer": [
            _line(until, axis),
            {
                "data": {"values": [*whole, *stopped]},
                "mark": {"type": "rule", "color": hue},
                "encoding": {"x": axis, "y": y, "y2": {"datum": 0}},
            },
            *(
                {
                    "data": {"values": values},
                    "mark": {**mark, "filled": True} if full else {**mark, "fill": ink("raised")},
                    "encoding": {"x": axis, "y": y},
                }
                for values, full in ((whole, True), (stopped, False))
                if values
            ),
        ],
    }


def _pressures(pressed: Sequence[Session], axis: Spec, until: datetime) -> Spec:
    """Return the highest pressures: a bar from the lower number to the higher, a mark at each."""
    layers = [_line(until, axis)]
    for drug in dict.fromkeys(one.drug for one in pressed):
        values = _rows(one for one in pressed if one.drug is drug)
        mark = {
            "type": "point",
            "shape": _SHAPES[drug],
            "size": 28,
            "color": ink(HUES[drug]),
            "filled": True,
            "opacity": 1,
        }
        bar = {"type": "rule", "color": ink(HUES[drug])}
        ends = {"x": axis, "y": _upright("low"), "y2": {"field": "high"}}
        layers.append({"data": {"values": values}, "mark": bar, "encoding": ends})
        layers += [
            {"data": {"values": values}, "mark": mark, "encoding": {"x": axis, "y": _upright(end)}}
            for end in ("low", "high")
        ]
    return {"height": _PRESSURE, "title": "Highest pressure [mmHg]", "layer": layers}


def _rows(sessions: Iterable[Session]) -> list[dict[str, Any]]:
    return [
        {"at": _place(one.at), "mg": one.mg, "high": one.high, "low": one.low} for one in sessions
    ]


def _upright(field: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"zero": field == "mg", "nice": True},
        "axis": {
            "title": None,
            "tickCount": 4,
            "domain": False,
            "ticks": False,
            "minExtent": _NUMBERS,
            "maxExtent": _NUMBERS,
        },
    }


def _line(until: datetime, axis: Spec) -> Spec:
    """Return the line of today: where the day ends."""
    return {
        "data": {"values": [{"at": _place(until)}]},
        "mark": {"type": "rule", "color": ink("quiet"), "strokeDash": [4, 3]},
        "encoding": {"x": axis},
    }


def _place(at: datetime) -> int:
    """Return where a moment stands on the axis [ms]: the clinic's clock, read as if it were UTC."""
    return int(at.replace(tzinfo=UTC).timestamp()) * 1000
