"""`titrant`: find the command, run it, and answer with a status: 0 done, 1 held, 2 bad input."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn

from titrant import __version__
from titrant.cli.status import BAD_INPUT, HELD, BadInput


class _Parser(argparse.ArgumentParser):
    """Errors are sentences on stderr, with the status of bad input."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[:1].upper()}{message[1:]}. See “{self.prog} --help”.")


Run = Callable[[argparse.Namespace], int]


# Each command and the module that holds it, which is imported when it is asked for (start-up time).
_MODULES = {
    "record": "screen_command",
    "screen": "screen_command",
    "interactions": "screen_command",
    "protocols": "screen_command",
    "next-dose": "next_command",
    "prepare": "prepare_command",
    "gate": "gate_command",
    "readiness": "readiness_command",
    "schedule": "schedule_command",
    "calendar": "calendar_command",
    "models": "model_commands",
    "simulate": "simulate_command",
    "validate": "validate_command",
    "predictive-check": "predictive_command",
    "fit-individual": "fit_command",
    "knowledge": "knowledge_commands",
    "demo": "demo",
    "demo-code": "server_commands",
    "serve": "server_commands",
    "worker": "server_commands",
    "clinic": "server_commands",
    "verify": "record_commands",
    "rebuild": "record_commands",
    "backup": "record_commands",
    "restore": "record_commands",
    "replay": "replay_command",
}
COMMANDS = tuple(_MODULES)


def build_parser(first: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of every command, or of the one that was typed; each sets `run`."""
    parser = _Parser(
        prog="titrant",
        description="A clinic system for ketamine and esketamine therapy.",
        epilog="A licensed prescriber decides; nothing here is advice to patients.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"titrant {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, prog=parser.prog
    )
    for name in (first,) if first in _MODULES else COMMANDS:
        import_module(f"titrant.cli.{_MODULES[name]}").add_to(commands, name)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status; nothing escapes as a traceback of ours."""
    from titrant.knowledge import KnowledgeError
    from titrant.units import QuantityError

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a sign it lacks: \u00d7, not silence
    status = HELD  # until the command has said otherwise
    try:
        words = sys.argv[1:] if argv is None else argv
        arguments = build_parser(words[0] if words else None).parse_args(words)
        run: Run = arguments.run
        status = run(arguments)
        sys.stdout.flush()
    except (BadInput, KnowledgeError, QuantityError) as error:
        print(f"titrant: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        # Nothing more can be written there: the disk is full, or the reader (`head`) went away.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"titrant: The answer was not written: {error.strerror}.", file=sys.stderr)
            return BAD_INPUT
    return status
