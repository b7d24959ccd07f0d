"""`titrant gate`: what stands before a dose on the day, from the files of one person."""

import argparse
from typing import Any

from titrant.cli.on_record import (
    add_common,
    add_files,
    new_command,
    opened,
    snapshot_of,
    treatment_of_typed,
)
from titrant.cli.printing import json_text, say
from titrant.cli.status import DONE, HELD
from titrant.cli.visit_text import gate_text
from titrant.dosing.gate import gate
from titrant.dosing.visit_record import gate_record


def add_to(commands: Any, name: str = "gate") -> None:
    """Add the command to the parser."""
    parser = new_command(
        commands,
        name,
        "what has to be met before a dose, on the day",
        "List what has to be met before a dose today, and who may lift what holds. "
        "Exit status: 0 nothing holds, 1 something is held or not asked, 2 bad input.",
    )
    add_files(parser)
    parser.add_argument("--protocol", metavar="ID", required=True, help="the protocol of the dose")
    add_common(parser)
    parser.set_defaults(run=run_gate)


def run_gate(typed: argparse.Namespace) -> int:
    """Print the gate of a day; 1 where anything is held or not asked."""
    kb, as_of = opened(typed)
    treatment = treatment_of_typed(typed, kb)
    made = gate(snapshot_of(typed.files, kb, as_of), treatment, kb)
    say(json_text(gate_record(made)) if typed.json else gate_text(made))
    return HELD if made.holds else DONE
