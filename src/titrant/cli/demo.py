"""`titrant demo`: one invented person, from her record to her next session, command by command."""

import argparse
import shlex
from pathlib import Path
from typing import Any

import titrant
from titrant.cli.page import Page, page_width
from titrant.cli.printing import say
from titrant.cli.status import DONE

_HERE = "examples/"
_INTAKE = ("mara-bundle.json", "mara-screening.yaml")
_COURSE = (*_INTAKE, "mara-case.yaml")
_TODAY = (*_COURSE, "mara-today.yaml")

# Days are fixed, so that the walk is the same every day.
_FIRST, _NOW = ("--as-of", "2026-11-23"), ("--as-of", "2026-12-08")
_SITE = ("--site", "demo")
_PROTOCOL = ("--protocol", "iv-depression")

WALK: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "What was understood of her record, from where, and what was not",
        "record",
        _INTAKE,
        (*_SITE, *_FIRST),
    ),
    (
        "What speaks for and against an infusion, before the first one",
        "screen",
        _INTAKE,
        (*_PROTOCOL, *_SITE, *_FIRST),
    ),
    (
        "Which protocols fit, and why not the others",
        "protocols --brief --fit",
        _INTAKE,
        (*_SITE, *_FIRST),
    ),
    (
        "Four infusions later: the course so far, and the options side by side",
        "next-dose",
        _COURSE,
        (*_PROTOCOL, *_SITE, *_NOW),
    ),
    (
        "What the prescriber of this example ordered, as a draw-up sheet",
        "prepare",
        (),
        (
            *_SITE,
            *_PROTOCOL,
            *_NOW,
            *("--dose", "0.5 mg/kg", "--over", "40 min"),
            *("--product", "ketamine-10", "--dilute-to", "1 mg/mL"),
            *("--weight", "70.0 kg", "--weight-on", "2026-12-08", "--weight-method", "scale"),
            *("--second-weight", "70.0 kg", "--previous-weight", "70.2 kg"),
            *("--basis", "actual", "--previous-basis", "actual"),
        ),
    ),
    (
        "The day itself: what has to be met before anything is given",
        "gate",
        _TODAY,
        (*_PROTOCOL, *_SITE, *_NOW),
    ),
    (
        "The dates that her protocol names, and those that it leaves to the prescriber",
        "schedule",
        _COURSE,
        (*_PROTOCOL, *_SITE, *_NOW),
    ),
    (
        "What is watched over weeks and months, and what is due",
        "calendar",
        _COURSE,
        (*_PROTOCOL, *_SITE, *_NOW),
    ),
)


def add_to(commands: Any, _name: str) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "demo",
        help="walk one invented person from her record to her next session",
        description="Run the commands, one after the other, on the record of an invented person.",
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)


def run(_typed: argparse.Namespace) -> int:
    """Show each command, then what it prints; it holds or not, the walk goes on."""
    from titrant.cli.main import build_parser

    page = Page(page_width())
    folder = Path(titrant.__file__).parent / "examples"
    say("Mara Ellison is invented, and so is the clinic that treats her.")
    say("Each step below is one command; run it yourself in a clone, or change what it reads.")
    for number, (title, command, names, options) in enumerate(WALK, start=1):
        shown = [*command.split(), *(f"{_HERE}{name}" for name in names), *options]
        say(f"\n\n{page.rule('#')}\n# {number} of {len(WALK)}. {title}\n#")
        say("\n".join(page.wrap(f"$ titrant {shlex.join(shown)}", 0, 4)) + "\n")
        words = [*command.split(), *(str(folder / name) for name in names), *options]
        typed = build_parser(words[0]).parse_args(words)
        typed.run(typed)
    return DONE
