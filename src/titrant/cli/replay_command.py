"""`titrant replay`: work out again what somebody chose from, and print the difference."""

import argparse
from typing import TYPE_CHECKING, Any
from uuid import UUID

from titrant.cli.page import wrap
from titrant.cli.printing import json_text, say
from titrant.cli.server_commands import prepare_what_is_there
from titrant.cli.status import DONE, HELD, BadInput

if TYPE_CHECKING:
    from titrant.server.guidance.replaying import Replay


def add_to(commands: Any, name: str) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help="work out again what somebody chose from, and print the difference",
        description="Work out a stored guidance again, by the knowledge of then and by that of now."
        " Exit status: 0 the same bytes by the knowledge of then, 1 others, 2 bad input.",
        allow_abbrev=False,
    )
    parser.add_argument("id", metavar="ID", help="a choice, as the page of its course shows it")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Replay one choice; 0 where this program gives the same bytes by the knowledge of then."""
    try:
        id = UUID(typed.id)
    except ValueError:
        raise BadInput(
            f"“{typed.id}” is no id. The page of a course shows the id of each choice."
        ) from None
    prepare_what_is_there()
    from titrant.server.guidance.replaying import CannotReplay, replay

    try:
        found = replay(id)
    except CannotReplay as error:
        raise BadInput(str(error)) from None
    say(json_text(_values(found)) if typed.json else _text(found))
    return DONE if found.same else HELD


def _values(found: "Replay") -> dict[str, Any]:
    choice = found.choice
    return {
        "choice": str(choice.pk),
        "protocol": choice.protocol,
        "option": choice.option,
        "as_of": choice.as_of.isoformat(),
        "program": {"then": choice.program, "now": found.program},
        "knowledge": {"then": found.knowledge_then, "now": found.knowledge_now},
        "same": found.same,
        "by_program": list(found.by_program),
        "by_knowledge": list(found.by_knowledge),
    }


def _text(found: "Replay") -> str:
    choice = found.choice
    made = (
        f"Then: program {choice.program}, knowledge {found.knowledge_then}. "
        f"Now: program {found.program}, knowledge {found.knowledge_now}."
    )
    same = "By the knowledge of then this program gives the same bytes."
    other = f"By the knowledge of then this program answers otherwise: {_count(found.by_program)}."
    told = [
        f"Choice {choice.pk}: {choice.title}; {choice.protocol}, as of {choice.as_of}.",
        made,
        same if found.same else other,
    ]
    lines = [line for one in told for line in wrap(one)]
    lines += [f"  - {line}" for line in found.by_program]
    if found.by_knowledge:
        lines += wrap(f"By the knowledge of now, otherwise: {_count(found.by_knowledge)}.")
        lines += [f"  - {line}" for line in found.by_knowledge]
    else:
        lines += wrap("By the knowledge of now nothing is otherwise.")
    return "\n".join(lines)


def _count(lines: tuple[str, ...]) -> str:
    return "1 difference" if len(lines) == 1 else f"{len(lines)} differences"
