"""The rules of this repository, held by tests.

Each checker is a function from text to complaints, so that it can be fed a bad sample: the second
half of this file shows that every checker bites.
"""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "titrant"

# Modules of more than 350 lines, each with the reason. None may have more than 500.
LONG_MODULES: dict[str, str] = {}

FORBIDDEN_NAMES = {"utils", "helpers", "manager", "service", "data", "process", "handler"}

# Rooms that get time, chance and file contents as arguments.
PURE_ROOMS = ("units", "clinical", "pkpd", "outcomes", "dosing", "fhir")

# Numbers in dosing/ other than 0 and 1: (module, name of the module-level constant) -> the reason.
# Named mathematics only. A clinical number lives in one YAML leaf, with its source.
NUMBERS_IN_DOSING: dict[tuple[str, str], str] = {}

Complaints = list[str]


# ------------------------------------------------------------------ checkers


def module_length(path: str, text: str, listed: dict[str, str]) -> Complaints:
    """Complain about a module too long, or listed as long when it is not."""
    lines = len(text.splitlines())
    if lines > 500:
        return [f"{path}: {lines} lines; 500 is the limit"]
    if lines > 350 and not listed.get(path):
        return [f"{path}: {lines} lines; from 350 on, list it in LONG_MODULES with the reason"]
    if lines <= 350 and path in listed:
        return [f"{path}: {lines} lines; take it out of LONG_MODULES"]
    return []


def module_name(path: str) -> Complaints:
    """Complain about a name that says nothing."""
    return [
        f"{path}: '{n}' says nothing"
        for n in Path(path).parts
        if n.split(".")[0] in FORBIDDEN_NAMES
    ]


def impurity(path: str, tree: ast.AST) -> Complaints:
    """Complain about a clock, chance or a file in a room that gets them as arguments."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                roots = [name.name.split(".")[0] for name in names]
            case ast.ImportFrom(module=str(module), level=0):
                roots = [module.split(".")[0]]
            case _:
                roots = []
        found += [
            (getattr(node, "lineno", 0), f"import {r}")
            for r in roots
            if r in {"random", "secrets", "time"}
        ]
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in {"open", "input", "now", "today"}:
                found.append((node.lineno, f"{name}()"))
            case ast.Call(func=ast.Attribute(attr=name)) if name in {
                "now",
                "open",
                "read_bytes",
                "read_text",
                "today",
                "utcnow",
                "write_bytes",
                "write_text",
            }:
                found.append((node.lineno, f".{name}()"))
            case ast.Attribute(
                value=ast.Name(id="datetime" | "date") | ast.Attribute(attr="datetime" | "date"),
                attr="now" | "today" | "utcnow" as name,
            ):
                found.append((node.lineno, f".{name}"))  # passed on uncalled, as a default factory
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"):
                found.append((node.lineno, "numpy.random"))
            case _:
                pass
    return [
        f"{path}:{line}: {what} in a pure room: take it as an argument"
        for line, what in sorted(set(found))
    ]


QUANTITY_TEXT = re.compile(r"\s*[-+−]?\d+([.,/]\d+)?\s*[\w%µμ]*(/\w+)*\s*")


def numbers(path: str, tree: ast.Module, listed: dict[tuple[str, str], str]) -> Complaints:
    """Complain about a number other than 0 and 1, also when it stands in a string."""
    found: Complaints = []
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if listed.get((path, name)):
                    continue
            case _:
                pass
        for node in ast.walk(statement):
            match node:
                case ast.Constant(value=bool()):
                    pass
                case ast.Constant(value=int() | float() | complex() as value) if value not in {
                    0,
                    1,
                }:
                    found.append(
                        f"{path}:{node.lineno}: the number {value} belongs in the knowledge"
                    )
                case ast.Constant(value=str(text)) if QUANTITY_TEXT.fullmatch(
                    text
                ) and text.strip() not in {"0", "1"}:
                    found.append(f"{path}:{node.lineno}: {text!r} is a number in a string")
                case _:
                    pass
    return found


# Put together from parts, so that this file does not hold what it looks for.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:wo" + r"rk|ro" + r"ot|home/\w+)/")
UNFINISHED = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b(?!\(#\d+\))"
)


def workplace(path: str, text: str) -> Complaints:
    """Complain about a registry's host or a path that exists on one machine only."""
    found = [f"{path}: names {host}" for host in HOSTS if host in text.lower()]
    return found + [f"{path}: a machine's own path, {m[0]}" for m in MACHINE_PATH.finditer(text)]


def unfinished(path: str, text: str) -> Complaints:
    """Complain about a note to oneself that names no issue."""
    return [f"{path}: {m[0]} without an issue, as in (#12)" for m in UNFINISHED.finditer(text)]


REQUIREMENT = re.compile(
    r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[^\s;]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+"
)


