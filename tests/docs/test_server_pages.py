"""What the pages about running a clinic must name: settings, faults, refusals, one command."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from titrant.cli.main import build_parser

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs" / "how-to"
SERVER = ROOT / "src" / "titrant" / "server"

# Said by one of our programs to another, never by a site.
INTERNAL = {"TITRANT_TLS", "TITRANT_CLOCK_AHEAD"}

# Raised where no person meets them: a backup that our own program wrote wrongly.
UNMET = ("names a file outside", "does not say which", "ends in the middle", "something after its")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def said(source: str, *names: str) -> Iterator[str]:
    """Yield the longest piece of words of each sentence that is made with one of these names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            parts = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else node.args
            words = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
            yield max(words, key=len, default="").strip(" .:,")


def test_every_setting_of_a_site_is_told() -> None:
    found = {
        name
        for path in [*SERVER.rglob("*.py"), *(ROOT / "src" / "titrant" / "cli").glob("*.py")]
        for name in re.findall(r"environ(?:\.get\(|\[)\"(TITRANT_\w+|DATABASE_URL)\"", read(path))
    }
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", read(HOW_TO / "run-a-clinic.md"), re.MULTILINE))
    assert told == found - INTERNAL


@pytest.mark.code
def test_every_fault_of_a_record_is_explained() -> None:
    page = read(HOW_TO / "verify-the-record.md")
    faults = set(said(read(SERVER / "audit" / "verifying.py"), "Fault"))
    assert len(faults) > 12
    assert not [words for words in faults if words not in page]


@pytest.mark.code
def test_every_refusal_of_a_restore_is_explained() -> None:
    page = read(HOW_TO / "backup-and-restore.md")
    sources = [read(SERVER / "audit" / f"{name}.py") for name in ("sealing", "laying_out")]
    refusals = {words for text in sources for words in said(text, "NotOpened", "NotEmpty")}
    met = {words for words in refusals if not any(one in words for one in UNMET)}
    assert len(met) > 5
    missing = [words for words in met if words.split(":")[0].split(". ")[0][:40] not in page]
    assert not missing


def test_the_parts_are_told_in_their_order() -> None:
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["id"] == "server"]
    drawn = read(ROOT / "docs" / "reference" / "server.md").partition("```text\n")[2]
    told = re.findall(r"^ (\w+)  +\S", drawn.partition("```")[0], re.MULTILINE)
    assert told == [layer for layer in layers if not layer.startswith("(")]


def test_the_command_of_the_unit_can_be_typed() -> None:
    unit = read(HOW_TO / "systemd.md").replace("\\\n", "")
    (command,) = re.findall(r"^ExecStart=\S+/titrant (.+)$", unit, re.MULTILINE)
    typed = build_parser().parse_args(shlex.split(command))
    assert (typed.host, typed.port, typed.origin[:8]) == ("0.0.0.0", 8443, "https://")


def test_words_of_a_sentence_are_found() -> None:
    source = "Fault(f'Chain {a}: the row is gone.')\nFault('b')\nOther('c')\nFault(f'{a}')"
    assert list(said(source, "Fault")) == ["the row is gone", "b", ""]
