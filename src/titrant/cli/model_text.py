"""Pharmacokinetic models in words: a list, one with all its numbers, and what a check found."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from titrant.cli.page import Page
from titrant.pkpd.spoken import by_route

if TYPE_CHECKING:
    from titrant.pkpd.checking import Finding
    from titrant.pkpd.model import Cited, Model, Parameter, Relation

FLAGS = {
    "seen": "read in the source",
    "seen-2nd": "read in a second source",
    "memory": "read nowhere",
    "calc": "worked out",
    "design": "chosen here",
    "opinion": "an opinion",
}
_EVIDENCE = {
    "published": "as published",
    "low": "LOW EVIDENCE: composed, fitted to nothing",
}


def list_text(models: Sequence["Model"], width: int) -> str:
    """Return one entry a model."""
    page = Page(width)
    lines = []
    for one in models:
        lines += page.wrap(f"{one.id}   {one.title}")
        lines += page.wrap(
            f"{', '.join(one.drugs)} {', '.join(map(by_route, one.routes))}; predicts "
            f"{', '.join(each.name for each in one.analytes)}; {one.site} blood; "
            f"{_EVIDENCE[one.evidence]}",
            4,
        )
    lines += ["", *page.wrap("One of them with all its numbers: titrant models show ID")]
    return "\n".join(lines)


def model_text(model: "Model", width: int) -> str:
    """Return a model with each number and where it was read."""
    page = Page(width)
    lines = [model.title, page.rule("=")]
    lines += page.wrap(model.summary)
    ways = ", ".join(map(by_route, model.routes))
    lines += page.wrap(
        f"Predicts {', '.join(one.name for one in model.analytes)} in {model.site} blood after "
        f"{', '.join(model.drugs)} {ways}; {_EVIDENCE[model.evidence]}."
    )
    for title, entries in (
        ("Where it was studied", _domain(model)),
        ("Beside each of its results", cautions(model)),
        ("What was assumed", [*model.assumed, *assumed(model)]),
        ("Used for other drugs", [f"{drug}: {why}" for drug, why in model.stands_for.items()]),
        ("Parameters of the typical person", [_parameter(one) for one in model.parameters]),
        ("How people differ", _effects(model)),
        ("What flows where", _flows(model)),
        ("Sources", [_source(key, model) for key in model.sources]),
    ):
        if entries:
            lines += ["", title]
            lines += [line for entry in entries for line in page.entry("-", entry)]
    return "\n".join(lines)


def check_text(found: Mapping[str, Sequence["Finding"]], width: int) -> str:
    """Return every rule of each model with what was found."""
    page = Page(width)
    lines = []
    for id, findings in found.items():
        broken = sum(not one.ok for one in findings)
        said = f"{broken} of {len(findings)} rules broken" if broken else "holds"
        lines.append(f"{id}: {said}")
        for one in findings:
            if one.said != "met":
                lines += page.entry("ok " if one.ok else "NO ", f"{one.rule}: {one.said}")
            else:
                lines += page.entry("ok ", one.rule)
    return "\n".join(lines)


def domain_words(model: "Model") -> str:
    """Return in one line where a model was studied."""
    return "; ".join(_domain(model))


def _domain(model: "Model") -> list[str]:
    units = {"weight": "kg", "age": "years"}
    found = [model.domain.population]
    found += [
        f"{name} {held} {units.get(name, '')}".rstrip()
        for name, held in model.domain.covariates.items()
    ]
    for route, held in model.domain.doses.items():
        found.append(f"single doses {by_route(route)}: {held} mg")
    for route, most in model.domain.highest.items():
        found.append(
            f"doses {by_route(route)} were not seen; the highest that a source names is "
            f"{most.value:g} {most.unit} within {most.within:g} h ({most.cited.locator})"
        )
    return found


def cautions(model: "Model") -> list[str]:
    """Return what is said beside each result of a model."""
    own = [f"{one.name}: {one.caution}" for one in model.analytes if one.caution]
    return [*model.caution, *own]


def assumed(model: "Model") -> Iterable[str]:
    """Yield, for each number that its source has not, what was assumed and why."""
    for one in model.parameters:
        if one.cited.assumed:
            yield f"{one.title}: {one.cited.assumed}"
    for kind in (model.between, model.occasion):
        for effect in kind.effects:
            if effect.cited.assumed:
                yield f"how {effect.parameter} varies: {effect.cited.assumed}"
    for analyte in model.analytes:
        if analyte.residual.cited.assumed:
            yield f"scatter of {analyte.name}: {analyte.residual.cited.assumed}"


def _parameter(one: "Parameter") -> str:
    unit = "" if one.unit == "1" else f" {one.unit}"
    moves = "".join(f"; {relation_words(relation)}" for relation in one.relations)
    note = f" {one.note}" if one.note else ""
    return f"{one.name}: {one.value:.6g}{unit}, {one.title}{moves}.{note} {_cited(one.cited)}"


def relation_words(one: "Relation") -> str:
    """Return how a covariate moves a parameter."""
    if one.act == "power":
        return f"times ({one.covariate} / {one.centre:g}) to the power {one.size:g}"
    if one.act == "above":
        return f"{one.size:+g} for each unit of {one.covariate} above {one.centre:g}"
    return f"times {one.size:g} if {one.covariate}"


def _cited(cited: "Cited") -> str:
    return f"[{cited.source}, {cited.locator}; {FLAGS[cited.flag]}]"


def _effects(model: "Model") -> list[str]:
    found = []
    for title, kind in (("people", model.between), ("occasions", model.occasion)):
        found += [
            f"{one.parameter}, between {title}: variance {one.variance:.4g} on the {one.scale} "
            f"scale {_cited(one.cited)}{f' Wide: {one.wide}' if one.wide else ''}"
            for one in kind.effects
        ]
        found += [
            f"{pair.one} with {pair.other}, between {title}: covariance {pair.value:.4g} "
            f"{_cited(pair.cited)}"
            for pair in kind.covariances
        ]
    return found


def _flows(model: "Model") -> list[str]:
    found = []
    for one in model.flows:
        how = f"clearance {one.clearance}" if one.clearance else f"rate {one.rate}"
        if one.time:
            how = f"within {one.time} in the mean"
        how += f", through {one.stages} stages in {one.mean}" if one.stages else ""
        how += f", of which the share {one.share} arrives" if one.share else ""
        found.append(f"{one.source} to {one.to or 'outside'}: {how}")
    for route, entries in model.routes.items():
        for entry in entries:
            parts = [*entry.shares, *(f"(1 - {name})" for name in entry.rests)]
            share = f" times {' times '.join(parts)}" if parts else ""
            over = f" over {entry.over}" if entry.over else ""
            lag = f" after {entry.lag}" if entry.lag else ""
            found.append(f"a dose {by_route(route)}{share} enters {entry.into}{over}{lag}")
    return found


def _source(key: str, model: "Model") -> str:
    one = model.sources[key]
    return f"{key}: {one.title}. {one.address} (read {one.read_on})"
