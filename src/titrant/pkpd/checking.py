"""Hold a model to the rules of a model, and to what it states about itself, by simulating it."""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from msgspec import Struct

from titrant.pkpd.errors import PkError
from titrant.pkpd.linear import areas
from titrant.pkpd.model import Model, Says, Statement
from titrant.pkpd.parameters import covariance, typical
from titrant.pkpd.people import COVARIATES, People, person
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.simulation import exposure, peak
from titrant.pkpd.system import System
from titrant.units import Weight

FOLD = 100
"""By how much a parameter may differ between the 5th and the 95th percentile, unsaid."""

WIDEST = (np.log(FOLD) / (2 * NormalDist().inv_cdf(0.95))) ** 2
"""The variance on the log scale, or of the logit, that comes to it: 1.96, a CV of 247 %."""

_STANDARD = {"weight": 70.0, "age": 40.0}
_DAY = 24.0
_ML_PER_L = 1000.0  # a level is in ng/mL, an amount in mg: a clearance in L/h
_POINTS = 1441  # a time every minute of a day


class Finding(Struct, frozen=True, kw_only=True):
    """One rule, and what was found: `ok` where it is met; `said` in words either way."""

    rule: str
    ok: bool
    said: str


def check(model: Model) -> tuple[Finding, ...]:
    """Return every rule of a model with what was found; statements only where the rules are met."""
    rules = tuple(_rules(model))
    if not all(one.ok for one in rules):
        return rules
    return (*rules, *(_statement(model, one) for one in model.states))


def _rules(model: Model) -> Iterator[Finding]:
    for rule, faults in (
        ("every name stands for something", _names(model)),
        ("every unit fits its use", _units(model)),
        ("every parameter is used", _unused(model)),
        ("numbers are in their ranges", _ranges(model)),
        ("what enters can leave", _leaving(model)),
        ("random effects can be drawn", _drawn(model)),
        ("a wide spread is stated as such", _wide(model)),
    ):
        found = list(faults)
        yield Finding(rule=rule, ok=not found, said="; ".join(found) or "met")
        if found:
            return


def _names(model: Model) -> Iterator[str]:
    known = {one.name for one in model.parameters}
    places = {one.name for one in model.compartments}
    volumes = {one.name for one in model.compartments if one.volume}
    for name, where in _uses(model):
        if name not in known:
            yield f"{where} names the parameter “{name}”, which there is not"
    named = [(place, "a flow") for flow in model.flows for place in (flow.source, flow.to) if place]
    named += [(e.into, route) for route, entries in model.routes.items() for e in entries]
    for place, where in named:
        if place not in places:
            yield f"{where} names the compartment “{place}”, which there is not"
    for flow in model.flows:
        if flow.clearance and flow.source not in volumes:
            yield f"a clearance leaves “{flow.source}”, which has no volume"
    for analyte in model.analytes:
        if analyte.compartment not in volumes:
            yield f"{analyte.name} is measured in “{analyte.compartment}”, which has no volume"
    if model.devices is not None and model.devices.route not in model.routes:
        yield f"devices are of the route “{model.devices.route}”, which there is not"
    for said in model.states:
        if said.analyte not in {one.name for one in model.analytes}:
            yield f"a statement names “{said.analyte}”, which it does not predict"


# What a parameter must be measured in for each of its uses.
_FITS = {
    "volume": {"L"},
    "rate": {"1/h"},
    "clearance": {"L/h"},
    "time": {"h"},
    "share": {"1"},
    "level": {"mg/L"},
}


def _uses(model: Model) -> list[tuple[str, str]]:
    """Return each parameter that is named, with what it is named as."""
    found = [(one.volume, "volume") for one in model.compartments]
    for flow in model.flows:
        found += [(flow.rate, "rate"), (flow.clearance, "clearance"), (flow.share, "share")]
        found += [(flow.time, "time"), (flow.mean, "time"), (flow.half, "level")]
    for entries in model.routes.values():
        for entry in entries:
            found += [(name, "share") for name in (*entry.shares, *entry.rests)]
            found += [(entry.over, "time"), (entry.lag, "time")]
    if model.devices is not None:
        found += [(model.devices.share, "share"), (model.devices.factor, "share")]
    return [(name, use) for name, use in found if name]


def _units(model: Model) -> Iterator[str]:
    units = {one.name: one.unit for one in model.parameters}
    for name, use in _uses(model):
        if units[name] not in _FITS[use]:
            yield f"{name} is a {use} in {units[name]}"


def _unused(model: Model) -> Iterator[str]:
    used = {name for name, _ in _uses(model)}
    for one in model.parameters:
        if one.name not in used:
            yield f"{one.name} is used nowhere"


