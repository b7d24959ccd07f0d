"""How far a simulation of many people is: a bar on a screen, a line for each tenth elsewhere."""

import sys
from collections.abc import Callable

_WIDE = 30  # signs of a whole bar


def progress(name: str, people: int, *, lines: bool) -> Callable[[int], None] | None:
    """Return what is told how many people are done; None where nobody looks.

    Where standard error is no screen, `lines` asks for a line for each tenth.
    """
    if sys.stderr.isatty():
        return lambda done: _bar(name, done, people)
    if not lines:
        return None
    tenths = [0]

    def told(done: int) -> None:
        now = 10 * done // people
        if now > tenths[0]:
            tenths[0] = now
            print(f"{_said(name, done, people)} ({10 * now} %)", file=sys.stderr, flush=True)

    return told


def _bar(name: str, done: int, people: int) -> None:
    full = _WIDE * done // people
    end = "\n" if done == people else ""
    bar = f"[{'#' * full}{'.' * (_WIDE - full)}]"
    print(f"\r{bar} {_said(name, done, people)}", end=end, file=sys.stderr, flush=True)


def _said(name: str, done: int, people: int) -> str:
    return f"{name}: {done:,} of {people:,} people"
