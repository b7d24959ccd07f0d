"""What measured levels tell of one person, for a reader and as JSON."""

import textwrap
from typing import Any

from titrant.cli.page import Page
from titrant.pkpd.model import Model
from titrant.pkpd.one_person import Estimate, Individual, Interval, Prediction
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.regimen_text import described
from titrant.pkpd.spoken import brief_hours

_TITLE = 32  # letters of a parameter's title, so that the table fits on a page


def text(found: Individual, model: Model, regimen: Regimen, width: int) -> str:
    """Return the estimate with the population beside it."""
    page = Page(width)
    lines = [page.rule("="), *page.wrap(f"{described(regimen)}; {_levels(found)}")]
    for said in found.said:
        lines += page.wrap(said)
    lines += [page.rule("="), "", *page.wrap(f"{model.title} [{model.id}], {model.site} blood")]
    lines += _table(
        ("", "this person", "90 %", "population", "90 %", "known from levels"),
        [_estimate_row(one) for one in found.estimates],
    )
    if found.predictions:
        lines += [
            "",
            *_table(
                ("level", "at", "measured ng/mL", "fitted", "90 %", "population"),
                [_level_row(one) for one in found.predictions],
            ),
        ]
    lines.append("")
    lines += page.wrap(
        "“Known from levels” is by how much the levels narrowed the spread between people; at 0 % "
        "they narrowed nothing. All holds only as far as the model does."
    )
    for caution in model.caution:
        lines += page.entry("!", caution)
    return "\n".join(lines)


def _levels(found: Individual) -> str:
    count = len(found.predictions)
    return f"{count or 'no'} level{'' if count == 1 else 's'}"


def _estimate_row(one: Estimate) -> tuple[str, ...]:
    unit = "" if one.unit == "1" else f" {one.unit}"
    return (
        textwrap.shorten(one.title, _TITLE, placeholder=" …"),
        f"{_short(one.own.value)}{unit}",
        _span(one.own),
        f"{_short(one.population.value)}{unit}",
        _span(one.population),
        f"{100 * (1 - one.shrinkage):.0f} %",
    )


def _level_row(one: Prediction) -> tuple[str, ...]:
    level = one.level
    measured = f"below {level.below:g}" if level.value is None else f"{level.value:g}"
    return (
        level.analyte,
        brief_hours(level.at),
        measured,
        _short(one.own.value),
        _span(one.own),
        _short(one.population),
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    return [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in every
    ]


def _span(one: Interval) -> str:
    return f"{_short(one.low)} to {_short(one.high)}"


def _short(value: float) -> str:
    return f"{float(f'{value:.3g}'):,g}" if value >= 0.001 else f"{value:.2g}"


def record(found: Individual, model: Model, regimen: Regimen) -> dict[str, Any]:
    """Return the estimate as JSON values."""
    return {
        "model": model.id,
        "regimen": described(regimen),
        "converged": found.converged,
        "objective": _figures(found.objective),
        "estimates": [
            {
                "parameter": one.parameter,
                "title": one.title,
                "unit": one.unit,
                **_numbers("", one.own),
                **_numbers("population_", one.population),
                "effect": _figures(one.effect),
                "effect_se": _figures(one.error),
                "shrinkage": _figures(one.shrinkage),
            }
            for one in found.estimates
        ],
        "levels": [
            {
                "analyte": one.level.analyte,
                "time_h": one.level.at,
                "measured": one.level.value,
                "below": one.level.below,
                **_numbers("fitted_", one.own),
                "population": _figures(one.population),
                "unit": "ng/mL",
            }
            for one in found.predictions
        ],
        "said": list(found.said),
        "caution": list(model.caution),
    }


def _numbers(prefix: str, one: Interval) -> dict[str, float]:
    return {
        f"{prefix}value": _figures(one.value),
        f"{prefix}p05": _figures(one.low),
        f"{prefix}p95": _figures(one.high),
    }


def _figures(value: float) -> float:
    return float(f"{value:.6g}")
