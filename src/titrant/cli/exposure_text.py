"""Exposure bands beside guidance, as text and as JSON values."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from msgspec import to_builtins

from titrant.cli.page import Page
from titrant.dosing.bands import CAUTION, Band, Bands
from titrant.dosing.guidance import Guidance, Option


def exposure_record(bands: Mapping[str, Bands]) -> dict[str, Any]:
    """Return the bands by kind of option as JSON values."""
    return {"caution": CAUTION, "options": {kind: to_builtins(one) for kind, one in bands.items()}}


def exposure_text(guidance: Guidance, bands: Mapping[str, Bands], width: int) -> str:
    """Return what the models say of each option with a dose, with words of caution first."""
    page = Page(width)
    lines = ["", "WHAT PUBLISHED MODELS SAY", *page.wrap(CAUTION, 2)]
    shown = [one for one in guidance.options if one.kind in bands and one.amount is not None]
    if not shown:
        return "\n".join([*lines, *page.wrap("No option of today has a dose.", 2)])
    lines += _models(bands.values(), page)
    for option in shown:
        lines += _option(option, bands[option.kind], page)
    sessions = [one for option in shown for one in bands[option.kind].sessions]
    if sessions:
        lines += ["", "  Sessions so far, by the same models:"]
        lines += _sessions(dict.fromkeys(sessions), page)
    refused = _refused([bands[option.kind] for option in shown])
    if refused:
        lines += ["", "  Left out:"]
        lines += [line for why in refused for line in page.entry("-", why, 4)]
    return "\n".join(lines)


def _models(bands: Iterable[Bands], page: Page) -> list[str]:
    used = dict.fromkeys(model for one in bands for model in one.models)
    lines = ["", "  Bands are over these models:"] if used else []
    for model in used:
        lines += page.entry("-", f"{model.title}, {model.site} blood", 4)
        lines += [line for said in model.caution for line in page.wrap(said, 8)]
    return lines


def _refused(bands: Iterable[Bands]) -> list[str]:
    """Return why models were left out, each model once."""
    said = [why for one in bands if one.option is not None for why in one.refused]
    model = {why: why.partition(" was ")[0].partition(" does ")[0] for why in said}
    return list({model[why]: why for why in reversed(said)}.values())


def _option(option: Option, bands: Bands, page: Page) -> list[str]:
    if bands.option is None:
        return ["", *page.wrap(f"{option.title}: no band. {' '.join(bands.refused)}", 2, 4)]
    return ["", *page.wrap(f"{option.title}, that is {_said(bands.option)}", 2, 4)]


def _said(band: Band) -> str:
    return (
        f"{band.given}: peak {_span(band.cmax)} ng/mL, area to infinity {_span(band.auc)} ng·h/mL."
    )


def _span(ends: tuple[float, float]) -> str:
    low, high = (f"{end:,g}" for end in ends)
    return low if low == high else f"{low} to {high}"


def _sessions(bands: Iterable[Band], page: Page) -> list[str]:
    """Return one line for sessions on end that were alike."""
    lines: list[str] = []
    for _, group in groupby(bands, key=lambda one: (one.given, one.cmax, one.auc)):
        alike = list(group)
        first, last = alike[0].on, alike[-1].on
        when = f"{first}" if first == last else f"{first} to {last}, {len(alike)} sessions"
        lines += page.entry("-", f"{when}: {_said(alike[0])}", 4)
    return lines
