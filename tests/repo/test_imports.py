"""What a command imports when it runs: nothing heavy stands between a nurse and a sheet."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

HEAVY = {
    "django",
    "numpy",
    "pint",
    "pydantic",
    "pydantic_core",
    "typst",
    "yaml",
    "socket",
    "ssl",
    "http",
    "email",
    "asyncio",
    "sqlite3",
    "xml",
}

ORDER = (
    *("prepare", "--product", "ketamine-10", "--dose", "0.5 mg/kg", "--weight", "70 kg"),
    *("--dilute-to", "1 mg/mL", "--over", "40 min", "--as-of", "2026-11-22"),
)

BUNDLE = str(Path(__file__).resolve().parents[2] / "examples" / "riverside-bundle.json")

RUN = """
import contextlib, io, json, sys
with contextlib.redirect_stdout(io.StringIO()):
    from titrant.cli import main
    status = main(json.loads(sys.argv[1]))
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def imported(words: Sequence[str]) -> tuple[int, set[str]]:
    """Run a command in a fresh process; return its status and the packages it imported."""
    line = [sys.executable, "-c", RUN, json.dumps(words)]
    # Coverage hooks itself into every process and imports sockets and databases of its own.
    alone = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    done = subprocess.run(line, check=True, capture_output=True, text=True, env=alone)
    status, names = json.loads(done.stdout)
    return status, set(names)


@pytest.mark.parametrize(
    "words",
    [
        ORDER,
        (*ORDER, "--json"),
        (*ORDER, "--site", "demo", "--route", "iv", "--second-weight", "70 kg"),
        ("knowledge", "show", "limit.iv"),
        ("knowledge", "explain", "limit.iv.dose.hard"),
        ("knowledge", "explain", "concept.epilepsy"),
        ("protocols", "--as-of", "2026-11-22"),
        ("protocols", "--fit", BUNDLE, "--as-of", "2026-11-22", "--site", "demo"),
        ("record", BUNDLE, "--as-of", "2026-11-22", "--json"),
        ("knowledge", "hash"),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_a_command_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    status, names = imported(words)
    assert status == (1 if "--fit" in words else 0)  # questions are open, so nothing fits yet
    assert "titrant" in names
    assert not names & HEAVY


def test_a_pdf_imports_typst_and_nothing_of_the_build(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("pdf") / "sheet.pdf"
    status, names = imported((*ORDER, "--pdf", str(path)))
    assert status == 0
    assert names & HEAVY == {"typst"}


def test_a_case_file_imports_a_yaml_reader_and_nothing_of_the_build() -> None:
    case = BUNDLE.replace("bundle.json", "case.yaml")
    status, names = imported(("record", case, "--as-of", "2026-11-22"))
    assert status == 0
    assert names & HEAVY == {"yaml"}


def test_what_is_heavy_is_seen() -> None:
    assert imported(("knowledge", "check"))[1] >= {"pydantic", "yaml"}
