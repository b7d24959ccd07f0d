"""Levels as a page shows them: from the least to the most that the models say, and their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from titrant.dosing.bands import Band as OneBand
from titrant.dosing.bands import Used
from titrant.server.guidance.levels import bands_of
from titrant.server.guidance.models import Band


@dataclass(frozen=True)
class Line:
    """One band; `peak` in ng/mL and `area` in ng·h/mL, each the least and the most."""

    given: str
    on: date | None
    peak: tuple[str, ...]
    area: tuple[str, ...]


@dataclass(frozen=True)
class Levels:
    """What the page says: that it waits, that it failed, or the bands and what they are over."""

    waits: bool = False
    failed: bool = False
    option: Line | None = None
    sessions: tuple[Line, ...] = ()
    models: tuple[Used, ...] = ()
    refused: Sequence[tuple[str, tuple[Used, ...]]] = ()


def levels_shown(band: Band) -> Levels:
    """Return what a page shows of the levels of an option."""
    if band.waits:
        return Levels(waits=not band.given_up, failed=band.given_up)
    found = bands_of(band)
    return Levels(
        option=None if found.option is None else _line(found.option),
        sessions=tuple(map(_line, found.sessions)),
        models=found.models,
        refused=[
            (why, tuple(one for one in found.named if one.title in why)) for why in found.refused
        ],
    )


def _line(band: OneBand) -> Line:
    return Line(band.given, band.on, _ends(band.cmax), _ends(band.auc))


def _ends(ends: tuple[float, float]) -> tuple[str, ...]:
    """Return both ends as they are written; one, where the models agree to two figures."""
    return tuple(dict.fromkeys(f"{end:g}" for end in ends))
