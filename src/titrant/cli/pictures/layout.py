"""Where things stand in a picture: text that fits, labels that keep apart, ticks people expect."""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from titrant.cli.pictures.values import Array

THIN = "\u2009"  # stands between thousands
DAYS_FROM = 48.0  # hours from which on a time axis counts in days
_SLIM, _WIDE = " iljtfrI.,:;!|'()[]-", "mwMW%×@"  # characters by width, of most fonts
_SLIM_EM, _EM, _WIDE_EM = 0.34, 0.59, 0.92  # rather too wide
_BOLD = 1.17  # that of DejaVu Sans, which is among the widest
_HOURS = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0)
_DAYS = (0.5, 1.0, 2.0, 3.0, 7.0, 14.0, 28.0, 84.0, 182.0, 364.0)
_ROUND = (1.0, 2.0, 5.0)
_DECADES = 4  # most of them on an axis of levels


class Axis(Struct, frozen=True, kw_only=True):
    """From what to what an axis goes, and where its ticks stand."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies: 0 at its low end, 1 at its high end."""
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        return math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)


# -- text ------------------------------------------------------------------------------------


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is [px]; rather too much than too little."""
    ems = sum(
        _SLIM_EM if letter in _SLIM else _WIDE_EM if letter in _WIDE else _EM for letter in text
    )
    return ems * size * (_BOLD if bold else 1.0)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text that is at most `width` [px] wide; a long word stays whole."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and text_width(longer, size, bold=bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def figures(value: float) -> str:
    """Return a number in three figures, thousands apart; people read no exponent."""
    short = float(f"{value:.3g}")
    if short == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(short))))
    said = f"{short:,.{digits}f}"
    return (said.rstrip("0").rstrip(".") if digits else said).replace(",", THIN)


def rounded(value: float) -> float:
    """Return a number with what a picture can show of it."""
    return float(f"{value:.6g}")


# -- places ----------------------------------------------------------------------------------


def spread(wanted: Sequence[float], sizes: Sequence[float], length: float) -> list[float]:
    """Return tops [px] near those wanted, in the same order, of things that keep apart.

    All stay within 0 and `length` where they fit in; those that are wanted at one place are laid
    in the order in which they come.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = [0.0] * len(wanted)
    edge = 0.0
    for place in order:
        found[place] = max(wanted[place], edge)
        edge = found[place] + sizes[place]
    edge = length
    for place in reversed(order):
        found[place] = min(found[place], edge - sizes[place])
        edge = found[place]
    return found


def thinned(rows: Sequence[Array], columns: int) -> list[int]:
    """Return which points to draw so that a line of many looks as if all of them were.

    Each row has the shape (points,). In each of the columns the first and the last point stay, and
    the highest and the lowest of every row.
    """
    points = len(rows[0])
    if points <= 4 * columns:
        return list(range(points))
    kept: set[int] = set()
    for part in np.array_split(np.arange(points), columns):
        kept |= {int(part[0]), int(part[-1])}
        for row in rows:
            kept |= {int(part[row[part].argmin()]), int(part[row[part].argmax()])}
    return sorted(kept)


# -- axes ------------------------------------------------------------------------------------


def time_axis(until: float, width: float) -> tuple[Axis, float, str]:
    """Return an axis of time, its unit in hours, and the unit's name."""
    unit, name, steps = (24.0, "days", _DAYS) if until > DAYS_FROM else (1.0, "hours", _HOURS)
    most = max(2.0, width / 44)
    step = next((s for s in steps if until / unit / s <= most), _round_up(until / unit / most))
    ticks = tuple(step * count for count in range(int(until / unit / step + 1e-9) + 1))
    return Axis(low=0.0, high=until / unit, ticks=ticks), unit, name


def even_axis(top: float, most: float) -> Axis:
    """Return an axis from zero to a round number above `top`, with at most so many steps."""
    top = top if top > 0 else 1.0
    step = _round_up(top / most)
    count = math.ceil(top / step - 1e-9)
    ticks = tuple(float(f"{step * place:.6g}") for place in range(count + 1))
    return Axis(low=0.0, high=ticks[-1], ticks=ticks)


def log_axis(low: float, top: float, most: float, *, decades: int = _DECADES) -> Axis:
    """Return a logarithmic axis of at most so many decades below `top`, both values above zero."""
    marks = _marks(low / 10, top * 10)
    last = next(mark for mark in marks if mark >= top * (1 - 1e-9))
    low = max(low, last / 10**decades)
    first = next(mark for mark in reversed(marks) if mark <= low * (1 + 1e-9) and mark < last)
    ticks = [mark for mark in marks if first <= mark <= last]
    if len(ticks) > most:
        ticks = _decades(ticks)
    every = math.ceil(len(ticks) / most)
    return Axis(low=first, high=last, ticks=tuple(ticks[::every]), log=True)


def _decades(marks: Sequence[float]) -> list[float]:
    """Return the powers of ten among marks; with few of them the ends, too, if they stand apart."""
    found = [mark for mark in marks if f"{mark:e}".startswith("1.")]
    if len(found) > 2:
        return found
    if not found:
        return [marks[0], marks[-1]]
    first = [marks[0]] * (found[0] / marks[0] > 4)
    return [*first, *found, *([marks[-1]] * (marks[-1] / found[-1] > 4))]


def _marks(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [float(f"{number:g}e{power}") for power in powers for number in _ROUND]


def _round_up(value: float) -> float:
    """Return the first of 1, 2, 5, 10, 20 … from `value` on."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(n * power for n in (*_ROUND, 10.0) if n * power >= value * (1 - 1e-9))
