"""Curves as a reader sees them, and as JSON values."""

from collections.abc import Callable
from typing import Any

import numpy as np

from titrant.cli.curve_values import Curve, Curves, Gain, Told
from titrant.cli.model_text import domain_words
from titrant.cli.page import Page
from titrant.pkpd.inputs import Array
from titrant.pkpd.regimen_text import described
from titrant.pkpd.spoken import brief_hours

_SHOWN = (0.25, 0.5, 1, 2, 4, 8, 24)  # hours after the last dose began, in the printed table
_INTERACTION = (
    "What reaches the blood is multiplied by the ratio of areas that was measured by this route; "
    "the shape of the curve is not moved."
)


def record(found: Curves) -> dict[str, Any]:
    """Return what came out as JSON values."""
    return {
        "regimen": described(found.regimen),
        "subjects": found.subjects,
        "seed": found.seed if found.subjects is not None else None,
        "covariates": found.covariates,
        "with": found.other,
        "threshold_ng_per_ml": found.threshold,
        "accumulation_absent": found.alone or None,
        "models": [_curve_record(one, found.times) for one in found.curves],
    }


def _curve_record(one: Curve, times: Array) -> dict[str, Any]:
    return {
        "id": one.model.id,
        "analyte": one.analyte.name,
        "site": one.model.site,
        "evidence": one.model.evidence,
        "drugs": list(one.model.drugs),
        "times_h": _rounded(times, 9),
        "median": _rounded(one.median, 6),
        "p05": None if one.low is None else _rounded(one.low, 6),
        "p95": None if one.high is None else _rounded(one.high, 6),
        "cmax": _told_record(one.cmax, "ng/mL"),
        "tmax_h": round(one.tmax.value, 4),
        "tmax": _told_record(one.tmax, "h"),
        "auc": _told_record(one.auc, "ng·h/mL"),
        "time_above": None if one.above is None else _told_record(one.above, "h"),
        "accumulation": None if one.gain is None else _gain_record(one.gain),
        "domain": domain_words(one.model),
        "caution": [*one.model.caution, *([one.analyte.caution] if one.analyte.caution else [])],
    }


def _gain_record(gain: Gain) -> dict[str, Any]:
    """Return how the last dosing interval compares with the first, as JSON values."""
    return {
        "interval_h": round(gain.length, 9),
        "auc": _told_record(gain.auc, "1"),
        "cmax": _told_record(gain.cmax, "1"),
        "trough": None if gain.trough is None else _told_record(gain.trough, "1"),
    }


def _rounded(values: Array, digits: int) -> list[float]:
    return [round(float(value), digits) for value in values]


def _told_record(told: Told, unit: str) -> dict[str, Any]:
    found: dict[str, Any] = {"value": _figures(told.value), "unit": unit}
    if told.low is not None and told.high is not None:
        found |= {"p05": _figures(told.low), "p95": _figures(told.high)}
    return found


def _figures(value: float) -> float:
    return float(f"{value:.6g}")


def text(found: Curves, width: int) -> str:
    """Return what came out for a reader."""
    page = Page(width)
    who = ", ".join(covariate(name, value) for name, value in found.covariates.items())
    people = "the typical person" if found.subjects is None else f"{found.subjects:,} people"
    seed = "" if found.subjects is None else f", seed {found.seed}"
    lines = [page.rule("=")]
    beside = f", with {found.other}" if found.other else ""
    whom = f"{people}{f' ({who})' if who else ''}"
    lines += page.wrap(f"{described(found.regimen)}{beside}; {whom}{seed}")
    if found.other:
        lines += page.wrap(_INTERACTION)
    lines += page.wrap(
        "Published models, not this patient. They disagree two-fold; none says what dose is right."
    )
    lines += [page.rule("=")]
    for model in dict.fromkeys(one.model.id for one in found.curves):
        own = [one for one in found.curves if one.model.id == model]
        lines += _model_lines(own, found, page)
    if found.alone:
        lines += ["", *page.wrap(f"No accumulation is told: {found.alone}.")]
    return "\n".join(lines)


