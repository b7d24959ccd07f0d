"""A page of plain text as wide as its reader's screen: entries, columns side by side."""

import shutil
import textwrap
from collections.abc import Sequence
from itertools import zip_longest

NARROWEST, WIDEST = 80, 140
_PIPED = 100  # where no screen says how wide it is
_GAP = 2


def page_width() -> int:
    """Return the width to print at: that of the screen, within what reads well."""
    columns = shutil.get_terminal_size((_PIPED, 0)).columns
    return min(max(columns, NARROWEST), WIDEST)


class Page:
    """Lines of a given width."""

    def __init__(self, width: int) -> None:
        self.width = width

    def rule(self, character: str) -> str:
        """Return a line across the page."""
        return character * self.width

    def wrap(self, text: str, indent: int = 0, hang: int | None = None) -> list[str]:
        """Return a text as lines, indented; `hang` is the indent of all but the first."""
        return _wrapped(text, self.width, indent, indent if hang is None else hang)

    def entry(self, mark: str, text: str, indent: int = 2) -> list[str]:
        """Return an entry of a list, hanging from its mark."""
        return self.wrap(f"{mark} {text}", indent, indent + len(mark) + 1)

    def table(self, rows: Sequence[Sequence[str]], indent: int = 2) -> list[str]:
        """Return rows as columns; what finds no room stands below, beside the first column."""
        widths = _widths(rows)
        bands: list[list[int]] = [[]]
        used = start = indent + widths[0]
        for place, width in enumerate(widths[1:], start=1):
            if bands[-1] and used + _GAP + width > self.width:
                bands.append([])
                used = start
            bands[-1].append(place)
            used += _GAP + width
        lines: list[str] = []
        for band in bands:
            for row in rows:
                cells = (row[place].ljust(widths[place]) for place in (0, *band))
                lines.append(f"{' ' * indent}{(' ' * _GAP).join(cells)}".rstrip())
        return lines

    def fits(self, rows: Sequence[Sequence[str]], indent: int = 2) -> bool:
        """Say whether rows find room as columns beside each other."""
        return indent + sum(_widths(rows)) + _GAP * (len(rows[0]) - 1) <= self.width

    def columns(self, blocks: Sequence[Sequence["Line"]], across: int) -> list[str]:
        """Return blocks side by side in bands, each of the same width."""
        width = (self.width - _GAP * (across - 1)) // across
        lines: list[str] = []
        for first in range(0, len(blocks), across):
            lines.append(self.rule("-"))
            band = [_set(block, width) for block in blocks[first : first + across]]
            lines += [
                (" " * _GAP).join(cell.ljust(width) for cell in row).rstrip()
                for row in zip_longest(*band, fillvalue="")
            ]
        return [*lines, self.rule("-")]


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]


def rule(character: str) -> str:
    """Return a line across the screen."""
    return Page(page_width()).rule(character)


def wrap(text: str) -> list[str]:
    """Return a text as lines of the screen's width."""
    return Page(page_width()).wrap(text)


Line = tuple[int, int, str]
"""A line of a block before it is wrapped: its indent, the indent of what follows, its text."""


def _set(block: Sequence[Line], width: int) -> list[str]:
    return [line for indent, hang, text in block for line in _wrapped(text, width, indent, hang)]


def _wrapped(text: str, width: int, indent: int, hang: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * hang,
        break_on_hyphens=False,
    ) or [""]
