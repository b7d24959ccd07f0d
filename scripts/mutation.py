"""Changes units and dosing a little, one change at a time, and looks whether a test notices.

`make deep` runs it. mutmut makes the mutants and scripts/mutants.py tries them; this script proves
first that they do, bounds the time, counts by module, and asks for an explanation of every mutant
that survives: docs/mutation-survivors.yaml says why it does no harm. Figures go into
docs/mutation.md and docs/roadmap.md when every mutant was tried.

    python scripts/mutation.py                  go on where the last run stopped
    python scripts/mutation.py --minutes 20     stop after that time; run it again to go on
    python scripts/mutation.py units.number     only these modules, for work on their tests
    python scripts/mutation.py --report         say what is known, without running anything

Results hold for one state of src/, tests/ and pyproject.toml; after a change all are tried again.
While you write tests, --keep tries only the survivors again and writes no figures.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = Path(__file__).with_name("mutants.py")
SURVIVORS = "docs/mutation-survivors.yaml"
PAGES = ("docs/mutation.md", "docs/roadmap.md")
ROOMS = ("units", "dosing")
TESTS = ("tests/unit/units", "tests/unit/dosing", "tests/spec", "tests/properties")

PYTEST = (
    *("-q", "-s", "-p", "mutants", "-p", "no:xdist", "-p", "no:cov", "-p", "no:randomly"),
    *("-p", "no:logging", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("--tb=no", "--assert=plain"),  # that a test fails is enough: how it fails takes its time
    *("-p", "no:cacheprovider", "-m", "not oracle_node and not shared and not bench and not deep"),
)

# Functions that run while their module is imported, before a mutant can be switched on.
NOT_TRIED = {
    "units.quantity units": "builds the unit tables on import; the unit oracles look at every row",
}

NOTICED = {"killed", "hung"}


@dataclass(frozen=True)
class Mutant:
    """One change, and what became of it; `was` and `now` are the lines that differ."""

    id: str
    module: str
    function: str
    result: str | None
    was: str = ""
    now: str = ""

    @property
    def where(self) -> str:
        """Module and function, as the file of explanations names them."""
        return f"{self.module} {self.function}"

    @property
    def survived(self) -> bool:
        """Whether no test noticed."""
        return self.result is not None and self.result not in NOTICED


# ------------------------------------------------------------------ make and try


def generate(place: Path) -> str:
    """Let mutmut write every mutant of a folder into its mutants/; return what went wrong."""
    line = [sys.executable, "-c", GENERATE]
    done = subprocess.run(line, cwd=place, capture_output=True, text=True, check=False)  # nosec B603
    return done.stderr if done.returncode else ""


GENERATE = """
import os
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
from mutmut.mutation.trampoline import set_mutant_under_test

