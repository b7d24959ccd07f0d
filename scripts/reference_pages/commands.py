"""The page with the help of every command."""

import argparse
import os
from collections.abc import Iterator

from scripts.reference_pages.markdown import label, page

from titrant.cli.main import build_parser


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield a parser and, below it, the parser of every command."""
    yield parser
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name in action.choices:
                yield from parsers(action.choices[name])


def commands_page() -> str:
    """Return the help of every command, as `--help` prints it."""
    before = dict(os.environ)
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
    try:
        return _page()
    finally:
        os.environ.clear()
        os.environ |= before


def _page() -> str:
    parts = []
    for parser in parsers(build_parser()):
        target = label("command", parser.prog.replace(" ", "-"))
        parts.append(f"{target}## `{parser.prog}`\n\n```text\n{parser.format_help()}```\n")
    return page("Commands", "As `--help` prints them.\n", *parts)
