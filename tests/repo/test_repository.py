"""The rules of this repository, held by tests. The checkers are in tests/lib/house_rules.py."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.lib.house_rules import (
    Complaints,
    asks_a_table,
    fragment_name,
    impurity,
    make_targets,
    module_length,
    module_name,
    numbers,
    requirement_lines,
    unexplained,
    unfinished,
    unlocked,
    workplace,
)

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "titrant"

# Modules of more than 350 lines, each with the reason. None may have more than 500.
LONG_MODULES: dict[str, str] = {}

# Rooms that get time, chance and file contents as arguments.
PURE_ROOMS = ("units", "clinical", "pkpd", "outcomes", "dosing", "fhir")

# Numbers in dosing/ other than 0 and 1: (module, name of the module-level constant) -> the reason.
# Named mathematics only. A clinical number lives in one YAML leaf, with its source.
NUMBERS_IN_DOSING: dict[tuple[str, str], str] = {
    (
        "dosing/guidance/ladder.py",
        "_HUNDREDTH",
    ): "how a dose is shown that nobody ordered",
    ("dosing/dates/days.py", "_YEAR"): "how far an open day is looked for",
}


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
    extras = project["optional-dependencies"]
    own = [line for line in extras.get(name, []) if not line.startswith("titrant[")]
    taken = re.findall(r"[a-z]+", "".join({*extras.get(name, [])} - {*own}).partition("[")[2])
    return [*project["dependencies"], *own, *(line for one in taken for line in extras[one])]


def test_a_module_stays_short() -> None:
    sources = [n for n in committed() if n.startswith("src/") and n.endswith(".py")]
    sources = [n for n in sources if "/migrations/0" not in n]  # `makemigrations` writes them
    assert sources
    assert not [c for n in sources for c in module_length(n, text_of(n), LONG_MODULES)]
    assert not set(LONG_MODULES) - set(sources)


def test_a_module_has_a_name_that_says_something() -> None:
    assert not [c for n in committed() if n.endswith(".py") for c in module_name(n)]


@pytest.mark.hazard("H33")
def test_pure_rooms_know_no_clock_no_chance_and_no_file() -> None:
    assert not [c for path, tree in modules(*PURE_ROOMS) for c in impurity(path, tree)]


def test_a_view_asks_no_table() -> None:
    assert not [c for path, tree in modules("server") for c in asks_a_table(path, tree)]


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


def test_what_asks_our_own_rules_is_pinned_and_hashed() -> None:
    text = text_of("requirements/semgrep.txt")
    assert not requirement_lines("requirements/semgrep.txt", text)
    assert re.search(r"^semgrep==", text, re.MULTILINE)


def test_each_of_our_own_rules_has_a_bad_and_a_good_sample() -> None:
    """`make rules` holds the rules to their samples; a rule without any would pass there."""
    found = [n for n in committed() if re.match(r"scripts/semgrep/\w+\.yaml$", n)]
    assert found
    for name in found:
        rules = re.findall(r"^- id: (\S+)$", text_of(name), re.MULTILINE)
        stem = name.removesuffix(".yaml")
        sample = text_of(f"{stem}.html" if stem.endswith("templates") else f"{stem}.py")
        assert rules
        for rule in rules:
            assert re.search(rf"\bruleid: (.*, )?{rule}\b", sample), f"{rule}: no bad sample"
            assert re.search(rf"\bok: (.*, )?{rule}\b", sample), f"{rule}: no good sample"


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
