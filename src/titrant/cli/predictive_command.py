"""`titrant predictive-check`: measured levels over what a model simulates for many people."""

import argparse
import os
from pathlib import Path
from typing import Any

from titrant.cli import words
from titrant.cli.model_choice import usable_model
from titrant.cli.out_file import out_path, write_whole
from titrant.cli.page import page_width
from titrant.cli.printing import json_text, say, warn
from titrant.cli.simulate_command import (
    add_person,
    add_progress,
    add_replicates,
    covariates,
    pk_errors,
    whole,
)
from titrant.cli.status import DONE, BadInput
from titrant.units import Weight

_SUFFIXES = (".svg", ".png", ".html")
_SUBJECTS = 2000


def add_to(commands: Any, _name: str) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "predictive-check",
        help="measured levels over what a model simulates for many people",
        description="A visual predictive check: levels of people who had the same regimen, over "
        "the 5th to 95th percentile that a model simulates for such people, measured as they were.",
        allow_abbrev=False,
    )
    parser.add_argument("--model", metavar="ID", required=True, help="a model")
    parser.add_argument(
        "--levels",
        metavar="FILE",
        required=True,
        help="CSV with time_h, level_ng_per_ml (or <5 below a limit of 5), analyte where the model "
        "has several, and person where there are several",
    )
    parser.add_argument(
        "--regimen", metavar="TEXT", required=True, help="like “35 mg iv over 40 min”"
    )
    add_person(parser)
    parser.add_argument("--analyte", metavar="NAME", help="only this one")
    parser.add_argument(
        "--subjects", metavar="N", help=f"how many people to draw (default: {_SUBJECTS})"
    )
    parser.add_argument("--seed", metavar="S", help="names the people that are drawn (default: 1)")
    parser.add_argument(
        "--beyond", action="store_true", help="check outside of what the model was studied in, too"
    )
    add_replicates(parser)
    parser.add_argument("--out", metavar="FILE", help=f"draw {', '.join(_SUFFIXES)}")
    add_progress(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print how the levels lie, or draw them, too."""
    from titrant.cli.curve_text import covariate
    from titrant.cli.curves import DEFAULT_SEED, drawn_by
    from titrant.cli.level_file import read_people
    from titrant.cli.predictive_check import check
    from titrant.cli.predictive_text import Done, picture_bytes, record, text
    from titrant.cli.progress import progress
    from titrant.pkpd.domain import another_drug, concerns, hold
    from titrant.pkpd.people import known_to, person
    from titrant.pkpd.regimen_text import read_regimen
    from titrant.pkpd.simulation import chosen

    out = None if typed.out is None else out_path(typed.out, _SUFFIXES)
    subjects, seed = whole("--subjects", typed.subjects), whole("--seed", typed.seed)
    subjects = _SUBJECTS if subjects is None else subjects
    seed = DEFAULT_SEED if seed is None else seed
    with pk_errors():
        model, given = usable_model(typed.model), covariates(typed)
        known = [one.name for one in model.analytes]
        people = read_people(Path(typed.levels), known, replicates=typed.replicates)
        weight = words.option("--weight", typed.weight, Weight.read)
        regimen = read_regimen(typed.regimen, weight)
        who = person(**known_to(model, given))
        hold(model, regimen, who, beyond=typed.beyond)
        found = {level.analyte for own in people.values() for level in own}
        wanted = [name for name in known if name in found]
        if typed.analyte is not None:
            wanted = [chosen(model, [typed.analyte])[0].name]
        if not wanted:
            raise BadInput(f"--levels: {typed.levels} holds no level. Give one at least.")
        done = Done(
            model=model,
            regimen=regimen,
            people=len(people),
            who=f" of {', '.join(covariate(*one) for one in given.items())}" if given else "",
            subjects=subjects,
            seed=seed,
            checked=tuple(
                check(
                    *(model, regimen, drawn_by(model, given), people, name),
                    subjects=subjects,
                    seed=seed,
                    threads=min(os.cpu_count() or 1, 8),
                    told=progress(name, subjects, lines=typed.progress),
                    beyond=typed.beyond,
                )
                for name in wanted
            ),
        )
        for said in (*concerns(model, regimen, who), *another_drug(model, regimen)):
            warn(f"{model.id}: {said}")
    if out is not None:
        if out.suffix.lower() != ".html" and len(wanted) > 1:
            raise BadInput(
                f"--out: {out} is one picture and {', '.join(wanted)} were measured. "
                "Choose one with --analyte, or name a .html file."
            )
        if not all(one.measured for one in done.checked):
            raise BadInput("--out: every level lies below its limit, so that none can be drawn.")
        write_whole(picture_bytes(done, out.suffix.lower()), out, "--out")
    if typed.json:
        say(json_text(record(done)))
    else:
        say(text(done, page_width()))
        if out is not None:
            say(f"\nThe picture is in {out}.")
    return DONE
