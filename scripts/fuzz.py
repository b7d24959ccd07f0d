"""Spoils records for minutes, and looks whether a reader fails or drops something in silence.

    python -m scripts.fuzz                  five minutes
    python -m scripts.fuzz --minutes 60     or an hour
    python -m scripts.fuzz --seed 7         the same inputs again
    python -m scripts.fuzz --write          and write the result into docs/fuzzing.md

`make deep` runs it. Records are the examples of the tests and, where ../shared lies beside the
clone, the bundles and examples there: parts of them, changed in their JSON or in their bytes.
Each input has to end in a sentence (`RecordError`) or in a snapshot that accounts for everything
in the file, that can be joined with itself, and that can be screened. The first ten that do not
are kept in build/fuzz/, and the exit is 1.
"""

import json
import random
import sys
import tarfile
import time
import traceback
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scripts.marks import put
from tests.lib.evidence import SHARED
from tests.lib.fuzzing import EXAMPLE, spoil, unaccounted

from titrant.clinical import RecordError
from titrant.dosing.screening import screen, treatment_of
from titrant.fhir import read_fhir
from titrant.intake import join
from titrant.knowledge import Knowledge, load

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "fuzzing.md"
KEPT = ROOT / "build" / "fuzz"
AS_OF = date(2026, 11, 22)
PROTOCOLS = ("iv-depression", "spravato-us-trd", "sublingual-home")
ENTRIES = 25  # as many of a record as are spoilt at once: many inputs say more than long ones
MOST = 10  # findings that are kept

Json = dict[str, Any]
Judge = Callable[[bytes], str]  # "read" or "refused"; raises, or complains in words


# ------------------------------------------------------------------ records


