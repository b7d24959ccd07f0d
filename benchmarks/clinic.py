"""Measures what fifty people of a clinic wait for, on both databases, and exits 1 where it is long.

    python benchmarks/clinic.py            print the table
    python benchmarks/clinic.py --write    and write it into docs/reference/performance.md
    python benchmarks/clinic.py --best 3   measure three times, and keep the best of each database

k6 plays the people on loopback, as `clinic.js` says: each thinks three seconds on average between
two pages, on 5,000 patients with 60,000 sessions, served by `titrant serve` as it is shipped.
"""

import gzip
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from urllib.parse import urljoin

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python benchmarks/…`

from benchmarks.clinic_places import DATABASES, Place, Served, filled, served
from benchmarks.run import Line, machine, table
from scripts.marks import put

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "performance.md"
SCRIPT = ROOT / "benchmarks" / "clinic.js"
KINDS = (
    "list",
    "search",
    "patient",
    "intake",
    "record",
    "screening",
    "course",
    "order",
    "ladder",
)
PEOPLE = 50  # each of whom may be asking when the time is over
WITHIN = 150  # ms, for 95 of 100 pages
WEIGHT = 150  # kB, of a page with all that it needs, on a first visit
FIRST, NEXT = 60, 5  # s, until the demonstration answers
LOAD_ENDS_WITHIN = 180  # s
STARTS = 3
KB, MB, MS = 1000, 1_000_000, 1000
NEEDED = re.compile(
    r"""<link[^>]+href="([^"]+)"|<(?:script|img)[^>]+src="([^"]+)"|"""
    r"""^\s*import[^"']*["'](\.[^"']+)|@import\s+["']([^"']+)|url\(["']?([^)"']+)""",
    re.MULTILINE,
)


def measure(best: int = 1) -> list[Line]:
    """Return every figure."""
    lines = starts()
    for database in DATABASES:
        runs = [under_load(database) for _ in range(best)]
        lines += min(runs, key=worst)
    return lines


def worst(lines: Iterable[Line]) -> float:
    """Return the longest of the times that have a target."""
    return max(line.value for line in lines if line.target == WITHIN)


def under_load(database: str) -> list[Line]:
    """Return how long each kind of page takes while fifty people work."""
    with filled(database) as place:
        asked = place.home / "clinic.json"
        asked.write_text(place.told("sign-in"), encoding="utf-8")
        with served(place) as server:
            found = played(asked, server.address)
            memory = list(memory_of(server))
            weighed = (
                weights(server, json.loads(asked.read_bytes())) if database == "SQLite" else []
            )
    wrong, lost = (found.get(name, {}).get("count", 0) for name in ("wrong", "lost"))
    if wrong or lost > PEOPLE:
        raise RuntimeError(f"{wrong:.0f} answers were not the page asked for, {lost:.0f} none.")
    return [
        *(
            Line(f"{database}: {one}, 95 of 100", found[one]["p(95)"], "ms", WITHIN)
            for one in KINDS
        ),
        Line(f"{database}: a row written, 95 of 100", found["write"]["p(95)"], "ms"),
        *(Line(f"{database}: {one}, half", found[one]["med"], "ms") for one in KINDS),
        Line(f"{database}: answers", found["http_reqs"]["rate"], "a second"),
        *(Line(f"{database}: {what}", value / MB, "MB") for what, value in memory),
        *weighed,
    ]


def played(asked: Path, address: str) -> dict[str, dict[str, float]]:
    """Let k6 play the people; return what it measured, by name."""
    program = shutil.which(
        "k6", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    )
    if program is None:
        raise RuntimeError("There is no k6 beside this Python: `make dev` installs it.")
    out = asked.with_name("measured.json")
    given = {"CLINIC": asked, "OUT": out, "AT": address}
    options = [word for name, value in given.items() for word in ("--env", f"{name}={value}")]
    subprocess.run(
        [program, "run", "--quiet", "--no-usage-report", *options, str(SCRIPT)],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=LOAD_ENDS_WITHIN,
    )
    measured: dict[str, dict[str, float]] = json.loads(out.read_text(encoding="utf-8"))
    return measured


def memory_of(server: Served) -> Iterator[tuple[str, int]]:
    """Yield what a process has of its own, and its part of what it shares; Linux alone tells."""
    parts: dict[str, list[int]] = {"a web process": [], "the worker": []}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            rollup = (folder / "smaps_rollup").read_text() if parent == server.process.pid else ""
        except OSError:  # it has ended, or is somebody else's
            continue
        found = re.search(r"^Pss:\s+([0-9]+) kB", rollup, re.MULTILINE)
        if found and "granian" in command:
            parts["a web process"].append(int(found[1]) * 1024)
        elif found and "titrant worker" in command:
            parts["the worker"].append(int(found[1]) * 1024)
    yield from ((f"memory of {what}", max(sizes)) for what, sizes in parts.items() if sizes)


def starts() -> list[Line]:
    """Return how long `titrant serve --demo` takes until it answers, at first and later."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "home", demo=True)
        taken = []
        for _ in range(1 + STARTS):
            with served(place, "--demo") as server:
                taken.append(server.seconds)
    return [
        Line("`titrant serve --demo`, first start, clinic made up", taken[0], "s", FIRST),
        Line("the same, later starts", median(taken[1:]), "s", NEXT),
    ]


def weights(server: Served, clinic: dict[str, list[dict[str, str]]]) -> list[Line]:
    """Return what the pages weigh on a first visit, with everything that they need."""
    nurse = next(one["session"] for one in clinic["browsers"] if one["role"] == "nurse")
    cookie = f"{clinic['cookie']}={nurse}"
    patient, desk = f"/patients/{clinic['patients'][0]}/", clinic["desks"][0]
    pages = {
        "list": "/patients/",
        "patient": patient,
        "record": f"{patient}sessions/",
        "course": f"{patient}course/iv-depression/",
        "a form": f"{patient}vitals/add/",
        "intake": f"/patients/{desk['patient']}/intake/desk/{desk['intake']}/steps/heart/",
    }
    return [
        Line(f"{name}, its weight on the wire", weight(server, path, cookie) / KB, "kB", WEIGHT)
        for name, path in pages.items()
    ]


def weight(server: Served, path: str, cookie: str) -> int:
    """Return the bytes of a page and of all that it asks for, as they are sent."""
    waiting, seen, sent = [path], set[str](), 0
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    while waiting:
        at = waiting.pop()
        if at in seen or not at.startswith("/"):
            continue
        seen.add(at)
        accepts = {"Accept-Encoding": "gzip, deflate, br", "Cookie": cookie}
        link.request("GET", at, headers={"Host": f"localhost:{server.port}", **accepts})
        answer = link.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{at} answered {answer.status}")
        sent += len(content) + sum(
            len(name) + len(value) + 4 for name, value in answer.getheaders()
        )
        kind = answer.getheader("Content-Type", "")
        if kind.startswith("text/"):
            packed = answer.getheader("Content-Encoding") == "gzip"
            text = (gzip.decompress(content) if packed else content).decode()
            waiting += [urljoin(at, next(filter(None, one))) for one in NEEDED.findall(text)]
    link.close()
    return sent


def main(typed: Sequence[str]) -> int:
    """Measure and print; 1 where a target is missed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started ends with it
    busy = os.getloadavg()[0]
    best = int(typed[typed.index("--best") + 1]) if "--best" in typed else 1
    lines = measure(best)
    wide = max(len(line.what) for line in lines)
    for line in lines:
        what, value, target, verdict = line.cells()
        print(f"{what:<{wide}}  {value:>16}  {target:>16}  {verdict}".rstrip())
    missed = [line for line in lines if line.missed]
    print(f"{machine()}, load {busy:.1f} before. {len(missed)} targets missed.")
    if "--write" in typed:
        said = f"{machine()}, {datetime.now().astimezone().date()}, load {busy:.1f} before"
        said += f"; the best of {best}.\n\n" if best > 1 else ".\n\n"
        text = put(PAGE.read_text(encoding="utf-8"), "clinic", said + table(lines, "measured"))
        PAGE.write_text(text, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)} written.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
