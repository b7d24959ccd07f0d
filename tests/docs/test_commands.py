"""What the pages tell people to type is typed here, and the answer must be the one on the page.

A block fenced as `console` holds commands after `$ ` and what they print. A line of `...` stands
for any number of lines, ` ...` at the end of one for the rest of it, and `... ` at its beginning
for what stands before. The blocks of one page
run in order in one folder, where the clone's `examples` are and nothing else; a code block whose
caption is a file name is written there first. `$ echo $?` prints the last exit status.

Commands of the server run as programs of their own, in an installation in that folder, with what
the page exports; what serves until Ctrl-C is read, and not run.
"""

import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.lib.apart import Apart

from titrant.cli.main import build_parser, main

ROOT = Path(__file__).resolve().parents[2]

# Commands that are read, and not run, with the reason.
NOT_RUN = {
    ("titrant", "knowledge", "compile"): "writes into the package",
    ("git", "clone"): "needs a network",
    ("git", "diff"): "shows what the reader changed",
    ("cd",): "the test stays in its folder",
    ("titrant", "serve"): "serves until Ctrl-C",
}

# Commands of the server: each a program with its own settings.
PROGRAMS = ("backup", "clinic", "demo-code", "rebuild", "restore", "verify", "worker")
OPENED = ["clinic", "new", "--name", "Harbour Clinic", "--zone", "America/New_York",
          "--admin-email", "ruiz@clinic.example"]  # fmt: skip


@dataclass
class Step:
    """A command with what it prints, or a file with what it holds."""

    line: int
    command: str = ""
    output: list[str] = field(default_factory=list)
    file: str = ""


def pages() -> list[str]:
    """Return the README and every page that people wrote, as paths from the root."""
    found = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    made = {"_build", "generated"}
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in found
        if not made & set(path.relative_to(ROOT).parts)
    )


def steps(text: str) -> Iterator[Step]:
    """Yield the steps of a page in their order."""
    fence, info, file, block = "", "", "", list[tuple[int, str]]()
    for number, line in enumerate(text.splitlines(), start=1):
        opened = re.fullmatch(r"(`{3,})([^`]*)", line.strip())
        if not fence and opened:
            fence, info, file, block = opened[1], opened[2].strip(), "", []
        elif fence and line.strip() == fence:
            if info == "console":
                yield from _typed(block)
            elif file:
                yield Step(line=number, file=file, output=[text for _, text in block])
            fence = ""
        elif fence and (caption := re.fullmatch(r":caption: (\S+\.\w+)", line)) and not block:
            file = caption[1]
        elif fence:
            block.append((number, line))


def _typed(block: list[tuple[int, str]]) -> Iterator[Step]:
    step: Step | None = None
    for number, line in block:
        if line.startswith("$ "):
            if step is not None:
                yield step
            step = Step(line=number, command=line[2:])
        elif step is None:
            yield Step(line=number, command="nothing was typed before this line")
            return
        elif step.command.endswith("\\"):
            step.command = f"{step.command[:-1].rstrip()} {line.strip()}"
        else:
            step.output.append(line)
    if step is not None:
        yield step


def complaint(step: Step, last: int | None, tells: dict[str, str]) -> tuple[str, int | None]:
    """Run a step in this folder; return what is wrong, if anything, and the exit status.

    `tells` is what the page has exported so far.
    """
    if step.file:
        Path(step.file).write_text("\n".join(step.output) + "\n", encoding="utf-8")
        return "", last
    try:
        words = [_filled(word, tells) for word in shlex.split(step.command)]
    except ValueError as error:
        return f"cannot be typed: {error}", None
    if words == ["echo", "$?"]:
        return _differs(str(last), step.output), last
    if any(tuple(words[: len(known)]) == known for known in NOT_RUN):
        return _readable(words), None
    match words:
        case ["make", *targets]:
            unknown = [name for name in targets if name not in make_targets()]
            return "".join(f"there is no target {name}" for name in unknown), None
        case ["export", *said]:
            tells.update((word.partition("=")[0], word.partition("=")[2]) for word in said)
            return "", 0
        case ["cp", one, other]:
            shutil.copy(_inside(one), _inside(other))
            return "", 0
        case ["cat", name]:
            return _differs(Path(name).read_text(encoding="utf-8").rstrip("\n"), step.output), 0
        case ["titrant", *arguments]:
            apart = arguments[:1] and arguments[0] in PROGRAMS
            printed, status = run_apart(arguments, tells) if apart else run(arguments)
            if not step.output and status:
                return f"shows nothing, and it ends with {status}:\n{printed}", status
            return _differs(printed, step.output), status
        case _:
            return "the command is unknown: name it in this test, or take it out", None


def _readable(words: list[str]) -> str:
    if words[0] != "titrant":
        return ""
    build_parser().parse_args(words[1:])
    return ""


