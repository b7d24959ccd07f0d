"""`titrant fit-individual`: what measured levels tell of one person, by a published model."""

import argparse
from pathlib import Path
from typing import Any

from titrant.cli import words
from titrant.cli.model_choice import usable_model
from titrant.cli.page import page_width
from titrant.cli.printing import json_text, say, warn
from titrant.cli.simulate_command import add_person, add_replicates, covariates, pk_errors
from titrant.cli.status import DONE, HELD
from titrant.units import Weight


def add_to(commands: Any, _name: str) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "fit-individual",
        help="what measured levels tell of one person, by a published model",
        description="Estimate one person's parameters from measured levels. Such an estimate never "
        "enters guidance or an order. Exit status: 0 done, 1 the levels do not fit, 2 bad input.",
        allow_abbrev=False,
    )
    parser.add_argument("--model", metavar="ID", required=True, help="a model")
    parser.add_argument(
        "--levels",
        metavar="FILE",
        required=True,
        help="CSV with time_h, level_ng_per_ml (or <5 below a limit of 5), and analyte where the "
        "model has several",
    )
    parser.add_argument(
        "--regimen", metavar="TEXT", required=True, help="like “35 mg iv over 40 min”"
    )
    add_person(parser)
    parser.add_argument(
        "--beyond", action="store_true", help="estimate outside of what the model was studied in"
    )
    add_replicates(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print the estimate."""
    from titrant.cli.fit_text import record, text
    from titrant.cli.level_file import read_levels
    from titrant.pkpd.domain import another_drug, concerns
    from titrant.pkpd.one_person import FAR, LEFT, estimate
    from titrant.pkpd.people import known_to, person
    from titrant.pkpd.regimen_text import read_regimen

    with pk_errors():
        model = usable_model(typed.model)
        levels = read_levels(
            Path(typed.levels),
            [one.name for one in model.analytes],
            replicates=typed.replicates,
        )
        weight = words.option("--weight", typed.weight, Weight.read)
        regimen = read_regimen(typed.regimen, weight)
        who = person(**known_to(model, covariates(typed)))
        found = estimate(model, regimen, who, levels, beyond=typed.beyond)
        warnings = (*concerns(model, regimen, who), *another_drug(model, regimen))
    if not levels:
        warn(f"{typed.levels} has no levels: the estimate is the population's.")
    for said in warnings:
        warn(f"{model.id}: {said}")
    if typed.json:
        say(json_text(record(found, model, regimen)))
    else:
        say(text(found, model, regimen, page_width()))
    return HELD if {FAR, LEFT} & set(found.said) else DONE
