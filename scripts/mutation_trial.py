"""Makes the mutants of a folder and lets scripts/mutants.py try them; proves first that this works.

Results hold for one state of src/, tests/ and pyproject.toml; what was noticed, while its function
is as it was.
"""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PLUGIN = Path(__file__).with_name("mutants.py")

UNTRIED = "not oracle_node and not shared and not code and not bench and not deep"
PYTEST = (
    *("-q", "-s", "-p", "mutants", "-p", "no:xdist", "-p", "no:cov", "-p", "no:randomly"),
    *("-p", "no:logging", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("--tb=no", "--assert=plain"),  # that a test fails is enough: how it fails takes its time
    *(
        "-p",
        "no:cacheprovider",
        "-m",
        "not oracle_node and not shared and not code and not bench and not deep",
    ),
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
    told = {
        "mutants": mutants,
        "lines": lines_of(place, mutants),
        "minutes": minutes,
        "workers": os.cpu_count() or 1,
    }
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
MUTANT_NAME = re.compile(r"\bx(_|ǁ\w+ǁ)(\w+?)__mutmut_\w+")


def changed(lines: list[str], one: list[int], other: list[int]) -> tuple[str, str]:
    """Return the lines of one span that the other has not, and the reverse, without indentation."""
    before, after = (
        [MUTANT_NAME.sub(r"\2", line.replace(GENERATED, "")).strip() for line in lines[a - 1 : b]]
        for a, b in (one, other)
    )
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return " ".join(before), " ".join(after)


# ------------------------------------------------------------------ which statement is changed


def lines_of(place: Path, mutants: Iterable[str]) -> dict[str, tuple[str, int, int]]:
    """Return for each mutant the file and the lines of the statement of the original it changes."""
    wanted = set(mutants)
    found = {}
    for meta in sorted((place / "mutants" / "src").rglob("*.py.meta")):
        path = meta.with_suffix("")
        spans = json.loads(meta.with_suffix(".spans").read_text(encoding="utf-8"))["spans"]
        ids = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        text = path.read_text(encoding="utf-8")
        lines, functions = text.splitlines(), originals(text)
        for id in wanted.intersection(ids):
            name = id.rpartition(".")[2]
            before = f"{name.partition('__mutmut_')[0]}__mutmut_orig"
            first, last = changed_lines(lines, spans[before], spans[name])
            found[id] = (str(path), *statement_at(functions[before], first, last))
    return found


def originals(text: str) -> dict[str, ast.stmt]:
    """Return the functions of a mutated file that are as they were, by their names."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds))
    return {node.name: node for node in found if node.name.endswith("__mutmut_orig")}


def changed_lines(lines: list[str], one: list[int], other: list[int]) -> tuple[int, int]:
    """Return the first and the last line of one span that the other has not; lines count from 1."""
    before, after = (
        [MUTANT_NAME.sub(r"\2", line.replace(GENERATED, "")) for line in lines[a - 1 : b]]
        for a, b in (one, other)
    )
    least = min(len(before), len(after))
    head = next((i for i in range(least) if before[i] != after[i]), least)
    tail = next((i for i in range(least - head) if before[-1 - i] != after[-1 - i]), least - head)
    first = min(head, len(before) - 1)
    return one[0] + first, one[0] + max(first, len(before) - tail - 1)


def statement_at(node: ast.stmt, first: int, last: int) -> tuple[int, int]:
    """Return the lines of the smallest statement around some lines, or those of its head."""
    assert node.end_lineno is not None
    inner = [
        one
        for one in ast.walk(node)
        if isinstance(one, ast.stmt) and one.lineno <= first and last <= (one.end_lineno or 0)
    ]
    smallest = min(inner, key=lambda one: (one.end_lineno or 0) - one.lineno, default=node)
    body = getattr(smallest, "body", None)
    if not body:
        return smallest.lineno, smallest.end_lineno or smallest.lineno
    head = max(smallest.lineno, body[0].lineno - 1)
    if smallest is node or last > head:  # a default, or the case of a match: wherever it runs
        return smallest.lineno, smallest.end_lineno or smallest.lineno
    return smallest.lineno, head


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


def start(root: Path, *, anew: bool) -> str:
    """Make the mutants of this state, unless they are there; return what went wrong.

    What a test has noticed stays noticed while its function is as it was; what none has noticed is
    tried again after every change. With `anew` nothing of an earlier state counts.
    """
    folder = root / "mutants"
    mark, results = folder / "state", folder / "results.json"
    now = state(root)
    if not anew and mark.exists() and mark.read_text(encoding="utf-8") == now:
        return ""
    noticed = {} if anew else {m.id: m.result for m in found(root) if m.result in NOTICED}
    before = functions(root)
    shutil.rmtree(folder, ignore_errors=True)
    wrong = generate(root)
    if not wrong:
        after = functions(root)
        same = {name for name, text in after.items() if before.get(name) == text}
        kept = {id: was for id, was in noticed.items() if id.partition("__mutmut_")[0] in same}
        results.write_text(json.dumps(kept), encoding="utf-8")
        mark.write_text(now, encoding="utf-8")
    return wrong


def functions(root: Path) -> dict[str, str]:
    """Return the text of every function that has mutants, by the beginning of their ids."""
    texts = {}
    for meta in sorted((root / "mutants" / "src").rglob("*.py.meta")):
        spans = json.loads(meta.with_suffix(".spans").read_text(encoding="utf-8"))["spans"]
        lines = meta.with_suffix("").read_text(encoding="utf-8").splitlines()
        for id in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]:
            name = id.partition("__mutmut_")[0]
            first, last = spans[f"{name.rpartition('.')[2]}__mutmut_orig"]
            texts[name] = "\n".join(lines[first - 1 : last])
    return texts