set_mutant_under_test("mutant_generation")
os.makedirs("mutants", exist_ok=True)
copy_src_dir()
copy_also_copy_files()
create_mutants(os.cpu_count())
"""


def attempt(
    place: Path, mutants: Sequence[str], tests: Sequence[str], minutes: float | None
) -> str:
    """Try mutants; return what went wrong, or nothing. Results stand in mutants/results.json."""
    folder = place / "mutants"
    job = folder / "job.json"
    told = {"mutants": mutants, "minutes": minutes, "workers": os.cpu_count() or 1}
    job.write_text(json.dumps({**told, "results": str(folder / "results.json")}), encoding="utf-8")
    shutil.copy2(PLUGIN, folder / "mutants.py")
    paths = os.pathsep.join([str(folder / "src"), str(folder)])
    done = subprocess.run(  # nosec B603
        [sys.executable, "-m", "pytest", *PYTEST, *tests],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "TITRANT_MUTATION_JOB": str(job)},
        check=False,
    )
    return f"pytest ended with {done.returncode}" if done.returncode else ""


def found(place: Path) -> list[Mutant]:
    """Return every mutant in a folder, with the changed lines of those that survived."""
    mutants = []
    kept = place / "mutants" / "results.json"
    results = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for meta in sorted((place / "mutants" / "src").rglob("*.py.meta")):
        path = meta.relative_to(place / "mutants").with_suffix("")
        ids = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        spans = json.loads(meta.with_suffix(".spans").read_text(encoding="utf-8"))["spans"]
        lines = (place / "mutants" / path).read_text(encoding="utf-8").splitlines()
        module = ".".join(path.with_suffix("").parts[2:]).removesuffix(".__init__")
        for id in ids:
            name = id.rpartition(".")[2]
            made = Mutant(id, module, function_name(name), results.get(id))
            if made.where in NOT_TRIED:
                continue
            if made.survived:
                before = f"{name.partition('__mutmut_')[0]}__mutmut_orig"
                was, now = changed(lines, spans[before], spans[name])
                made = Mutant(id, module, made.function, made.result, was, now)
            mutants.append(made)
    return mutants


def function_name(name: str) -> str:
    """Return the name in the source of `x_plain__mutmut_3` or `xǁDoseǁper__mutmut_1`."""
    return name.partition("__mutmut_")[0].removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")


GENERATED = "# type: ignore # mutmut generated"


def changed(lines: list[str], one: list[int], other: list[int]) -> tuple[str, str]:
    """Return the lines of one span that the other has not, and the reverse, without indentation."""
    names = re.compile(r"\bx(_|ǁ\w+ǁ)(\w+?)__mutmut_\w+")
    before, after = (
        [names.sub(r"\2", line.replace(GENERATED, "")).strip() for line in lines[a - 1 : b]]
        for a, b in (one, other)
    )
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return " ".join(before), " ".join(after)


# ------------------------------------------------------------------ does it work at all?

PROOF = {
    "pyproject.toml": """
[tool.mutmut]
source_paths = ["src"]
""",
    "src/tiny/__init__.py": "",
    "src/tiny/rung.py": """
def checked(dose, strength):
    return dose / strength


def run_only(dose, strength):
    return dose / strength


def unreached(dose):
    return dose + 1


def counts_down(pieces):
    while pieces > 0:
        pieces -= 1
    return pieces


class Vial:
    @classmethod
    def holds(cls, strength, volume):
        return strength * volume

    @staticmethod
    def rest(whole, drawn):
        return whole - drawn
""",
    "tests/test_rung.py": """
from tiny.rung import Vial, checked, counts_down, run_only


def test_checked():
    assert checked(35, 10) == 3.5


def test_a_vial():
    assert Vial.holds(10, 20) == 200
    assert Vial().rest(20, 5) == 15


def test_that_looks_and_sees_nothing():
    assert run_only(35, 35)


def test_that_hangs_when_the_count_goes_up():
    assert counts_down(3) == 0
""",
}
JUDGED = {
    "checked": {"killed"},
    "Vial.holds": {"killed"},
    "Vial.rest": {"killed"},
    "run_only": {"survived"},
    "unreached": {"unreached"},
}


def prove() -> str:
    """Try planted faults; return what was missed, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, text in PROOF.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8")
        wrong = generate(place) or attempt(
            place, [m.id for m in found(place)], ["tests"], minutes=2
        )
        if wrong:
            return wrong
        judged: dict[str, set[str | None]] = {}
        for mutant in found(place):
            judged.setdefault(mutant.function, set()).add(mutant.result)
    hung = "hung" in judged.pop("counts_down", ())
    return "" if judged == JUDGED and hung else f"planted faults were judged {judged}, hung: {hung}"


# ------------------------------------------------------------------ one state of the sources