def requirement_lines(path: str, text: str) -> Complaints:
    """Complain about a line that is not a pinned package with its hashes."""
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    lines = [
        line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return [
        f"{path}: not pinned and hashed: {line[:60]}"
        for line in lines
        if not REQUIREMENT.fullmatch(line)
    ]


def unlocked(path: str, text: str, wanted: Iterable[str]) -> Complaints:
    """Complain about a dependency of pyproject.toml that the lock file does not have."""
    names = [re.split(r"[<>=!~ \[]", line)[0].lower() for line in wanted]
    return [f"{path}: no {n}: run `make lock`" for n in names if f"\n{n}==" not in f"\n{text}"]


def unexplained(path: str, text: str) -> Complaints:
    """Complain about a dependency without a comment that says where it is used."""
    line = re.compile(
        r'^\s*"[A-Za-z0-9][A-Za-z0-9-]*(\[[a-z,]+\])?[<>=~!][^"]*",?\s*$', re.MULTILINE
    )
    return [f"{path}: say where it is used: {m[0].strip()}" for m in line.finditer(text)]


def fragment_name(path: str, types: Iterable[str]) -> Complaints:
    """Complain about a changelog fragment that towncrier would not read."""
    good = re.compile(rf"(\d+|\+[a-z0-9-]+)\.({'|'.join(types)})(\.\d+)?\.md")
    return [] if good.fullmatch(Path(path).name) else [f"{path}: name it <issue>.<type>.md"]


def make_targets(path: str, text: str, targets: set[str]) -> Complaints:
    """Complain about a `make` target that a page names and the Makefile does not have."""
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(
        r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    )
    named = {n for part in code for n in re.findall(r"(?:^|[\s;&])make ([a-z][a-z-]*)", part)}
    return [f"{path}: no target `make {name}`" for name in sorted(named - targets)]


# ------------------------------------------------------------------ the repository


@cache
def committed() -> tuple[str, ...]:
    """Return the files git has or would add; where there is no git, all that looks like ours."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found = [name for name in names.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        made = {"node_modules", "__pycache__", "_build", "build", "dist", "mutants"}
        found = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if not any(
                part in made or (part.startswith(".") and part != ".ci")
                for part in path.relative_to(ROOT).parts[:-1]
            )
        ]
    return tuple(sorted(name for name in found if (ROOT / name).is_file()))


@cache
def text_of(name: str) -> str:
    """Return a file's text, or nothing for a picture or another file that is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of these rooms, with its path from src/titrant."""
    for room in rooms:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def every_file(check: Callable[[str, str], Complaints], without: str = r"$^") -> Complaints:
    """Run a checker over all committed files whose name does not match."""
    return [c for n in committed() if not re.search(without, n) for c in check(n, text_of(n))]


def dependencies(name: str) -> list[str]:
    """Return what pyproject.toml wants in requirements/`name`.txt."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"].get(name, [])]


def test_a_module_stays_short() -> None:
    sources = [n for n in committed() if n.startswith("src/") and n.endswith(".py")]
    assert sources
    assert not [c for n in sources for c in module_length(n, text_of(n), LONG_MODULES)]
    assert not set(LONG_MODULES) - set(sources)


def test_a_module_has_a_name_that_says_something() -> None:
    assert not [c for n in committed() if n.endswith(".py") for c in module_name(n)]


@pytest.mark.hazard("H33")
def test_pure_rooms_know_no_clock_no_chance_and_no_file() -> None:
    assert not [c for path, tree in modules(*PURE_ROOMS) for c in impurity(path, tree)]


def test_no_number_lives_in_dosing() -> None:
    found = [c for path, tree in modules("dosing") for c in numbers(path, tree, NUMBERS_IN_DOSING)]
    assert not found


def test_no_file_names_a_registry_or_a_machine() -> None:
    assert not every_file(workplace)


def test_nothing_is_left_unfinished_without_an_issue() -> None:
    # digests are random letters
    assert not every_file(unfinished, without=r"package-lock\.json$")


@pytest.mark.parametrize("name", ["base", "dev", "docs"])
def test_requirements_are_pinned_hashed_and_complete(name: str) -> None:
    path = f"requirements/{name}.txt"
    assert not requirement_lines(path, text_of(path))
    assert not unlocked(path, text_of(path), dependencies(name))


def test_each_dependency_says_where_it_is_used() -> None:
    assert not unexplained("pyproject.toml", text_of("pyproject.toml"))


@pytest.mark.parametrize(
    ("folder", "config"),
    [("changelog.d", "pyproject.toml"), ("knowledge.d", "knowledge.d/towncrier.toml")],
)
def test_changelog_fragments_have_names_that_towncrier_reads(folder: str, config: str) -> None:
    types = [t["directory"] for t in tomllib.loads(text_of(config))["tool"]["towncrier"]["type"]]
    names = [n for n in committed() if n.startswith(f"{folder}/") and n != config]
    assert not [c for n in names for c in fragment_name(n, types)]


def test_pages_name_only_targets_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z]+)(?:\s[a-z ]*)?:", text_of("Makefile"), re.MULTILINE))
    assert {"run", "test"} <= targets
    pages = [n for n in committed() if n.endswith(".md")]
    assert not [c for n in pages for c in make_targets(n, text_of(n), targets)]


def test_the_wheel_carries_every_file_of_the_package(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {f"src/{name}" for name in zipfile.ZipFile(wheel).namelist()}
    assert not {n for n in committed() if n.startswith("src/titrant/")} - shipped


# ------------------------------------------------------------------ every checker bites


@pytest.mark.parametrize(
    ("lines", "listed", "complaint"),
    [
        (501, {"m.py": "tables"}, "limit"),
        (351, {}, "list it"),
        (351, {"m.py": ""}, "list it"),
        (350, {"m.py": "tables"}, "take it out"),
    ],
)
def test_module_length_bites(lines: int, listed: dict[str, str], complaint: str) -> None:
    assert complaint in "".join(module_length("m.py", "x\n" * lines, listed))


def test_module_length_lets_pass() -> None:
    assert not module_length("m.py", "x\n" * 350, {})
    assert not module_length("m.py", "x\n" * 500, {"m.py": "one table"})


@pytest.mark.parametrize("path", ["src/titrant/dosing/utils.py", "src/titrant/data/dose.py"])
def test_module_name_bites(path: str) -> None:
    assert module_name(path)


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import choice",
        "import time as clock",
        "from time import time",
        "datetime.now(UTC)",
        "dt.datetime.utcnow()",
        "date.today()",
        "Row(at=field(default_factory=datetime.now))",
        "np.random.default_rng()",
        "open('case.yaml')",
        "Path('case.yaml').open()",
        "path.read_text()",
        "path.write_bytes(b'')",
    ],
)
def test_impurity_bites(line: str) -> None:
    assert impurity("m.py", ast.parse(f"def f():\n    {line}"))


def test_impurity_lets_pass() -> None:
    line = (
        "from datetime import date, time\nage = case.as_of - date(2026, 1, 2)\ngenerator.random()"
    )
    assert not impurity("m.py", ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "dose = 0.5",
        "x = weight * 2",
        "x = -3",
        "x = 1e-9",
        "rows[:2]",
        "HOURS = 24",
        "f(50, 'mg')",
        "def f(limit=40): ...",
        "Decimal('0.5')",
        "read('0.5 mg/kg')",
    ],
)
def test_numbers_bites(line: str) -> None:
    assert numbers("m.py", ast.parse(line), {})


def test_numbers_lets_pass() -> None:
    text = (
        "HOURS = 24\nx = -1\ny = rows[0]\nz = True\ns = 'Weight is too old'\nc = '0'\nd = 'x' * 1"
    )
    assert not numbers("m.py", ast.parse(text), {("m.py", "HOURS"): "hours in a day"})


@pytest.mark.parametrize("host", HOSTS)
def test_workplace_bites_on_a_registry(host: str) -> None:
    assert workplace("page.md", f"https://{host.upper()}/simple")


@pytest.mark.parametrize("path", ["/wo" + "rk/main", "'/ro" + "ot/x'", "see /home/" + "ann/x"])
def test_workplace_bites_on_a_machine_path(path: str) -> None:
    assert workplace("page.md", path)


def test_workplace_lets_pass() -> None:
    assert not workplace("page.md", "https://example.org/wo" + "rk/paper ./wo" + "rk/x tests/unit")


def test_unfinished_bites() -> None:
    assert unfinished("m.py", "# TO" + "DO: later")
    assert not unfinished("m.py", "# TO" + "DO(#12): later")


HASH = "--hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "pydantic==2.0",
        f"pydantic==2.0 {HASH[:-1]}",
        f"pydantic>=2 \\\n    {HASH}",
        f"--index-url x\npydantic==2.0 {HASH}",
        f"-e . {HASH}",
        f"a @ https://example.org/a.whl {HASH}",
    ],
)
def test_requirement_lines_bites(line: str) -> None:
    assert requirement_lines("base.txt", line)


def test_requirement_lines_lets_pass() -> None:
    text = (
        f"# made\na-b==1.0 ; python_version < '3.12' \\\n    {HASH} \\\n    {HASH}\n    # via c\n"
    )
    assert not requirement_lines("base.txt", text)


def test_unlocked_bites() -> None:
    assert unlocked("base.txt", "pydantic-core==2.0", ["pydantic>=2,<3"])
    assert not unlocked("base.txt", "pyyaml==6.0", ["PyYAML>=6"])


def test_unexplained_bites() -> None:
    assert unexplained("pyproject.toml", '    "pydantic>=2",\n')
    assert not unexplained("pyproject.toml", '    "pydantic>=2", # knowledge\n')


@pytest.mark.parametrize("name", ["note.md", "12.added.txt", "12.removed.md", "Big.added.md"])
def test_fragment_name_bites(name: str) -> None:
    assert fragment_name(f"knowledge.d/{name}", ["added", "retired"])
    assert not fragment_name("knowledge.d/12.retired.md", ["added", "retired"])


def test_make_targets_bites() -> None:
    assert make_targets("README.md", "type `make fly`", {"run"})
    assert make_targets("README.md", "```\ncd x && make fly\n```\n", {"run"})
    assert not make_targets("README.md", "make sure to type `make run`", {"run"})
