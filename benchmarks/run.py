"""Measures what a person at a bench waits for, and exits 1 where a target is missed.

    python benchmarks/run.py            print the table
    python benchmarks/run.py --write    and write it into docs/benchmarks.md and docs/roadmap.md

Whole processes are interleaved with starts of a bare interpreter, because a machine is not equally
fast from one minute to the next: the ratio is of two medians taken side by side.
"""

import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python benchmarks/…`

from scripts.marks import put

import titrant
from titrant.cli import prepare_command
from titrant.cli.demo import WALK
from titrant.cli.files import read_files
from titrant.cli.pdf import sheet_pdf
from titrant.clinical import Order
from titrant.dosing import prepare
from titrant.dosing.guidance import Case, next_dose
from titrant.dosing.screening import screen, treatment_of
from titrant.dosing.sheet import draw_up_sheet
from titrant.fhir import read_fhir
from titrant.knowledge import Knowledge, load

DEMO = next(options for _, command, _, options in WALK if command == "prepare")
ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = Path(titrant.__file__).parent / "examples"
TITRANT = Path(sys.executable).with_name("titrant")
PAGES = ("docs/benchmarks.md", "docs/roadmap.md")

PLAIN = (
    *("--product", "ketamine-10", "--dose", "0.5 mg/kg", "--weight", "70 kg"),
    *("--dilute-to", "1 mg/mL", "--over", "40 min", "--as-of", "2026-11-22"),
)

SIMULATE = (
    *("--model", "kamp-2020", "--model", "otto-2021", "--weight", "70 kg"),
    *("--regimen", "35 mg iv over 40 min; repeat 6 every 3 d"),
)

# Times the first load of a fresh process, after the imports that every command has.
LOAD = """
import time
import titrant.cli.prepare_command
from titrant.knowledge import load
start = time.perf_counter()
load({site!r})
print(time.perf_counter() - start)
"""

# Screens a record in a process of its own, and says how much memory that took.
MEMORY = """
import resource, sys
from titrant.cli import main
main(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak if sys.platform == "darwin" else peak * 1024, file=sys.stderr)
"""

# Six records of made-up people that are no part of this repository; measured where they are.
SHARED = Path(os.environ.get("TITRANT_SHARED", ROOT.parent / "shared"))
REAL = tuple(sorted((SHARED / "data" / "fhir" / "synthea").glob("*.json")))

AS_OF = date(2026, 11, 22)
SCREEN = ("--protocol", "iv-depression", "--site", "demo", "--as-of", AS_OF.isoformat())
MB = 1_000_000
MS = 1000
STARTS = 15  # whole processes of each kind; an odd number has a median among them
ROUNDS = 41
AWAKE = 5.0  # seconds
QUIET = 0.7  # more work than this waiting in the last minute, and nothing measured can be trusted
CALLS = 60


@dataclass(frozen=True)
class Line:
    """One measured figure; `target` is the largest it may be."""

    what: str
    value: float
    unit: str
    target: float | None = None
    fastest: float | None = None

    @property
    def missed(self) -> bool:
        """Whether there is a target and the figure is above it."""
        return self.target is not None and self.value > self.target

    def cells(self) -> tuple[str, str, str, str]:
        """Return the row of the table."""
        value = f"{in_figures(self.value)} {self.unit}".rstrip()
        if self.fastest is not None:
            value += f" (fastest {in_figures(self.fastest)})"
        if self.target is None:
            return self.what, value, "", ""
        verdict = "missed" if self.missed else "met"
        return self.what, value, f"under {in_figures(self.target)} {self.unit}".rstrip(), verdict


def in_figures(number: float) -> str:
    """Return a number to three figures, written out where it is large: 3,990 for 3.99e+03."""
    short = f"{number:.3g}"
    return f"{float(short):,.0f}" if "e+" in short else short


def order_of(typed: Sequence[str]) -> tuple[Order, str | None]:
    """Return the order that a command line states, and its site."""
    reader = ArgumentParser()
    prepare_command.add_options(reader)
    arguments = reader.parse_args(typed)
    return prepare_command.read_order(arguments), arguments.site


def per_call(call: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds of one call: those of the median round and of the fastest.

    What earlier figures left behind is set aside, so that its garbage is not looked for meanwhile.
    """
    gc.collect()
    gc.freeze()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            call()
        rounds.append((time.perf_counter() - start) / CALLS * MS)
    gc.unfreeze()
    return median(rounds), min(rounds)


def process(line: Sequence[str], status: int = 0) -> float:
    """Return the milliseconds of a whole process, which has to end with a status."""
    start = time.perf_counter()
    done = subprocess.run(
        line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    taken = (time.perf_counter() - start) * MS
    if done.returncode != status or done.stderr:  # a traceback ends with 1, as a held answer
        raise RuntimeError(f"{' '.join(line)} ended with {done.returncode}")
    return taken


def processes(*lines: Sequence[str]) -> list[float]:
    """Return the median milliseconds of each command line, in turns; the first turn warms up."""
    turns = [[process(line) for line in lines] for _ in range(STARTS + 1)][1:]
    return [median(taken) for taken in zip(*turns, strict=True)]


def first_load(site: str | None) -> float:
    """Return the milliseconds that a fresh process takes to load the knowledge."""
    line = [sys.executable, "-c", LOAD.format(site=site)]

    def once() -> float:
        done = subprocess.run(line, cwd=ROOT, capture_output=True, check=True, text=True)
        return float(done.stdout) * MS

    return median(once() for _ in range(STARTS))


def invented(size: int) -> bytes:
    """Return a bundle of at least so many bytes about somebody who does not exist."""
    about = {"subject": {"reference": "Patient/p"}}
    entries: list[Resource] = [
        {"resourceType": "Patient", "id": "p", "birthDate": "1980-05-02", "gender": "female"}
    ]
    grown = 0
    while grown < size:
        number = len(entries)
        day = (AS_OF - timedelta(days=number % 4000)).isoformat()
        drug, condition = DRUGS[number % len(DRUGS)], CONDITIONS[number % len(CONDITIONS)]
        added: list[Resource] = [
            {"resourceType": "Condition", "code": {"text": condition}, "onsetDateTime": day},
            {
                "resourceType": "MedicationRequest",
                "status": "stopped" if number % 3 else "active",
                "authoredOn": day,
                "medicationCodeableConcept": {"text": f"{drug} {number % 90} mg oral tablet"},
            },
        ]
        for code, unit in READINGS:
            added.append(
                {
                    "resourceType": "Observation",
                    "status": "final",
                    "effectiveDateTime": day,
                    "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                    "valueQuantity": {"value": number % 90 + 60, "unit": unit, "code": unit},
                }
            )
        for at, one in enumerate(added):
            name = f"{one['resourceType']} {number + at}"
            one.update(about, id=f"r{number + at}", text=narrative(name), meta={"lastUpdated": day})
        entries += added
        grown += sum(len(json.dumps(one)) + 16 for one in added)
    bundle = {"resourceType": "Bundle", "type": "collection"}
    return json.dumps({**bundle, "entry": [{"resource": one} for one in entries]}).encode()


def narrative(name: str) -> dict[str, str]:
    """Return what an export writes for people beside each resource."""
    row = (
        "<tr><td>Entered by</td><td>Somebody Invented, on the ward of a made-up hospital</td></tr>"
    )
    div = f"<div xmlns='http://www.w3.org/1999/xhtml'><b>{name}</b><table>{row * 3}</table></div>"
    return {"status": "generated", "div": div}


Resource = dict[str, object]
DRUGS = ("lorazepam", "lisinopril", "sertraline", "Stardust drops", "metformin", "tramadol")
CONDITIONS = ("Sprain of ankle", "Major depression", "Viral sinusitis", "Hypertension", "Asthma")
READINGS = (("29463-7", "kg"), ("8480-6", "mm[Hg]"), ("2339-0", "mg/dL"), ("99999-9", "1"))


def records(kb: Knowledge) -> list[Line]:
    """Return what reading and screening of whole records takes."""
    treatment = treatment_of(kb.protocol("iv-depression"))
    bundles = [invented(MB), *(path.read_bytes() for path in REAL)]
    reading, screening = [], []
    for content in bundles:
        reading.append(once(partial(read_fhir, content, "bundle.json", kb, AS_OF)))
        snapshot = read_fhir(content, "bundle.json", kb, AS_OF)
        screening.append(once(partial(screen, snapshot, treatment, kb)))
    with tempfile.TemporaryDirectory() as folder:
        one, three = Path(folder) / "1.json", Path(folder) / "3.json"
        one.write_bytes(invented(MB))
        three.write_bytes(invented(3 * MB))
        line = [str(TITRANT), "screen", str(one), *SCREEN]
        cold = median([process(line, status=1) for _ in range(STARTS + 1)][1:])
        line = [sys.executable, "-c", MEMORY, "screen", str(three), *SCREEN]
        done = subprocess.run(line, capture_output=True, check=True, text=True)
    which = f"{len(bundles)} bundles of {mean(map(len, bundles)) / MB:.1f} MB on average"
    return [
        Line(f"records read, {which}", MS / mean(reading), "a second"),
        Line("the same records screened, once read", MS / mean(screening), "a second"),
        Line("`titrant screen`, cold, 1 MB bundle", cold, "ms", 600),
        Line("memory of `titrant screen`, 3 MB bundle", int(done.stderr) / MB, "MB", 150),
    ]


def next_session(kb: Knowledge) -> list[Line]:
    """Return what comparing the options of a next session takes, for the person of the walk."""
    names, typed = next((n, o) for _, command, n, o in WALK if command == "next-dose")
    files = [str(EXAMPLES / name) for name in names]
    as_of = date.fromisoformat(typed[typed.index("--as-of") + 1])
    protocol = kb.protocol(typed[typed.index("--protocol") + 1])
    case = Case(snapshot=read_files(files, kb, as_of), treatment=treatment_of(protocol))
    mid, low = per_call(lambda: next_dose(case, kb))
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "1.json"
        large.write_bytes(invented(MB))
        line = [str(TITRANT), "next-dose", str(large), *SCREEN]
        cold = median([process(line, status=1) for _ in range(STARTS + 1)][1:])
    return [
        Line("`next_dose`, one call", mid, "ms", 2, low),
        Line("`titrant next-dose`, cold, 1 MB bundle", cold, "ms", 600),
    ]


def once(call: Callable[[], object]) -> float:
    """Return the milliseconds of one call: the median of a few."""
    rounds = []
    for _ in range(STARTS):
        start = time.perf_counter()
        call()
        rounds.append((time.perf_counter() - start) * MS)
    return median(rounds)


def measure() -> list[Line]:
    """Return every figure."""
    plain, _ = order_of(PLAIN)
    demo, site = order_of(DEMO)
    base, signed = load(), load(site)
    sheet = draw_up_sheet(prepare(demo, signed))
    bare, cold, cold_demo, explain, simulate = processes(
        [sys.executable, "-c", "pass"],
        [str(TITRANT), "prepare", *PLAIN],
        [str(TITRANT), "prepare", *DEMO],
        [str(TITRANT), "knowledge", "explain", "limit.iv.dose.hard", "--as-of", "2026-11-22"],
        [str(TITRANT), "simulate", *SIMULATE],
    )
    start = time.perf_counter()
    sheet_pdf(sheet)
    first_pdf = (time.perf_counter() - start) * MS
    one = {
        "arithmetic only": per_call(lambda: prepare(plain, base)),
        "protocol and signed site": per_call(lambda: prepare(demo, signed)),
    }
    return [
        *(Line(f"`prepare`, one call, {w}", mid, "ms", 0.2, low) for w, (mid, low) in one.items()),
        Line("a bare interpreter, `python -c pass`", bare, "ms"),
        Line("`titrant prepare`, cold, arithmetic only", cold, "ms", 250),
        Line("the same, in bare starts", cold / bare, "×", 10),
        Line("`titrant prepare`, cold, protocol and signed site", cold_demo, "ms", 250),
        Line("the same, in bare starts", cold_demo / bare, "×", 10),
        Line("`titrant knowledge explain`, cold", explain, "ms", 250),
        Line("the same, in bare starts", explain / bare, "×", 10),
        Line("`titrant simulate`, cold, one person by two models", simulate, "ms", 700),
        Line("knowledge loaded, first time in a process", first_load(None), "ms", 30),
        Line("knowledge loaded, with the demonstration site", first_load(site), "ms", 30),
        Line("the sheet as PDF, first in a process", first_pdf, "ms"),
        Line(
            "the sheet as PDF, from then on", median(pdf_time(sheet) for _ in range(ROUNDS)), "ms"
        ),
        *records(signed),
        *next_session(signed),
        *pharmacokinetics(),
        *clinic(),
    ]


def clinic() -> list[Line]:
    """Return what people wait for at the server, which `benchmarks/clinic.py` prints alone."""
    from benchmarks import clinic  # which imports this module

    return clinic.measure()


def pharmacokinetics() -> list[Line]:
    """Return what levels in the blood take, which `benchmarks/pk.py` prints alone."""
    from benchmarks import pk  # which imports this module

    return pk.measure()


def pdf_time(sheet: object) -> float:
    """Return the milliseconds of setting one sheet."""
    start = time.perf_counter()
    sheet_pdf(sheet)  # type: ignore[arg-type]
    return (time.perf_counter() - start) * MS


def wake() -> None:
    """Keep the machine at work for a while: one that was idle is slow in its first seconds."""
    until = time.perf_counter() + AWAKE
    while time.perf_counter() < until:
        sum(range(10_000))


def machine() -> str:
    """Return what it was measured on, in words that fit many machines."""
    system = {"Linux": "Linux", "Darwin": "macOS"}.get(platform.system(), platform.system())
    cores = os.cpu_count() or 1
    kind = {"x86_64": "64-bit x86", "amd64": "64-bit x86"}.get(
        platform.machine().lower(), "64-bit ARM"
    )
    return f"{system}, {cores} cores, {kind}, CPython {platform.python_version()}"


def table(lines: Sequence[Line], figure: str = "median") -> str:
    """Return the figures as a Markdown table; `figure` says above them what they are."""
    head = ("what", figure, "target", "")
    rows = [head, ("---", "---:", "---:", "---"), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(typed: Sequence[str]) -> int:
    """Measure, print, write where asked; 1 where a target is missed or the machine is busy."""
    busy = os.getloadavg()[0]
    wake()
    lines = measure()
    wide = max(len(line.what) for line in lines)
    for line in lines:
        what, value, target, verdict = line.cells()
        print(f"{what:<{wide}}  {value:>24}  {target:>14}  {verdict}".rstrip())
    missed = [line for line in lines if line.missed]
    print(f"{machine()}. {len(missed)} targets missed.")
    if busy > QUIET:
        print(f"Others kept the machine busy (load {busy:.1f}): measure again when it is quiet.")
        return 1
    if "--write" in typed:
        words = f"{machine()}, {datetime.now().astimezone().date()}.\n\n{table(lines)}"
        for name in PAGES:
            path = ROOT / name
            path.write_text(put(path.read_text(encoding="utf-8"), "bench", words), encoding="utf-8")
            print(f"{name} written.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
