"""Print: text, warnings, JSON, and the sheet, which is as wide as its paper; no escape codes."""

import json
import re
import sys
import textwrap
from typing import Any

from titrant.cli.page import Page
from titrant.dosing.check import Check, Kind
from titrant.dosing.sheet import Cited, Row, Sheet

_PAPER = Page(100)
_NAME, _WORKED, _DO, _BLANK = 12, 38, 30, 8

# Signs that move the cursor, clear a page or turn a line round: never from a record to a terminal.
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_UNIT_GAP = re.compile("(?<=[0-9…]) (?=[A-Za-z%])")

_PATIENT = "patient: ______________________________  born: ____________  drawn up at: ____________"

_WORDS = {
    Kind.HARD: "NEVER",
    Kind.FIRM: "SECOND PRESCRIBER",
    Kind.HOLD: "HOLD",
    Kind.SOFT: "REASON",
    Kind.INFO: "note",
}


def say(text: str) -> None:
    """Print to standard output; what a record hides between its letters is spelt out."""
    print(_HIDDEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))


def warn(text: str) -> None:
    """Print to standard error."""
    print(f"titrant: {_HIDDEN.sub('?', text)}", file=sys.stderr)


def json_text(value: Any) -> str:
    """Return JSON with sorted keys: the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)


def sheet_text(sheet: Sheet) -> str:
    """Return the sheet as text."""
    lines = [_PAPER.rule("=")]
    lines += _ends("DRAW-UP SHEET", sheet.banner)
    lines += _PAPER.wrap(sheet.title) + _PAPER.wrap(sheet.subtitle)
    if sheet.demonstration:
        lines += _PAPER.wrap(sheet.demonstration)
    lines += [_PAPER.rule("="), *_PAPER.wrap(sheet.status_words), "", _PATIENT, ""]
    if sheet.rows:
        lines += _table(sheet.rows)
    lines += section("What stands in the way, and what was said", _checks(sheet.checks))
    unsigned = [line for one in sheet.unsigned for line in _PAPER.entry("-", one)]
    lines += section("HOLD until the medical director of this site signs", unsigned)
    lines += section("Notes", [line for note in sheet.notes for line in _PAPER.entry("-", note)])
    lines += section("Where each number comes from", _cited(sheet.cited))
    lines += section("Limits it was held against", _cited(sheet.limits))
    sources = [line for one in sheet.sources for line in _PAPER.entry("-", one)]
    lines += section("Sources", sources)
    lines += [
        "",
        *(_PAPER.wrap(sheet.signers) if sheet.signers else []),
        *_PAPER.wrap(sheet.footer),
        _PAPER.rule("="),
    ]
    lines += _ends("Nothing here is signed.", sheet.banner)
    return "\n".join(line.rstrip() for line in lines)


def _ends(left: str, right: str) -> list[str]:
    return [left + right.rjust(_PAPER.width - len(left))]


def section(title: str, lines: list[str]) -> list[str]:
    """Return lines under a title; nothing where there are none."""
    return ["", title, *lines] if lines else []


def _table(rows: tuple[Row, ...]) -> list[str]:
    head = ("step", "worked out", "do", "prepared", "checked")
    lines = [_line(head), _PAPER.rule("-")]
    for row in rows:
        marks = f" [{', '.join(str(mark) for mark in row.marks)}]" if row.marks else ""
        name = _cell(row.name, _NAME)
        worked = _cell(row.worked_out + marks, _WORKED)
        to_do = _cell(row.to_do, _DO)
        for at in range(max(len(name), len(worked), len(to_do))):
            blank = "_" * (_BLANK - 1) if at == 0 else ""
            lines.append(_line((_at(name, at), _at(worked, at), _at(to_do, at), blank, blank)))
        lines.append("")
    return lines[:-1]


def _cell(text: str, width: int) -> list[str]:
    """Wrap a cell, and keep a number and its unit on one line."""
    kept = _UNIT_GAP.sub("\N{NO-BREAK SPACE}", text)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in textwrap.wrap(kept, width)]


def _line(cells: tuple[str, str, str, str, str]) -> str:
    name, worked, to_do, one, two = cells
    return f"{name:<{_NAME}} {worked:<{_WORKED}} {to_do:<{_DO}} {one:<{_BLANK}} {two:<{_BLANK}}"


def _at(lines: list[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""


def _checks(checks: tuple[Check, ...]) -> list[str]:
    lines = []
    for check in checks:
        word = _WORDS[check.kind] if not check.met or check.kind is Kind.INFO else "reason given"
        lines += _PAPER.entry(f"{word}:", f"{check.text} {check.lifts}".strip())
        if check.source:
            lines += _PAPER.wrap(check.source, 6)
    return lines


def _cited(cited: tuple[Cited, ...]) -> list[str]:
    lines = []
    for one in cited:
        mark = f"[{one.mark}]" if one.mark else "-"
        lines += _PAPER.entry(mark, f"{one.value}. {one.source}")
    return lines