def state(root: Path) -> str:
    """Return a name for what the results rest on: the sources, the tests, and how they run."""
    digest = hashlib.sha256()
    folders = (root / "src", root / "tests", root / "scripts" / "mutants.py")
    skipped = {"__pycache__", "node_modules"}
    for folder in folders:
        files = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
        for path in files:
            if path.is_file() and not skipped & set(path.parts):
                digest.update(f"{path.relative_to(root)}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    for part in ("[tool.mutmut]", "[tool.pytest.ini_options]"):
        digest.update(text.partition(part)[2].partition("\n[")[0].encode())
    return digest.hexdigest()


def start(root: Path, *, keep: bool) -> str:
    """Make the mutants of this state, unless they are there; return what went wrong.

    Results of another state are thrown away, except where `keep` asks for those of no survivors.
    """
    folder = root / "mutants"
    mark, results = folder / "state", folder / "results.json"
    now = state(root)
    if not keep and mark.exists() and mark.read_text(encoding="utf-8") == now:
        return ""
    kept = {m.id: m.result for m in found(root) if keep and m.result in NOTICED}
    shutil.rmtree(folder, ignore_errors=True)
    wrong = generate(root)
    if not wrong:
        results.write_text(json.dumps(kept), encoding="utf-8")
        mark.write_text("kept" if keep else now, encoding="utf-8")
    return wrong


# ------------------------------------------------------------------ explanations


def explanations(text: str) -> list[dict[str, str]]:
    """Read the file of explanations; raises ValueError for one that is not whole."""
    entries: list[dict[str, Any]] = yaml.safe_load(text) or []
    for entry in entries:
        if set(entry) != {"where", "was", "now", "why"} or not all(entry.values()):
            raise ValueError(f"{SURVIVORS}: where, was, now and why are needed: {entry}")
    return [{key: str(value) for key, value in entry.items()} for entry in entries]


def explain(
    mutants: Iterable[Mutant], entries: Sequence[dict[str, str]]
) -> tuple[list[tuple[Mutant, str]], list[Mutant], list[dict[str, str]]]:
    """Return survivors with their reason, survivors without one, and reasons without a survivor."""
    known = {(e["where"], e["was"], e["now"]): e for e in entries}
    used, explained, open_ones = set(), [], []
    for mutant in mutants:
        if not mutant.survived:
            continue
        key = (mutant.where, mutant.was, mutant.now or "nothing")
        if key in known:
            used.add(key)
            explained.append((mutant, known[key]["why"]))
        else:
            open_ones.append(mutant)
    return explained, open_ones, [entry for key, entry in known.items() if key not in used]


def entry_text(mutant: Mutant) -> str:
    """Return an entry for the file of explanations, without its reason."""

    def quoted(text: str) -> str:
        return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("...\n").strip()

    return (
        f"- where: {mutant.where}\n"
        f"  was: {quoted(mutant.was)}\n"
        f"  now: {quoted(mutant.now or 'nothing')}\n"
        f"  why: # {mutant.result}\n"
    )


# ------------------------------------------------------------------ report


def rows(mutants: Sequence[Mutant]) -> Iterator[tuple[str, int, int, int]]:
    """Yield each module and room with its mutants, how many were noticed, and how many survived."""
    for room in ROOMS:
        own = [m for m in mutants if m.module.partition(".")[0] == room]
        if not own:
            continue
        for module in sorted({m.module for m in own}):
            yield count(module, [m for m in own if m.module == module])
        yield count(room, own)


def count(name: str, mutants: Sequence[Mutant]) -> tuple[str, int, int, int]:
    """Return a name with the number of mutants, of noticed ones and of survivors."""
    survived = sum(m.survived for m in mutants)
    tried = sum(m.result is not None for m in mutants)
    return name, len(mutants), tried - survived, survived


def score(noticed: int, total: int) -> str:
    """Return a share in percent, rounded down: 99.96 % is not all."""
    return f"{noticed * 1000 // total / 10:g} %" if total else "-"


def table(mutants: Sequence[Mutant], *, modules: bool) -> str:
    """Return the counts as a Markdown table."""
    lines = ["| module | mutants | noticed | survived | score |", "|---|---:|---:|---:|---:|"]
    for name, total, noticed, survived in rows(mutants):
        if modules or name in ROOMS:
            shown = f"**{name}**" if name in ROOMS and modules else name
            lines.append(
                f"| {shown} | {total} | {noticed} | {survived} | {score(noticed, total)} |"
            )
    return "\n".join(lines)


def survivors_text(explained: Sequence[tuple[Mutant, str]]) -> str:
    """Return the survivors with their reasons, by module."""
    if not explained:
        return "No mutant survived."
    parts: list[str] = []
    for module in sorted({mutant.module for mutant, _ in explained}):
        parts.append(f"### `{module}`\n")
        parts += [
            f"- `{mutant.function}`: `{mutant.was}` became `{mutant.now or 'nothing'}`.\n  {why}"
            for mutant, why in explained
            if mutant.module == module
        ]
        parts.append("")
    return "\n".join(parts).rstrip()


def put(text: str, words: str) -> str:
    """Return a page with what stands between its mutation marks replaced."""
    made, times = re.subn(
        r"(<!-- mutation -->\n).*?(<!-- /mutation -->)",
        lambda m: f"{m[1]}{words}\n{m[2]}",
        text,
        flags=re.DOTALL,
    )
    if times != 1:
        raise ValueError("the page has no one place for mutation testing")
    return made


def write(mutants: Sequence[Mutant], explained: Sequence[tuple[Mutant, str]]) -> None:
    """Write the figures into the manual."""
    day = f"{datetime.now().astimezone().date()}, {len(mutants)} mutants."
    full = f"{day}\n\n{table(mutants, modules=True)}\n\n## Survivors\n\n{survivors_text(explained)}"
    brief = f"{day}\n\n{table(mutants, modules=False)}"
    for name, words in zip(PAGES, (full, brief), strict=True):
        path = ROOT / name
        path.write_text(put(path.read_text(encoding="utf-8"), words), encoding="utf-8")


def report(modules: Sequence[str]) -> int:
    """Print what is known; write the manual where every mutant of this state was tried."""
    mutants = found(ROOT)
    mark = ROOT / "mutants" / "state"
    strict = not modules and mark.exists() and mark.read_text(encoding="utf-8") == state(ROOT)
    mutants = [m for m in mutants if asked(m, modules)]
    entries = explanations((ROOT / SURVIVORS).read_text(encoding="utf-8"))
    explained, open_ones, idle = explain(mutants, entries)
    for name, total, noticed, survived in rows(mutants):
        share = score(noticed, noticed + survived)
        print(f"{name:<24} {total:>5} mutants {noticed:>5} noticed {survived:>4} survived  {share}")
    for mutant in open_ones:
        print(f"\n# {mutant.id}\n{entry_text(mutant)}", end="")
    untried = sum(m.result is None for m in mutants)
    if untried or not mutants:
        print(f"\n{untried} mutants were not tried yet. Run it again to go on.")
        return 1
    if open_ones:
        print(f"\n{len(open_ones)} survivors without a reason. Write a test, or put the entries")
        print(f"above into {SURVIVORS}, each with why it does no harm.")
    if not strict:
        print("\nNo figures were written: these are not all mutants of this state of the sources.")
        return 1 if open_ones else 0
    for entry in idle:
        print(f"\n{SURVIVORS}: no such survivor: {entry['where']}: {entry['was']}. Take it out.")
    if open_ones or idle:
        return 1
    write(mutants, explained)
    print(f"\n{', '.join(PAGES)} written.")
    return 0


def main(typed: Sequence[str]) -> int:
    """Prove, run, report."""
    parser = argparse.ArgumentParser(description="Mutation testing of units and dosing.")
    parser.add_argument("modules", nargs="*", help="like units.number; default: all")
    parser.add_argument("--minutes", type=float, help="stop after this time")
    parser.add_argument("--keep", action="store_true", help="try only the survivors again")
    parser.add_argument("--report", action="store_true", help="run nothing")
    arguments = parser.parse_args(typed)
    if not arguments.report:
        wrong = prove() or start(ROOT, keep=arguments.keep)
        if wrong:
            print(f"mutation testing does not work here: {wrong}", file=sys.stderr)
            return 2
        print("Planted faults were found, and planted gaps were seen.", flush=True)
        left = [m for m in found(ROOT) if m.result is None and asked(m, arguments.modules)]
        wrong = attempt(ROOT, [m.id for m in left], TESTS, arguments.minutes) if left else ""
        if wrong:
            print(wrong, file=sys.stderr)
            return 2
    return report(arguments.modules)


def asked(mutant: Mutant, modules: Sequence[str]) -> bool:
    """Say whether a mutant is in one of the rooms or modules that were asked for."""
    own = mutant.module
    return not modules or any(own == m or own.startswith(f"{m}.") for m in modules)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
