"""Curves as pictures: over time, and for a page their exposures and numbers, too."""

from titrant.cli.curve_values import Curve, Curves, Told
from titrant.cli.pictures.forest import forest
from titrant.cli.pictures.layout import DAYS_FROM
from titrant.cli.pictures.levels import bands, course
from titrant.cli.pictures.render import Shown, page
from titrant.cli.pictures.values import Exposed, Given, Interval, Look, Picture, Series
from titrant.pkpd.regimen_text import described

_DISAGREE = "Models disagree two-fold; none says what dose is right."


def over_time(found: Curves, look: Look) -> Picture:
    """Return the levels over time, with the doses below them where they span days."""
    series = [_series(one, found) for one in found.curves]
    said = (*_said(found), *_band(found, "Line: median. Band"))
    title = f"{_analytes(found)} over time, by {_models(found)}"
    doses = found.regimen.doses
    if doses[-1].at - doses[0].at < DAYS_FROM:
        return bands(series, look, title=title, said=said)
    given = [Given(at=one.at, amount=one.amount, route=one.route) for one in doses]
    return course(series, given, look, title=title, said=said)


def exposures(found: Curves, look: Look) -> Picture:
    """Return peaks and areas, those of one analyte beside each other."""
    analytes = list(dict.fromkeys(one.analyte.name for one in found.curves))
    ordered = sorted(found.curves, key=lambda one: analytes.index(one.analyte.name))
    return forest(
        [_exposed(one) for one in ordered],
        look,
        title=f"Peaks and whole areas, by {_models(found)}",
        said=(*_said(found), *_band(found, "Point: median. Bar")),
    )


def curves_page(found: Curves) -> str:
    """Return both pictures and their numbers as a page; raises `BadInput` where nothing draws."""
    drawn = [
        Shown(light=of(found, Look(width=920)), dark=of(found, Look(width=920, dark=True)))
        for of in (over_time, exposures)
    ]
    tables = [table for one in reversed(drawn) for table in one.light.tables]
    return page(drawn[0].light.title, drawn, tables)


def _series(one: Curve, found: Curves) -> Series:
    return Series(
        name=one.model.id,
        analyte=one.analyte.name,
        site=one.model.site,
        times=found.times,
        median=one.median,
        low=one.low,
        high=one.high,
        low_evidence=one.model.evidence == "low",
        cautions=_cautions(one),
    )


def _exposed(one: Curve) -> Exposed:
    return Exposed(
        name=one.model.id,
        analyte=one.analyte.name,
        site=one.model.site,
        cmax=_interval(one.cmax),
        auc=_interval(one.auc),
        low_evidence=one.model.evidence == "low",
        cautions=_cautions(one),
    )


def _interval(told: Told) -> Interval:
    return Interval(value=told.value, low=told.low, high=told.high)


def _cautions(one: Curve) -> tuple[str, ...]:
    own = one.analyte.caution
    return (*one.model.caution, *([f"{one.analyte.name}: {own}"] if own else []))


def _said(found: Curves) -> tuple[str, ...]:
    """Return what was given to whom, and how far models can be believed."""
    own = found.covariates
    who = [f"{own['weight']:.6g}\u00a0kg"] if "weight" in own else []
    who += [f"{own['age']:.4g}\u00a0years"] if "age" in own else []
    who += [name for name in own if name not in ("weight", "age")]
    seed = "" if found.subjects is None else f", seed\u00a0{found.seed}"
    people = "the typical person" if found.subjects is None else f"{found.subjects:,} people"
    given = described(found.regimen)
    more = f" ({', '.join(who)})" if who else ""
    return (f"{given[0].upper()}{given[1:]}; {people}{more}{seed}.", _DISAGREE)


def _band(found: Curves, what: str) -> tuple[str, ...]:
    return () if found.subjects is None else (f"{what}: 5th to 95th percentile of people.",)


def _analytes(found: Curves) -> str:
    *first, last = dict.fromkeys(one.analyte.name for one in found.curves)
    words = f"{', '.join(first)} and {last}" if first else last
    return f"Levels of {words}"


def _models(found: Curves) -> str:
    models = list(dict.fromkeys(one.model.id for one in found.curves))
    return f"{len(models)} published models" if len(models) > 1 else models[0]
