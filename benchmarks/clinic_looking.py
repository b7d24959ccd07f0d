"""Measures how long it takes until 5,000 open courses were looked at again after a change.

    python benchmarks/clinic_looking.py            print the table; 1 where it takes a minute
    python benchmarks/clinic_looking.py --write    and write it into docs/reference/performance.md

A later version of the program comes back on the same record, with other numbers in its knowledge:
once a limit, which finds nothing new in anybody, and once an interaction of a drug that half of
them take, which makes a task for each of those. `titrant serve` runs as it is shipped, and somebody
asks for the page with the bar five times a second.
"""

import http.client
import json
import re
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python benchmarks/…`

from benchmarks.clinic import PAGE
from benchmarks.clinic_places import DATABASES, Place, Served, filled, served
from benchmarks.run import Line, machine, table
from scripts.marks import put
from tests.lib.upgraded import upgraded

WITHIN = 60  # s, for 5,000 courses
GIVEN_UP = 240  # s
ASKED_EVERY = 0.2
LIMIT = (
    "protocols/iv-depression.yaml",
    "dose.firm: {title: highest arm of the trial, value: 1,",
    "dose.firm: {title: highest arm of the trial, value: 0.9,",
)
_TAKEN = (
    'Diazepam may raise plasma ketamine."\n    leaves:\n'
    "      racemic: {{title: action for racemic ketamine, value: {},"
)
GRAVER = ("interactions.yaml", _TAKEN.format("watch"), _TAKEN.format("clearance"))
CHANGES = {"a limit": LIMIT, "a graver interaction": GRAVER}
BAR = re.compile(r"([\d,]+) of ([\d,]+) courses")
OVER = re.compile(r"Looked at again .*? ([\d,]+) courses?, ([\d,]+) with something new", re.DOTALL)


def measure(databases: Sequence[str] = DATABASES) -> list[Line]:
    """Return every figure."""
    lines = []
    for database in databases:
        for what, change in CHANGES.items():
            with filled(database) as place:
                lines += looked_at_again(f"{database}: after {what}", place, change)
    return lines


def looked_at_again(what: str, place: Place, change: tuple[str, str, str]) -> list[Line]:
    """Return how long a run took from when it was asked for, and what its bar showed meanwhile."""
    asked = json.loads(place.told("sign-in"))
    session = next(one["session"] for one in asked["browsers"] if one["role"] == "prescriber")
    with tempfile.TemporaryDirectory() as folder:
        later = replace(place, source=upgraded(Path(folder), change))
        later.told("change")
        with served(later) as server:
            shown, told, took = _watched(server, f"{asked['cookie']}={session}")
    done = [one for one, _ in shown]
    if done != sorted(done) or len({total for _, total in shown}) > 1:
        raise RuntimeError(f"The bar went back, or its end moved: {shown}")
    total = shown[-1][1]
    return [
        Line(f"{what}, {total:,} courses, {told:,} tasks", took, "s", WITHIN),
        Line(f"{what}: places that the bar stood at", len(set(done)), ""),
    ]


def _watched(server: Served, cookie: str) -> tuple[list[tuple[int, int]], int, float]:
    """Ask for the bar until it is full; return where it stood, how many tasks, and how long."""
    begun, shown = time.perf_counter(), list[tuple[int, int]]()
    while time.perf_counter() - begun < GIVEN_UP:
        page = _page(server, cookie)
        if found := BAR.search(page):
            shown.append((_number(found[1]), _number(found[2])))
        elif shown and (over := OVER.search(page)):
            return shown, _number(over[2]), time.perf_counter() - begun
        time.sleep(ASKED_EVERY)
    raise RuntimeError(f"It was not over after {GIVEN_UP} s: {shown[-3:]}")


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _page(server: Served, cookie: str) -> str:
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        heads = {"Host": f"localhost:{server.port}", "Cookie": cookie}
        link.request("GET", "/courses/progress/", headers=heads)
        answer = link.getresponse()
        content = answer.read()
    finally:
        link.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"The page with the bar answered {answer.status}")
    return re.sub(r"<[^>]+>", "", content.decode())


def main(typed: Sequence[str]) -> int:
    """Measure and print; 1 where a target is missed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started ends with it
    lines = measure([one for one in DATABASES if one in typed] or DATABASES)
    wide = max(len(line.what) for line in lines)
    for line in lines:
        what, value, target, verdict = line.cells()
        print(f"{what:<{wide}}  {value:>16}  {target:>16}  {verdict}".rstrip())
    if "--write" in typed:
        said = f"{machine()}, {datetime.now().astimezone().date()}.\n\n"
        text = put(PAGE.read_text(encoding="utf-8"), "looking", said + table(lines, "measured"))
        PAGE.write_text(text, encoding="utf-8")
    return 1 if any(line.missed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
