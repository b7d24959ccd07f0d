"""`titrant simulate`: what published models say becomes of a regimen in the blood."""

import argparse
import contextlib
import re
from collections.abc import Iterator
from typing import Any

from titrant.cli import words
from titrant.cli.model_choice import usable_models
from titrant.cli.out_file import out_path, write_whole
from titrant.cli.page import page_width
from titrant.cli.printing import json_text, say, warn
from titrant.cli.status import DONE, BadInput
from titrant.units import Concentration, Duration, Weight

SUFFIXES = (".csv", ".parquet", ".arrow", ".svg", ".png", ".html")


def add_to(commands: Any, _name: str) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "simulate",
        help="levels in the blood by published models",
        description="Simulate a regimen by one or more published models, for the typical person "
        "or for many. Nothing here is advice on a dose: models disagree two-fold.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--model", metavar="ID", action="append", required=True, help="a model; may be repeated"
    )
    parser.add_argument(
        "--regimen",
        metavar="TEXT",
        required=True,
        help="like “35 mg iv over 40 min; repeat 6 every 3 d”, which makes 6 sessions in all",
    )
    add_person(parser)
    parser.add_argument(
        "--with",
        dest="other",
        metavar="NAME",
        help="with something whose effect was measured by this route, like clarithromycin",
    )
    parser.add_argument("--analyte", metavar="NAME", action="append", help="only this one")
    parser.add_argument("--subjects", metavar="N", help="how many people to draw")
    parser.add_argument("--seed", metavar="S", help="names the people that are drawn (default: 1)")
    parser.add_argument("--until", metavar="TIME", help="default: a day after the last dose")
    parser.add_argument("--every", metavar="TIME", help="time between points")
    parser.add_argument(
        "--above", metavar="LEVEL", help="tell the time above a level, like “100 ng/mL”"
    )
    parser.add_argument(
        "--beyond", action="store_true", help="compute outside of what a model was studied in, too"
    )
    parser.add_argument("--out", metavar="FILE", help=f"write {', '.join(SUFFIXES)}")
    add_progress(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Add how far people are told to be drawn."""
    parser.add_argument(
        "--progress",
        action="store_true",
        help="print a line for each tenth of the people to standard error, where it is no screen",
    )


def add_replicates(parser: argparse.ArgumentParser) -> None:
    """Add how rows of measured levels are taken that are alike."""
    parser.add_argument(
        "--replicates",
        action="store_true",
        help="count rows that are alike, as of an assay that was done twice",
    )


def add_person(parser: argparse.ArgumentParser) -> None:
    """Add who is simulated."""
    parser.add_argument("--weight", metavar="WEIGHT", help="like “70 kg”")
    parser.add_argument("--age", metavar="YEARS", help="in years")
    parser.add_argument("--asian", action="store_true", help="of Asian descent")
    parser.add_argument("--japanese", action="store_true", help="of Japanese descent")


def run(typed: argparse.Namespace) -> int:
    """Print exposures, or write curves to a file."""
    from titrant.cli import curve_files, curve_text, curves
    from titrant.cli.curve_values import Request

    out = None if typed.out is None else out_path(typed.out, SUFFIXES)
    if out is not None:
        curve_files.ready(out.suffix.lower())
    with pk_errors():
        request = Request(
            models=usable_models(typed.model),
            regimen=typed.regimen,
            weight=words.option("--weight", typed.weight, Weight.read),
            covariates=covariates(typed),
            other=typed.other,
            analytes=tuple(typed.analyte or ()),
            subjects=whole("--subjects", typed.subjects),
            seed=whole("--seed", typed.seed),
            until=_hours("--until", typed.until),
            every=_hours("--every", typed.every),
            above=threshold(typed.above),
            beyond=typed.beyond,
            progress=typed.progress,
        )
        found = curves.simulated(request)
    for line in found.warnings:
        warn(line)
    if out is not None:
        write_whole(curve_files.as_bytes(found, out.suffix.lower()), out, "--out")
    if typed.json:
        say(json_text(curve_text.record(found)))
    else:
        say(curve_text.text(found, page_width()))
        if out is not None:
            say(f"\nThe curves are in {out}.")
    return DONE


@contextlib.contextmanager
def pk_errors() -> Iterator[None]:
    """Turn what the engine refuses into bad input."""
    from titrant.pkpd.errors import PkError

    try:
        yield
    except PkError as error:
        raise BadInput(str(error)) from None


def covariates(typed: argparse.Namespace) -> dict[str, float]:
    """Return the covariates that were typed."""
    found = {}
    weight = words.option("--weight", typed.weight, Weight.read)
    if weight is not None:
        found["weight"] = float(weight.in_unit("kg"))
    if typed.age is not None:
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", typed.age):
            raise BadInput(f"--age: “{typed.age}” is not a number of years. Write it like 45.")
        found["age"] = float(typed.age)
    for name in ("asian", "japanese"):
        if getattr(typed, name):
            found[name] = 1.0
    if typed.japanese:
        found["asian"] = 1.0
    return found


def threshold(text: str | None) -> float | None:
    """Return a level [ng/mL]; raises `BadInput` for anything else."""
    found = words.option("--above", text, Concentration.read)
    if found is None:
        return None
    if found.drug is not None:
        raise BadInput(f"--above: “{text}” names a drug. Name what is measured with --analyte.")
    return float(found.in_unit("ng/mL"))


def whole(name: str, text: str | None) -> int | None:
    """Return a whole number from 0 on that was typed; raises `BadInput` for any other."""
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,18}", text):
        raise BadInput(f"{name}: “{text}” is not a whole number from 0 on. Write it like 1000.")
    return int(text)


def _hours(name: str, text: str | None) -> float | None:
    found = words.option(name, text, Duration.read)
    return None if found is None else float(found.in_unit("h"))