def covariate(name: str, value: float) -> str:
    """Return a covariate in words."""
    if name == "weight":
        return f"{value:.6g} kg"
    return f"{value:.4g} years" if name == "age" else name


def _model_lines(curves: list[Curve], found: Curves, page: Page) -> list[str]:
    model = curves[0].model
    lines = ["", *page.wrap(f"{model.title} [{model.id}], {model.site} blood")]
    lines += page.wrap(f"The dose counts as {' or '.join(model.drugs)}.", 2)
    above = [] if found.threshold is None else [f"above {found.threshold:g} ng/mL"]
    head = ("", "Cmax ng/mL", "at", "AUC ng·h/mL", *above)
    rows = [(*head, *(brief_hours(h) for h in _shown(found)))]
    rows += [
        (
            one.analyte.name,
            _span(one.cmax),
            _span(one.tmax, brief_hours),
            _span(one.auc),
            *([] if one.above is None else [_span(one.above, _short_time)]),
            *(_at(one, found, hours) for hours in _shown(found)),
        )
        for one in curves
    ]
    if page.fits(rows):
        lines += page.table(rows)
    else:  # exposures, and levels at times below them
        lines += page.table([row[: len(head)] for row in rows])
        lines += page.table([(row[0], *row[len(head) :]) for row in rows])
    lines += _gains(curves, page)
    last = found.regimen.doses[-1].at
    spread = "" if found.subjects is None else " Medians, with the 5th to the 95th percentile."
    lines += page.wrap(
        f"The hours count from {brief_hours(last)}, when the last dose begins; AUC is to infinity."
        f"{spread}",
        2,
    )
    if found.threshold is not None:
        until = brief_hours(float(found.times[-1]))
        lines += page.wrap(f"The time above is counted until {until} after the first dose.", 2)
    lines += page.wrap(f"Studied in {domain_words(model)}.", 2)
    own = [one.analyte.caution for one in curves if one.analyte.caution]
    for caution in (*model.caution, *own):
        lines += page.entry("!", caution)
    return lines


def _gains(curves: list[Curve], page: Page) -> list[str]:
    """Return how the last dosing interval compares with the first, where there are several."""
    gains = [(one.analyte.name, one.gain) for one in curves if one.gain is not None]
    if not gains:
        return []
    rows = [("", "area", "peak", "trough")]
    rows += [
        (
            name,
            f"× {_span(gain.auc, _ratio)}",
            f"× {_span(gain.cmax, _ratio)}",
            "–" if gain.trough is None else f"× {_span(gain.trough, _ratio)}",
        )
        for name, gain in gains
    ]
    said = f"The last dosing interval over the first, each of {brief_hours(gains[0][1].length)}:"
    lines = [*page.wrap(said, 2), *page.table(rows)]
    if any(gain.trough is None for _, gain in gains):
        lines += page.wrap("–: next to nothing was left at the end of the first interval.", 2)
    return lines


def _ratio(value: float) -> str:
    return f"{value:.2f}"


def _short_time(hours: float) -> str:
    """Return a time in no more figures than a sum over steps has."""
    return brief_hours(float(f"{hours:.3g}"))


def _shown(found: Curves) -> list[float]:
    last = found.regimen.doses[-1].at
    return [hours for hours in _SHOWN if last + hours <= found.times[-1] + 1e-9]


def _at(one: Curve, found: Curves, hours: float) -> str:
    at = found.regimen.doses[-1].at + hours
    return _short(float(np.interp(at, found.times, one.median)))


def _short(value: float) -> str:
    """Return three figures, and no exponent for what people read."""
    return f"{float(f'{value:.3g}'):,g}" if value >= 0.001 else f"{value:.2g}"


def _span(told: Told, said: Callable[[float], str] = _short) -> str:
    """Return a number, with its percentiles where they say more."""
    if told.low is None or told.high is None:
        return said(told.value)
    low, high = said(told.low), said(told.high)
    return said(told.value) if low == high else f"{said(told.value)} ({low} to {high})"
