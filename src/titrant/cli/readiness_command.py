"""`titrant readiness`: the criteria before a person leaves, as they stand at a time."""

import argparse
from datetime import datetime
from typing import Any

from titrant.cli.on_record import (
    add_files,
    new_command,
    snapshot_of,
    treatment_of_typed,
)
from titrant.cli.printing import json_text, say
from titrant.cli.status import DONE, HELD, BadInput
from titrant.cli.visit_text import readiness_text
from titrant.clinical import Visit
from titrant.dosing.readiness import readiness
from titrant.dosing.visit_record import readiness_record
from titrant.intake.visit import read_time
from titrant.knowledge import load


def add_to(commands: Any, name: str = "readiness") -> None:
    """Add the command to the parser."""
    parser = new_command(
        commands,
        name,
        "the criteria before a person leaves, each with who judged it",
        "List the criteria before a person leaves, as they stand at a time. A licensed person "
        "decides. Exit status: 0 every criterion is met, 1 one is not, 2 bad input.",
    )
    add_files(parser)
    parser.add_argument("--protocol", metavar="ID", required=True, help="the protocol of the dose")
    parser.add_argument(
        "--at", metavar="TIME", required=True, help="the time to look at, like 2026-11-22T15:10"
    )
    parser.add_argument("--site", metavar="SITE", help="a site’s name, or the path of a site.yaml")
    parser.add_argument(
        "--jurisdiction", metavar="CODE", help="us, eu, gb, ch, ... (default: the site’s)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_readiness)


def run_readiness(typed: argparse.Namespace) -> int:
    """Print the criteria at a time; 1 where one is not met. No verdict is printed."""
    at = read_time(typed.at)
    if at is None:
        raise BadInput(f"--at: “{typed.at}” is no time. Write it like 2026-11-22T15:10.")
    kb = load(typed.site)
    treatment = treatment_of_typed(typed, kb)
    snapshot = snapshot_of(typed.files, kb, at.date())
    _refuse_mixed(snapshot.visit, at)
    made = readiness(snapshot, treatment, at, kb)
    say(json_text(readiness_record(made)) if typed.json else readiness_text(made))
    return HELD if made.holds else DONE


def _refuse_mixed(visit: Visit | None, at: datetime) -> None:
    """Raise `BadInput` where the visit and --at do not both have an offset from UTC."""
    if visit is not None and visit.with_offset not in {None, at.tzinfo is not None}:
        of_visit = "have an offset from UTC" if visit.with_offset else "have no offset from UTC"
        raise BadInput(f"--at: the times of the visit {of_visit}. Write --at in the same way.")
