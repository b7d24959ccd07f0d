"""Reading the written evidence, and the words of the knowledge base that carry it.

The evidence is not part of this repository. Where it lies beside the clone, or where TITRANT_SHARED
points to it, tests compare it with the rows of the knowledge base; elsewhere they skip.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from titrant.knowledge import Knowledge, Rule
from titrant.knowledge.compiling import compile_base

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("TITRANT_SHARED", ROOT.parent / "shared"))

Complaints = list[str]
Words = Callable[[str], str]  # what a row says, with the words of everything that holds it
Line = tuple[str, str]  # the row that should carry it, and what the evidence says
Reader = Callable[[str], list[Line]]  # what stands under a heading -> its lines


# ------------------------------------------------------------------ reading the evidence


@cache
def evidence(name: str) -> str:
    """Return a page of the evidence, or skip where it is not at hand."""
    page = SHARED / "evidence" / name
    if not page.is_file():
        pytest.skip(f"the written evidence is not here: no evidence/{name}")
    return page.read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its level or above."""
    level = heading.index(" ")
    found = re.search(
        rf"^{re.escape(heading)}\b[^\n]*\n(.*?)(?=^#{{2,{level}}} |\Z)",
        text,
        re.DOTALL | re.MULTILINE,
    )
    return found[1] if found else ""


def bullets(text: str) -> list[str]:
    """Return the bullets of a text, without their markers and bold."""
    return [line[2:].replace("*", "") for line in text.splitlines() if line.startswith("- ")]


def paragraphs(text: str) -> list[str]:
    """Return the lines that are neither a heading, a bullet, a table nor a rule, without bold."""
    lines = [line.replace("*", "") for line in text.splitlines()]
    return [line for line in lines if line.strip() and not line.startswith(("#", "|", "- ", "---"))]


def table(text: str) -> list[list[str]]:
    """Return the cells of each row of a table, its heading first."""
    plain = re.sub(r"`[^`\n]*`", lambda code: code[0].replace("|", "/"), text)
    lines = [line.strip().strip("|") for line in plain.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return rows[:1] + rows[2:]


def cells(text: str) -> list[list[str]]:
    """Return the cells of each row of a table, without its heading."""
    return table(text)[1:]


def slug(words: str) -> str:
    """Return a cell's words as the last part of a row's id."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def figures(text: str) -> set[Decimal]:
    """Return the numbers of a text; the keys of sources and what stands in brackets are none."""
    bare = re.sub(r"\[[^\]]*\]|\b[SRCH][0-9]+\b", " ", text)
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", bare)
    return {Decimal(n).normalize() for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", plain)}


# ------------------------------------------------------------------ reading a section into lines


def named(prefix: str, *, last: int | None = -1) -> Reader:
    """Read a table whose rows are called by their first cell; the last cell is a flag."""
    return lambda text: [
        (f"{prefix}{slug(row[0])}", " ".join(row[:last])) for row in cells(text) if row[0]
    ]


def in_order(prefix: str) -> Reader:
    """Read a table whose rows are counted from 1; the last cell is a source."""
    return lambda text: [
        (f"{prefix}{number}", " ".join(row[:-1])) for number, row in enumerate(cells(text), start=1)
    ]


def numbered(prefix: str) -> Reader:
    """Read a table whose rows bear a number in the first cell; the last cell is a source."""
    return lambda text: [(f"{prefix}{row[0]}", " ".join(row[1:-1])) for row in cells(text)]


def listed(prefix: str) -> Reader:
    """Read bullets, counted from 1."""
    return lambda text: [
        (f"{prefix}{number}", bullet) for number, bullet in enumerate(bullets(text), start=1)
    ]


# ------------------------------------------------------------------ comparing


def uncarried(
    evidence: str, ids: Collection[str], rows: Collection[str], words: Words
) -> Complaints:
    """Complain about a row that is missing, and about a figure that none of the rows repeats."""
    if missing := [f"no row {id}" for id in ids if id not in rows]:
        return missing
    lost = figures(evidence) - figures(" ".join(words(id) for id in ids))
    return [f"{number:f} is in none of {', '.join(ids)}" for number in sorted(lost)]


def unasked(rows: Iterable[str], asked: Collection[str]) -> Complaints:
    """Complain about a row that no line of the evidence asks for."""
    return [f"{id}: no line of the evidence asks for it" for id in rows if id not in asked]


# ------------------------------------------------------------------ the knowledge base


@cache
def base() -> Knowledge:
    """Return the knowledge base as its files stand, without a site.

    Made from the YAML that the rows are written in: the evidence is compared with what its authors
    wrote, whether or not it has been compiled since.
    """
    return Knowledge(compile_base(), hash="")


def rules(kb: Knowledge) -> dict[str, Rule]:
    """Return the rules of both tables by the names that rows give them."""
    return {
        f"{table.removesuffix('s')}.{rule.id}": rule
        for table in ("screening", "interactions")
        for rule in kb.rules(table)
    }


@cache
def words(row: str) -> str:
    """Return what a row says, with the words of everything that holds it."""
    return words_in(base(), row)


def words_in(kb: Knowledge, row: str) -> str:
    """Return what a row of a knowledge base says, with the words of everything that holds it."""
    said: list[str] = [kb.rows()[row]["says"]]
    waiting: list[str] = list(kb.rows()[row]["held_by"])
    known = rules(kb)
    for id in waiting:
        leaf = kb.find(id)
        concept = id.removeprefix("concept.")
        if leaf is not None:
            said += [leaf.title, leaf.shown]
        elif id in known:
            said += words_of_rule(known[id])
        elif concept != id and concept in kb.ids("concepts"):
            said.append(kb.concept(concept).title)
        elif id in kb.ids("conflicts"):
            conflict = kb.conflict(id)
            said.append(conflict.handling)
            waiting += conflict.claims
        elif id in kb.ids("claims"):
            claim = kb.claim(id)
            said += [claim.says, claim.handling]
    return " ".join(said)


def words_of_rule(rule: Rule) -> list[str]:
    """Return what a rule says, with the titles and values of its leaves."""
    said = [rule.title, rule.effect, rule.asks, rule.lifts, rule.separates]
    for leaf in (*rule.cells.values(), *rule.numbers.values()):
        said += [leaf.title, leaf.shown]
    return said
