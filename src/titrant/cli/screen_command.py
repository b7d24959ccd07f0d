"""`titrant screen`, `interactions`, `protocols` and `record`: files in, findings out."""

import argparse
from datetime import date, datetime
from typing import Any

from titrant.cli import words
from titrant.cli.files import read_files
from titrant.cli.printing import json_text, say, warn
from titrant.cli.screening_text import (
    fits_text,
    interactions_text,
    protocols_text,
    record_text,
    screening_text,
)
from titrant.cli.status import DONE, HELD, BadInput
from titrant.clinical import RecordError, Route
from titrant.dosing.screening import (
    Treatment,
    find_interactions,
    find_open_interactions,
    fit,
    jurisdictions,
    screen,
    treatment_of,
)
from titrant.dosing.screening.fit import SAME_DAY, Verdict, acute
from titrant.dosing.screening.record import (
    finding_record,
    fit_record,
    missing_record,
    protocol_record,
    screening_record,
    snapshot_record,
)
from titrant.knowledge import Knowledge, Protocol, load


def add_to(commands: Any, name: str) -> None:
    """Add one of the four commands to the parser."""
    _ADD[name](commands)


def _add_screen(commands: Any) -> None:
    parser = _command(
        commands,
        "screen",
        "what a record says for and against a treatment",
        "Screen the record of one person for a protocol. Exit status: 0 nothing stands in the way, "
        "1 something excludes, defers or holds, 2 bad input.",
    )
    _files(parser, "+")
    parser.add_argument(
        "--protocol", metavar="ID", required=True, help="the protocol to screen for"
    )
    _common(parser)
    parser.set_defaults(run=run_screen)


def _add_interactions(commands: Any) -> None:
    parser = _command(
        commands,
        "interactions",
        "what is taken, and what it does with ketamine",
        "List interactions for a protocol's route. Exit status: 0 nothing stands in the way, "
        "1 something holds, 2 bad input.",
    )
    _files(parser, "+")
    parser.add_argument(
        "--protocol", metavar="ID", default="iv-depression", help="default: iv-depression"
    )
    _common(parser)
    parser.set_defaults(run=run_interactions)


def _add_protocols(commands: Any) -> None:
    parser = _command(
        commands,
        "protocols",
        "the protocols, and how a record goes with each",
        "List protocols; with --fit, say of each whether it fits a record, with the facts that "
        "decided. Nothing is ranked.",
    )
    parser.add_argument("--route", metavar="ROUTE", help="iv, im, sc, nasal, sublingual, oral")
    parser.add_argument("--setting", metavar="WORD", help="clinic, home, hospital")
    parser.add_argument("--indication", metavar="WORDS", help="a word of the indication, like pain")
    parser.add_argument("--fit", metavar="FILE", nargs="+", help="record files of one person")
    _common(parser)
    parser.set_defaults(run=run_protocols)


def _add_record(commands: Any) -> None:
    parser = _command(
        commands,
        "record",
        "what was understood of a record, from where, and what was not",
        "Read the files of one person and say what they came to.",
    )
    _files(parser, "+")
    _common(parser)
    parser.set_defaults(run=run_record)


_ADD = {
    "screen": _add_screen,
    "interactions": _add_interactions,
    "protocols": _add_protocols,
    "record": _add_record,
}


def _command(commands: Any, name: str, what: str, description: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=description, allow_abbrev=False
    )
    return made


