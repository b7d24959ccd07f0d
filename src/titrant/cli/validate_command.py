"""`titrant validate`: what was published beside what the models predict, with every error."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from titrant.cli.out_file import out_path, write_whole
from titrant.cli.page import Page, page_width
from titrant.cli.printing import json_text, say
from titrant.cli.status import DONE, HELD, BadInput
from titrant.knowledge import pk_interactions, pk_model, pk_tables

if TYPE_CHECKING:
    from titrant.pkpd.interactions import Interaction
    from titrant.pkpd.validation import Compared, Table

_SUFFIXES = (".svg", ".png", ".html")
_KINDS = {
    "verification": "Does the code do what the model says? These rows were made from the models.",
    "external": "How well do models predict others' people? Nobody fitted them to these rows.",
}


def add_to(commands: Any, _name: str) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "validate",
        help="published exposures beside predicted ones",
        description="Compare what was published with what the models predict, row by row. Exit "
        "status: 0 all within their bounds, 1 not, 2 bad input.",
        allow_abbrev=False,
    )
    parser.add_argument("--table", metavar="ID", action="append", help="V1, V2 … (default: all)")
    parser.add_argument("--out", metavar="FILE", help=f"draw {', '.join(_SUFFIXES)}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print every row with its error; 1 where one is out of its bounds."""
    from titrant.pkpd.validation import compare

    out = None if typed.out is None else out_path(typed.out, _SUFFIXES)
    tables = {one.id: one for one in pk_tables()}
    wanted = list(dict.fromkeys(id.upper() for id in typed.table or tables))
    for id in wanted:
        if id not in tables:
            raise BadInput(f"--table: there is no “{id}”. Known: {', '.join(tables)}.")
    found = {
        id: compare(tables[id], [pk_model(model) for model in tables[id].models]) for id in wanted
    }
    if out is not None:
        from titrant.cli.validation_pictures import picture_bytes

        rows = [one for each in found.values() for one in each]
        write_whole(picture_bytes(rows, out.suffix.lower()), out, "--out")
    if typed.json:
        say(json_text({"tables": to_builtins(found), "interactions": _interactions()}))
    else:
        say(_text([tables[id] for id in wanted], found, whole=not typed.table))
    return DONE if all(one.ok for rows in found.values() for one in rows) else HELD


def _interactions() -> list[Any]:
    return [to_builtins(one) for one in pk_interactions()]


def _text(
    tables: Sequence["Table"], found: dict[str, tuple["Compared", ...]], *, whole: bool
) -> str:
    page = Page(page_width())
    lines: list[str] = []
    for kind, about in _KINDS.items():
        own = [table for table in tables if table.kind == kind]
        if own:
            lines += [page.rule("="), *page.wrap(about), page.rule("=")]
        for table in own:
            lines += ["", f"{table.id}  {table.title}", *page.wrap(table.about, 4)]
            lines += page.wrap(f"Source: {table.source}. Models: {', '.join(table.models)}.", 4)
            lines += ["", *_rows(found[table.id], several=len(table.models) > 1)]
            lines += [line for said in _beyond(found[table.id]) for line in page.entry("!", said)]
            lines += [""]
    if whole:
        lines += [page.rule("="), *page.wrap("Interactions, each by the route it was measured by")]
        lines += [page.rule("=")]
        lines += [line for one in pk_interactions() for line in page.entry("-", _said(one))]
    broken = sum(not one.ok for rows in found.values() for one in rows)
    bound = sum(one.within is not None for rows in found.values() for one in rows)
    lines += ["", f"{bound - broken} of {bound} figures with a bound are within it."]
    lines += page.wrap(_unbound(found))
    return "\n".join(lines)


def _unbound(found: dict[str, tuple["Compared", ...]]) -> str:
    """Return how far off the figures are for which no bound was set."""
    free = [one for rows in found.values() for one in rows if one.within is None and one.published]
    if not free:
        return "Every figure has one."
    most = max(free, key=lambda one: abs(one.error))
    name = f"{most.table}, {most.row}, {most.analyte} {most.figure}"
    return f"{len(free)} have none; the furthest off is {most.error:+.0%} ({name})."


def _rows(rows: Sequence["Compared"], *, several: bool) -> list[str]:
    table = [("", "", "published", "predicted", "error", "allowed")]
    for one in rows:
        name = f"{one.row}, {one.model}" if several else one.row
        numbers = (f"{one.published:.4g}", f"{one.predicted:.4g}") if one.published else ("", "")
        allowed = "" if one.within is None else f"{one.within:.0%}{'' if one.ok else '  OUT'}"
        figure = f"{one.analyte} {one.figure}"
        table.append((name, figure, *numbers, f"{one.error:+.1%}", allowed))
    widths = [max(len(row[column]) for row in table) for column in range(6)]
    lines, last = [], ""
    for row in table:
        name = "" if row[0] == last else row[0]
        last = row[0]
        cells = [name.ljust(widths[0]), row[1].ljust(widths[1])]
        cells += [cell.rjust(width) for cell, width in zip(row[2:5], widths[2:5], strict=True)]
        lines.append(f"    {'  '.join([*cells, row[5]])}".rstrip())
    return lines


def _beyond(rows: Sequence["Compared"]) -> list[str]:
    said = [f"{one.model} was not studied there: {why}" for one in rows for why in one.beyond]
    return list(dict.fromkeys(said))


def _said(one: "Interaction") -> str:
    from titrant.pkpd.spoken import by_route

    peak = f", peak times {one.cmax:g}" if one.cmax is not None else ""
    note = f" ({one.note})" if one.note else ""
    read = "read in no source; not applied" if one.flag == "memory" else one.source
    return f"{one.with_}, dose {by_route(one.route)}: area times {one.auc:g}{peak}{note}. {read}."
