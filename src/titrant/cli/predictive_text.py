"""A predictive check as text, as JSON values and as a picture."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from titrant.cli.model_text import cautions
from titrant.cli.page import Page
from titrant.cli.pictures.layout import figures
from titrant.cli.pictures.predictive import Observed, counted, predictive_check
from titrant.cli.pictures.render import Shown, page, png, svg
from titrant.cli.pictures.values import Look, Picture, Series
from titrant.cli.predictive_check import Checked, Place
from titrant.pkpd.model import Model
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.regimen_text import described
from titrant.pkpd.spoken import brief_hours

_TOGETHER = (
    "Levels of one person lie high or low together: many of few people say less than their number."
)
_NO_SCATTER = "The model does not say how measurements scatter: the band is narrower than it ought."


class Done(Struct, frozen=True, kw_only=True):
    """What was checked: the model, who was drawn, and what came out for each analyte."""

    model: Model
    regimen: Regimen
    people: int
    who: str
    subjects: int
    seed: int
    checked: tuple[Checked, ...]


def record(done: Done) -> dict[str, Any]:
    """Return what came out as JSON values; levels in ng/mL."""
    return {
        "model": done.model.id,
        "regimen": described(done.regimen),
        "subjects": done.subjects,
        "seed": done.seed,
        "people": done.people,
        "analytes": [
            {
                "analyte": one.analyte,
                "scatter": one.scatter,
                "measured": len(one.measured),
                "below_p05": one.below,
                "above_p95": one.above,
                "below_limit": len(one.limits),
                "below_limit_expected": round(one.expected_limits, 4),
                "levels": [_place_record(each) for each in one.places],
                "times_h": np.round(one.times, 9).tolist(),
                "p05": np.round(one.low, 6).tolist(),
                "median": np.round(one.median, 6).tolist(),
                "p95": np.round(one.high, 6).tolist(),
            }
            for one in done.checked
        ],
    }


def _place_record(one: Place) -> dict[str, Any]:
    return {
        "person": one.person or None,
        "time_h": one.at,
        "level_ng_per_ml": one.level,
        "below_limit": one.below_limit,
        "percentile": round(one.percentile, 2),
    }


def text(done: Done, width: int) -> str:
    """Return what came out for a reader: by time, and in all."""
    sheet = Page(width)
    lines = [sheet.rule("="), *sheet.wrap(_given(done))]
    lines += sheet.wrap(f"{done.model.title} [{done.model.id}], {done.model.site} blood")
    lines += [sheet.rule("=")]
    for one in done.checked:
        lines += ["", one.analyte, *sheet.table(_rows(one))]
        lines += [line for said in _said(one) for line in sheet.wrap(said, 2)]
    lines += ["", *sheet.wrap(_TOGETHER)]
    return "\n".join(lines)


def _given(done: Done) -> str:
    many = f"{done.people} people" if done.people > 1 else "one person"
    return (
        f"{described(done.regimen)}; levels of {many} beside {done.subjects:,} simulated"
        f"{done.who}, seed {done.seed}"
    )


def _rows(one: Checked) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("at", "levels", "median", "simulated", "below", "above", "under limit")
    ]
    for at in sorted({each.at for each in one.places}):
        own = [each for each in one.measured if each.at == at]
        place = int(np.searchsorted(one.times, at))
        low, median, high = (figures(float(row[place])) for row in (one.low, one.median, one.high))
        rows.append(
            (
                brief_hours(at),
                str(len(own)),
                figures(float(np.median([each.level for each in own]))) if own else "–",
                f"{median} ({low} to {high})",
                str(sum(each.percentile < 5 for each in own)),
                str(sum(each.percentile > 95 for each in own)),
                str(sum(each.at == at for each in one.limits)),
            )
        )
    return rows


def _said(one: Checked) -> list[str]:
    """Return what came out in all, in words."""
    said = ["Levels in ng/mL; simulated: median, and 5th to 95th percentile."]
    if one.measured:
        said.append(counted(one.below, one.above, len(one.measured)))
    return [*said, *_limits(one), *([] if one.scatter else [_NO_SCATTER])]


def _limits(one: Checked) -> list[str]:
    if not one.limits:
        return []
    expected = figures(one.expected_limits)
    said = f"{len(one.limits)} below the limit of the assay, where the model expects {expected}"
    return [f"{said}; they are counted nowhere else."]


def picture_bytes(done: Done, suffix: str) -> bytes:
    """Return the bytes of a picture of the first analyte, or of a page of all.

    Raises `BadInput` where nothing draws.
    """
    if suffix == ".html":
        shown = [
            Shown(light=_picture(done, one, Look(width=920)), dark=_picture(done, one, _DARK))
            for one in done.checked
        ]
        tables = [table for one in shown for table in one.light.tables]
        return page(shown[0].light.title, shown, tables).encode()
    drawn = _picture(done, done.checked[0], Look())
    return png(drawn) if suffix == ".png" else svg(drawn).encode()


_DARK = Look(width=920, dark=True)


def _picture(done: Done, one: Checked, look: Look) -> Picture:
    measured: Sequence[Place] = one.measured
    given = _given(done)
    series = Series(
        name=done.model.id,
        analyte=one.analyte,
        site=done.model.site,
        times=one.times,
        median=one.median,
        low=one.low,
        high=one.high,
        low_evidence=done.model.evidence == "low",
        cautions=tuple(cautions(done.model)),
    )
    observed = Observed(
        times=np.array([each.at for each in measured]),
        levels=np.array([each.level for each in measured]),
    )
    said = [
        f"{given[0].upper()}{given[1:]}.",
        *_limits(one),
        *([] if one.scatter else [_NO_SCATTER]),
    ]
    title = f"Measured {one.analyte} over what {done.model.id} simulates"
    return predictive_check(series, observed, look, title=title, said=said)
