"""`titrant`: find the command, run it, and answer with a status: 0 done, 1 held, 2 bad input."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from titrant import __version__
from titrant.cli.status import BAD_INPUT, HELD, BadInput


class _Parser(argparse.ArgumentParser):
    """Errors are sentences on stderr, with the status of bad input."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[:1].upper()}{message[1:]}. See “{self.prog} --help”.")


Run = Callable[[argparse.Namespace], int]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command; each command sets `run`."""
    from titrant.cli import demo, knowledge_commands, prepare_command

    parser = _Parser(
        prog="titrant",
        description="A clinic system for ketamine and esketamine therapy.",
        epilog="A licensed prescriber decides; nothing here is advice to patients.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"titrant {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    prepare_command.add_to(commands)
    knowledge_commands.add_to(commands)
    demo.add_to(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status; nothing escapes as a traceback of ours."""
    from titrant.knowledge import KnowledgeError
    from titrant.units import QuantityError

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a sign it lacks: \u00d7, not silence
    status = HELD  # until the command has said otherwise
    try:
        arguments = build_parser().parse_args(argv)
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
