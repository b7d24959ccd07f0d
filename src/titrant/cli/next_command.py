"""`titrant next-dose`: what may be done about the next session, side by side."""

import argparse
from typing import Any

from titrant.cli.guidance_text import guidance_text
from titrant.cli.on_record import (
    add_common,
    add_files,
    new_command,
    opened,
    snapshot_of,
    treatment_of_typed,
)
from titrant.cli.page import page_width
from titrant.cli.printing import json_text, say
from titrant.cli.status import DONE, HELD
from titrant.dosing.guidance import Case, next_dose
from titrant.dosing.guidance.record import guidance_record


def add_to(commands: Any, _name: str) -> None:
    """Add the command to the parser."""
    parser = new_command(
        commands,
        "next-dose",
        "what may be done about the next session, side by side",
        "Compare the options for the next session of one person. Nothing is ranked, ordered or "
        "given. Exit status: 0 a dose may be ordered, 1 something holds, 2 bad input.",
    )
    add_files(parser)
    parser.add_argument(
        "--protocol", metavar="ID", required=True, help="the protocol that the course follows"
    )
    add_common(parser)
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print guidance; 1 where something keeps every dose from being offered."""
    kb, as_of = opened(typed)
    snapshot = snapshot_of(typed.files, kb, as_of)
    guidance = next_dose(Case(snapshot=snapshot, treatment=treatment_of_typed(typed, kb)), kb)
    if typed.json:
        say(json_text(guidance_record(guidance)))
    else:
        say(guidance_text(guidance, snapshot, page_width()))
    return HELD if guidance.holds else DONE
