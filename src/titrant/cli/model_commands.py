"""`titrant models`: the published models, what they rest on, and whether they hold together."""

import argparse
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from titrant.cli.page import page_width
from titrant.cli.printing import json_text, say
from titrant.cli.status import DONE, HELD
from titrant.knowledge import pk_model, pk_models

if TYPE_CHECKING:
    from titrant.pkpd.model import Model


def add_to(commands: Any, _name: str) -> None:
    """Add the command and its own commands to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "models",
        help="the published models of what a dose becomes in the blood",
        description="List, show and check the pharmacokinetic models.",
        allow_abbrev=False,
    )
    under = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, what, run in (
        ("list", "one line a model", run_list),
        ("show", "one model with every number and its source", run_show),
        ("check", "hold models to the rules, and to what they state about themselves", run_check),
    ):
        made = under.add_parser(name, help=what, allow_abbrev=False)
        if name == "show":
            made.add_argument("id", metavar="ID", help="a model, or the path of a YAML file")
        if name == "check":
            made.add_argument("id", metavar="ID", nargs="*", help="models or files (default: all)")
        made.add_argument("--json", action="store_true", help="print JSON")
        made.set_defaults(run=run)


def run_list(typed: argparse.Namespace) -> int:
    """Print what each model predicts, for which drugs and routes."""
    from titrant.cli.model_text import list_text

    models = [pk_model(id) for id in pk_models()]
    if typed.json:
        say(json_text([_brief(one) for one in models]))
    else:
        say(list_text(models, page_width()))
    return DONE


def _brief(model: "Model") -> dict[str, Any]:
    return {
        "id": model.id,
        "title": model.title,
        "version": model.version,
        "drugs": list(model.drugs),
        "routes": list(model.routes),
        "analytes": [one.name for one in model.analytes],
        "site": model.site,
        "evidence": model.evidence,
    }


def run_show(typed: argparse.Namespace) -> int:
    """Print one model."""
    from titrant.cli.model_text import model_text

    model = pk_model(typed.id)
    say(json_text(to_builtins(model)) if typed.json else model_text(model, page_width()))
    return DONE


def run_check(typed: argparse.Namespace) -> int:
    """Print every rule of each model with what was found; 1 where one is broken."""
    from titrant.cli.model_text import check_text
    from titrant.pkpd.checking import check

    found = {id: check(pk_model(id)) for id in typed.id or pk_models()}
    if typed.json:
        say(json_text(to_builtins(found)))
    else:
        say(check_text(found, page_width()))
    return DONE if all(one.ok for each in found.values() for one in each) else HELD
