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
from titrant.dosing.guidance import Case, Guidance, next_dose
from titrant.dosing.guidance.record import guidance_record
from titrant.knowledge import Knowledge


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
    parser.add_argument(
        "--exposure", action="store_true", help="show beside it what published models predict"
    )
    add_common(parser)
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print guidance; 1 where something keeps every dose from being offered."""
    kb, as_of = opened(typed)
    snapshot = snapshot_of(typed.files, kb, as_of)
    case = Case(snapshot=snapshot, treatment=treatment_of_typed(typed, kb))
    guidance = next_dose(case, kb)
    if typed.exposure:
        _say_with_exposure(typed, case, guidance, kb)
    elif typed.json:
        say(json_text(guidance_record(guidance)))
    else:
        say(guidance_text(guidance, snapshot, page_width()))
    return HELD if guidance.holds else DONE


def _say_with_exposure(
    typed: argparse.Namespace, case: Case, guidance: Guidance, kb: Knowledge
) -> None:
    """Print guidance and, apart from it, the bands of each option that has a dose."""
    from titrant.cli.exposure_text import exposure_record, exposure_text
    from titrant.dosing.exposure import exposure  # NumPy comes with it

    bands = {
        str(option.kind): exposure(case, option, kb)
        for option in guidance.options
        if option.amount is not None
    }
    if typed.json:
        say(json_text({**guidance_record(guidance), "exposure": exposure_record(bands)}))
    else:
        say(guidance_text(guidance, case.snapshot, page_width()))
        say(exposure_text(guidance, bands, page_width()))
