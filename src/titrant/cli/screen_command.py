"""`titrant screen`, `interactions`, `protocols` and `record`: files in, findings out."""

import argparse
from typing import Any

from titrant.cli import words
from titrant.cli.on_record import (
    add_common,
    add_files,
    jurisdiction_of,
    new_command,
    opened,
    snapshot_of,
    treatment_of_typed,
)
from titrant.cli.printing import json_text, say
from titrant.cli.record_text import record_text
from titrant.cli.screening_text import (
    fits_brief,
    fits_text,
    interactions_text,
    protocols_text,
    screening_text,
)
from titrant.cli.status import DONE, HELD, BadInput
from titrant.clinical import Route
from titrant.dosing.screening import (
    find_interactions,
    find_open_interactions,
    fit,
    screen,
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
from titrant.knowledge import Knowledge, Protocol


def add_to(commands: Any, name: str) -> None:
    """Add one of the four commands to the parser."""
    _ADD[name](commands)


def _add_screen(commands: Any) -> None:
    parser = new_command(
        commands,
        "screen",
        "what a record says for and against a treatment",
        "Screen the record of one person for a protocol. Exit status: 0 nothing stands in the way, "
        "1 something excludes, defers or holds, 2 bad input.",
    )
    add_files(parser)
    parser.add_argument(
        "--protocol", metavar="ID", required=True, help="the protocol to screen for"
    )
    add_common(parser)
    parser.set_defaults(run=run_screen)


def _add_interactions(commands: Any) -> None:
    parser = new_command(
        commands,
        "interactions",
        "what is taken, and what it does with ketamine",
        "List interactions for a protocol's route. Exit status: 0 nothing stands in the way, "
        "1 something holds, 2 bad input.",
    )
    add_files(parser)
    parser.add_argument(
        "--protocol", metavar="ID", default="iv-depression", help="default: iv-depression"
    )
    add_common(parser)
    parser.set_defaults(run=run_interactions)


def _add_protocols(commands: Any) -> None:
    parser = new_command(
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
    parser.add_argument("--brief", action="store_true", help="with --fit: a line or two each")
    add_common(parser)
    parser.set_defaults(run=run_protocols)


def _add_record(commands: Any) -> None:
    parser = new_command(
        commands,
        "record",
        "what was understood of a record, from where, and what was not",
        "Read the files of one person and say what they came to.",
    )
    add_files(parser)
    add_common(parser)
    parser.set_defaults(run=run_record)


_ADD = {
    "screen": _add_screen,
    "interactions": _add_interactions,
    "protocols": _add_protocols,
    "record": _add_record,
}


def run_screen(typed: argparse.Namespace) -> int:
    """Print a screening; 1 where treatment has to wait for something."""
    kb, as_of = opened(typed)
    treatment = treatment_of_typed(typed, kb)
    screening = screen(snapshot_of(typed.files, kb, as_of), treatment, kb)
    say(json_text(screening_record(screening)) if typed.json else screening_text(screening))
    return HELD if screening.holds else DONE


def run_interactions(typed: argparse.Namespace) -> int:
    """Print what the interaction table finds; 1 where something holds."""
    kb, as_of = opened(typed)
    treatment = treatment_of_typed(typed, kb)
    snapshot = snapshot_of(typed.files, kb, as_of)
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
    kb, as_of = opened(typed)
    protocols = _chosen(typed, kb)
    if typed.fit is None:
        listed = {"protocols": [protocol_record(protocol) for protocol in protocols]}
        say(json_text(listed) if typed.json else protocols_text(protocols, kb))
        return DONE
    snapshot = snapshot_of(typed.fit, kb, as_of)
    fits = fit(snapshot, protocols, kb, jurisdiction_of(typed, kb))
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
        say(fits_brief(fits, snapshot) if typed.brief else fits_text(fits, snapshot))
    fitting = any(one.verdict is Verdict.FITS for one in fits)
    return DONE if fitting and first is None else HELD


def run_record(typed: argparse.Namespace) -> int:
    """Print what was understood, and what was not."""
    kb, as_of = opened(typed)
    snapshot = snapshot_of(typed.files, kb, as_of)
    say(json_text(snapshot_record(snapshot)) if typed.json else record_text(snapshot, kb))
    return DONE


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
