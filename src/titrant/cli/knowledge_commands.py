"""`titrant knowledge`: check, show, compare, hash, explain and compile what is known."""

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from titrant.cli import words
from titrant.cli.printing import json_text, say, warn
from titrant.cli.status import DONE, HELD
from titrant.knowledge import load


def add_to(commands: Any, _name: str) -> None:
    """Add the command and its own commands to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "knowledge",
        help="the numbers and their sources",
        description="Check, show, compare and explain the knowledge base.",
        allow_abbrev=False,
    )
    under = parser.add_subparsers(dest="what", metavar="WHAT", required=True)

    check = _command(under, "check", "hold the files to the schema and to each other")
    check.add_argument("--as-of", metavar="DATE", help="the day for review dates (default: today)")
    check.add_argument("--site", metavar="SITE", help="check a site’s overlay, too")
    check.set_defaults(run=run_check)

    show = _command(under, "show", "list leaves, one a line")
    show.add_argument("prefix", nargs="?", default="", help="first part of an id, like limit.iv")
    show.add_argument("--site", metavar="SITE", help="with this site’s signatures")
    show.add_argument("--unsigned", action="store_true", help="only what holds until it is signed")
    show.add_argument("--as-of", metavar="DATE", help="the day to judge by (default: today)")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=run_show)

    diff = _command(under, "diff", "what changed between two versions")
    diff.add_argument("old", help="a folder of YAML, or a compiled knowledge.json")
    diff.add_argument("new", nargs="?", help="the same (default: this installation)")
    diff.set_defaults(run=run_diff)

    hash_ = _command(under, "hash", "version and content hash")
    hash_.set_defaults(run=run_hash)

    explain = _command(under, "explain", "one entry with everything behind it")
    explain.add_argument(
        "id",
        help="a leaf, product, syringe, protocol, source, claim, conflict or evidence row; or "
        "screening.ID, interaction.ID, concept.ID, instrument.ID",
    )
    explain.add_argument("--site", metavar="SITE", help="with this site’s signatures")
    explain.add_argument("--as-of", metavar="DATE", help="the day to judge by (default: today)")
    explain.set_defaults(run=run_explain)

    compile_ = _command(under, "compile", "turn the YAML into what runs")
    compile_.set_defaults(run=run_compile)


def _command(under: Any, name: str, what: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = under.add_parser(name, help=what, allow_abbrev=False)
    return made


def run_check(typed: argparse.Namespace) -> int:
    """Print what is wrong in the files and what is due or ends soon; 1 where anything is wrong."""
    from titrant.knowledge import Knowledge, KnowledgeError, Standing
    from titrant.knowledge.compiling import compile_base, compile_site
    from titrant.knowledge.consistency import find_problems
    from titrant.knowledge.files import SITES, pick_site
    from titrant.knowledge.reviews import find_reviews, find_site_problems

    as_of = _as_of(typed)
    overlay = None
    if typed.site is not None:
        path = Path(typed.site)
        named = path.suffix not in {".yaml", ".yml"}
        overlay = compile_site(pick_site(typed.site, SITES, ".yaml") if named else path)
    content = compile_base()
    kb = Knowledge(content, hash="", site=overlay)
    problems = find_problems(content) + find_site_problems(kb)
    try:
        load(typed.site)
    except KnowledgeError as error:
        problems.append(str(error))  # what runs is not what these files say
    reviews = find_reviews(kb, as_of)
    for line in [*(f"wrong: {problem}" for problem in problems), *reviews]:
        say(line)
    tables = [
        f"{len(rows)} {_TABLES.get(table, table)}"
        for table, rows in content.items()
        if table != "release"
    ]
    holding = sum(leaf.standing(as_of) is not Standing.IN_FORCE for leaf in kb.leaves())
    with_site = f" --site {typed.site}" if typed.site is not None else ""
    say(f"Knowledge {kb.version} holds {', '.join(tables)}.")
    say(f"Judged as of {as_of}, {kb.site_title or 'no site'}.")
    say(
        f"{holding} of its leaves are not in force and hold: "
        f"see “titrant knowledge show --unsigned{with_site}”."
    )
    say(
        f"{_counted(len(problems), 'problem', 'problems')}; "
        f"{'reviews or ends are listed above' if reviews else 'nothing is due for review'}."
    )
    if problems:
        warn(
            f"{_counted(len(problems), 'problem', 'problems')}. "
            "Mend the YAML, then run “titrant knowledge compile”."
        )
        return HELD
    return DONE


# Where the name of a table is no name for what it holds.
_TABLES = {
    "screening": "screening rules",
    "interactions": "interaction rules",
    "rows": "evidence rows",
}


def run_show(typed: argparse.Namespace) -> int:
    """Print the leaves whose ids start with a prefix."""
    from titrant.knowledge import Standing, UnknownEntry

    kb, as_of = load(typed.site), _as_of(typed)
    leaves = list(kb.leaves(typed.prefix))
    if not leaves:
        raise UnknownEntry("leaf that starts with", typed.prefix, kb.first_words())
    rows = [(leaf, leaf.standing(as_of)) for leaf in leaves]
    if typed.unsigned:
        rows = [(leaf, standing) for leaf, standing in rows if standing is not Standing.IN_FORCE]
    if typed.json:
        shown = [
            {"leaf": leaf.id, "value": leaf.shown, "standing": standing, "source": leaf.cited}
            for leaf, standing in rows
        ]
        say(json_text(shown))
        return DONE
    wide = max((len(leaf.id) for leaf, _ in rows), default=0)
    for leaf, standing in rows:
        value = leaf.shown if len(leaf.shown) <= _SHORT else f"{leaf.shown[:_SHORT]}…"
        signed = ", signed" if leaf.signature is not None else ""
        say(f"{leaf.id:<{wide}}  {value}  [{leaf.source}, {leaf.flag}, {standing}{signed}]")
    say(
        f"{_counted(len(rows), 'leaf', 'leaves')}, judged as of {as_of}, "
        f"{kb.site_title or 'no site'}."
    )
    return DONE


_SHORT = 60


def _counted(count: int, one: str, several: str) -> str:
    return f"{count or 'No'} {one if count == 1 else several}"


def run_diff(typed: argparse.Namespace) -> int:
    """Print what was added, taken away and changed between two versions."""
    from titrant.knowledge.comparison import compare, read_version
    from titrant.knowledge.files import COMPILED

    old = read_version(Path(typed.old))
    new = read_version(Path(typed.new) if typed.new else COMPILED / "knowledge.json")
    lines = compare(old, new)
    for line in lines:
        say(line)
    say(
        f"{_counted(len(lines), 'difference', 'differences')}, "
        f"from {old['release']['version']} to {new['release']['version']}."
    )
    return DONE


def run_hash(_typed: argparse.Namespace) -> int:
    """Print version and content hash."""
    kb = load()
    say(f"{kb.version} {kb.hash}")
    return DONE


def run_explain(typed: argparse.Namespace) -> int:
    """Print one entry with its source, standing, claims and conflicts."""
    from titrant.knowledge.explanation import explain

    say(explain(load(typed.site), typed.id, _as_of(typed)))
    return DONE


def run_compile(_typed: argparse.Namespace) -> int:
    """Compile the YAML; refuse where the files contradict each other."""
    from titrant.knowledge.compiling import write
    from titrant.knowledge.consistency import refuse_problems
    from titrant.knowledge.model_files import write_models

    digest = write(before=refuse_problems)
    write_models()
    say(f"Compiled: {digest}.")
    return DONE


def _as_of(typed: argparse.Namespace) -> date:
    return words.day("--as-of", typed.as_of) or datetime.now().astimezone().date()
