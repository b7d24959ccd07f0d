"""The doses of a course as marks on the axis of time of its levels."""

from collections.abc import Sequence

from titrant.cli.pictures.layout import Axis, figures, rounded
from titrant.cli.pictures.style import SMALL, axis, heading, inks, scale, upright, words
from titrant.cli.pictures.values import Given, Look, Spec
from titrant.pkpd.spoken import by_route

_HEIGHT, _LINE = 44, 14  # px
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")


def dose_panel(doses: Sequence[Given], time: tuple[Axis, float], look: Look, width: float) -> Spec:
    """Return a panel with a mark for each dose, as high as its amount.

    `time` is the axis and its unit [h]; `width` in px. Doses that one could not tell apart are
    drawn as the largest of them.
    """
    horizontal, unit = time
    routes = route_labels(doses)
    shown = _seen(doses, horizontal.high * unit, width)
    top = max(dose.amount for dose in shown)
    vertical = Axis(low=0.0, high=max(top, 1e-9), ticks=(0.0, rounded(top)))
    height = max(_HEIGHT, _LINE * len(routes))
    middle = height / 2 - _LINE * (len(routes) - 1) / 2
    layers: list[Spec] = [
        heading("doses", look),
        {
            "data": {"values": [_mark(dose, unit) for dose in shown]},
            "mark": {"type": "rule", "color": inks(look).muted},
            "encoding": {"y2": {"datum": 0}},
        },
    ]
    for place, (route, said) in enumerate(routes.items()):
        point = {
            "type": "point",
            "shape": _SHAPES[place % len(_SHAPES)],
            "filled": True,
            "size": 44,
            "opacity": 1,
            "color": inks(look).ink,
        }
        own = [dose for dose in shown if dose.route == route]
        at = middle + _LINE * place
        layers.append({"data": {"values": [_mark(dose, unit) for dose in own]}, "mark": point})
        layers.append(
            {
                "data": {"values": [{}]},
                "mark": point,
                "encoding": {"x": {"value": width + 23}, "y": {"value": at}},
            }
        )
        layers.append(words([said], (width + 39, at), look, fontSize=SMALL))
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
                "field": "amount",
                "type": "quantitative",
                "scale": scale(vertical),
                "axis": upright(vertical, "mg"),
            },
        },
        "layer": layers,
    }


def _mark(dose: Given, unit: float) -> dict[str, float]:
    return {"t": rounded(dose.at / unit), "amount": rounded(dose.amount)}


def _seen(doses: Sequence[Given], until: float, width: float) -> list[Given]:
    """Return the doses begun in the time that is shown, of each route one in a pixel at most."""
    found: dict[tuple[int, str], Given] = {}
    for dose in doses:
        if dose.at > until:
            continue
        place = (int(dose.at / until * width), dose.route)
        if place not in found or found[place].amount < dose.amount:
            found[place] = dose
    return list(found.values())


def route_labels(doses: Sequence[Given]) -> dict[str, str]:
    """Return for each route how often and how much is given by it."""
    return {route: _route(route, doses) for route in dict.fromkeys(dose.route for dose in doses)}


def _route(route: str, doses: Sequence[Given]) -> str:
    amounts = [dose.amount for dose in doses if dose.route == route]
    low, high = figures(min(amounts)), figures(max(amounts))
    span = low if low == high else f"{low} to {high}"
    number = f"{len(amounts)} × " if len(amounts) > 1 else ""
    return f"{number}{span} mg {by_route(route)}"
