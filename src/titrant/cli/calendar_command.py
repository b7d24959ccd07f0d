"""`titrant calendar`: what a course is due for, the overdue first."""

import argparse
from typing import Any

from titrant.cli.dates_text import calendar_text
from titrant.cli.on_record import add_day, add_files, chosen_course, new_command, opened
from titrant.cli.printing import json_text, say
from titrant.cli.status import DONE, HELD, BadInput
from titrant.dosing.dates import calendar_record, due


def add_to(commands: Any, name: str) -> None:
    """Add the command to the parser."""
    parser = new_command(
        commands,
        name,
        "the checks that a course is due for",
        "Say of each check when it was last done and when it is due. Exit status: "
        "0 nothing is overdue, 1 something is overdue, not known or not signed, 2 bad input.",
    )
    add_files(parser)
    parser.add_argument("--protocol", metavar="ID", help="default: the course on record")
    add_day(parser)
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print the checks of a course; 1 where one is overdue, not known or not signed."""
    kb, as_of = opened(typed)
    snapshot, chosen = chosen_course(typed, kb, as_of, ended=True)
    try:
        made = due(snapshot, chosen.course, kb.protocol(chosen.course.protocol), kb)
    except (OverflowError, ValueError):  # beyond the year 9999
        raise BadInput("--as-of: the calendar ends before these dates. Check the year.") from None
    if typed.json:
        say(json_text({**calendar_record(made), "opened": chosen.opened}))
    else:
        say(calendar_text(made, chosen, snapshot))
    return HELD if made.waits else DONE