def run(arguments: list[str]) -> tuple[str, int]:
    """Run titrant in this process; return all that it printed, in order, and its status."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            status = main(arguments)
        except SystemExit as stop:  # argparse's own --help and --version
            status = int(stop.code or 0)
    return printed.getvalue().rstrip("\n"), status


def run_apart(arguments: list[str], tells: dict[str, str]) -> tuple[str, int]:
    """Run titrant as a program with what was exported; return what it printed, and its status."""
    asked = Apart(Path(tells.get("TITRANT_HOME", "home")).absolute(), tells)
    done = subprocess.run(
        [sys.executable, "-m", "titrant", *arguments],
        env={**asked.environment, "COLUMNS": "100"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    return done.stdout.rstrip("\n"), done.returncode


def _filled(word: str, tells: dict[str, str]) -> str:
    """Return a word with what was exported in place of its name."""
    return re.sub(r"\$([A-Z_]+)", lambda found: tells.get(found[1], found[0]), word)


def _inside(name: str) -> Path:
    """Return a path in this folder; a page moves no other file."""
    path = Path(name).resolve()
    assert path.is_relative_to(Path.cwd()), name
    return path


def _differs(printed: str, output: list[str]) -> str:
    """Say which line of a page is not what was printed; a page that shows nothing is content."""
    wanted = list(output)
    while wanted and not wanted[-1].strip():
        wanted.pop()
    parts = [_pattern(line) for line in wanted]
    text = f"{printed}\n" if printed else ""
    if not parts or re.fullmatch("".join(parts), text):
        return ""
    fitting = (at for at in range(len(parts)) if not re.match("".join(parts[: at + 1]), text))
    first = next(fitting, None)
    where = "the page ends too early" if first is None else f"no line “{wanted[first]}” there"
    return f"{where}. It prints:\n{printed}"


def _pattern(line: str) -> str:
    """Return the expression for a line of a page: itself, any lines, or a line that begins so."""
    if line.strip() == "...":
        return "(?:.*\n)*"
    before, after = line.startswith("... "), line.endswith(" ...")
    said = line.removeprefix("...") if before else line
    said = said.removesuffix("...") if after else said
    return (".+" if before else "") + re.escape(said) + (".+\n" if after else "\n")


def make_targets() -> set[str]:
    """Return the targets of the Makefile."""
    return set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def complaints(name: str, text: str) -> list[str]:
    """Run every step of a page in this folder; return what is wrong."""
    found, last, tells = list[str](), None, dict[str, str]()
    if "TITRANT_HOME=harbour" in text and "clinic new" not in text:
        run_apart(OPENED, {"TITRANT_HOME": "harbour"})  # the page is about one that is there
    for step in steps(text):
        wrong, last = complaint(step, last, tells)
        if wrong:
            found.append(f"{name}:{step.line}: $ {step.command}\n{wrong}")
    return found


@pytest.mark.parametrize("name", pages())
def test_what_a_page_tells_to_type_prints_what_it_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "examples").symlink_to(ROOT / "examples")  # it stands there in a clone, too
    found = complaints(name, (ROOT / name).read_text(encoding="utf-8"))
    assert not found, "\n\n".join(found)


def test_every_example_says_that_it_is_invented() -> None:
    """HTEST is HL7's own mark for “test health data”."""
    examples = sorted((ROOT / "examples").iterdir())
    assert {path.suffix for path in examples} == {".json", ".yaml"}
    for path in examples:
        text = path.read_text(encoding="utf-8")
        assert "demonstration" in text
        assert "invented" in text
        assert path.suffix != ".json" or json.loads(text)["meta"]["security"][0]["code"] == "HTEST"


# ------------------------------------------------------------------ this test bites


@pytest.mark.parametrize(
    "block",
    [
        "$ titrant knowledge explain nobody\nall is well",
        "$ titrant --version\nTitrant 0.0",
        "$ titrant --version\n...\nand more",
        "$ titrant --version\ntitrant 0.0 ...",
        "$ titrant --version\ntitrant 0.1.0 ...",  # nothing is left for the three dots
        "$ titrant record examples/riverside-case.yaml --as-of 2026-11-22\nRECORD ...\n...",
        "$ titrant knowledge explain nobody\n...\n$ echo $?\n0",
        "$ make fly",
        "$ curl example.org",
        "$ titrant prepare '",
        "$ titrant verify\n0 rows: the record can be believed.",
        "$ titrant --version\n... 0.0",
        "$ export TITRANT_DEMO=1\n$ titrant demo-code nobody\n123456",
        "titrant without a prompt",
    ],
)
def test_a_wrong_page_is_found(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert complaints("page.md", f"text\n\n```console\n{block}\n```\n")


COPYING = """
```{code-block} yaml
:caption: a.yaml
b: 1
```
```console
$ export WHICH=c.yaml
$ cp a.yaml $WHICH
$ cat c.yaml
... 1
```
"""


@pytest.mark.parametrize(
    "page",
    [
        "```console\n$ titrant --version\ntitrant 0.1.0\n```",
        "```console\n$ titrant \\\n    --version\n...\n$ echo $?\n0\n```",
        "```console\n$ titrant --version\ntitrant ...\n```",
        "```console\n$ make run\nanything\n$ titrant knowledge compile\n```",
        "```text\n$ rm -r anything\n```",
        "```console\n$ titrant serve --port 8443\nanything\n```",
        "```console\n$ export TITRANT_HOME=here\n$ titrant verify\ntitrant: There is no ...\n```",
        COPYING,
    ],
)
def test_a_right_page_passes(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not complaints("page.md", page)
