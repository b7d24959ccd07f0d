"""A visual predictive check: what was measured over what a model simulates."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from titrant.cli.pictures.layout import figures, rounded
from titrant.cli.pictures.levels import cautions, single_panel
from titrant.cli.pictures.style import framed, inks
from titrant.cli.pictures.tables import level_table
from titrant.cli.pictures.values import Array, Look, Picture, Series, Spec, Table


class Observed(Struct, frozen=True, kw_only=True):
    """What was measured: levels [ng/mL] at times [h], both of the shape (points,)."""

    times: Array
    levels: Array


def predictive_check(
    simulated: Series, observed: Observed, look: Look, *, title: str, said: Sequence[str]
) -> Picture:
    """Return measured points over a band; the caption counts those outside of it.

    The band ought to hold how measurements scatter, too. Raises `ValueError` where there is no
    band, no point, or a point later than the last simulated time.
    """
    if simulated.low is None or simulated.high is None:
        raise ValueError("a predictive check needs the 5th and 95th percentile")
    if not observed.times.size or observed.times.shape != observed.levels.shape:
        raise ValueError("a predictive check needs as many times as levels, and one at least")
    if observed.times.max() > simulated.times[-1] or observed.times.min() < simulated.times[0]:
        raise ValueError("a point lies outside of the times that were simulated")
    low = np.interp(observed.times, simulated.times, simulated.low)
    high = np.interp(observed.times, simulated.times, simulated.high)
    below = int((observed.levels < low).sum())
    above = int((observed.levels > high).sum())
    counts = counted(below, above, len(observed.times))
    told = (*said, "Dots: measured. Line: simulated median. Band: 5th to 95th percentile.", counts)
    view, unit, foot = single_panel(simulated, observed.levels, look)
    view["layer"].append(_dots(observed, unit, foot, look))
    notes = cautions([simulated])
    hidden = int((observed.levels < foot).sum()) if look.log else 0
    if hidden:
        notes = (f"Lying below the axis, drawn at its foot: {hidden} of the points.", *notes)
    return Picture(
        title=title,
        said=told,
        notes=notes,
        specification=framed([view], look, title=title, said=told, notes=notes),
        tables=(_counts(below, above, len(observed.times)), level_table([simulated])),
    )


def counted(below: int, above: int, points: int) -> str:
    """Return in words how many points lie outside of a band from the 5th to the 95th percentile."""
    outside = below + above
    return (
        f"{outside} of {points} points ({figures(100 * outside / points)} %) lie outside of the "
        f"band, {below} below and {above} above; one in ten is expected."
    )


def _dots(observed: Observed, unit: float, foot: float, look: Look) -> Spec:
    return {
        "data": {
            "values": [
                {"t": rounded(float(time) / unit), "level": rounded(max(float(level), foot))}
                for time, level in zip(observed.times, observed.levels, strict=True)
            ]
        },
        "mark": {
            "type": "point",
            "filled": False,
            "size": 24,
            "opacity": 0.8,
            "strokeWidth": 1.2,
            "color": inks(look).ink,
        },
    }


def _counts(below: int, above: int, points: int) -> Table:
    rows = (
        ("below the 5th percentile", str(below), "5 %"),
        ("within", str(points - below - above), "90 %"),
        ("above the 95th percentile", str(above), "5 %"),
    )
    return Table(caption="Measured points", head=("", "points", "expected"), rows=rows)