def _ranges(model: Model) -> Iterator[str]:
    rests = {name for entries in model.routes.values() for e in entries for name in e.rests}
    for one in model.parameters:
        if not np.isfinite(one.value) or one.value <= 0:
            yield f"{one.name} is {one.value:g}, and has to be above zero"
        if one.name in rests and one.value > 1:
            yield f"{one.name} is {one.value:g}: nothing is left of one"
        for relation in one.relations:
            if relation.covariate not in COVARIATES:
                yield f"{one.name} depends on “{relation.covariate}”, which nobody records"
    for effect in (*model.between.effects, *model.occasion.effects):
        if effect.scale == "logit" and _value(model, effect.parameter) >= 1:
            yield f"{effect.parameter} differs on the logit scale and is not below 1"


def _value(model: Model, name: str) -> float:
    return next(one.value for one in model.parameters if one.name == name)


def _standard(model: Model) -> People:
    return person(**{k: v for k, v in _STANDARD.items() if k == "weight" or k in model.covariates})


def _leaving(model: Model) -> Iterator[str]:
    rates = System(model).rates(typical(model, _standard(model)))[0]
    out = -rates.sum(axis=0)  # what leaves the body from each compartment
    if (out < -1e-9 * np.abs(np.diag(rates))).any():
        yield "more arrives than leaves somewhere"
    elif np.linalg.matrix_rank(rates / np.abs(np.diag(rates)).clip(1e-300)) < len(rates):
        yield "an amount stays in some compartment for ever"


def _drawn(model: Model) -> Iterator[str]:
    for kind in (model.between, model.occasion):
        names = {one.parameter for one in kind.effects}
        lost = [n for pair in kind.covariances for n in (pair.one, pair.other) if n not in names]
        for name in lost:
            yield f"a covariance names {name}, which does not vary"
        if lost:
            return
        try:
            covariance(kind, model)
        except PkError as error:
            yield error.problem


def _wide(model: Model) -> Iterator[str]:
    """Yield spreads that look like a slip: a percentage, or an SD, entered as a variance."""
    for kind, whom in ((model.between, "people"), (model.occasion, "occasions")):
        for effect in kind.effects:
            if effect.variance > WIDEST and not effect.wide:
                yield (
                    f"{effect.parameter} differs between {whom} with a variance of "
                    f"{effect.variance:.4g}, which is more than {FOLD}-fold between the 5th and "
                    "the 95th percentile; write “wide” with the reason where that is meant"
                )


def _statement(model: Model, said: Statement) -> Finding:
    try:
        found = _simulated(model, said)
    except PkError as error:
        return Finding(rule=_title(said), ok=False, said=str(error))
    off = found / said.value - 1
    return Finding(
        rule=_title(said),
        ok=abs(off) <= said.within,
        said=f"{found:.4g} {said.unit} against {said.value:g}: {off:+.1%}, {said.within:.1%} "
        "allowed",
    )


def _title(said: Statement) -> str:
    return " ".join(part for part in (str(said.what), said.analyte, said.regimen) if part)


def _simulated(model: Model, said: Statement) -> float:
    """Return what a statement says, by simulating the standard person of 70 kg and 40 years."""
    who = _standard(model)
    if said.what is Says.HALF_LIFE:
        return _half_life(model, who)
    if said.what is Says.CLEARANCE:
        return _clearance(model, who, said.analyte)
    regimen = read_regimen(said.regimen, Weight("70", "kg"))
    until = said.until or regimen.end + 5 * _DAY
    times = np.linspace(0, until, max(_POINTS, int(until * 60) + 1))
    if said.what is Says.CMAX:
        return peak(model, regimen, who, times, said.analyte, beyond=True)[0]
    found = exposure(model, regimen, who, times, analytes=[said.analyte], beyond=True)
    auc = float((found.auc_until if said.until else found.auc)[0, 0])
    if said.what is Says.AUC:
        return auc
    return auc * _clearance(model, who, said.analyte) / regimen.total / _ML_PER_L


def _clearance(model: Model, who: People, analyte: str) -> float:
    """Return dose over area [L/h], of what is put straight where the analyte is measured."""
    system, values = System(model), typical(model, who)
    one = model.analyte(analyte)
    entered = np.zeros((1, system.size))
    entered[0, system.index[one.compartment]] = 1.0
    read = system.read(values, [one])
    auc = areas(system.rates(values), entered, np.zeros_like(entered), read)
    return _ML_PER_L / float(auc[0, 0])


def _half_life(model: Model, who: People) -> float:
    """Return the half-life of the slowest mode [h]."""
    values = np.linalg.eigvals(System(model).rates(typical(model, who))[0])
    return float(np.log(2) / -values.real.max())
