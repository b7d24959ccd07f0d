"""`titrant demo`: one shipped example, from weight to pump rate."""

import argparse
import shlex
from typing import Any

from titrant.cli import prepare_command
from titrant.cli.printing import say

# An invented person. The day is fixed, so that the sheet is the same every day.
EXAMPLE = (
    *("--site", "demo", "--protocol", "iv-depression", "--as-of", "2026-11-22"),
    *("--dose", "0.5 mg/kg", "--over", "40 min"),
    *("--product", "ketamine-10", "--dilute-to", "1 mg/mL"),
    *("--weight", "70.0 kg", "--weight-on", "2026-11-22", "--weight-method", "scale"),
    *("--second-weight", "70.0 kg", "--previous-weight", "70.4 kg"),
    *("--basis", "actual", "--previous-basis", "actual"),
)


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "demo",
        help="a draw-up sheet for a shipped example",
        description="Print the draw-up sheet of an invented person in a demonstration clinic.",
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)


def run(_typed: argparse.Namespace) -> int:
    """Show the command behind the example, then run it."""
    order = argparse.ArgumentParser()
    prepare_command.add_options(order)
    say("An invented person in a demonstration clinic. This is what was typed:\n")
    say(f"  titrant prepare {shlex.join(EXAMPLE)}\n")
    return prepare_command.run(order.parse_args(EXAMPLE))