def records() -> list[Json]:
    """Return whole records: our own, and those of ../shared where they are."""
    found = [EXAMPLE]
    folder = SHARED / "data" / "fhir"
    paths = sorted(folder.glob("synthea/*.json")) + sorted(folder.glob("us-core-examples/*.json"))
    found += [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    for path in sorted(folder.glob("packages/*.tgz")):
        found += examples(path)
    return found


def examples(package: Path) -> Iterator[Json]:
    """Yield the examples of a FHIR package, as one record each."""
    with tarfile.open(package) as archive:
        for member in archive:
            if "example/" in member.name and member.name.endswith(".json"):
                opened = archive.extractfile(member)
                if opened is not None:
                    yield json.load(opened)


# ------------------------------------------------------------------ inputs


def part_of(record: Json, chance: random.Random) -> Json:
    """Return some entries of a bundle, with its Patient; another resource as it stands."""
    entries = record.get("entry")
    if not isinstance(entries, list) or len(entries) <= ENTRIES:
        return record
    return {**record, "entry": entries[:1] + chance.sample(entries[1:], ENTRIES)}


def lines_of(record: Json) -> bytes:
    """Return a bundle as NDJSON."""
    entries = record.get("entry", [])
    return b"\n".join(json.dumps(entry["resource"]).encode() for entry in entries)


def spoilt_bytes(content: bytes, chance: random.Random) -> bytes:
    """Return a file with some of its bytes changed, cut, doubled or put in."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(made) + 1)
        length = min(chance.choice((1, 1, 2, 8, 64, 512)), len(made) - at)
        match chance.choice(("change", "cut", "double", "put", "end")):
            case "change":
                made[at : at + length] = chance.randbytes(length)
            case "cut":
                del made[at : at + length]
            case "double":
                made[at:at] = made[at : at + length]
            case "put":
                made[at:at] = chance.choice((b"9" * 30, b"[", b"}", b'"', b"\\ud800", b"\x00"))
            case _:
                del made[at:]
    return bytes(made)


def an_input(all_records: Sequence[Json], chance: random.Random) -> bytes:
    """Return one spoilt file, as often from a bundle as from a single resource."""
    bundles = [record for record in all_records if record.get("entry")]
    record = part_of(chance.choice(chance.choice((bundles, all_records))), chance)
    match chance.randrange(10):
        case 0 | 1:
            return spoilt_bytes(json.dumps(record).encode(), chance)
        case 2 if record.get("entry"):
            return spoilt_bytes(lines_of(record), chance)
        case 3 if record.get("entry"):
            return lines_of(record)
        case _:
            return spoil(record, chance.randint(1, 12), chance.choice)


# ------------------------------------------------------------------ judging


class Dropped(Exception):
    """Something in a file that its snapshot says nothing of."""


def judge_with(kb: Knowledge) -> Judge:
    """Return what reads, counts, joins and screens one input."""
    treatments = [treatment_of(kb.protocol(id), "us") for id in PROTOCOLS]

    def judge(content: bytes) -> str:
        try:
            snapshot = read_fhir(content, "record.json", kb, AS_OF)
        except RecordError:
            return "refused"
        missing = unaccounted(content, snapshot)
        if missing:
            raise Dropped("; ".join(missing))
        joined = join([snapshot])
        if join([snapshot, snapshot]).facts != joined.facts:
            raise Dropped("joined with itself, it says something else")
        for treatment in treatments:
            screen(joined, treatment, kb)
        return "read"

    return judge


@dataclass
class Result:
    """What a run found."""

    ends: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[bytes, str]] = field(default_factory=list)

    @property
    def inputs(self) -> int:
        """How many inputs there were."""
        return self.ends.total()

    def line(self, day: date, minutes: float, sources: int) -> str:
        """Return the result as one line."""
        ends = self.ends
        found = f"{ends['finding']} findings" if ends["finding"] else "no finding"
        return (
            f"{day}: {self.inputs:,} inputs from {sources} records in {minutes:g} minutes; "
            f"{ends['read']:,} were read, {ends['refused']:,} refused in a sentence, {found}."
        )


def run(
    judge: Judge, inputs: Iterator[bytes], until: Callable[[], bool], most: int = MOST
) -> Result:
    """Judge inputs until it is time, or there are more findings than anybody reads."""
    result = Result()
    for content in inputs:
        if until() or len(result.findings) >= most:
            break
        try:
            result.ends[judge(content)] += 1
        except Exception:  # noqa: BLE001 - whatever is raised here is what is looked for
            result.ends["finding"] += 1
            result.findings.append((content, traceback.format_exc()))
    return result


# ------------------------------------------------------------------ report


def keep(result: Result) -> None:
    """Write the inputs of findings to build/fuzz, and print what went wrong."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for number, (content, why) in enumerate(result.findings, start=1):
        path = KEPT / f"{number}.json"
        path.write_bytes(content)
        print(f"\n{path.relative_to(ROOT)}\n{why}", file=sys.stderr)


def main(typed: Sequence[str]) -> int:
    """Spoil, judge, report."""
    parser = ArgumentParser(description="Fuzzing of the readers of records.")
    parser.add_argument("--minutes", type=float, default=5, help="how long (5)")
    parser.add_argument("--seed", type=int, help="what the inputs follow from (the time)")
    parser.add_argument("--write", action="store_true", help="write docs/fuzzing.md")
    arguments = parser.parse_args(typed)
    seed = time.time_ns() % 1_000_000 if arguments.seed is None else arguments.seed
    chance = random.Random(seed)  # nosec B311
    sources = records()
    end = time.monotonic() + arguments.minutes * 60
    print(f"Spoiling {len(sources)} records for {arguments.minutes:g} minutes, seed {seed}.")
    result = run(
        judge_with(load()),
        iter(lambda: an_input(sources, chance), b"never"),
        lambda: time.monotonic() > end,
    )
    line = result.line(datetime.now().astimezone().date(), arguments.minutes, len(sources))
    print(line)
    if result.findings:
        keep(result)
        return 1
    if arguments.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), "fuzz", line), encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
