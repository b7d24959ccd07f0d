"""What every page of the reference is written with."""

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

GENERATED = "% Made by scripts/reference.py. Do not edit.\n"


class Missing(Exception):
    """Something that the program has and this manual has no words for."""


def plain(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return re.sub(r"([\\`*_\[\]<>|{}#$])", r"\\\1", text)


def label(kind: str, id: str) -> str:
    """Return the link target of an entry."""
    return f"({kind}-{id})=\n"


def link(kind: str, id: str, words: str | None = None) -> str:
    """Return a link to an entry of any page."""
    return f"[{plain(words or id)}](#{kind}-{id})"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; cells are Markdown without line ends."""
    head = list(head)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a field list, without the fields that are empty."""
    return "\n".join(f":{name}: {text}" for name, text in pairs if text) + "\n"


def address(text: str) -> str:
    """Return the addresses of a source, as links where they are ones."""
    parts = [part.strip() for part in text.split(" ; ")]
    return ", ".join(f"<{p}>" if p.startswith("http") else plain(p) for p in parts)


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n".join((GENERATED, f"# {title}\n", *parts))


def side_page(title: str, *parts: str) -> str:
    """Return a page that its overview leads to, and that is not in the list beside every page.

    That list is worked out anew for each page: with a hundred more it would take minutes.
    """
    return f"---\norphan: true\n---\n{page(title, *parts)}"
