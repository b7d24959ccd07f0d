"""A page for each pharmacokinetic model, drawn from its file, with what was assumed in red."""

from collections.abc import Iterator

from scripts.reference_pages.markdown import address, fields, label, link, page, plain, table

from titrant.cli.model_text import FLAGS, assumed, cautions, relation_words
from titrant.knowledge import pk_interactions, pk_model, pk_models
from titrant.pkpd import Model, check
from titrant.pkpd.model import Cited, Parameter, Variability
from titrant.pkpd.people import COVARIATES
from titrant.pkpd.spoken import by_route

_INTRO = (
    "Published models of what a dose becomes in the blood, each read from one file. A band beside "
    "an option of the next session is over at least two of them "
    "([why they disagree](../../explanation/why-models-disagree.md)); "
    "[a model of your own](../../how-to/add-a-model.md) needs no code. "
    "`titrant models show ID` prints the same, `titrant models check` holds them to their rules.\n"
)


def model_pages() -> dict[str, str]:
    """Return the overview, and a page for each model, by name."""
    models = [pk_model(id) for id in pk_models()]
    return {
        "models": _overview(models),
        **{f"models-{model.id}": _model_page(model) for model in models},
    }


def _overview(models: list[Model]) -> str:
    head = ("model", "drugs", "given", "predicts", "blood", "evidence")
    rows = (
        (
            link("model", one.id),
            ", ".join(one.drugs),
            ", ".join(map(by_route, one.routes)),
            ", ".join(analyte.name for analyte in one.analytes),
            one.site,
            one.evidence,
        )
        for one in models
    )
    contents = "\n".join(f"models-{one.id}" for one in models)
    return page(
        "Pharmacokinetic models",
        _INTRO,
        table(head, rows),
        "## Interactions, by the route they were measured by\n",
        "A ratio holds for its own route and for no other: one factor on the clearance predicts "
        "the wrong exposure by every other route. What was read in no source is not applied.\n",
        table(("with", "dose", "area", "peak", "source", "read"), _interactions()),
        f"```{{toctree}}\n:hidden:\n\n{contents}\n```\n",
    )


def _interactions() -> Iterator[tuple[str, ...]]:
    for one in pk_interactions():
        peak = "-" if one.cmax is None else f"× {one.cmax:g}"
        note = f" ({plain(one.note)})" if one.note else ""
        read = FLAGS[one.flag]
        yield (
            one.with_,
            by_route(one.route),
            f"× {one.auc:g}",
            peak,
            plain(one.source) + note,
            read,
        )


def _model_page(model: Model) -> str:
    guesses = [*model.assumed, *assumed(model)]
    domain = model.domain
    said = [
        ("drugs", ", ".join(model.drugs)),
        ("given", ", ".join(map(by_route, model.routes))),
        ("blood", model.site),
        ("evidence", model.evidence),
        ("studied in", plain(domain.population)),
        *(
            (name, f"{held} {COVARIATES[name]}".rstrip())
            for name, held in domain.covariates.items()
        ),
        *(
            (f"single doses {by_route(route)}", f"{held} mg")
            for route, held in domain.doses.items()
        ),
        *(
            (
                f"highest dose named {by_route(route)}",
                f"{most.value:g} {most.unit} within {most.within:g} h",
            )
            for route, most in domain.highest.items()
        ),
        *((f"for {drug}", plain(why)) for drug, why in model.stands_for.items()),
    ]
    return page(
        model.title,
        label("model", model.id),
        f"{plain(model.summary)}\n",
        fields(said),
        *_box("danger", "What was assumed", guesses),
        *(_box("warning", "Beside each of its results", cautions(model))),
        "## Parameters of the typical person\n",
        table(
            ("name", "what", "value", "moved by", "source"),
            (_parameter(one) for one in model.parameters),
        ),
        *_spread("How people differ", model.between),
        *_spread("How the occasions of one person differ", model.occasion),
        "## What is measured\n",
        table(("analyte", "scatter (SD)", "source"), _analytes(model)),
        "## What it says of itself, simulated\n",
        table(("rule", "found"), ((plain(f.rule), plain(f.said)) for f in check(model))),
        "## Sources\n",
        "\n".join(
            f"- {key}: {plain(one.title)}. {address(one.address)}, read {one.read_on}"
            for key, one in model.sources.items()
        )
        + "\n",
    )


def _box(kind: str, title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        entries = "\n".join(f"- {plain(line)}" for line in lines)
        yield f"```{{admonition}} {title}\n:class: {kind}\n\n{entries}\n```\n"


def _cited(cited: Cited) -> str:
    return plain(f"{cited.source}, {cited.locator}; {FLAGS[cited.flag]}")


def _parameter(one: Parameter) -> tuple[str, ...]:
    unit = "" if one.unit == "1" else f"\N{NO-BREAK SPACE}{one.unit}"
    note = f". {one.note}" if one.note else ""
    moved = "; ".join(relation_words(relation) for relation in one.relations) or "-"
    value = f"{one.value:.6g}{unit}"
    return (plain(one.name), plain(one.title + note), value, plain(moved), _cited(one.cited))


def _spread(title: str, kind: Variability) -> Iterator[str]:
    if kind.effects:
        yield f"## {title}\n"
        rows = [
            (plain(e.parameter), f"{e.variance:.4g}", str(e.scale), _cited(e.cited))
            for e in kind.effects
        ]
        rows += [
            (plain(f"{c.one} with {c.other}"), f"{c.value:.4g}", "covariance", _cited(c.cited))
            for c in kind.covariances
        ]
        yield table(("of", "variance", "scale", "source"), rows)


def _analytes(model: Model) -> Iterator[tuple[str, ...]]:
    for one in model.analytes:
        said = [
            f"{value:g} {words}"
            for value, words in (
                (one.residual.proportional, "of the level"),
                (one.residual.additive, "ng/mL"),
                (one.residual.log, "of its logarithm"),
            )
            if value
        ]
        yield (one.name, " and ".join(said) or "not stated", _cited(one.residual.cited))