def _files(parser: argparse.ArgumentParser, how_many: str) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs=how_many,
        help="FHIR R4 (Bundle, resource or NDJSON), case.yaml, today.yaml; all of one person",
    )


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="the day to judge by (default: today)")
    parser.add_argument("--site", metavar="SITE", help="a site’s name, or the path of a site.yaml")
    parser.add_argument(
        "--jurisdiction", metavar="CODE", help="us, eu, gb, ch, ... (default: the site’s)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run_screen(typed: argparse.Namespace) -> int:
    """Print a screening; 1 where treatment has to wait for something."""
    kb, as_of = _opened(typed)
    treatment = _treatment(typed, kb)
    screening = screen(_snapshot(typed.files, kb, as_of), treatment, kb)
    say(json_text(screening_record(screening)) if typed.json else screening_text(screening))
    return HELD if screening.holds else DONE


def run_interactions(typed: argparse.Namespace) -> int:
    """Print what the interaction table finds; 1 where something holds."""
    kb, as_of = _opened(typed)
    treatment = _treatment(typed, kb)
    snapshot = _snapshot(typed.files, kb, as_of)
    found = find_interactions(snapshot, treatment, kb)
    missing = find_open_interactions(snapshot, treatment, kb)
    if typed.json:
        value = snapshot_record(snapshot)
        drugs = [fact for fact in value["facts"] if fact["kind"] == "medication"]
        unmapped = [
            one for one in value["unmapped"] if one["kind"].lower().startswith("medication")
        ]
        say(
            json_text(
                {
                    "protocol": treatment.protocol,
                    "as_of": as_of.isoformat(),
                    "interactions": [finding_record(finding) for finding in found],
                    "missing": [missing_record(one) for one in missing],
                    "medications": drugs,
                    "unmapped": unmapped,
                }
            )
        )
    else:
        say(interactions_text(treatment, snapshot, found, missing, kb))
    held = any(one.stops for one in found) or any(one.stops for one in missing)
    return HELD if held else DONE


def run_protocols(typed: argparse.Namespace) -> int:
    """Print protocols, and how a record goes with each."""
    kb, as_of = _opened(typed)
    protocols = _chosen(typed, kb)
    if typed.fit is None:
        listed = {"protocols": [protocol_record(protocol) for protocol in protocols]}
        say(json_text(listed) if typed.json else protocols_text(protocols, kb))
        return DONE
    snapshot = _snapshot(typed.fit, kb, as_of)
    fits = fit(snapshot, protocols, kb, _jurisdiction(typed, kb))
    first = acute(fits)
    if typed.json:
        value: dict[str, Any] = {
            "as_of": as_of.isoformat(),
            "first": None
            if first is None
            else {"says": SAME_DAY, "finding": finding_record(first)},
            "protocols": [fit_record(one) for one in fits],
        }
        say(json_text(value))
    else:
        say(fits_text(fits, snapshot))
    fitting = any(one.verdict is Verdict.FITS for one in fits)
    return DONE if fitting and first is None else HELD


def run_record(typed: argparse.Namespace) -> int:
    """Print what was understood, and what was not."""
    kb, as_of = _opened(typed)
    snapshot = _snapshot(typed.files, kb, as_of)
    say(json_text(snapshot_record(snapshot)) if typed.json else record_text(snapshot, kb))
    return DONE


def _snapshot(files: list[str], kb: Knowledge, as_of: date) -> Any:
    try:
        return read_files(files, kb, as_of)
    except RecordError as error:
        raise BadInput(str(error)) from None


def _opened(typed: argparse.Namespace) -> tuple[Knowledge, date]:
    as_of = words.day("--as-of", typed.as_of)
    if as_of is None:
        as_of = datetime.now().astimezone().date()
        warn(f"As of {as_of}, by this machine's clock.")
    return load(typed.site), as_of


def _treatment(typed: argparse.Namespace, kb: Knowledge) -> Treatment:
    """Return what is screened for; a protocol that is for one jurisdiction is for no other."""
    stated = _jurisdiction(typed, kb)
    treatment = treatment_of(kb.protocol(typed.protocol), stated)
    if typed.jurisdiction is not None and treatment.jurisdiction != stated:
        own = (treatment.jurisdiction or "").upper()
        raise BadInput(
            f"--jurisdiction: {treatment.protocol} is a protocol for {own} only. "
            "Leave the option out, or choose another protocol."
        )
    return treatment


def _jurisdiction(typed: argparse.Namespace, kb: Knowledge) -> str | None:
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


def _chosen(typed: argparse.Namespace, kb: Knowledge) -> list[Protocol]:
    route = words.choice("--route", typed.route, Route)
    found = [kb.protocol(id) for id in kb.ids("protocols")]
    if route is not None:
        found = [protocol for protocol in found if protocol.route is route]
    if typed.setting is not None:
        settings = sorted({protocol.setting for protocol in found})
        found = [protocol for protocol in found if protocol.setting == typed.setting]
        if not found:
            raise BadInput(
                f"No protocol is for “{typed.setting}”. There is: {', '.join(settings)}."
            )
    if typed.indication is not None:
        asked = typed.indication.lower()
        found = [p for p in found if asked in f"{p.indication} {' '.join(p.treats)}".lower()]
        if not found:
            raise BadInput(f"No protocol is for “{typed.indication}”. See “titrant protocols”.")
    return found
