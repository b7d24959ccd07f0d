"""What the manual must name: every command, option, leaf, check, and word of the program."""

import argparse
import ast
import re
import shlex
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from titrant import clinical, dosing, knowledge, units
from titrant.cli.main import build_parser
from titrant.dosing import dates, gate, guidance, readiness, screening
from titrant.knowledge import load

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
CHECKS = ROOT / "docs" / "reference" / "checks.md"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ------------------------------------------------------------------ the README


def test_the_first_screen_says_what_it_is_and_how_to_start() -> None:
    first = read(README).split("\n## ")[0]
    assert "`make run`" in first
    assert "`make test`" in first
    assert len(first.splitlines()) < 25
    picture = re.search(r'<img src="([^"]+)"[^>]* alt="[^"]{40,}"', first)
    assert picture is not None
    assert (ROOT / picture[1]).read_bytes().startswith(b"\x89PNG")


def test_the_readme_gives_an_example_of_every_command() -> None:
    shown = [m[1].split()[1:] for m in re.finditer(r"\| `(titrant [^`]+)` \|\n", read(README))]
    named = {
        (words[0], words[1] if words[0] in {"clinic", "knowledge", "models"} else "")
        for words in shown
    }
    assert named == {(name.partition(" ")[0], name.partition(" ")[2]) for name in commands()}


def test_every_example_in_the_readme_can_be_typed() -> None:
    parser = build_parser()
    examples = re.findall(r"\| `(titrant [^`]+)` \|\n", read(README))
    assert examples
    for example in examples:
        assert callable(parser.parse_args(shlex.split(example)[1:]).run)


def test_a_command_with_its_answer_is_always_a_console_block() -> None:
    for path in [README, *(ROOT / "docs").rglob("*.md")]:
        if not {"_build", "generated"} & set(path.parts):
            for block in re.findall(r"^```(\S*)[^\n]*\n([^`]*)^```$", read(path), re.MULTILINE):
                typed = re.search(r"^(\$ )?titrant ", block[1], re.MULTILINE)
                assert typed is None or block[0] == "console", f"{path}: {block[1]}"


# ------------------------------------------------------------------ the generated reference


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name in action.choices:
                yield from parsers(action.choices[name])


def commands() -> list[str]:
    """Every command that does something, without the word titrant."""
    runs = [p for p in parsers(build_parser()) if p.get_default("run") is not None]
    return [p.prog.removeprefix("titrant ") for p in runs]


def test_every_command_and_option_is_in_the_reference(manual: dict[str, str]) -> None:
    for parser in parsers(build_parser()):
        section = manual["commands"].partition(f"## `{parser.prog}`")[2].partition("\n## ")[0]
        assert section, parser.prog
        told = (action for action in parser._actions if action.help is not argparse.SUPPRESS)
        for action in told:
            for word in action.option_strings or [str(action.metavar or action.dest)]:
                assert word in section, f"{parser.prog} {word}"


def test_every_generated_page_is_reached(manual: dict[str, str]) -> None:
    indexes = [read(path) for path in (ROOT / "docs").glob("**/index.md")]
    listed = "\n".join([*indexes, *manual.values()])
    missing = [
        name
        for name, text in manual.items()
        if not re.search(rf"^\S*\b{name}$", listed, re.MULTILINE)
        and not (text.startswith("---\norphan: true\n") and f"]({name}.md)" in listed)
    ]
    assert not missing


# ------------------------------------------------------------------ checks


def check_ids(tree: ast.AST) -> Iterator[str]:
    """Yield the ids that a module gives its checks; what a leaf or a name fills in is <leaf>."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Call(func=ast.Attribute(attr="hold" | "refuse" | "say"), args=[first, _, *_])
                | ast.Call(func=ast.Attribute(attr="stop"), args=[first, _, *_])
            ):
                pass
            case ast.Call(func=ast.Name(id="Check"), keywords=words):
                first = next(word.value for word in words if word.arg == "id")
            case _:
                continue
        match first:
            case ast.Constant(value=str(id)):
                yield id
            case ast.JoinedStr(values=parts):
                said = [p.value if isinstance(p, ast.Constant) else "<leaf>" for p in parts]
                yield "".join(str(word) for word in said)
            case ast.Name(id="id") | ast.Attribute(attr="id"):
                pass  # handed on, or the id of a leaf
            case _:
                yield f"an id that no test can read: {ast.unparse(first)}"


def test_every_check_is_told_and_no_other() -> None:
    paths = sorted((ROOT / "src" / "titrant" / "dosing").glob("*.py"))
    used = {id for path in paths for id in check_ids(ast.parse(read(path)))}
    told = set(re.findall(r"^\| `([^`]+)` \|", read(CHECKS), re.MULTILINE))
    leaves = {id for id in told if load().find(id) is not None}
    assert len(used) > 40
    assert used == told - leaves


def test_a_check_that_is_not_told_is_found() -> None:
    text = "b.hold('new', 't')\nb.say(f'{id}:weight', k)\nCheck(id='made')\nb.hold(leaf.id, 't')"
    assert set(check_ids(ast.parse(text))) == {"new", "<leaf>:weight", "made"}
    assert "no test can read" in "".join(check_ids(ast.parse("b.hold(a + b, 't')")))


# ------------------------------------------------------------------ words


def enums() -> list[type[StrEnum]]:
    """Every enumeration whose values people meet on sheets, in files and in JSON."""
    rooms = (clinical, dosing, screening, guidance, dates, gate, readiness, knowledge, units)
    names = {room: getattr(room, "__all__", dir(room)) for room in rooms}
    found = [getattr(room, name) for room in rooms for name in names[room]]
    return sorted(
        {e for e in found if isinstance(e, type) and issubclass(e, StrEnum)} - {StrEnum},
        key=lambda e: e.__name__,
    )


def test_the_glossary_tells_every_word_of_an_enumeration_and_no_other() -> None:
    section = read(ROOT / "GLOSSARY.md").partition("\n## Words in files")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", section, re.MULTILINE)
    told = {name: re.findall(r"`([^`]+)`", words) for name, words in rows}
    assert told == {enum.__name__: [member.value for member in enum] for enum in enums()}
