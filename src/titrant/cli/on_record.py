"""What the commands about one person's record share: files, day, site, treatment."""

import argparse
from datetime import date, datetime
from typing import Any

from titrant.cli import words
from titrant.cli.files import read_files
from titrant.cli.printing import warn
from titrant.cli.status import BadInput
from titrant.clinical import RecordError, Snapshot
from titrant.dosing.dates import Chosen, choose
from titrant.dosing.screening import Treatment, jurisdictions, treatment_of
from titrant.knowledge import Knowledge, load


def new_command(commands: Any, name: str, what: str, description: str) -> argparse.ArgumentParser:
    """Add a command to the parser and return its own parser."""
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=description, allow_abbrev=False
    )
    return made


def add_files(parser: argparse.ArgumentParser) -> None:
    """Add the record files, of which there has to be one."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="FHIR R4 (Bundle, resource or NDJSON), case.yaml, today.yaml; all of one person",
    )


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what every command about a treatment takes: day, site, jurisdiction, JSON."""
    add_day(parser)
    parser.add_argument(
        "--jurisdiction", metavar="CODE", help="us, eu, gb, ch, ... (default: the site’s)"
    )


def add_day(parser: argparse.ArgumentParser) -> None:
    """Add what every command about a record takes: day, site, JSON."""
    parser.add_argument("--as-of", metavar="DATE", help="the day to judge by (default: today)")
    parser.add_argument("--site", metavar="SITE", help="a site’s name, or the path of a site.yaml")
    parser.add_argument("--json", action="store_true", help="print JSON")


def opened(typed: argparse.Namespace) -> tuple[Knowledge, date]:
    """Return the knowledge and the day to judge by; the clock's day is said."""
    as_of = words.day("--as-of", typed.as_of)
    if as_of is None:
        as_of = datetime.now().astimezone().date()
        warn(f"As of {as_of}, by this machine's clock.")
    return load(typed.site), as_of


def snapshot_of(files: list[str], kb: Knowledge, as_of: date) -> Snapshot:
    """Return what the files say together; an unreadable one is bad input."""
    try:
        return read_files(files, kb, as_of)
    except RecordError as error:
        raise BadInput(str(error)) from None


def treatment_of_typed(typed: argparse.Namespace, kb: Knowledge) -> Treatment:
    """Return what is screened for; a protocol that is for one jurisdiction is for no other."""
    stated = jurisdiction_of(typed, kb)
    treatment = treatment_of(kb.protocol(typed.protocol), stated)
    if typed.jurisdiction is not None and treatment.jurisdiction != stated:
        own = (treatment.jurisdiction or "").upper()
        raise BadInput(
            f"--jurisdiction: {treatment.protocol} is a protocol for {own} only. "
            "Leave the option out, or choose another protocol."
        )
    return treatment


def jurisdiction_of(typed: argparse.Namespace, kb: Knowledge) -> str | None:
    """Return the jurisdiction that was typed, else the site's; None where neither says one."""
    if typed.jurisdiction is None:
        return kb.jurisdiction
    stated: str = typed.jurisdiction.lower()
    known = jurisdictions(kb)
    if stated not in known:
        raise BadInput(
            f"--jurisdiction: “{typed.jurisdiction}” is not known. Use one of: {', '.join(known)}; "
            "elsewhere leave it out, and the strictest of them counts."
        )
    return stated


def chosen_course(
    typed: argparse.Namespace, kb: Knowledge, as_of: date, *, ended: bool = False
) -> tuple[Snapshot, Chosen]:
    """Return the record and the course that is meant."""
    snapshot = snapshot_of(typed.files, kb, as_of)
    chosen = choose(snapshot, typed.protocol, ended=ended)
    if isinstance(chosen, str):
        raise BadInput(chosen)
    return snapshot, chosen
